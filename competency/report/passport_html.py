"""The training passport as one HTML page of its own: no script, nothing loaded from elsewhere, A4 when printed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from html import escape
from math import ceil
from typing import Final

from competency.report.passport import Credit, Part, Passport

_COUNTS: Final = {"Training": 0.27, "Counts as": 0.31, "Taken": 0.16, "Good there until": 0.13, "How sure": 0.13}
_QUESTIONS: Final = {"Accept?": 0.12, "Training or group": 0.24, "Taken": 0.15, "Why it is open": 0.49}
"""The columns of the two tables, and which share of the width each has."""

_STYLE: Final = """\
@page { size: A4; margin: 11mm 12mm; }
* { box-sizing: border-box; }
body { font-size: 9pt; line-height: 1.28; font-family: "Helvetica Neue", Arial, "Liberation Sans", sans-serif;
  color: #111; margin: 0 auto; padding: 6mm;
  max-width: 190mm; background: #fff; }
h1 { font-size: 15pt; margin: 0; letter-spacing: .02em; }
h2 { font-size: 1.05em; margin: 2.6mm 0 .8mm; padding: .6mm 1.5mm; background: #e8edf3;
  border-left: 1.2mm solid #24507a;
  break-after: avoid; }
header { display: flex; justify-content: space-between; align-items: baseline; border-bottom: .5mm solid #24507a;
  padding-bottom: 1mm; }
dl { display: grid; grid-template-columns: 24mm 1fr; margin: 1.5mm 0 0; }
dt { color: #444; } dd { margin: 0; }
.warning { border: .3mm solid #a15c00; background: #fff6e5; padding: .8mm 1.5mm; margin: 1.2mm 0 0; }
table { border-collapse: collapse; width: 100%; table-layout: fixed; }
th { text-align: left; font-weight: 600; color: #444; font-size: .9em; }
th, td { padding: .45mm 1.5mm .45mm 0; vertical-align: top; border-bottom: .15mm solid #c9d1da; }
tr { break-inside: avoid; }
.how { color: #444; font-size: .9em; }
.boxes { white-space: nowrap; }
.box { display: inline-block; width: 2.9mm; height: 2.9mm; border: .3mm solid #111; vertical-align: -.4mm; }
p { margin: .8mm 0; } ol, ul { margin: .6mm 0; padding-left: 5mm; }
.signatures { display: grid; grid-template-columns: 1fr 1fr; gap: 2mm 8mm; margin-top: 8mm; break-inside: avoid; }
.line { border-top: .25mm solid #111; padding-top: .5mm; display: flex; justify-content: space-between; }
.line span:last-child { width: 24mm; }
footer { margin-top: 2.5mm; font-size: 7pt; line-height: 1.2; color: #444; border-top: .15mm solid #c9d1da; }
@media print { body { padding: 0; max-width: none; }
  h2, .warning { -webkit-print-color-adjust: exact; print-color-adjust: exact; } }
@media screen and (max-width: 120mm) { .boxes { white-space: normal; }
  .signatures { grid-template-columns: 1fr; } }
"""


def render(page: Passport) -> str:
    """The page as an HTML document; every text in it is escaped."""
    return "\n".join(_document(page)) + "\n"


def _document(page: Passport) -> Iterator[str]:
    title = f"Training passport: {page.person}"
    yield "<!DOCTYPE html>"
    yield '<html lang="en-GB">'
    yield f'<head><meta charset="utf-8"><title>{escape(title)}</title>'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<style>\n{_STYLE}</style></head>"
    yield f'<body style="font-size: {_size(page)}pt">'
    yield f"<header><h1>Training passport</h1><strong>{escape(page.person)}</strong></header>"
    yield "<dl>"
    for label, value in (
        ("Person", page.title or page.person),
        ("Leaves", page.leaves),
        ("Joins", page.joins),
        ("Day", page.on),
        ("Groups there", page.groups),
        ("Levels", page.levels),
    ):
        yield f"<dt>{label}</dt><dd>{escape(value)}</dd>"
    yield "</dl>"
    yield from (f'<p class="warning">{escape(warning)}</p>' for warning in page.warnings)
    yield from _counts(page)
    yield from _questions(page.questions)
    yield "<h2>What does not count</h2>"
    yield from _list(page.lost, "Nothing is lost.")
    yield "<h2>Not met there on arrival</h2>"
    yield from _list(page.open, "All that binds is met.")
    yield "<h2>Next steps</h2>"
    yield f"<p>{escape(page.plan)}</p>"
    if page.steps.rows:
        yield from _rows("ol", page.steps)
    yield '<div class="signatures">'
    yield from (f'<div class="line"><span>{escape(name)}</span><span>Date</span></div>' for name in page.signed)
    yield "</div>"
    yield f"<footer><p>{escape(page.origin)}</p><p>{escape(page.caveat)}</p></footer>"
    yield "</body></html>"


# --- as large as one page allows ---------------------------------------------------------------------------

_SIZES: Final = (9.0, 8.5, 8.0, 7.5, 7.0)
_GAP: Final = 0.015  # share of the width between two columns
_ROOM: Final = 262.0  # mm of an A4 page between its margins, less what an estimate needs
_FIXED: Final = 74.0  # mm that headings, signatures and the footer take
_ACROSS: Final = 1020.0  # points of text that a line of the page's width holds: letters times their size


def _size(page: Passport) -> float:
    """The largest size of letters with which the page is likely to fit one sheet, in points."""
    return next((size for size in _SIZES if _height(page, size) <= _ROOM), _SIZES[-1])


def _height(page: Passport, size: float) -> float:
    """About how high the page is, in mm: by the number of lines that each text takes in its column."""

    def lines(text: str, share: float = 1.0) -> int:
        return ceil(max(len(text), 1) * size / (_ACROSS * share))

    line = size * 1.28 * 25.4 / 72
    tall = sum(lines(text, 0.85) for text in (page.title, page.leaves, page.joins, page.on, page.groups, page.levels))
    tall += sum(lines(warning) + 1 for warning in page.warnings)
    rows = [
        max(lines(text, share - _GAP) for text, share in zip(_cells(row), _COUNTS.values(), strict=True))
        for row in page.counts
    ]
    said, item = (_QUESTIONS[name] - _GAP for name in ("Why it is open", "Training or group"))
    rows += [max(lines(point.item, item), lines(point.said, said)) for point in page.questions.rows]
    points = (*page.lost.rows, *page.open.rows, *page.steps.rows)
    tall += sum(lines(f"{point.item}, {point.taken}: {point.said}", 0.97) for point in points)
    tall += lines(page.plan)
    return _FIXED + line * (tall + sum(rows)) + 1.1 * len(rows)


# --- parts of the page -------------------------------------------------------------------------------------


def _counts(page: Passport) -> Iterator[str]:
    yield "<h2>What counts</h2>"
    if page.counts:
        yield from _head(_COUNTS)
        for row in page.counts:
            item, counts_as, taken, until, why = map(escape, _cells(row))
            yield (
                f"<tr><td>{item}</td><td><strong>{counts_as}</strong></td><td>{taken}</td><td>{until}</td>"
                f'<td class="how">{why}</td></tr>'
            )
        yield "</tbody></table>"
    yield from _rest(page.counts, page.more_counts, "Nothing counts by itself.")


def _cells(row: Credit) -> tuple[str, str, str, str, str]:
    return row.item, row.counts_as, row.taken, row.until, row.why


def _questions(part: Part) -> Iterator[str]:
    yield "<h2>What needs a decision</h2>"
    if part.rows:
        yield from _head(_QUESTIONS)
        for point in part.rows:
            boxes = '<span class="box"></span> yes <span class="box"></span> no'
            yield (
                f'<tr><td class="boxes">{boxes}</td><td>{escape(point.item)}</td>'
                f"<td>{escape(point.taken)}</td><td>{escape(point.said)}</td></tr>"
            )
        yield "</tbody></table>"
    yield from _rest(part.rows, part.more, "Nothing.")


def _head(columns: Mapping[str, float]) -> Iterator[str]:
    cells = "".join(
        f'<th scope="col" style="width: {share:.0%}">{escape(column)}</th>' for column, share in columns.items()
    )
    yield f"<table><thead><tr>{cells}</tr></thead><tbody>"


def _list(part: Part, nothing: str) -> Iterator[str]:
    if part.rows:
        yield from _rows("ul", part)
    yield from _rest(part.rows, part.more, nothing)


def _rows(tag: str, part: Part) -> Iterator[str]:
    yield f"<{tag}>"
    for point in part.rows:
        taken = f", {escape(point.taken)}" if point.taken else ""
        said = f': <span class="how">{escape(point.said)}</span>' if point.said else ""
        yield f"<li>{escape(point.item)}{taken}{said}</li>"
    yield f"</{tag}>"


def _rest(rows: Iterable[object], more: int, nothing: str) -> Iterator[str]:
    if more:
        yield f"<p>… and {more} more</p>"
    elif not rows:
        yield f"<p>{escape(nothing)}</p>"
