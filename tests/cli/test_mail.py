"""`auftakt mail` reads the mail sink."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli.__main__ import main
from local.mail_sink import make_maildir


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home whose sink kept two mails."""
    make_maildir(tmp_path / "mail")
    for number in (1, 2):
        mail = EmailMessage()
        mail["From"], mail["To"] = "post@auftakt.example", f"a{number}@example.org"
        mail["Subject"], mail["Date"] = f"Betreff {number}", "Fri, 20 Nov 2026 12:00:00 +0000"
        mail.set_content("Grüße\x1b[2J aus Jena")
        mail.add_attachment(b"%PDF-", maintype="application", subtype="pdf", filename="b.pdf")
        (tmp_path / "mail" / "new" / f"{number}").write_bytes(bytes(mail))
    return tmp_path


def auftakt(*arguments: str) -> str:
    """Run the command; its output."""
    result = CliRunner().invoke(main, list(arguments))
    assert result.exit_code == 0, result.output
    return result.output


def test_the_list_numbers_the_mails(home: Path) -> None:
    """Oldest first, with recipient, subject and how much is attached."""
    lines = auftakt("mail", "--home", str(home)).splitlines()
    assert "a1@example.org  Betreff 1  [1 attached]" in lines[0]
    assert lines[1].split()[0] == "2"


def test_a_mail_is_shown_with_its_attachments(home: Path, tmp_path: Path) -> None:
    """Text, names and sizes; the parts can be saved."""
    text = auftakt("mail", "--home", str(home), "show", "2", "--save", str(tmp_path / "parts"))
    assert "a2@example.org" in text
    assert "b.pdf  application/pdf  5 bytes" in text
    assert (tmp_path / "parts" / "b.pdf").read_bytes() == b"%PDF-"


def test_a_mail_cannot_drive_the_terminal(home: Path) -> None:
    """Control characters of a mail are not passed on."""
    assert "\x1b" not in auftakt("mail", "--home", str(home), "show", "1")


def test_an_unknown_number_is_told(home: Path) -> None:
    """A plain sentence and status 1."""
    result = CliRunner().invoke(main, ["mail", "--home", str(home), "show", "9"])
    assert result.exit_code == 1
    assert "there are 2 mails" in result.output
