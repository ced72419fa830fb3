"""Options that take no word, or several: what `[FILE]` and `PREFIX...` in a help text mean."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from typer.core import TyperCommand

if TYPE_CHECKING:
    from typer import _click


class WordsCommand(TyperCommand):
    """A command whose options obey their metavar: one in brackets may be left out, one with dots may be repeated.

    The option without its word has an empty text for its value.
    """

    def parse_args(self, ctx: _click.Context, args: list[str]) -> list[str]:
        kinds = {name: str(option.metavar) for option in self.params for name in option.opts if option.metavar}
        return super().parse_args(ctx, list(_one_each(args, kinds)))


def _one_each(words: Sequence[str], kinds: dict[str, str]) -> Iterator[str]:
    """The same with exactly one word behind each of these options."""
    at = 0
    while at < len(words):
        option, kind = words[at], kinds.get(words[at], "")
        at += 1
        if option == "--":
            yield from words[at - 1 :]
            return
        following = at
        while following < len(words) and not words[following].startswith("-"):
            following += 1
        if kind.startswith("[") and following == at:
            yield from (option, "")
        elif kind.endswith("...") and following > at:
            for word in words[at:following]:
                yield from (option, word)
            at = following
        else:
            yield option
