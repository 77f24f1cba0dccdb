"""What is known about somebody, in words: titles, purposes, recipients, fields."""

from __future__ import annotations

from shared.web.languages import mark

TITLES = {
    "registration": mark("Ihre Anmeldung"),
    "contact": mark("Wie wir Sie erreichen"),
    "people": mark("Wer woran teilnimmt"),
    "answers": mark("Ihre Antworten und Einwilligungen"),
    "support": mark("Welche Unterstützung Sie brauchen"),
    "invitation": mark("Ihre Einladung"),
    "following": mark("Nachricht zum nächsten Mal"),
    "company": mark("Wer Sie angemeldet hat"),
    "visits": mark("Wann Ihr Ticket gelesen wurde"),
    "calls": mark("Ein Anruf bei Ihnen"),
    "deeds": mark("Was das Team an Ihrer Anmeldung geändert hat"),
    "technical": mark("Technische Kennungen"),
}
PURPOSES = {
    "registration": mark("Damit Ihr Platz gesichert ist."),
    "contact": mark("Damit Sie Ticket und Nachrichten zu dieser Veranstaltung bekommen."),
    "people": mark("Damit jede Person ihren Platz und ihr Ticket hat."),
    "answers": mark("Der Zweck steht bei jeder Frage."),
    "support": mark("Damit Sie teilnehmen können. Nur mit Ihrer Einwilligung."),
    "invitation": mark("Damit nur kommt, wer eingeladen ist."),
    "following": mark("Damit Sie vom nächsten Termin erfahren. Nur weil Sie das wollten."),
    "company": mark("Damit Sie wissen, wer Ihre Angaben gemacht hat."),
    "visits": mark("Damit der Einlass klappt und Besuche gezählt werden: als Summe, ohne Namen."),
    "calls": mark("Damit Sie erfahren, was wir Ihnen nicht schreiben können."),
    "deeds": mark("Damit nachvollziehbar bleibt, wer was geändert hat."),
    "technical": mark(
        "Damit Code, Link und Ticket funktionieren und sich niemand versehentlich zweimal anmeldet."
    ),
}
RECIPIENTS = {
    "team": mark("das Team der Veranstalter, soweit es Namen sehen darf"),
    "support": mark("zwei namentlich benannte Personen aus dem Team"),
    "mail": mark("unser Mailversand"),
    "contact": mark("die Person, die Sie angemeldet hat (nur, ob Sie angemeldet sind)"),
    "nobody": mark("niemand außer der Technik"),
}
FIELDS = {
    "registered_at": mark("Angemeldet am"),
    "changed_at": mark("Zuletzt geändert"),
    "status": mark("Stand"),
    "language": mark("Sprache"),
    "name": mark("Name"),
    "email": mark("E-Mail"),
    "phone": mark("Telefon"),
    "sessions": mark("Angebote"),
    "alternatives": mark("Eines davon, in dieser Reihenfolge"),
    "position": mark("Platz auf der Warteliste"),
    "held_until": mark("Frei gehalten bis"),
    "notes": mark("Angaben"),
    "question": mark("Frage"),
    "answer": mark("Antwort"),
    "purpose": mark("Zweck"),
    "wording": mark("Fassung der Frage"),
    "given_at": mark("Beantwortet am"),
    "kept_until": mark("Gelöscht am"),
    "needs": mark("Unterstützung"),
    "note": mark("Anmerkung"),
    "channel": mark("Weg"),
    "address": mark("Anschrift"),
    "sent_at": mark("Verschickt am"),
    "series": mark("Veranstaltungsreihe"),
    "confirmed_at": mark("Bestätigt am"),
    "company": mark("Betrieb"),
    "at": mark("Wann"),
    "what": mark("Was"),
    "session": mark("Angebot"),
    "why": mark("Grund"),
    "since": mark("Seit"),
    "called_at": mark("Angerufen am"),
    "deed": mark("Was"),
    "ids": mark("Zufallsnummern"),
    "hashes": mark("Prüfwerte, aus denen sich nichts zurücklesen lässt"),
}
VALUES = {
    "in": mark("Eingang"),
    "out": mark("Ausgang"),
    "station": mark("Angebot besucht"),
    "mail": mark("E-Mail"),
    "letter": mark("Brief"),
    "promoted": mark("Sie sind nachgerückt"),
    "session_moved": mark("Ein Angebot, das Sie gewählt haben, hat eine neue Zeit"),
    "event_moved": mark("Der Termin hat sich geändert"),
    "event_cancelled": mark("Die Veranstaltung fällt aus"),
    "booking code": mark("Anmeldecode"),
    "address and name": mark("E-Mail-Adresse und Name"),
    "the form, for a day": mark("das abgeschickte Formular, einen Tag lang"),
}
