"""The ratios of one benchmark as bars on a logarithmic scale, as SVG; bars and lines need no library."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from math import log10

from .measure import Row
from .report import short

_LINE, _WIDTH, _RIGHT, _TOP = 26, 420, 90, 56
_LETTER = 6.6
"""About the width of a letter of a label."""
_MET, _MISSED, _PLAIN = "#2a7f4f", "#b5482f", "#5a6b7d"


def drawn(title: str, rows: Sequence[Row]) -> str:
    """A bar per row that has a ratio: green where the goal, a black mark, is met, red where not, grey without one."""
    shown = [(row, row.ratio) for row in rows if row.ratio]
    left = 30 + round(_LETTER * max((len(row.what) for row, _ in shown), default=0))
    goals = [row.goal.value for row, _ in shown if row.goal and row.goal.of == "ratio"]
    values = [value for _, value in shown] + goals
    least, greatest = min([0.5, *values]), max([2.0, *values])

    def at(value: float) -> float:
        return left + _WIDTH * (log10(value / least) / log10(greatest / least))

    parts = [f'<text x="12" y="22" font-size="16">{escape(title)}: chromalink / other</text>']
    bottom = _TOP + _LINE * len(shown)
    parts.append(f'<line x1="{at(1):.1f}" y1="{_TOP - 10}" x2="{at(1):.1f}" y2="{bottom}" stroke="#999"/>')
    parts.append(f'<text x="{at(1):.1f}" y="{_TOP - 14}" font-size="11" text-anchor="middle">1 x</text>')
    for number, (row, value) in enumerate(shown):
        top = _TOP + _LINE * number
        colour = {True: _MET, False: _MISSED, None: _PLAIN}[row.met]
        start, end = sorted((at(1), at(value)))
        parts.append(f'<text x="{left - 10}" y="{top + 14}" text-anchor="end">{escape(row.what)}</text>')
        size = f'width="{max(end - start, 1):.1f}" height="14"'
        parts.append(f'<rect x="{start:.1f}" y="{top + 3}" {size} fill="{colour}"/>')
        parts.append(f'<text x="{left + _WIDTH + 10}" y="{top + 14}">{short(value)} x</text>')
        if row.goal is not None and row.goal.of == "ratio":
            goal = f"{at(row.goal.value):.1f}"
            ends = f'x1="{goal}" y1="{top}" x2="{goal}" y2="{top + 20}"'
            parts.append(f'<line {ends} stroke="black" stroke-width="2"/>')
    width, height = left + _WIDTH + _RIGHT, bottom + 16
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="12">\n'
        f'<rect width="{width}" height="{height}" fill="white"/>\n' + "\n".join(parts) + "\n</svg>\n"
    )
