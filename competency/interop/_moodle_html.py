"""Descriptions as Moodle keeps them, in HTML: paragraphs, of which a class says what ours are; and back to text.

Texts are escaped whole, quotation marks too, and attributes stand without them: Moodle reads CSV by PHP's rules, where
a backslash before a quotation mark keeps a field open.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from html.parser import HTMLParser
from typing import Final

_PREFIX: Final = "competency-"
_BREAKING: Final = frozenset(
    "address article blockquote br dd div dl dt fieldset footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre "
    "section table td th tr ul".split()
)
_BLANKS: Final = re.compile("[ \t\n\r\f]+")
"""What HTML takes for one blank; blanks that do not break are none of these."""
_SILENT: Final = frozenset(("script", "style", "template", "title"))


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
    reader.feed(description)
    reader.close()
    reader.end()
    return tuple(reader.found)


def plain(description: str) -> str:
    """All of a description as text, a line for each block."""
    return "\n".join(text for _, text in read(description))


class _Reader(HTMLParser):
    """Takes the text out of HTML. It fetches nothing, and knows no entities but those of characters."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.found: list[tuple[str, str]] = []
        self._name = ""
        self._text: list[str] = []
        self._silent = 0

    def end(self) -> None:
        """Ends the block that is open."""
        text = "".join(self._text)
        if not self._name:
            text = _BLANKS.sub(" ", text).strip()
        if text:
            self.found.append((self._name, text))
        self._name, self._text = "", []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A block begins, or what shows no text."""
        if tag in _SILENT:
            self._silent += 1
        if tag in _BREAKING:
            self.end()
            named = next((value for key, value in attrs if key == "class" and value), "")
            self._name = named.removeprefix(_PREFIX) if named.startswith(_PREFIX) else ""

    def handle_endtag(self, tag: str) -> None:
        """A block ends."""
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        if tag in _BREAKING:
            self.end()

    def handle_data(self, data: str) -> None:
        """Text: white space as it is written says no more than one blank."""
        if not self._silent:
            run = _BLANKS.sub(" ", data)
            self._text.append(run if self._text else run.removeprefix(" "))

    def handle_entityref(self, name: str) -> None:
        """A character by its name."""
        self._character(html.unescape(f"&{name};"))

    def handle_charref(self, name: str) -> None:
        """A character by its number, blanks included."""
        self._character(html.unescape(f"&#{name};"))

    def _character(self, text: str) -> None:
        if not self._silent:
            self._text.append(text)
