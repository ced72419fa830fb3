"""Requests under credentials that a function of the user's gives, and gives anew when the server refuses them."""

from __future__ import annotations

from dataclasses import replace

from .effects import Answer, Flow, Request, exchange, sign

UNAUTHORIZED = 401


def signed(request: Request) -> Flow[Answer]:
    """The answer to `request` under the client's credentials.

    A 401 asks for new ones, once for all calls that were refused with the same, and the request is sent again: the
    server has done nothing. Where the new ones are the old ones, the 401 stands.
    """
    held = yield from sign()
    answer = yield from exchange(replace(request, headers=held))
    if answer.status != UNAUTHORIZED:
        return answer
    fresh = yield from sign(held)
    return answer if fresh == held else (yield from exchange(replace(request, headers=fresh)))
