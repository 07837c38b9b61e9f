"""Descriptions as Moodle keeps them, in HTML: paragraphs, of which a class says what ours are; and back to text.

Texts are escaped whole, quotation marks too, and attributes stand without them: Moodle reads CSV by PHP's rules, where
a backslash before a quotation mark keeps a field open.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from typing import Final

_PREFIX: Final = "competency-"
_BREAKING: Final = frozenset(
    "address article blockquote br dd div dl dt fieldset footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre "
    "section table td th tr ul".split()
)
_BLANKS: Final = re.compile("[ \t\n\r\f]+")
"""What HTML takes for one blank; blanks that do not break are none of these."""
_SILENT: Final = frozenset(("script", "style", "template", "title"))
_CLASS: Final = re.compile(rf"""\bclass=["']?{_PREFIX}([a-z0-9-]+)""")
_ENTITY: Final = re.compile("(&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)")
_TOKEN: Final = re.compile(
    "(?P<markup><!--.*?(?:-->|\\Z)|<[!?][^<>]*>|<(?P<close>/?)(?P<tag>[A-Za-z][A-Za-z0-9]*)(?P<rest>[^<>]*)>)|[^<]+|<",
    re.DOTALL,
)
"""A comment, a declaration, a tag, or text. Nothing is searched twice: a tag ends before the next one begins.

Python's own reader of HTML takes time by the square of what is never closed, and fails at `<![<`.
"""


def paragraphs(said: Iterable[tuple[str, str]]) -> str:
    """What is said, each under its name, as paragraphs of HTML.

    >>> paragraphs([("statement", 'Says "no"'), ("note", "& means it")])
    '<p class=competency-statement>Says &quot;no&quot;</p><p class=competency-note>&amp; means it</p>'
    """
    return "".join(f"<p class={_PREFIX}{name}>{_escaped(text)}</p>" for name, text in said)


def _escaped(text: str) -> str:
    kept = html.escape(text).replace("\\", "&#92;")
    # white space that HTML would run together, or trim, is written by its number
    kept = kept.replace("\r", "&#13;").replace("\n", "&#10;").replace("\t", "&#9;").replace("  ", " &#32;")
    if kept.startswith(" "):
        kept = "&#32;" + kept[1:]
    return kept.removesuffix(" ") + "&#32;" if kept.endswith(" ") else kept


def read(description: str) -> tuple[tuple[str, str], ...]:
    """The blocks of a description, each under the name that its class gives it, or none; blank ones are left out.

    >>> read("<p class=competency-note>a&nbsp;b</p><p>Signs of<br> abuse</p>")
    (('note', 'a\\xa0b'), ('', 'Signs of'), ('', 'abuse'))
    """
    reader = _Reader()
    at = 0
    while at < len(description):
        found = _TOKEN.match(description, at)
        assert found is not None  # the last alternative takes any character
        at = found.end()
        if found["tag"] is None:
            reader.text(found[0] if found["markup"] is None else "")
            continue
        tag = found["tag"].lower()
        if tag in _SILENT and not found["close"]:
            end = re.compile(f"</{tag}", re.IGNORECASE).search(description, at)
            at = len(description) if end is None else end.start()
        elif tag in _BREAKING:
            reader.end(None if found["close"] else found["rest"])
    reader.end(None)
    return tuple(reader.found)


class _Reader:
    """Takes up text, block by block."""

    def __init__(self) -> None:
        self.found: list[tuple[str, str]] = []
        self._name = ""
        self._text: list[str] = []

    def end(self, attributes: str | None) -> None:
        """Ends the block that is open; with the attributes of a tag, the next one has the name that they give."""
        text = "".join(self._text)
        if not self._name:
            text = _BLANKS.sub(" ", text).strip()
        if text:
            self.found.append((self._name, text))
        named = _CLASS.search(attributes or "")
        self._name, self._text = named[1] if named else "", []

    def text(self, written: str) -> None:
        """Text: white space as it is written says no more than one blank; characters by number are as they are."""
        for number, part in enumerate(_ENTITY.split(written)):
            if number % 2:
                self._text.append(html.unescape(part))
            elif part:
                run = _BLANKS.sub(" ", part)
                self._text.append(run if self._text else run.removeprefix(" "))
