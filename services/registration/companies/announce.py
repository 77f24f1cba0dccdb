"""From a contact's list to the messages that tell it. What colleagues do is told by bookings."""

from __future__ import annotations

from services.registration.companies.domain import Company
from shared.contracts.contacts import CONTACTS, Contact
from shared.contracts.mail_requests import MAIL_REQUESTS, MailRequested
from shared.ids import new_id
from shared.messaging.outbox import OutgoingMessage

COMPANY_LINK = "company_link"
COMPANY_DECLINED = "company_declined"


def contact_known(company: Company) -> OutgoingMessage:
    """Who registers for which company, and of which generation the link to the list is."""
    body = Contact(
        person_id=company.id,
        kind="participant",
        name=company.contact_name,
        email=company.contact_email,
        locale=company.locale,
        company=company.company,
        generation=company.generation,
    )
    return OutgoingMessage(CONTACTS, str(company.id), body)


def link_renewed(company: Company) -> list[OutgoingMessage]:
    """The contact gets the new link by mail."""
    return [contact_known(company), _mail(company, COMPANY_LINK)]


def declined(company: Company) -> OutgoingMessage:
    """The contact hears that somebody of its list does not come; who it is, the list says."""
    return _mail(company, COMPANY_DECLINED)


def _mail(company: Company, kind: str) -> OutgoingMessage:
    request = MailRequested(
        id=new_id(),
        kind=kind,
        person_id=company.id,
        subject_id=company.event_id,
        generation=company.generation,
    )
    return OutgoingMessage(MAIL_REQUESTS, str(company.id), request)
