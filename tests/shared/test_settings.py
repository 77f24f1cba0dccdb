"""Settings from the environment: all faults at once, secrets as files."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from shared.settings import SettingsError, load


class Example(msgspec.Struct, frozen=True, kw_only=True):
    """Some settings."""

    port: int
    secret: str
    limits: bool = True


def test_every_variable_at_fault_is_named() -> None:
    """Not one start per mistake."""
    with pytest.raises(SettingsError) as wrong:
        load(Example, {"AUFTAKT_PORT": "eighty", "AUFTAKT_LIMITS": "perhaps"})
    for name in ("AUFTAKT_PORT", "AUFTAKT_SECRET", "AUFTAKT_LIMITS"):
        assert name in str(wrong.value)
    assert "eighty" not in str(wrong.value)


def test_a_secret_may_be_a_file(tmp_path: Path) -> None:
    """As container platforms hand them in."""
    file = tmp_path / "secret"
    file.write_text("s3cret\n", encoding="utf-8")
    read = load(Example, {"AUFTAKT_PORT": "80", "AUFTAKT_SECRET_FILE": str(file)})
    assert read.secret == "s3cret"


@pytest.mark.parametrize(("text", "value"), [("off", False), ("yes", True), ("false", False)])
def test_people_write_yes_and_off(text: str, *, value: bool) -> None:
    """Booleans as people write them."""
    environ = {"AUFTAKT_PORT": "80", "AUFTAKT_SECRET": "s", "AUFTAKT_LIMITS": text}
    assert load(Example, environ).limits is value


def test_a_missing_secret_file_is_named(tmp_path: Path) -> None:
    """With the variable, not the content."""
    environ = {"AUFTAKT_PORT": "80", "AUFTAKT_SECRET_FILE": str(tmp_path / "none")}
    with pytest.raises(SettingsError, match="AUFTAKT_SECRET_FILE"):
        load(Example, environ)
