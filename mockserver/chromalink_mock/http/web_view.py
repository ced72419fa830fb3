"""The page at `/ui`: collections, records and a query box for people with a browser.

The page has no data in it: it asks the API, with the key its reader types in. It may load from this server, and talk
to it, and to nobody else (Content-Security-Policy). Who may use the admin endpoints gets it, operator or not.
"""

from __future__ import annotations

from importlib.resources import files
from types import MappingProxyType
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from .api import transmit
from .encode import Answer
from .errors import RequestError
from .neighbours import Refusal, refuse_strangers

PATH = "/ui"

_TYPES: Final = MappingProxyType(
    {"html": b"text/html", "js": b"text/javascript", "css": b"text/css", "svg": b"image/svg+xml"}
)
_HEADERS: Final = (
    (
        b"content-security-policy",
        b"default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self';"
        b" base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cache-control", b"no-cache"),
)


class WebView:
    """`app`, and the page."""

    def __init__(self, app: ASGIApp, *, exposed: bool) -> None:
        self._app = app
        self._exposed = exposed
        self._parts: dict[str, Answer] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path: str = scope["path"]
        if path != PATH and not path.startswith(f"{PATH}/"):
            await self._app(scope, receive, send)
            return
        try:
            answer = self._part(scope, path.removeprefix(PATH).removeprefix("/") or "index.html")
        except RequestError as refusal:
            answer = refusal.answer
        await transmit(answer, scope, send)

    def _part(self, scope: Scope, name: str) -> Answer:
        refuse_strangers(scope, exposed=self._exposed)
        if scope["method"] not in ("GET", "HEAD"):
            raise Refusal(405, f"{scope['method']}: not for {PATH}")
        if not self._parts:
            self._parts = _read()
        if name not in self._parts:
            raise Refusal(404, f"there is no {PATH}/{name}")
        return self._parts[name]


def _read() -> dict[str, Answer]:
    """The files of the page, by name."""
    found: dict[str, Answer] = {}
    for part in files("chromalink_mock").joinpath("page").iterdir():
        kind = _TYPES.get(part.name.rpartition(".")[2])
        if kind is not None:
            found[part.name] = Answer(200, part.read_bytes(), ((b"content-type", kind + b"; charset=utf-8"), *_HEADERS))
    return found
