"""The 23 practitioner standards of Kirklees as one would write them by hand for this one board: plain Python.

It is what `competency.check` is measured against, and with which it has to agree. It knows no other board, gives no
reason, no proof and no additions, and has to be written anew with every strategy. It presumes what holds of Kirklees
alone: facts without dates, no `unless`, no course that includes another.
"""

from __future__ import annotations

from datetime import date

from competency.model import EventKind, Record

EVER, FOREVER = date.min.toordinal(), date.max.toordinal()
NO, MAYBE, YES = 0, 1, 2
"""Kleene's three values; `and` is min, `or` is max."""

EXTENDS = {"group-4": "group-3", "group-6": "group-5"}
ROWS_1_TO_3 = frozenset({"group-1", "group-2", "group-3", "group-4"})
LEVEL_3 = ("parental-substance-misuse", "domestic-violence", "neglect")
PERHAPS_LEVEL_3 = ("conferences-and-core-groups", "private-fostering")  # the document does not say their level
FOR_THE_BOARD = (
    "in-house-role-training awareness working-together working-together-refresher parental-substance-misuse "
    "domestic-violence neglect conferences-and-core-groups child-death-review lessons-from-reviews master-classes "
    "conferences managing-allegations management-review-briefings development-days private-fostering"
).split()

Spans = list[tuple[int, int]]
"""Days of membership, half-open, as ordinals."""


def later(day: int, months: int) -> int:
    """The day so many months later; a day that the month lacks becomes its last."""
    start = date.fromordinal(day)
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    for number in (start.day, 30, 29, 28):
        try:
            return date(year, month + 1, number).toordinal()
        except ValueError:
            continue
    raise ValueError(day)


class Facts:
    """What the rules ask of one record on one day."""

    def __init__(self, record: Record, on: date) -> None:
        self.day = day = on.toordinal()
        self.notice = later(day, 3)
        self.first: dict[str, int] = {}
        self.last: dict[str, int] = {}
        self.achieved: set[str] = set()
        self.taken: list[tuple[int, str]] = []
        for event in record.events:
            at = event.on.toordinal()
            if at > day:
                continue
            if event.kind is EventKind.COMPLETED:
                course = event.item
                self.taken.append((at, course))
                if at < self.first.get(course, FOREVER):
                    self.first[course] = at
                if at > self.last.get(course, EVER):
                    self.last[course] = at
            elif event.kind is EventKind.OUTCOME:
                self.achieved.add(event.item)
        self.member: list[tuple[str, int, int]] = [
            (
                row.group,
                EVER if row.starts is None else row.starts.toordinal(),
                FOREVER if row.ends is None else row.ends.toordinal() + 1,
            )
            for row in record.memberships
        ]
        self.groups = {group for group, start, end in self.member if start <= day < end}
        self.groups |= {EXTENDS[group] for group in self.groups if group in EXTENDS}
        said = {row.fact: YES if row.value == "yes" else NO for row in record.facts}
        self.advises_4 = said.get("advises-group-4", MAYBE)
        self.advises = max(said.get("advises-group-3", MAYBE), self.advises_4)
        self.judged = said.get("relevant-courses-taken", MAYBE)

    def last_of(self, courses: tuple[str, ...]) -> int:
        return max(self.last.get(course, EVER) for course in courses)

    def kept_fresh(self, heads: tuple[str, ...], others: tuple[str, ...]) -> int:
        """The last completion that counts: of the course itself, or of others from its first completion on."""
        first = min((self.first.get(course, FOREVER) for course in heads), default=FOREVER)
        if first == FOREVER:
            return EVER
        last = self.last_of(heads + others)
        return last if last >= first else first


def _once(applies: int, done: int) -> str:
    """Taken once, without a printed day by which."""
    if applies == NO:
        return "not-applicable"
    if done == YES:
        return "met"
    return "unknown" if applies == MAYBE or done == MAYBE else "due"


def _fresh(facts: Facts, applies: int, until: int, perhaps_until: int) -> str:
    """Renewed before a day; owed from the first."""
    if applies == NO:
        return "not-applicable"
    if facts.day < until:
        return "due-soon" if until <= facts.notice else "met"
    return "unknown" if applies == MAYBE or facts.day < perhaps_until else "overdue"


def _lapse(last: int, months: int) -> int:
    return EVER if last == EVER else later(last, months)


class Renewals:
    """When what has to be renewed lapses, surely and perhaps, and for whom it has to be."""

    def __init__(self, facts: Facts) -> None:
        groups, taken = facts.groups, facts.first
        practice = YES if groups & ROWS_1_TO_3 else facts.advises if "group-5" in groups else NO
        self.awareness_for = practice if "awareness" in taken else NO
        self.awareness = _lapse(facts.last_of(("awareness",)), 36)
        self.policies_for = YES if "own-policies" in taken and groups & {"group-1", "group-2"} else NO
        self.policies = _lapse(facts.last_of(("own-policies",)), 36)
        wt = ("working-together",)
        has_wt = "working-together" in taken
        self.group_2_for = YES if has_wt and "group-2" in groups else NO
        self.group_2 = _lapse(facts.kept_fresh(wt, ("working-together-refresher",)), 36)
        wide = YES if "group-3" in groups else facts.advises if "group-5" in groups else NO
        self.together_for = wide if has_wt else NO
        renewing = ("working-together-refresher", *LEVEL_3)
        self.together = _lapse(facts.kept_fresh(wt, renewing), 36)
        self.together_perhaps = _lapse(facts.kept_fresh(wt, (*renewing, *PERHAPS_LEVEL_3)), 36)
        self.yearly_for = YES if groups & {"group-4", "group-5"} else NO
        self.yearly = _lapse(facts.last_of(LEVEL_3), 12)
        self.yearly_perhaps = _lapse(facts.last_of((*LEVEL_3, *PERHAPS_LEVEL_3)), 12)
        joined = [start for group, start, _ in facts.member if group in ("group-4", "group-5", "group-6")]
        self.yearly_from = _lapse(min(joined, default=EVER), 12)


def _statuses(facts: Facts, renewals: Renewals) -> dict[str, str]:
    groups, taken = facts.groups, facts.first
    adviser = bool(groups & {"group-5", "group-7"})
    practice = YES if groups & ROWS_1_TO_3 else facts.advises if adviser else NO
    regular = YES if groups & {"group-2", "group-3"} else facts.advises if adviser else NO
    predominant = YES if "group-3" in groups else facts.advises if adviser else NO
    enquiries = YES if "group-4" in groups else facts.advises_4 if adviser else NO
    advisers = YES if adviser else NO
    managers = YES if groups & {"group-6", "group-7"} else NO

    def done(*courses: str) -> int:
        return YES if all(course in taken for course in courses) else NO

    level_3 = (
        YES
        if any(course in taken for course in LEVEL_3)
        else MAYBE
        if any(course in taken for course in PERHAPS_LEVEL_3)
        else NO
    )
    yearly = _fresh(facts, renewals.yearly_for, renewals.yearly, renewals.yearly_perhaps)
    if yearly == "overdue" and facts.day < renewals.yearly_from:
        yearly = "due"
    return {
        "take-awareness": _once(practice, done("awareness")),
        "take-own-policies": _once(practice, done("own-policies")),
        "take-working-together": _once(regular, done("working-together")),
        "take-conferences-and-core-groups": _once(predominant, done("conferences-and-core-groups")),
        "take-level-3-courses": _once(predominant, level_3),
        "take-role-training": _once(enquiries, done("role-training")),
        "take-briefings": _once(advisers, done("child-death-review", "lessons-from-reviews")),
        "take-master-classes": _once(advisers, done("master-classes")),
        "take-conferences": _once(advisers, done("conferences")),
        "take-managing-allegations": _once(managers, done("managing-allegations")),
        "take-specialist-training": _once(managers, done("specialist-training")),
        "take-management-review-briefings": _once(managers, done("management-review-briefings")),
        "take-section-11-audit": _once(YES if "group-7" in groups else NO, done("section-11-audit")),
        "take-all-relevant": _once(YES if "group-8" in groups else NO, facts.judged),
        "refresh-awareness": _fresh(facts, renewals.awareness_for, renewals.awareness, EVER),
        "refresh-own-policies": _fresh(facts, renewals.policies_for, renewals.policies, EVER),
        "refresh-working-together-in-group-2": _fresh(facts, renewals.group_2_for, renewals.group_2, EVER),
        "refresh-working-together": _fresh(facts, renewals.together_for, renewals.together, renewals.together_perhaps),
        "yearly-level-3-course": yearly,
        "group-7-upkeep": "unknown" if "group-7" in groups else "not-applicable",
        "group-8-methods": _once(
            YES if "group-8" in groups else NO, YES if any(course in taken for course in FOR_THE_BOARD) else NO
        ),
        "recommended-order": "unknown",
        "competent-workforce": _once(YES, YES if {"own-role", "others-roles"} <= facts.achieved else NO),
    }


def statuses(record: Record, on: date) -> dict[str, str]:
    """The status of each standard, by its id, in the order of the document."""
    facts = Facts(record, on)
    return _statuses(facts, Renewals(facts))


# --- and since or from when it is overdue ----------------------------------------------------------------


def _spans(facts: Facts, groups: frozenset[str]) -> Spans:
    """The unbroken spans of membership in any of the groups, earliest first."""
    merged: Spans = []
    for start, end in sorted((start, end) for group, start, end in facts.member if group in groups):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def _overdue(facts: Facts, spans: Spans, floor: int) -> date | None:
    """The first day of the run of overdue days that contains the day, or else of the next one."""
    for start, end in spans:
        begins = max(start, floor)
        if begins < end and (facts.day < end if begins <= facts.day else True):
            return None if begins == EVER else date.fromordinal(begins)
    return None


def statuses_and_dues(record: Record, on: date) -> dict[str, tuple[str, date | None]]:
    """The status of each standard, and the first day on which it is or will be overdue."""
    facts = Facts(record, on)
    renewals = Renewals(facts)
    advisers = frozenset({"group-5", "group-6"}) if facts.advises == YES else frozenset()
    owed: dict[str, tuple[frozenset[str], int]] = {
        "yearly-level-3-course": (
            frozenset({"group-4", "group-5", "group-6"}),
            max(renewals.yearly_perhaps, renewals.yearly, renewals.yearly_from),
        )
    }
    if "awareness" in facts.first:
        owed["refresh-awareness"] = (ROWS_1_TO_3 | advisers, renewals.awareness)
    if "own-policies" in facts.first:
        owed["refresh-own-policies"] = (frozenset({"group-1", "group-2"}), renewals.policies)
    if "working-together" in facts.first:
        owed["refresh-working-together-in-group-2"] = (frozenset({"group-2"}), renewals.group_2)
        owed["refresh-working-together"] = (
            frozenset({"group-3", "group-4"}) | advisers,
            max(renewals.together, renewals.together_perhaps),
        )
    found: dict[str, tuple[str, date | None]] = {}
    for standard, status in _statuses(facts, renewals).items():
        rule = owed.get(standard)
        found[standard] = (status, None if rule is None else _overdue(facts, _spans(facts, rule[0]), rule[1]))
    return found
