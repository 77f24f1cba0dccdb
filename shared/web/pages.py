"""Pages: templates rendered in the language of the request, with what every page needs."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from litestar import Request, Response
from litestar.datastructures import Cookie
from litestar.exceptions import ClientException
from litestar.response import Redirect
from markupsafe import Markup

from shared.errors import FieldError, NotParsable
from shared.web import csrf, formats, languages, words
from shared.web.assets import Assets
from shared.web.audience import locales_of
from shared.web.localized import in_language, isolated, paragraphs
from shared.web.settings import OperatorSettings, WebSettings

TEMPLATES = Path(__file__).with_name("templates")
LOCALE_COOKIE_SECONDS = 365 * 86_400


class Web:
    """What the pages of one app share; handlers find it as `app.state.web`."""

    def __init__(
        self,
        *,
        settings: WebSettings,
        api_prefix: str,
        template_folders: Sequence[Path] = (),
        static_folders: Sequence[Path] = (),
        operator: OperatorSettings | None = None,
    ) -> None:
        self.settings = settings
        self.api_prefix = api_prefix
        self.prefix = api_prefix.removesuffix("/api/v1")
        self.assets = Assets(self.prefix, static_folders)
        self.operator = operator
        self.environment = make_environment(template_folders)
        self.environment.globals["asset"] = self.assets.url
        self.environment.globals["base_url"] = settings.base_url
        self.environment.globals["operator"] = operator

    def is_api(self, path: str) -> bool:
        """Whether answers of this path are for programs (problem details, no cookies)."""
        machine = path in {"/metrics", "/health/live", "/health/ready"}
        return machine or path == self.api_prefix or path.startswith(f"{self.api_prefix}/")

    def text(self, template: str, context: Mapping[str, Any]) -> str:
        """Render without a request (tests, mails)."""
        return self.environment.get_template(template).render(**context)


def make_environment(template_folders: Sequence[Path] = ()) -> Environment:
    """Jinja with autoescape, strict names, catalogues of the current language, formats."""
    environment = Environment(
        loader=FileSystemLoader([*template_folders, TEMPLATES]),
        autoescape=select_autoescape(["html", "xml"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
    )
    environment.install_gettext_callables(  # type: ignore[attr-defined]  # added by jinja2.ext.i18n
        lambda text: languages.catalogue(languages.current_locale.get()).gettext(text),
        lambda one, many, n: languages.catalogue(languages.current_locale.get()).ngettext(
            one, many, n
        ),
        newstyle=True,
    )
    for name in ("day", "short_day", "time", "clock", "day_and_time", "number", "percent"):
        environment.filters[name] = getattr(formats, name)
    for name in ("field_label", "kind_label", "state_label", "field_class"):
        environment.filters[name] = getattr(words, name)
    environment.filters["in_language"] = in_language
    environment.filters["paragraphs"] = paragraphs
    environment.filters["isolated"] = isolated
    environment.filters["error_text"] = error_text
    environment.filters["field_id"] = field_id
    environment.globals.update(
        span=formats.span,
        times=formats.times,
        session_times=formats.session_times,
        several_days=formats.several_days,
        free_places=formats.free_places,
    )
    return environment


def render(
    request: Request[Any, Any, Any],
    template: str,
    *,
    status: int = 200,
    cookies: Sequence[Cookie] = (),
    headers: Mapping[str, str] | None = None,
    **context: Any,
) -> Response[str]:
    """A page: the template with the context, and the cookies that its forms need."""
    web: Web = request.app.state.web
    forms = _Forms(request)
    text = web.text(template, {**_common(request, web), "csrf_field": forms.field, **context})
    response = Response(
        text,
        status_code=status,
        media_type="text/html",
        headers={"content-language": languages.current_locale.get().html, **(headers or {})},
    )
    for cookie in (*cookies, *forms.cookies(), *_locale_cookie(request)):
        response.set_cookie(cookie)
    return response


def redirect(
    request: Request[Any, Any, Any], path: str, *, cookies: Sequence[Cookie] = ()
) -> Redirect:
    """After a POST: 303 to a path of this origin (built from the settings)."""
    web: Web = request.app.state.web
    response = Redirect(web.settings.base_url + path, status_code=303)
    for cookie in cookies:
        response.set_cookie(cookie)
    return response


def make_cookie(
    settings: WebSettings, name: str, value: str, *, max_age_seconds: int | None = None
) -> Cookie:
    """A cookie as all of ours are: HttpOnly, SameSite=Lax, Secure under https."""
    return Cookie(
        key=name,
        value=value,
        path="/",
        httponly=True,
        samesite="lax",
        secure=settings.secure,
        max_age=max_age_seconds,
    )


def end_cookie(settings: WebSettings, name: str) -> Cookie:
    """The cookie that removes `name`."""
    return make_cookie(settings, name, "", max_age_seconds=0)


class Form:
    """Fields of a form; several values under one name stay in their order."""

    def __init__(self, fields: Sequence[tuple[str, str]]) -> None:
        self._fields = tuple(fields)

    def get(self, name: str, default: str = "") -> str:
        """The first value, without white space at the ends."""
        return next((value.strip() for key, value in self._fields if key == name), default)

    def all(self, name: str) -> list[str]:
        """All values under a name (check boxes)."""
        return [value for key, value in self._fields if key == name]

    def names(self) -> list[str]:
        """The names that were sent, each once."""
        return list(dict.fromkeys(key for key, _ in self._fields))


async def read_form(request: Request[Any, Any, Any]) -> Form:
    """The fields of a form; the token was checked before the handler ran."""
    if not request.headers.get("content-type", "").startswith(csrf.FORM_MEDIA_TYPES):
        raise NotParsable("A form is expected.")
    try:
        items = (await request.form()).multi_items()
    except (ClientException, ValueError, UnicodeDecodeError) as error:
        raise NotParsable("The form can't be read.") from error
    fields = [(name, value) for name, value in items if isinstance(value, str)]
    return Form([(name, value.replace("\0", "\ufffd")) for name, value in fields])


class _Forms:
    """Makes tokens for the forms of one page, and the cookie if the browser has none yet."""

    def __init__(self, request: Request[Any, Any, Any]) -> None:
        self._settings: WebSettings = request.app.state.web.settings
        self._session = request.cookies.get(self._settings.session_cookie, "")
        self._known = request.cookies.get(self._settings.csrf_cookie, "")
        self._new = ""

    def field(self) -> Markup:
        """The hidden input for a form."""
        if not self._known and not self._new:
            self._new = csrf.new_secret()
        token = csrf.make_token(self._known or self._new, self._session)
        return Markup('<input type="hidden" name="{}" value="{}">').format(csrf.FIELD, token)

    def cookies(self) -> list[Cookie]:
        """The browser's secret, when a form was made with a new one."""
        if not self._new:
            return []
        return [make_cookie(self._settings, self._settings.csrf_cookie, self._new)]


ERROR_TEXTS = {
    "missing": languages.mark("Bitte füllen Sie dieses Feld aus."),
    "too-long": languages.mark("Der Text ist zu lang."),
    "too-short": languages.mark("Der Text ist zu kurz."),
    "line-break": languages.mark("Bitte schreiben Sie alles in eine Zeile."),
    "character": languages.mark("Der Text enthält ein Zeichen, das wir nicht verwenden können."),
    "link": languages.mark("Bitte schreiben Sie hier keine Internet-Adresse hinein."),
    "email": languages.mark(
        "Bitte schreiben Sie eine gültige E-Mail-Adresse, zum Beispiel name@beispiel.de."
    ),
    "choice": languages.mark("Bitte wählen Sie etwas aus."),
    "whole-number": languages.mark("Bitte schreiben Sie eine ganze Zahl, zum Beispiel 120."),
    "day": languages.mark("Bitte schreiben Sie ein Datum, zum Beispiel 01.05.2024."),
    "day-range": languages.mark("Dieses Datum liegt zu weit zurück oder zu weit in der Zukunft."),
    "code": languages.mark("Dieser Code stimmt nicht. Bitte sehen Sie noch einmal in die E-Mail."),
}


def add_error_texts(texts: Mapping[str, str]) -> None:
    """Words for codes that only one service's forms can have; called where they are imported."""
    ERROR_TEXTS.update(texts)


def field_id(field: str) -> str:
    """The id of the control for a field path: `people[0].email` is `field-people-0-email`."""
    return "field-" + "-".join(re.findall(r"[A-Za-z0-9_]+", field))


def error_text(error: FieldError) -> str:
    """What is wrong with a field, in the language of the page."""
    known = ERROR_TEXTS.get(error.code)
    return languages.gettext(known or languages.mark("Bitte prüfen Sie diese Angabe."))


def _common(request: Request[Any, Any, Any], web: Web) -> dict[str, Any]:
    locale = languages.current_locale.get()
    return {
        "locale": locale,
        "language_links": [
            (other, _with_language(request, other)) for other in locales_of(request.scope)
        ],
        "path": request.scope["path"],
        "instance": web.settings.instance,
    }


def _with_language(request: Request[Any, Any, Any], locale: languages.Locale) -> str:
    kept = [
        (name, value)
        for name, value in request.query_params.multi_items()
        if name != languages.QUERY_PARAMETER
    ]
    query = urlencode([*kept, (languages.QUERY_PARAMETER, locale.code)])
    web: Web = request.app.state.web
    path = quote(request.scope["path"])  # a browser takes a bare `//path` for another host
    return f"{web.settings.base_url}{path}?{query}"


def _locale_cookie(request: Request[Any, Any, Any]) -> list[Cookie]:
    if languages.QUERY_PARAMETER not in request.query_params:
        return []
    settings: WebSettings = request.app.state.web.settings
    # What was asked for, even on a page of staff that doesn't speak it.
    code = languages.locale_named(request.query_params[languages.QUERY_PARAMETER]).code
    name = settings.locale_cookie
    return [make_cookie(settings, name, code, max_age_seconds=LOCALE_COOKIE_SECONDS)]
