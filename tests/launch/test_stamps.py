"""Work is done again exactly when what it was done for has changed."""

from pathlib import Path

import pytest

from csplan.launch import stamps


class TestChecksum:
    @pytest.fixture
    def source(self, tmp_path: Path) -> Path:
        source = tmp_path / "source.scss"
        source.write_text("a { color: black }")
        return source

    def test_stays_the_same_for_the_same_files(self, source: Path) -> None:
        other = source.with_name("other.scss")
        other.write_text("")

        assert stamps.checksum([source, other]) == stamps.checksum([other, source])

    def test_changes_with_a_files_content(self, source: Path) -> None:
        before = stamps.checksum([source])
        source.write_text("a { color: white }")

        assert stamps.checksum([source]) != before

    def test_changes_with_a_files_name(self, source: Path) -> None:
        before = stamps.checksum([source])

        assert stamps.checksum([source.rename(source.with_name("_source.scss"))]) != before

    def test_changes_with_the_words(self, source: Path) -> None:
        assert stamps.checksum([source], "one") != stamps.checksum([source], "two")

    def test_leaves_out_what_python_compiled(self, tmp_path: Path) -> None:
        compiled = tmp_path / "app" / "__pycache__" / "models.cpython-311.pyc"
        compiled.parent.mkdir(parents=True)
        compiled.touch()

        assert stamps.files_under(tmp_path) == []


class TestStamp:
    def test_stands_for_its_mark_alone(self, tmp_path: Path) -> None:
        stamps.stamp("work", "first", tmp_path)

        assert stamps.is_stamped("work", "first", tmp_path)
        assert not stamps.is_stamped("work", "second", tmp_path)
        assert not stamps.is_stamped("other-work", "first", tmp_path)

    def test_is_gone_while_the_work_is_done_again(self, tmp_path: Path) -> None:
        stamps.stamp("work", "first", tmp_path)
        stamps.unstamp("work", tmp_path)

        assert not stamps.is_stamped("work", "first", tmp_path)
