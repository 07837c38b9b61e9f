"""Every rule of a framework read back as one plain English sentence."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from attrs import frozen

from competency import english, ids
from competency import requirements as dsl
from competency.english import joined, named, quoted
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
    Strength,
    Subject,
    Timing,
    Trigger,
)
from competency.periods import Period
from competency.requirements import (
    AllOf,
    AnyOf,
    AtLeast,
    Completed,
    Evidenced,
    Experience,
    Hours,
    Judged,
    Requirement,
    Unstated,
    day_in_words,
    length_in_words,
)

_SUBJECTS: Final = {
    Subject.PRACTITIONER: "everyone",
    Subject.TRAINER: "trainers",
    Subject.COURSE: "courses",
    Subject.AGENCY: "agencies",
    Subject.SETTING: "settings",
    Subject.BOARD: "the board",
}
_FEW: Final = 3
"""So many groups that inherit a rule are named; of more, their number."""


@frozen
class Sentence:
    """One rule in plain English, the item it belongs to (qualified), its source and how it was read."""

    id: str
    sentence: str
    source: tuple[str, ...]
    reading: str | None


def sentences(framework: Framework, items: tuple[Item, ...] | None = None) -> tuple[Sentence, ...]:
    """One sentence for each level, group, evidence and course that has a rule, and for each standard, in file order.

    With `items`, for these only.
    """
    asked = tuple(framework) if items is None else items
    return tuple(
        Sentence(ids.qualified(framework.id, item.id), f"{said[:1].upper()}{said[1:]}.", item.source, item.reading)
        for item in asked
        for said in _said(framework, item)
    )


def standard_sentence(framework: Framework, standard: Standard) -> str:
    """The standard as one sentence: when, who, how strongly, what, by when, unless what."""
    said = _Standard(framework, standard).said()
    return f"{said[:1].upper()}{said[1:]}."


def _said(framework: Framework, item: Item) -> Iterator[str]:
    name = named(item.title)
    match item:
        case Standard():
            yield _Standard(framework, item).said()
        case Level(requires=None):
            yield f"the document does not state how {name} is attained"
        case Level(requires=rule) if rule is not None:
            yield f"to attain {name}, people must {dsl.phrase(rule, framework.title_of)}"
        case Group():
            if item.extends:
                whole = joined(tuple(dsl.name_of(group, "a group", framework.title_of) for group in item.extends), "or")
                yield f"whatever applies to members of {whole} applies to members of {name} too"
            if item.part_of:
                yield f"members of {name} are members of {dsl.name_of(item.part_of, 'a group', framework.title_of)} too"
            if item.when is not None:
                yield f"people belong to {name} while they {dsl.phrase(item.when, framework.title_of)}"
        case Evidence(requires=rule) if rule is not None:
            yield f"{name} counts only if, on its day, people {dsl.phrase(rule, framework.title_of)}"
        case Course():
            yield from _booking(framework, item, name)


def _booking(framework: Framework, course: Course, name: str) -> Iterator[str]:
    rule = course.requires
    told = "" if rule is None else dsl.phrase(rule, framework.title_of, that_course=_per_course(framework))
    if course.audience:
        whom = f"only {_members(framework, course.audience)} may book {name}"
        yield f"{whom}, and to do so they must {told}" if told else whom
    elif told:
        yield f"to book {name}, people must {told}"


def _per_course(framework: Framework) -> frozenset[str]:
    """The evidence that is kept for each course apart."""
    return frozenset(evidence.id for evidence in framework.evidence if evidence.per_course)


def _members(framework: Framework, audience: tuple[Audience, ...], subject: Subject = Subject.PRACTITIONER) -> str:
    """Those who belong to any of the groups, or to one that inherits from it, while the conditions hold.

    Groups with the same condition are named together.
    """
    whom, of, who = ("members", "of", "who")
    if subject is not Subject.PRACTITIONER:
        whom, of, who = f"{_SUBJECTS[subject]} belonging", "to", "who" if subject is Subject.TRAINER else "that"
    told = []
    said = frozenset(entry.group for entry in audience)
    for when in dict.fromkeys(entry.when for entry in audience):
        entries = tuple(entry for entry in audience if entry.when == when)
        groups = joined(tuple(_group(framework, entry) for entry in entries), "or")
        heirs = _heirs(framework, frozenset(entry.group for entry in entries), said)
        inherited = f" (and so {of} {heirs})" if heirs else ""
        condition = "" if when is None else f" {who} {dsl.phrase(when, framework.title_of, closed=True)}"
        told.append(f"{of} {groups}{inherited}{condition}")
    return f"{whom} {', or '.join(told)}{',' if len(told) > 1 else ''}"


def _group(framework: Framework, entry: Audience) -> str:
    if isinstance(entry.group, Unstated):
        return "a group that the document does not name"
    title = framework.title_of(entry.group)
    return quoted(title) if title.startswith("Members ") else named(title)


def _heirs(framework: Framework, groups: frozenset[str | Unstated], said: frozenset[str | Unstated]) -> str:
    """The groups not said yet whose members the same holds for, as they extend one of these; parts go unsaid."""
    reached = {group.id for group in framework.groups if not groups.isdisjoint(framework.reached_by(group.id))} - said
    heirs = [g for g in framework.groups if g.id in reached and (reached | said).isdisjoint(_above(framework, g))]
    if len(heirs) > _FEW:
        return f"the {len(heirs)} groups that build on {'it' if len(groups) == 1 else 'these'}"
    return joined(tuple(named(group.title) for group in heirs), "and") if heirs else ""


def _above(framework: Framework, group: Group) -> frozenset[str]:
    """The groups that the group is a part of."""
    return framework.wholes_of(group.id) - {group.id}


def _stays(requirement: Requirement) -> bool:
    """Whether the requirement, once it holds, holds for good: 'once they' instead of 'while they'."""
    match requirement:
        case Completed(_, counting) | Evidenced(_, counting):
            return counting.every is None and counting.each is None
        case Experience():
            return True
        case AllOf(parts) | AnyOf(parts) | AtLeast(_, parts):
            return all(map(_stays, parts))
        case _:
            return False


@frozen
class _Standard:
    """How one standard is told."""

    framework: Framework
    standard: Standard

    @property
    def one(self) -> bool:
        """Whether the subject is told as one thing: the board, a course among those selected."""
        return self.standard.subject is Subject.BOARD or bool(self.standard.selector)

    def said(self) -> str:
        standard = self.standard
        modal = str(standard.strength)
        if standard.strength is Strength.MAY:
            modal += f", as {'it sees' if self.one else 'they see'} fit,"
        what = self.what(closed=standard.unless is not None or standard.ideally is not None)
        timing = self.timing(standard.timing)
        if timing and "(a) " in what:
            modal += f"{'' if modal.endswith(',') else ','} {timing},"
        elif timing:
            what += f"{' ' if self.short else ', '}{timing}"
        told = f"{self.dates()}{self.condition()}{self.who()} {modal} {what}"
        if standard.unless is not None:
            told += f", unless {self.they(standard.unless, closed=standard.ideally is not None)}"
        if standard.ideally is not None:
            told += f"; ideally {self.they(standard.ideally)}"
        return told

    def phrase(self, rule: Requirement, *, singular: bool = False, closed: bool = False) -> str:
        """The requirement in words; under `before` and `after` evidence has to be about the course that they name."""
        timing = self.standard.timing
        bound = isinstance(timing, Precedence | Response) and self.is_of_a_course(timing.trigger)
        courses = _per_course(self.framework) if bound else frozenset[str]()
        return dsl.phrase(rule, self.framework.title_of, singular=singular, closed=closed, that_course=courses)

    def they(self, rule: Requirement, *, closed: bool = False) -> str:
        return f"{'it' if self.one else 'they'} {self.phrase(rule, singular=self.one, closed=closed)}"

    def is_of_a_course(self, trigger: Trigger) -> bool:
        """Whether each event of the trigger is about one course."""
        return trigger.evidence is None or trigger.evidence in _per_course(self.framework)

    def who(self) -> str:
        standard = self.standard
        if standard.selector:
            return dsl.selection(standard.selector, self.framework.title_of, every=True)
        if not standard.audience:
            return _SUBJECTS[standard.subject]
        return _members(self.framework, standard.audience, standard.subject)

    def condition(self) -> str:
        when = self.standard.when
        return "" if when is None else f"{'once' if _stays(when) else 'while'} {self.they(when, closed=True)}, "

    def dates(self) -> str:
        starts, ends = self.standard.starts, self.standard.ends
        if starts is None:
            return "" if ends is None else f"until {day_in_words(ends)}, "
        return f"from {day_in_words(starts)} {'on' if ends is None else f'to {day_in_words(ends)}'}, "

    @property
    def short(self) -> bool:
        """Whether what is required runs into the timing without a doubt: a bare completion, level or the like."""
        match self.standard.require:
            case None:
                return False
            case Completed(_, counting) | Evidenced(_, counting):
                return counting == dsl.ONCE
            case Hours() | AllOf() | AnyOf() | AtLeast() | Judged() | Unstated():
                return False
            case _:
                return True

    def what(self, *, closed: bool) -> str:
        standard = self.standard
        if isinstance(standard.require, Unstated):
            return f"meet {quoted(standard.title)} in a way that the document does not state"
        if standard.require is not None:
            return self.phrase(standard.require, closed=closed)
        again = ""
        if isinstance(standard.every, Unstated):
            again = " at intervals that the document does not state"
        elif standard.every is not None:
            again = f" every {english.each(standard.every)}"
        more = f" ({quoted(standard.description)})" if standard.description else ""
        return f"have this attested{again}: {quoted(standard.title.removesuffix('.'))}{more}"

    def timing(self, timing: Timing) -> str:
        match timing:
            case Deadline(within, of):
                return f"within {length_in_words(within)} of {self.start(of)}"
            case Precedence(trigger):
                return f"before {self.event(trigger)}"
            case Response(trigger, within, opens):
                return f"{_span(opens, within)}after each time {self.event(trigger)}"
            case Unstated():
                return "by a day that the document does not state"
            case None:
                return ""

    def start(self, of: str | Trigger | Unstated) -> str:
        """What a deadline counts from."""
        if isinstance(of, Unstated):
            return "a day that the document does not state"
        if isinstance(of, Trigger):
            return f"the first time {self.event(of)}"
        if of == "joining":
            return f"the first day on which this applies to {'it' if self.one else 'them'}"
        return f"{'its' if self.one else 'their'} {quoted(self.framework.title_of(of))}"

    def event(self, trigger: Trigger) -> str:
        """That the subject has done what starts or bounds an obligation."""
        pronoun, ending = ("it", "s") if self.one else ("they", "")
        titles = self.framework.title_of
        if trigger.evidence is not None:
            about = " for a course" if self.is_of_a_course(trigger) else ""
            return f"{pronoun} gain{ending} evidence of {dsl.name_of(trigger.evidence, 'a thing', titles)}{about}"
        return f"{pronoun} complete{ending} {dsl.selection(trigger.selector, titles)}"


def _span(opens: Period | Unstated | None, within: Period | Unstated | None) -> str:
    """How long after an event: between two periods, within one, or not sooner than one."""
    if isinstance(opens, Period) and isinstance(within, Period):
        return f"between {english.length(opens)} and {english.length(within)} "
    no_sooner = "" if opens is None else f"not sooner than {length_in_words(opens)} "
    if within is None:
        return no_sooner
    return f"within {length_in_words(within)} {f'but {no_sooner}' if no_sooner else ''}"
