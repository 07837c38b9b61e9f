"""Every rule of a framework read back as one plain English sentence."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from attrs import frozen

from competency import ids
from competency import requirements as dsl
from competency.model import (
    Audience,
    Course,
    Deadline,
    Evidence,
    Framework,
    Group,
    Item,
    Level,
    Precedence,
    Response,
    Standard,
    Subject,
    Timing,
    Trigger,
)
from competency.periods import Period
from competency.requirements import Requirement, Unstated

_SUBJECTS: Final = {
    Subject.PRACTITIONER: "Everyone",
    Subject.TRAINER: "Trainers",
    Subject.COURSE: "Courses",
    Subject.AGENCY: "Agencies",
    Subject.SETTING: "Settings",
    Subject.BOARD: "The board",
}


@frozen
class Sentence:
    """One rule in plain English, the item it belongs to (qualified), its source and how it was read."""

    id: str
    sentence: str
    source: tuple[str, ...]
    reading: str | None


def sentences(framework: Framework, items: tuple[Item, ...] | None = None) -> tuple[Sentence, ...]:
    """One sentence for each level, course, evidence and group that has a rule, and for each standard, in file order.

    With `items`, for these only.
    """
    asked = tuple(framework) if items is None else items
    return tuple(
        Sentence(ids.qualified(framework.id, item.id), said, item.source, item.reading)
        for item in asked
        for said in _said(framework, item)
    )


def _said(framework: Framework, item: Item) -> Iterator[str]:
    def told(rule: Requirement) -> str:
        return dsl.phrase(rule, framework.title_of)

    match item:
        case Standard():
            yield standard_sentence(framework, item)
        case Level(requires=None):
            yield f"How {item.title} is attained is not stated."
        case Level(requires=rule) if rule is not None:
            yield f"To attain {item.title}, people must {told(rule)}."
        case Course(requires=rule) if rule is not None:
            yield f"To book {item.title}, people must {told(rule)}."
        case Evidence(requires=rule) if rule is not None:
            yield f"{item.title} counts if on its day people {told(rule)}."
        case Group(when=rule) if rule is not None:
            yield f"People belong to {item.title} while they {told(rule)}."


def standard_sentence(framework: Framework, standard: Standard) -> str:
    """The standard as one sentence: who, how strongly, what, by when, on what condition, unless what."""
    titles = framework.title_of
    said = [f"{_who(framework, standard)} {standard.strength} {_what(framework, standard)}"]
    said.append(_timing(standard.timing, framework))
    if standard.starts is not None or standard.ends is not None:
        said.append(_dates(standard))
    if standard.when is not None:
        said.append(f", while they {dsl.phrase(standard.when, titles)}")
    if standard.unless is not None:
        said.append(f", unless they {dsl.phrase(standard.unless, titles)}")
    if standard.ideally is not None:
        said.append(f"; ideally they {dsl.phrase(standard.ideally, titles)}")
    return f"{''.join(said)}."


def _who(framework: Framework, standard: Standard) -> str:
    titles = framework.title_of
    if standard.selector:
        selected = dsl.selection(standard.selector, titles)
        return selected[:1].upper() + selected[1:]
    if not standard.audience:
        return _SUBJECTS[standard.subject]
    plain = [entry for entry in standard.audience if entry.when is None]
    conditional = [entry for entry in standard.audience if entry.when is not None]
    said = [dsl.joined(tuple(_group(framework, entry) for entry in plain), "or")] if plain else []
    said += [f"{_group(framework, entry)} while they {_condition(entry, titles)}" for entry in conditional]
    whom = "Members" if standard.subject is Subject.PRACTITIONER else f"{_SUBJECTS[standard.subject]} that are members"
    return f"{whom} of {', or of '.join(said)}"


def _group(framework: Framework, entry: Audience) -> str:
    return "a group that is not stated" if isinstance(entry.group, Unstated) else framework.title_of(entry.group)


def _condition(entry: Audience, titles: dsl.Titles) -> str:
    return dsl.phrase(entry.when, titles) if entry.when is not None else ""


def _what(framework: Framework, standard: Standard) -> str:
    if standard.require is not None:
        return dsl.phrase(standard.require, framework.title_of)
    again = ""
    if isinstance(standard.every, Period):
        again = f" once in every {standard.every}".replace("every 1 ", "every ")
    elif isinstance(standard.every, Unstated):
        again = " again and again, at an interval that the document does not state"
    return f"be attested{again} to meet this: {standard.title}"


def _timing(timing: Timing, framework: Framework) -> str:
    match timing:
        case Deadline(within, of):
            return f", within {_length(within)} of {_start(of, framework)}"
        case Precedence(trigger):
            return f", before they have {_event(trigger, framework)}"
        case Response(trigger, within, opens):
            begins = f", counting from {_length(opens)} after it" if opens is not None else ""
            ends = f" within {_length(within)}" if within is not None else ""
            return f",{ends} after each time they have {_event(trigger, framework)}{begins}"
        case Unstated():
            return ", by a day that the document does not state"
        case None:
            return ""


def _start(of: str | Trigger | Unstated, framework: Framework) -> str:
    if isinstance(of, Unstated):
        return "a day that the document does not state"
    if isinstance(of, Trigger):
        return f"the first time they have {_event(of, framework)}"
    return "the first day on which this applies to them" if of == "joining" else f"'{framework.title_of(of)}'"


def _event(trigger: Trigger, framework: Framework) -> str:
    if trigger.evidence is not None:
        return f"obtained {framework.title_of(trigger.evidence)}"
    return f"completed {dsl.selection(trigger.selector, framework.title_of)}"


def _length(length: Period | Unstated) -> str:
    return "a time that the document does not state" if isinstance(length, Unstated) else str(length)


def _dates(standard: Standard) -> str:
    said = []
    for word, bound in (("from", standard.starts), ("until", standard.ends)):
        if isinstance(bound, Unstated):
            said.append(f"{word} a day that the document does not state")
        elif bound is not None:
            said.append(f"{word} {dsl.in_words(bound)}")
    return f", {' '.join(said)}"
