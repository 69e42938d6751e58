"""The account csplan runs as, on a PostgreSQL of the tests' own: what it can do, and cannot."""

import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from io import StringIO
from typing import Any, cast

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from csplan.audit.chain import verify_history
from csplan.audit.models import AuditEvent
from csplan.audit.roles import insert_only_tables
from csplan.audit.services import seal_all
from tests.audit.tampering import execute, role_name
from tests.audit.test_chain import chain_of

pytestmark = [
    pytest.mark.services,
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="needs PostgreSQL's roles"),
]
PASSWORD = "only-for-a-moment"
INSERTED = (
    "INSERT INTO audit_auditevent (action, target_kind, target_id, target_label, before, after,"
    " request_id, occurred_at, recorded_at, sequence, hash)"
    " VALUES ('x.added', 'x', '1', 'x', '{}', '{}', '', now(), '1999-01-01', %s, %s)"
)
ATTEMPTS = {
    # To change what is there.
    "change an event": "UPDATE audit_auditevent SET action = 'x' WHERE sequence = 2",
    "seal an event by hand": "UPDATE audit_auditevent SET sequence = 9, hash = 'f'",
    "delete an event": "DELETE FROM audit_auditevent WHERE sequence = 2",
    "empty the history": "TRUNCATE audit_auditevent",
    "empty it with all else": "TRUNCATE accounts_user CASCADE",
    # To forge what is not.
    "number an event": INSERTED % ("9", "'" + "f" * 64 + "'"),
    "hash an event": INSERTED % ("NULL", "'" + "f" * 64 + "'"),
    # To take the locks off.
    "drop a trigger": "DROP TRIGGER audit_event_stays ON audit_auditevent",
    "disable triggers": "ALTER TABLE audit_auditevent DISABLE TRIGGER ALL",
    "disable them for the session": "SET session_replication_role = replica",
    "drop the table": "DROP TABLE audit_auditevent",
    "drop a column": "ALTER TABLE audit_auditevent DROP COLUMN hash",
    "replace the sealing": (
        "CREATE OR REPLACE FUNCTION audit_seal(most integer) RETURNS integer LANGUAGE sql"
        " AS 'SELECT 0'"
    ),
    "make a table": "CREATE TABLE mine (id integer)",
    "put a table in front": "CREATE TEMPORARY TABLE audit_auditevent (id integer)",
    # To be somebody else.
    "become the owner": "SET ROLE {owner}",
    "sign in as the owner": "SET SESSION AUTHORIZATION {owner}",
    "alter itself": "ALTER ROLE {role} SUPERUSER",
    # The other histories.
    "change a transition": "UPDATE programme_returntransition SET reason = 'x'",
    "delete a transition": "DELETE FROM programme_returntransition",
    "change a pack's file": "UPDATE reporting_packfile SET sha256 = 'x'",
    "delete a pack's file": "DELETE FROM reporting_packfile",
    "change where an item went": "UPDATE programme_workitemsuccession SET reason = 'x'",
    "hide a migration": "DELETE FROM django_migrations",
}
HISTORIES = {
    "audit_auditevent",
    "localities_localitychange",
    "objectives_feedbackanswer",
    "objectives_feedbackround",
    "objectives_markingsplit",
    "objectives_measureprogress",
    "objectives_milestoneprogress",
    "objectives_rebaseline",
    "objectives_reviewstep",
    "objectives_setrevision",
    "operations_run",
    "programme_actionstep",
    "programme_moderation",
    "programme_plantransition",
    "programme_questionstep",
    "programme_rebaseline",
    "programme_restatement",
    "programme_returnauthor",
    "programme_returnremark",
    "programme_returntransition",
    "programme_riskassessment",
    "programme_riskescalation",
    "reporting_endedproposal",
    "reporting_packdownload",
    "reporting_packfile",
    "reporting_packreproduction",
    "reporting_publishedline",
}
"""Tables whose rows are only added."""
OF_DRAFTS = {
    "programme_measuresuccession",
    "programme_outcomesuccession",
    "programme_stagemove",
    "programme_workitemsuccession",
}
"""Tables whose rows are only added too, and go with a line that is taken out of a draft."""
ADDED_ONLY = re.compile(r"rows are only (ever )?added", re.IGNORECASE)


@pytest.fixture
def runtime(transactional_db: None) -> Iterator[str]:
    """A role that may sign in, with csplan's rights; gone afterwards."""
    role = role_name()
    execute(f"CREATE ROLE {role} LOGIN PASSWORD '{PASSWORD}'")
    try:
        call_command("database_roles", role, "--apply", stdout=StringIO())
        yield role
    finally:
        # What empties the tables after each test is refused like anybody else.
        execute("DROP TRIGGER IF EXISTS audit_event_not_emptied ON audit_auditevent")
        execute(f"DROP OWNED BY {role}")
        execute(f"DROP ROLE {role}")


@contextmanager
def signed_in_as(role: str) -> Iterator[Any]:
    """A cursor on a connection of the role's own."""
    own = {**connection.get_connection_params(), "user": role, "password": PASSWORD}
    with closing(cast(Any, connection).Database.connect(**own)) as theirs:
        theirs.autocommit = True
        with theirs.cursor() as cursor:
            yield cursor


def refusal(cursor: Any, sql: str) -> str:
    """Why PostgreSQL would not; empty when it did."""
    try:
        cursor.execute(sql)
    except cast(Any, connection).Database.Error as error:
        return str(error.pgcode)
    return ""


class TestTampering:
    def test_is_refused_whatever_the_attempt(self, runtime: str) -> None:
        chain_of(3)
        owner = connection.settings_dict["USER"]

        with signed_in_as(runtime) as cursor:
            found = {
                name: refusal(cursor, sql.replace("{owner}", owner).replace("{role}", runtime))
                for name, sql in ATTEMPTS.items()
            }
            assert set(found.values()) == {"42501"}, found
            cursor.execute("GRANT UPDATE ON audit_auditevent TO PUBLIC")  # Only warns.
            assert refusal(cursor, ATTEMPTS["change an event"]) == "42501"
            assert refusal(cursor, INSERTED % ("NULL", "''")) == ""

        added = AuditEvent.objects.latest("pk")
        assert added.recorded_at.year > 1999
        seal_all()
        assert verify_history().sequence == AuditEvent.objects.count() == 4

    def test_by_the_owner_needs_a_trigger_taken_off_first(self, runtime: str) -> None:
        chain_of(3)
        for name in ("change an event", "delete an event", "empty the history", "number an event"):
            with pytest.raises(DatabaseError), transaction.atomic():
                execute(ATTEMPTS[name])
        assert verify_history().sequence == 3


class TestHistories:
    def test_are_the_tables_listed_here_and_every_one_that_says_so_of_itself(self) -> None:
        assert set(insert_only_tables()) == HISTORIES | OF_DRAFTS
        said = {
            model._meta.db_table
            for model in apps.get_models()
            if ADDED_ONLY.search(" ".join((model.__doc__ or "").split()))
        }
        assert said - HISTORIES - OF_DRAFTS == set()

    def test_can_each_be_added_to_and_not_changed_or_shortened(self, runtime: str) -> None:
        found = {}
        with signed_in_as(runtime) as cursor:
            for table in HISTORIES | OF_DRAFTS:
                key = connection.introspection.get_primary_key_column(connection.cursor(), table)
                changing = refusal(cursor, f"UPDATE {table} SET {key} = {key}")
                removing = refusal(cursor, f"DELETE FROM {table}")
                # Refused for what the row lacks, not for a right.
                adding = refusal(cursor, f"INSERT INTO {table} DEFAULT VALUES")
                found[table] = (changing, removing, adding)

        assert found == {
            **dict.fromkeys(HISTORIES, ("42501", "42501", "23502")),
            **dict.fromkeys(OF_DRAFTS, ("42501", "", "23502")),
        }


class TestCommand:
    def test_prints_what_it_would_do_and_says_what_a_role_has_too_much(self, runtime: str) -> None:
        said = StringIO()
        call_command("database_roles", runtime, stdout=said)
        assert "REVOKE DELETE, UPDATE, TRUNCATE, REFERENCES, TRIGGER" in said.getvalue()
        assert '"programme_returntransition" FROM' in said.getvalue()

        call_command("database_roles", runtime, "--check", stdout=said)
        execute(f"GRANT UPDATE ON reporting_packfile TO {runtime}")
        execute(f"GRANT CREATE ON SCHEMA public TO {runtime}")
        with pytest.raises(CommandError) as caught:
            call_command("database_roles", runtime, "--check")
        assert str(caught.value).splitlines() == [
            f"{runtime} may make tables",
            f"{runtime} has UPDATE on reporting_packfile",
        ]

    def test_refuses_the_owner_and_strangers(self, db: None) -> None:
        owner = connection.settings_dict["USER"]
        with pytest.raises(CommandError, match=f"{owner} is a superuser"):
            call_command("database_roles", owner, "--check")
        with pytest.raises(CommandError, match="There is no role nobody_here"):
            call_command("database_roles", "nobody_here")
