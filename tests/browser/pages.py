"""Which test looks at which page with axe; a page that none looks at is named with the reason.

tests/access/test_matrix.py holds these against the route tables, so that no page is forgotten; each
test named here has to look at its pages, or it fails (conftest.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

LOOKED_AT: dict[str, tuple[str, ...]] = {
    "test_a_contact_registers_manages_and_a_colleague_chooses": (
        "/e/{event_id}/company",
        "/my/company",
        "/my/company/erase",
        "/my/company/people/{person_id}",
        "/my/place",
        "/my/place/erase",
        "/my/place/offer",
    ),
    "test_a_guest_answers_without_barriers": (
        "/e/{event_id}/privacy",
        "/my/registration/answers",
    ),
    "test_an_organizer_answers_the_telephone_on_a_phone": (
        "/organizer/events/{event_id}/registrations/{registration_id}/card",
        "/organizer/events/{event_id}/registrations/{registration_id}",
    ),
    "test_an_organizer_imports_a_network_of_companies": (
        "/organizer/organisations/{organisation_id}/imports/{import_id}",
    ),
    "test_an_organizer_moves_and_writes_to_all_that_match": (
        "/organizer/events/{event_id}/registrations/history",
    ),
    "test_an_organizer_words_questions_without_barriers": (
        "/organizer/events/{event_id}/plan/questions/preview",
        "/organizer/events/{event_id}/plan/questions/{key}",
        "/organizer/events/{event_id}/support-needs",
    ),
    "test_delegations_get_places_and_the_invited_answer": (
        "/invitation",
        "/invitation/code",
        "/organizer/events/{event_id}/invitations",
        "/organizer/events/{event_id}/invitations/contingents/{contingent}",
        "/organizer/events/{event_id}/invitations/new",
    ),
    "test_no_calendar_and_no_page_of_prints_has_a_barrier": (
        "/calendar/{organisation_id}",
        "/calendar/{organisation_id}/embed",
        "/organizer/calendar/{organisation_id}",
        "/organizer/events/{event_id}/prints",
        "/organizer/events/{event_id}/visitor-cards",
    ),
    "test_no_page_about_people_and_organisations_has_a_barrier": (
        "/account",
        "/account/tokens",
        "/organizer/audit",
        "/organizer/events/{event_id}/answers",
        "/organizer/events/{event_id}/cancel",
        "/organizer/events/{event_id}/registrations/calls",
        "/organizer/events/{event_id}/registrations/new",
        "/organizer/events/{event_id}/reschedule",
        "/organizer/events/{event_id}/plan/programme/{part_id}/cancel",
        "/organizer/events/{event_id}/registrations/waiting",
        "/organizer/organisations",
        "/organizer/organisations/new",
        "/organizer/organisations/{organisation_id}",
        "/organizer/organisations/{organisation_id}/edit",
        "/organizer/organisations/{organisation_id}/import",
        "/organizer/organisations/{organisation_id}/roles",
        "/organizer/roles/{role_id}",
    ),
    "test_no_page_of_staff_has_a_barrier": (
        "/door/{event_id}",
        "/organizer",
        "/organizer/events/{event_id}",
        "/organizer/events/{event_id}/ideas",
        "/organizer/events/{event_id}/ideas/print",
        "/organizer/events/{event_id}/ideas/screen",
        "/organizer/events/{event_id}/offers",
        "/organizer/events/{event_id}/registrations",
        "/reporting/editions/{edition_id}",
        "/reporting/events/{event_id}/editions",
        "/reporting/events/{event_id}/live",
    ),
    "test_no_public_page_has_a_barrier": (
        "/",
        "/e/{event_id}",
        "/e/{event_id}/offers",
        "/e/{event_id}/register",
        "/i",
        "/i/{code}",
        "/my",
        "/my/registration",
        "/my/place/erased",
        "/my/registration/card",
        "/my/registration/certificate",
        "/my/registration/data",
        "/my/registration/erase",
        "/my/registration/erased",
        "/sign-in",
    ),
    "test_the_mailed_link_signs_in_only_the_browser_that_asked": (
        "/sign-in/confirm",
        "/sign-in/out",
        "/sign-in/sent",
    ),
    "test_the_pages_of_a_plan_have_no_barriers": (
        "/organizer/events/{event_id}/plan/programme",
        "/organizer/events/{event_id}/plan/programme/{session}",
        "/organizer/events/{event_id}/plan/questions",
        "/organizer/events/{event_id}/plan/retention",
        "/organizer/events/{event_id}/plan/{slug}",
        "/organizer/events/{event_id}/preview",
        "/organizer/events/{event_id}/series",
        "/organizer/events/{event_id}/template",
        "/organizer/events/{event_id}/{move}",
        "/organizer/new",
        "/organizer/new/{source}",
        "/organizer/series/{series_id}",
    ),
    "test_the_six_digits_sign_in_and_a_wrong_code_says_so": ("/organizer/administrators",),
    "test_who_follows_a_series_says_so_without_barriers": ("/following",),
}
"""Paths as the route tables have them, by the test that looks at them."""

LEADS_ON = "the link of a mail or card: keeps a cookie and leads on to a page that is looked at"
NOT_LOOKED_AT: dict[str, str] = {
    "/c/{token}": LEADS_ON,
    "/f/{token}": LEADS_ON,
    "/invited/{token}": LEADS_ON,
    "/l/{token}": LEADS_ON,
    "/m/{token}": LEADS_ON,
    "/p/{token}": LEADS_ON,
    "/sign-in/{token}": LEADS_ON,
    "/my/place/certificate": "a file; its refusal is that of /my/registration/certificate",
    "/my/registration/correct": "name and address, made of the parts of /e/{event_id}/register",
    "/organizer/events/{event_id}/registrations/{registration_id}/correct": "the form for staff",
    "/my/place/data": "the same page as /my/registration/data",
    "/t/{ticket}": "leads on to the event or its door",
    "/sign-in/provider/start": "leads on to the provider of accounts",
    "/sign-in/provider/back": "leads on; a refusal is the page of signing in with an error",
    "/reporting/editions/{edition_id}/files/{format_}": "a file",
    "/reporting/events/summary": "figures for the list of events, as JSON",
    "/reporting/events/{event_id}/live/stream": "a stream for the live page",
}
"""Why not, by path."""

_PARAMETER = re.compile(r"\{[a-z_]+\}")


def not_looked_at(test: str, paths: Iterable[str]) -> list[str]:
    """Pages that this test is named for and that none of the paths it looked at is."""
    seen = list(paths)
    return [page for page in LOOKED_AT.get(test, ()) if not any(is_page(page, p) for p in seen)]


def is_page(page: str, path: str) -> bool:
    """Whether somebody who is at this path sees that page."""
    parts = (re.escape(part) for part in _PARAMETER.split(page))
    return re.fullmatch("[^/]+".join(parts), path) is not None
