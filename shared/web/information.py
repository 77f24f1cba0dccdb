"""Legal notice, privacy notice (Art. 13 GDPR), accessibility statement; mounted by registration.

The texts are whole pages of their own in each language (`templates/information`), because easy
language is other content, not other words.
"""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get

from shared.web.languages import mark
from shared.web.pages import render
from shared.web.settings import OperatorSettings

TITLES = {
    "imprint": mark("Impressum"),
    "privacy": mark("Datenschutz"),
    "accessibility": mark("Barrierefreiheit"),
}
PATHS = {
    "imprint": "/impressum",
    "privacy": "/datenschutz",
    "accessibility": "/barrierefreiheit",
}


def information_pages(operator: OperatorSettings) -> list[Any]:
    """One route for each page."""
    return [_page(name, path, operator) for name, path in PATHS.items()]


def _page(name: str, path: str, operator: OperatorSettings) -> Any:
    @get(path, include_in_schema=False, name=f"information-{name}")
    async def page(request: Request[Any, Any, Any]) -> Response[str]:
        return render(
            request, "information/page.html", page=name, heading=TITLES[name], operator=operator
        )

    return page
