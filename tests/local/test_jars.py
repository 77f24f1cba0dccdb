"""The jars: only locked bytes, and no network once they are there."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from local import jars
from local.jars import Jar, JarsError, class_path, locked

GOOD = b"the locked bytes"


@pytest.fixture
def lock_file(tmp_path: Path) -> Path:
    """A lock with one jar."""
    path = tmp_path / "lock.toml"
    path.write_text(
        '[[dependencies]]\ngroupId = "org.example"\nartifactId = "thing"\nversion = "1"\n'
        f'sha256 = "{hashlib.sha256(GOOD).hexdigest()}"\n'
    )
    return path


def serving(monkeypatch: pytest.MonkeyPatch, content: bytes) -> list[Jar]:
    """Answer every download with `content`; the list fills with what was asked for."""
    asked: list[Jar] = []

    def download(jar: Jar, incoming: Path) -> Path:
        asked.append(jar)
        path = incoming / jar.path
        path.parent.mkdir(parents=True)
        path.write_bytes(content)
        return path

    monkeypatch.setattr(jars, "_download", download)
    return asked


def test_a_tampered_download_is_refused_and_not_installed(
    tmp_path: Path, lock_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """jgo doesn't compare checksums; we do, before anything is moved in."""
    serving(monkeypatch, b"something else")
    with pytest.raises(JarsError, match="is not the locked file"):
        class_path(tmp_path, lock_file=lock_file)
    assert not list((tmp_path / "jars").rglob("*.jar"))


def test_a_jar_changed_on_disk_is_fetched_again(
    tmp_path: Path, lock_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every start verifies what it is going to run."""
    asked = serving(monkeypatch, GOOD)
    [path] = class_path(tmp_path, lock_file=lock_file)
    path.write_bytes(b"tampered")
    class_path(tmp_path, lock_file=lock_file)
    assert path.read_bytes() == GOOD
    assert len(asked) == 2


def test_nothing_is_fetched_when_all_is_there(
    tmp_path: Path, lock_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After installation no network is needed."""
    asked = serving(monkeypatch, GOOD)
    class_path(tmp_path, lock_file=lock_file)
    class_path(tmp_path, lock_file=lock_file)
    assert len(asked) == 1


def test_the_lock_names_versions_and_hashes_but_no_host() -> None:
    """Any repository will do that serves the same bytes."""
    assert all(len(jar.sha256) == 64 for jar in locked())
    assert {jar.version for jar in locked() if jar.group == "org.apache.kafka"} == {"4.3.1"}
    assert "://" not in jars.LOCK_FILE.read_text()
