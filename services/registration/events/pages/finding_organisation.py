"""The search in a list of organisations that stands within a larger form."""

from __future__ import annotations

from shared.web.pages import Form

FIND_ORGANISATION = "find-organisation"
ENTER = "enter"


def searches(form: Form) -> bool:
    """Whether the list is searched: by its button, or by Enter after another name was typed.

    Otherwise Enter means the form itself, whatever field it was pressed in.
    """
    said = form.get("do")
    typed = form.get("organisation_search").strip()
    return said == FIND_ORGANISATION or (
        said == ENTER and bool(typed) and typed != form.get("searched").strip()
    )
