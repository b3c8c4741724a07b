"""Bar charts as SVG, written by hand so that they need no library and come out the same every time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

BAR, GAP, LABELS, WIDTH, FIGURES = 14, 6, 190, 380, 60
OURS, OTHERS, INK = "#0b66c3", "#9aa7b4", "#5a6672"


@dataclass(frozen=True)
class Bar:
    label: str
    value: float
    is_ours: bool = False


def bars_as_svg(title: str, bars: Sequence[Bar]) -> str:
    """Horizontal bars, one below the other, each with its label and figure. Negative values get no bar."""
    longest = max((bar.value for bar in bars), default=1.0) or 1.0
    height = 34 + len(bars) * (BAR + GAP)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LABELS + WIDTH + FIGURES} {height}" role="img"'
        f' font-family="system-ui, sans-serif" font-size="12" fill="{INK}">',
        f"<title>{escape(title)}</title>",
        f'<text x="0" y="16" font-size="14" font-weight="600">{escape(title)}</text>',
    ]
    for place, bar in enumerate(bars):
        top = 30 + place * (BAR + GAP)
        length = max(0.0, bar.value) / longest * WIDTH
        weight = ' font-weight="600"' if bar.is_ours else ""
        lines += [
            f'<text x="{LABELS - 8}" y="{top + 11}" text-anchor="end"{weight}>{escape(bar.label)}</text>',
            f'<rect x="{LABELS}" y="{top}" width="{length:.1f}" height="{BAR}" rx="2"'
            f' fill="{OURS if bar.is_ours else OTHERS}"/>',
            f'<text x="{LABELS + length + 6:.1f}" y="{top + 11}"{weight}>{bar.value:.3f}</text>',
        ]
    return "\n".join([*lines, "</svg>", ""])
