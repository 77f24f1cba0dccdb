"""What an organizer says to participants besides: a text per language, German first."""

from __future__ import annotations

from services.registration.events.planning.texts import cleaned_notices
from shared.web.faults import Faults
from shared.web.languages import LOCALES, gettext
from shared.web.localized import Said
from shared.web.pages import Form

NOTE = "note"


def typed_notes(form: Form, faults: Faults) -> dict[str, str]:
    """The notes of a form by language; what can't be sent is a fault."""
    typed = {each.code: form.get(f"{NOTE}.{each.code}") for each in LOCALES}
    return cleaned_notices({code: text for code, text in typed.items() if text}, NOTE, faults)


def note_fields() -> list[str]:
    """Their names in a form."""
    return [f"{NOTE}.{each.code}" for each in LOCALES]


def note_labels() -> dict[str, str]:
    """What they are called where something is wrong with one."""
    return {
        f"{NOTE}.{each.code}": gettext("Nachricht (%(language)s)", language=each.label)
        for each in LOCALES
    }


def quoted(notes: dict[str, str]) -> list[Said]:
    """The notes as they will be read, each in its language."""
    return [Said(notes[each.code], each) for each in LOCALES if each.code in notes]
