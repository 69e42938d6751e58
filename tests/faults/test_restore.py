"""Everything is lost but the backup."""

import pytest

from tests.faults.conftest import Figure
from tests.faults.invariant import everything_holds
from tests.faults.programs import manage
from tests.faults.servers import Cluster, pointed_at
from tests.faults.world import World

pytestmark = [
    pytest.mark.services,
    # For the tables, which are copied from the tests' own database.
    pytest.mark.django_db(transaction=True),
]


class TestRestore:
    def test_into_an_empty_cluster(self, world: World, figure: Figure) -> None:
        """Restored into an empty cluster: every save, pack and event is there, and verified"""
        world.a_worker()
        pack = world.new_pack()
        world.ask_for(pack.pk)
        world.writers[0].save(2)
        world.wait_for(pack)
        programs = ("--programs", str(world.cluster.programs))
        archive = str(world.folder / "backup.tar")

        made = manage(world.environment, "backup", archive, *programs)
        assert made.returncode == 0, made.stderr
        folder = world.folder / "elsewhere"
        folder.mkdir()
        other = Cluster(folder, world.cluster.programs)
        try:
            env = world.environment | {"DATABASE_URL": other.url}
            restored = manage(env, "restore", archive, *programs)

            assert restored.returncode == 0, restored.stderr
            assert "The evidence is sound" in restored.stdout
            with pointed_at(other.url):
                found = everything_holds(world.writers)
        finally:
            other.stop()
        figure(f"{found} saves found; {restored.stdout.splitlines()[-1]}")
