"""The log of a client: one line for each event, all at DEBUG, under the logger `chromalink`."""

from __future__ import annotations

import logging

from ..events import EmbedEvent, Hooks, RequestEvent, ResponseEvent, RetryEvent, error_type

LOGGER = logging.getLogger("chromalink")


def wanted() -> bool:
    """Whether anybody reads what would be written."""
    return LOGGER.isEnabledFor(logging.DEBUG)


def broken_hook(exc: Exception) -> None:
    """The one line above DEBUG: it tells of a fault in the user's code that would otherwise go unseen."""
    LOGGER.warning("a hook raised %s; the call goes on", type(exc).__name__, exc_info=exc)


def _request(event: RequestEvent) -> None:
    LOGGER.debug(
        "call %d.%d: %s, %s %s%s",
        event.call,
        event.attempt,
        event.operation,
        event.method,
        event.url,
        "" if event.records is None else f", {event.records} records",
    )


def _response(event: ResponseEvent) -> None:
    told = "no answer" if event.status is None else str(event.status)
    error = "" if event.error is None else f", {error_type(event.error)}"
    ids = "".join(f", {name} {one}" for name, one in (("request", event.request_id), ("trace", event.trace_id)) if one)
    LOGGER.debug(
        "call %d.%d: %s after %.1f ms%s%s",
        event.request.call,
        event.request.attempt,
        told,
        event.seconds * 1000,
        error,
        ids,
    )


def _retry(event: RetryEvent) -> None:
    LOGGER.debug("call %d.%d: again in %.2f s", event.request.call, event.request.attempt, event.delay)


def _embed(event: EmbedEvent) -> None:
    error = "" if event.error is None else f", {error_type(event.error)}"
    LOGGER.debug("embedded %d with %s in %.1f ms%s", event.inputs, event.function, event.seconds * 1000, error)


HOOKS = Hooks(request=_request, response=_response, retry=_retry, embed=_embed)
