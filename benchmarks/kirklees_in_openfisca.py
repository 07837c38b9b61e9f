"""The same standards as a tax-benefit system of OpenFisca-core, in a process of its own that bench_check.py asks.

It needs openfisca-core and nothing of this project, so that it can have a virtual environment of its own. OpenFisca
computes one array a variable over all persons; it has no events, so that what the rules need of them (the first and
the last day of each course as of the day asked about) is worked out beforehand by `arrays`, and timed apart.

It reads a line of JSON and answers with one: `{"people": [...], "on": "2012-10-01"}` first, then any number of
`{"count": 1000}`: the seconds of evaluating so many persons, and of the arrays for them.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from datetime import date
from itertools import cycle, islice
from typing import Any

import numpy
from openfisca_core.entities import Entity
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

STATUSES = ("met", "due-soon", "due", "overdue", "unknown", "not-applicable")
MET, DUE_SOON, DUE, OVERDUE, UNKNOWN, NOT_APPLICABLE = range(6)
NO, MAYBE, YES = 0, 1, 2
NEVER = date(1, 1, 1)
LEVEL_3 = ("parental_substance_misuse", "domestic_violence", "neglect")
PERHAPS_LEVEL_3 = ("conferences_and_core_groups", "private_fostering")
COURSES = (
    *("awareness", "own_policies", "working_together", "working_together_refresher", *LEVEL_3, *PERHAPS_LEVEL_3),
    *("role_training", "child_death_review", "lessons_from_reviews", "master_classes", "conferences"),
    *("managing_allegations", "specialist_training", "management_review_briefings", "section_11_audit"),
    *("in_house_role_training", "development_days"),
)
FOR_THE_BOARD = tuple(
    course
    for course in COURSES
    if course not in ("own_policies", "role_training", "specialist_training", "section_11_audit")
)
FACTS = ("advises_group_3", "advises_group_4", "relevant_courses_taken")
GROUPS = tuple(f"group_{number}" for number in range(1, 9))
OUTCOMES = ("own_role", "others_roles")
EXTENDS = {"group_4": "group_3", "group_6": "group_5"}

Array = Any
Ask = Callable[[str], Array]
Formula = Callable[[Ask, Any], Array]

PERSON = Entity("person", "persons", "A practitioner", "")


def variable(name: str, value_type: type, default: object, formula: Formula | None = None) -> type[Variable]:
    """A variable of a person on a day; without a formula it is an input."""
    body: dict[str, object] = {
        "value_type": value_type,
        "entity": PERSON,
        "definition_period": DateUnit.DAY,
        "default_value": default,
        "label": name.replace("_", " "),
    }
    if formula is not None:
        compute = formula

        def computed(population: Any, period: Any) -> Array:
            return compute(lambda asked: population(asked, period), numpy.datetime64(str(period.start), "D"))

        body["formula"] = computed
    return type(name, (Variable,), body)


def months_later(days: Array, months: int) -> Array:
    """The days so many months later; a day that the month lacks becomes its last."""
    month = days.astype("datetime64[M]")
    wanted = month + months
    last = (wanted + 1).astype("datetime64[D]") - 1
    return numpy.minimum(wanted.astype("datetime64[D]") + (days - month.astype("datetime64[D]")), last)


def members(*groups: str) -> Formula:
    return lambda ask, _: numpy.where(numpy.logical_or.reduce([ask(group) for group in groups]), YES, NO)


def members_or_advisers(groups: tuple[str, ...], advisers: tuple[str, ...], advises: str) -> Formula:
    def formula(ask: Ask, _: Any) -> Array:
        adviser = numpy.logical_or.reduce([ask(group) for group in advisers])
        return numpy.where(
            numpy.logical_or.reduce([ask(group) for group in groups]), YES, numpy.where(adviser, ask(advises), NO)
        )

    return formula


def done(ask: Ask, *courses: str) -> Array:
    never = numpy.datetime64(NEVER)
    return numpy.where(numpy.logical_and.reduce([ask(f"last_{course}") > never for course in courses]), YES, NO)


def once(applies: str, *courses: str) -> Formula:
    """Taken once, all of them, without a printed day by which."""
    return lambda ask, _: once_status(ask(applies), done(ask, *courses))


def once_status(applies: Array, held: Array) -> Array:
    return numpy.select(
        [applies == NO, held == YES, (applies == MAYBE) | (held == MAYBE)], [NOT_APPLICABLE, MET, UNKNOWN], DUE
    )


def fresh_status(applies: Array, until: Array, perhaps_until: Array, on: Any) -> Array:
    """Renewed before a day; owed from the first."""
    return numpy.select(
        [
            applies == NO,
            (on < until) & (until <= months_later(on, 3)),
            on < until,
            (applies == MAYBE) | (on < perhaps_until),
        ],
        [NOT_APPLICABLE, DUE_SOON, MET, UNKNOWN],
        OVERDUE,
    )


def last_of(ask: Ask, courses: tuple[str, ...]) -> Array:
    return numpy.maximum.reduce([ask(f"last_{course}") for course in courses])


def kept_fresh(head: str, others: tuple[str, ...]) -> Callable[[Ask], Array]:
    """When the head, renewed by the others from its first completion on, lapses."""

    def lapse(ask: Ask) -> Array:
        first, last = ask(f"first_{head}"), last_of(ask, (head, *others))
        return months_later(numpy.where(last >= first, last, first), 36)

    return lapse


def refreshed(applies: str, head: str, others: tuple[str, ...] = (), perhaps: tuple[str, ...] = ()) -> Formula:
    surely, perhaps_too = kept_fresh(head, others), kept_fresh(head, (*others, *perhaps))

    def formula(ask: Ask, on: Any) -> Array:
        bound = numpy.minimum(ask(applies), done(ask, head))
        return fresh_status(bound, surely(ask), perhaps_too(ask) if perhaps else surely(ask), on)

    return formula


def level_3(ask: Ask, _: Any) -> Array:
    never = numpy.datetime64(NEVER)
    perhaps = numpy.where(last_of(ask, PERHAPS_LEVEL_3) > never, MAYBE, NO)
    return once_status(ask("for_predominant"), numpy.where(last_of(ask, LEVEL_3) > never, YES, perhaps))


def yearly(ask: Ask, on: Any) -> Array:
    status = fresh_status(
        ask("for_yearly"),
        months_later(last_of(ask, LEVEL_3), 12),
        months_later(last_of(ask, (*LEVEL_3, *PERHAPS_LEVEL_3)), 12),
        on,
    )
    return numpy.where((status == OVERDUE) & (on < months_later(ask("joined_yearly"), 12)), DUE, status)


def both_outcomes(ask: Ask, _: Any) -> Array:
    return numpy.where(ask("own_role") & ask("others_roles"), MET, DUE)


def board_methods(ask: Ask, _: Any) -> Array:
    held = last_of(ask, FOR_THE_BOARD) > numpy.datetime64(NEVER)
    return once_status(ask("for_board"), numpy.where(held, YES, NO))


ADVISERS, WIDE = ("group_5", "group_7"), ("group_1", "group_2", "group_3")
APPLICATIONS: dict[str, Formula] = {
    "advises": lambda ask, _: numpy.maximum(ask("advises_group_3"), ask("advises_group_4")),
    "for_practice": members_or_advisers(WIDE, ADVISERS, "advises"),
    "for_regular": members_or_advisers(WIDE[1:], ADVISERS, "advises"),
    "for_predominant": members_or_advisers(WIDE[2:], ADVISERS, "advises"),
    "for_enquiries": members_or_advisers(("group_4",), ADVISERS, "advises_group_4"),
    "for_practice_methods": members_or_advisers(WIDE, ("group_5",), "advises"),
    "for_predominant_methods": members_or_advisers(WIDE[2:], ("group_5",), "advises"),
    "for_early": members("group_1", "group_2"),
    "for_group_2": members("group_2"),
    "for_advisers": members(*ADVISERS),
    "for_managers": members("group_6", "group_7"),
    "for_senior": members("group_7"),
    "for_board": members("group_8"),
    "for_yearly": members("group_4", "group_5"),
}
STANDARDS: dict[str, Formula] = {
    "take-awareness": once("for_practice", "awareness"),
    "take-own-policies": once("for_practice", "own_policies"),
    "take-working-together": once("for_regular", "working_together"),
    "take-conferences-and-core-groups": once("for_predominant", "conferences_and_core_groups"),
    "take-level-3-courses": level_3,
    "take-role-training": once("for_enquiries", "role_training"),
    "take-briefings": once("for_advisers", "child_death_review", "lessons_from_reviews"),
    "take-master-classes": once("for_advisers", "master_classes"),
    "take-conferences": once("for_advisers", "conferences"),
    "take-managing-allegations": once("for_managers", "managing_allegations"),
    "take-specialist-training": once("for_managers", "specialist_training"),
    "take-management-review-briefings": once("for_managers", "management_review_briefings"),
    "take-section-11-audit": once("for_senior", "section_11_audit"),
    "take-all-relevant": lambda ask, _: once_status(ask("for_board"), ask("relevant_courses_taken")),
    "refresh-awareness": refreshed("for_practice_methods", "awareness"),
    "refresh-own-policies": refreshed("for_early", "own_policies"),
    "refresh-working-together-in-group-2": refreshed(
        "for_group_2", "working_together", ("working_together_refresher",)
    ),
    "refresh-working-together": refreshed(
        "for_predominant_methods", "working_together", ("working_together_refresher", *LEVEL_3), PERHAPS_LEVEL_3
    ),
    "yearly-level-3-course": yearly,
    "group-7-upkeep": lambda ask, _: numpy.where(ask("group_7"), UNKNOWN, NOT_APPLICABLE),
    "group-8-methods": board_methods,
    "recommended-order": lambda ask, _: numpy.full_like(ask("for_board"), UNKNOWN),
    "competent-workforce": both_outcomes,
}


def named(standard: str) -> str:
    return "status_" + standard.replace("-", "_")


def system() -> TaxBenefitSystem:
    """The rules of Kirklees for practitioners."""
    found = TaxBenefitSystem([PERSON])
    found.add_variables(
        *(variable(name, bool, False) for name in (*GROUPS, *OUTCOMES)),
        *(variable(name, int, MAYBE) for name in FACTS),
        *(variable(f"{end}_{course}", date, NEVER) for course in COURSES for end in ("first", "last")),
        variable("joined_yearly", date, NEVER),
        *(variable(name, int, NO, formula) for name, formula in APPLICATIONS.items()),
        *(variable(named(standard), int, NOT_APPLICABLE, formula) for standard, formula in STANDARDS.items()),
    )
    return found


def arrays(people: list[dict[str, Any]], on: int) -> dict[str, Array]:
    """What the rules need of each person's events, memberships and facts, as of the day: one array a variable."""
    size, never = len(people), NEVER.toordinal()
    far = date.max.toordinal()
    first = {course: [never] * size for course in COURSES}
    last = {course: [never] * size for course in COURSES}
    held = {name: numpy.zeros(size, dtype=bool) for name in (*GROUPS, *OUTCOMES)}
    said = {fact: [MAYBE] * size for fact in FACTS}
    joined = [never] * size
    for index, person in enumerate(people):
        for kind, item, day in person["events"]:
            if day > on:
                continue
            if kind == "outcome":
                held[item][index] = True
                continue
            if first[item][index] == never or day < first[item][index]:
                first[item][index] = day
            last[item][index] = max(day, last[item][index])
        starts = []
        for group, start, end in person["groups"]:
            if start <= on <= end:
                held[group][index] = True
                if group in EXTENDS:
                    held[EXTENDS[group]][index] = True
            if group in ("group_4", "group_5", "group_6"):
                starts.append(start)
        joined[index] = min(starts, default=far)
        for fact, yes in person["facts"].items():
            said[fact][index] = YES if yes else NO
    epoch = date(1970, 1, 1).toordinal()

    def days(ordinals: list[int]) -> Array:
        return (numpy.array(ordinals, dtype="int64") - epoch).astype("datetime64[D]")

    return {
        **held,
        **{fact: numpy.array(values) for fact, values in said.items()},
        **{f"first_{course}": days(values) for course, values in first.items()},
        **{f"last_{course}": days(values) for course, values in last.items()},
        "joined_yearly": days(joined),
    }


def evaluated(rules: TaxBenefitSystem, inputs: dict[str, Array], size: int, on: str) -> dict[str, Array]:
    """The statuses of every person, one array a standard."""
    simulation = SimulationBuilder().build_default_simulation(rules, size)
    for name, values in inputs.items():
        simulation.set_input(name, on, values)
    return {standard: simulation.calculate(named(standard), on) for standard in STANDARDS}


def main() -> None:
    rules = system()
    asked = json.loads(sys.stdin.readline())
    people, on = asked["people"], asked["on"]
    day = date.fromisoformat(on).toordinal()
    found = evaluated(rules, arrays(people, day), len(people), on)
    statuses = {standard: [STATUSES[code] for code in codes] for standard, codes in found.items()}
    print(json.dumps({"statuses": statuses}), flush=True)
    for line in sys.stdin:
        count = json.loads(line)["count"]
        chosen = list(islice(cycle(people), count))
        start = time.perf_counter()
        inputs = arrays(chosen, day)
        prepared = time.perf_counter()
        evaluated(rules, inputs, count, on)
        print(json.dumps({"arrays": prepared - start, "evaluation": time.perf_counter() - prepared}), flush=True)


if __name__ == "__main__":
    main()
