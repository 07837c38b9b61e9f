"""Every clause of the five documents is carried, and carried as printed.

`frameworks/traceability.tsv` leads from each clause to the items that carry it. `tests/clauses.tsv` keeps of each
clause its kind and the numbers printed in it: facts, by which the places led to are compared.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Final

import pytest
from attrs import evolve, field, frozen

from competency import document as documents
from competency.loading import bundled_files
from competency.values import Value

ROWS_OF_CORE_CLAUSES: Final = 618
CLAUSES: Final = Path(__file__).parent / "clauses.tsv"
TRACEABILITY: Final = bundled_files()["kirklees"].parent / "traceability.tsv"
WHOLE_TABLE: Final = Path(__file__).parents[2] / "shared" / "clauses.tsv"
CONTEXT: Final = frozenset(  # what a person can't be checked against
    ("duty", "principle", "objective", "reference", "evidence", "monitoring", "definition", "impact", "rule")
)
BOOKKEEPING: Final = frozenset(("count", "gap"))
OF_THE_WHOLE: Final = frozenset(("framework", "model", "target"))  # kinds that may lead to fields of the document
COLLECTIONS: Final = frozenset(("levels", "facts", "groups", "outcomes", "evidence", "courses", "standards"))

PROSE: Final = {
    "was": "an interval that no longer holds; a note tells of it",
    "status": "planned, in development, under a condition: words of a note, or a requirement that a person judges",
}


@frozen
class Clause:
    """One row of the clauses: its id, its kind, and what is printed in it by key."""

    id: str
    kind: str
    numbers: Mapping[str, str] = field(factory=dict)


@frozen
class Place:
    """Where one clause is carried: the way to it in a document, and what stands there."""

    document: dict[str, Value]
    tokens: tuple[str, ...]
    value: Value

    @property
    def item(self) -> dict[str, Value]:
        """The item, or the standard, that holds the place; nothing for a field of the document itself."""
        if self.tokens[0] not in COLLECTIONS or len(self.tokens) < 2:
            return {}
        found = resolved(self.document, self.tokens[:2])
        assert isinstance(found, dict)
        return found

    @property
    def id(self) -> str:
        return str(self.item.get("id", self.tokens[1] if len(self.tokens) > 1 else ""))


@frozen
class Row:
    """One row of the traceability."""

    clause: str
    framework: str
    pointer: str
    note: str


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text, delimiter="\t", quoting=csv.QUOTE_NONE))


def numbers(printed: str) -> dict[str, str]:
    """The keys and values of a cell such as `years=3 modal=as appropriate`."""
    return dict(re.findall(r"(\S+?)=(.*?)(?=\s+\S+?=|$)", printed))


@cache
def clauses() -> tuple[Clause, ...]:
    return tuple(Clause(row["clause"], row["kind"], numbers(row["numbers"])) for row in table(CLAUSES))


@cache
def rows() -> tuple[Row, ...]:
    return tuple(Row(**row) for row in table(TRACEABILITY))


@cache
def documents_by_id() -> Mapping[str, dict[str, Value]]:
    found = {}
    for identifier, path in bundled_files().items():
        document, faults = documents.read(path)
        assert document is not None, faults
        assert isinstance(document.value, dict)
        found[identifier] = document.value
    return found


def tokens(pointer: str) -> tuple[str, ...]:
    """The reference tokens of a JSON Pointer (RFC 6901)."""
    assert pointer.startswith("/"), pointer
    return tuple(token.replace("~1", "/").replace("~0", "~") for token in pointer[1:].split("/"))


def resolved(document: Value, way: Iterable[str]) -> Value:
    """What stands at the end of the way.

    Raises:
        LookupError: the way leads nowhere.
    """
    for token in way:
        if isinstance(document, list):
            if not re.fullmatch(r"0|[1-9][0-9]*", token):
                raise LookupError(token)
            document = document[int(token)]
        elif isinstance(document, dict):
            document = document[token]
        else:
            raise LookupError(token)
    return document


def place(row: Row) -> Place:
    document = documents_by_id()[row.framework]
    way = tokens(row.pointer)
    return Place(document, way, resolved(document, way))


def places(clause: str) -> list[Place]:
    return [place(row) for row in rows() if row.clause == clause]


# --- what stands at a place ----------------------------------------------------------------------------------


def leaves(value: Value, key: str = "") -> Iterator[tuple[str, str]]:
    """Every text and number inside, as text, with the nearest key above it."""
    if isinstance(value, dict):
        for name, inside in value.items():
            yield from leaves(inside, name)
    elif isinstance(value, list):
        for inside in value:
            yield from leaves(inside, key)
    elif value is not None:
        yield key, str(value)


def said(found: list[Place]) -> list[tuple[str, str]]:
    return [leaf for each in found for leaf in leaves(each.value, each.tokens[-1])]


def texts(found: list[Place]) -> list[str]:
    return [text for _, text in said(found)]


def forms(value: Value, head: str) -> Iterator[dict[str, Value]]:
    """Every mapping inside that has the key."""
    if isinstance(value, dict):
        if head in value:
            yield value
        value = list(value.values())
    if isinstance(value, list):
        for inside in value:
            yield from forms(inside, head)


def heads(found: list[Place], head: str) -> list[dict[str, Value]]:
    return [form for each in found for form in forms(each.value, head)]


def listing(value: Value) -> list[Value]:
    return value if isinstance(value, list) else [value]


def section(document: dict[str, Value], name: str) -> dict[str, dict[str, Value]]:
    """The items of a section by id."""
    found = document.get(name, {})
    items = {str(item["id"]): item for item in found if isinstance(item, dict)} if isinstance(found, list) else found
    assert isinstance(items, dict)
    return {identifier: item for identifier, item in items.items() if isinstance(item, dict)}


# --- how each key is compared ----------------------------------------------------------------------------------

UNITS: Final = {"y": "year", "m": "month", "w": "week", "d": "day", "years": "year", "months": "month", "weeks": "week"}
PERIOD: Final = re.compile(r"\d+ (?:day|week|month|year)s?")
TIMES_OF_A_PERIOD: Final = frozenset(("every", "within", "opens", "inside", "experience"))
MODES: Final = {"f2f": "face-to-face", "elearning": "e-learning", "virtual": "virtual"}
STRENGTHS: Final = {
    "as far as possible": "should",
    "expectation": "should",
    "as appropriate": "may",
    "if appropriate": "may",
}


def period(amount: str, unit: str) -> str:
    return f"{amount} {unit}{'' if amount == '1' else 's'}"


def printed_period(key: str, value: str) -> str:
    """The period of `months=6`, `min_years=2` or `every=3y`, as documents write it."""
    found = re.fullmatch(r"(\d+)([ymwd]?)", value)
    assert found, f"{key}={value} is no period"
    return period(found[1], UNITS[found[2] or key.removeprefix("min_")])


def has_period(wanted: str, found: list[Place]) -> bool:
    return any(key in TIMES_OF_A_PERIOD and text == wanted for key, text in said(found))


def all_periods_are_printed(clause: Clause, found: list[Place]) -> bool:
    """Whether no place that is itself a period says another than the clause does."""
    own = {str(each.value) for each in found if PERIOD.fullmatch(str(each.value))}
    printed = {
        printed_period(key, value) for key, value in clause.numbers.items() if key in PERIODS and value[0].isdigit()
    }
    return own <= printed


def parts(text: str) -> int:
    return len(text.split("; "))


def counts(found: list[Place]) -> set[int]:
    """How many the places are, or list: the entries of a list, the parts of a text, else the places themselves."""
    listed = {len(each.value) for each in found if isinstance(each.value, list)}
    listed |= {parts(each.value) for each in found if isinstance(each.value, str) and "; " in each.value}
    return listed or {len(found)}


def by_period(key: str, value: str, found: list[Place]) -> bool:
    return has_period(printed_period(key, value), found)


def by_every(key: str, value: str, found: list[Place]) -> bool:
    if value == "bi-annual":  # 'two years' elsewhere in the document, so the reading must stand beside it
        return has_period("2 years", found) and all("reading" in each.item for each in found)
    return by_period(key, value, found)


def by_range_of_weeks(_: str, value: str, found: list[Place]) -> bool:
    least, most = value.split("-")
    return has_period(period(most, "week"), found) and any(period(least, "week") in text for text in texts(found))


def by_times(_: str, value: str, found: list[Place]) -> bool:
    return {text for key, text in said(found) if key == "times"} == set(value.split("-"))


def by_hours(_: str, value: str, found: list[Place]) -> bool:
    return {text for key, text in said(found) if key == "hours"} == set(value.split("-"))


def by_twice_a_year(_: str, value: str, found: list[Place]) -> bool:
    return any(str(form["times"]) == value and form.get("every") == "1 year" for form in heads(found, "times"))


def by_count(_: str, value: str, found: list[Place]) -> bool:
    amount = re.match(r"\d+", value)
    assert amount, value
    return int(amount[0]) in counts(found)


def by_skills(_: str, value: str, found: list[Place]) -> bool:
    least, _, most = value.partition("-")
    outcomes = section(found[0].document, "outcomes").values()
    skills = sum("skill" in listing(each.get("tags")) and each.get("level") == found[0].id for each in outcomes)
    return int(least) <= skills <= int(most or least) and skills in {parts(text) for text in texts(found)}


def by_courses(_: str, value: str, found: list[Place]) -> bool:
    """Of a level: the courses at it. Else how many completions, or things per course, are asked for."""
    if found[0].tokens[0] == "levels":
        courses = section(found[0].document, "courses").values()
        return int(value) == sum(found[0].id in listing(each.get("level")) for each in courses)
    asked = [form for head in ("completed", "evidence") for form in heads(found, head)]
    return {str(form.get("times", 1)) for form in asked} | {t for k, t in said(found) if k == "times"} == {value}


def by_modules(_: str, value: str, found: list[Place]) -> bool:
    asked = [form for form in heads(found, "completed") if form["completed"] == {"tag": "module"}]
    return {str(form.get("times", 1)) for form in asked} == {value}


def by_waiving_courses(_: str, value: str, found: list[Place]) -> bool:
    forms_of_refreshing = heads(found, "refreshed_by")
    return value == "1" and any({"level": "level-3"} in listing(form["refreshed_by"]) for form in forms_of_refreshing)


def by_waived_course(_: str, value: str, found: list[Place]) -> bool:
    course = value.lower().replace(" ", "-")
    return any(form.get("completed") == course for form in heads(found, "refreshed_by"))


def by_outcomes(_: str, value: str, found: list[Place]) -> bool:
    return {len(listing(each.item["develops"])) for each in found} == {int(value)}


def by_ordinal(_: str, value: str, found: list[Place]) -> bool:
    """The number in the id, or else the position in the ladder; a ladder's numbers ascend either way."""
    for each in found:
        number = re.search(r"\d+$", each.id)
        position = int(each.tokens[1]) + 1 if each.tokens[0] == "levels" else 0
        if str(number[0] if number else position) != value:
            return False
        ladder = [re.search(r"\d+$", level) for level in section(each.document, "levels")]
        if [int(n[0]) for n in ladder if n] != sorted(int(n[0]) for n in ladder if n):
            return False
    return True


def by_area(_: str, value: str, found: list[Place]) -> bool:
    number, _, total = value.partition(" of ")
    document = found[0].document
    areas = [key for key, item in section(document, "outcomes").items() if "common-core" in listing(item.get("tags"))]
    return len(areas) == int(total) and areas.index(found[0].id) + 1 == int(number)


def by_level(_: str, value: str, found: list[Place]) -> bool:
    wanted = ["unstated"] if value == "unstated" else [f"level-{number}" for number in value.split("/")]
    for each in found:
        if each.tokens[0] == "groups" and each.item.get("levels") == wanted:
            return True
        if each.tokens[0] == "courses" and listing(each.item.get("level")) == wanted:
            return True
    return any(form.get("for") == {"level": wanted[0]} for form in (each.item for each in found))


def by_group(_: str, value: str, found: list[Place]) -> bool:
    """The audiences led to are the group and no other; or the place is a level that the group alone names.

    A course's own source has the printed row, `G3` for group 3.
    """
    wanted = f"group-{value.lower()}"
    if found[0].tokens[0] == "levels":
        groups = section(found[0].document, "groups")
        return [key for key, group in groups.items() if found[0].id in listing(group.get("levels"))] == [wanted]
    audiences = {text for each in found if "for" in each.tokens[-2:] for text in texts([each])}
    rows_printed = {str(text)[-2:] for each in found for text in listing(each.item["source"])}
    return audiences == {wanted} and f"G{value}" in rows_printed


def by_groups(_: str, value: str, found: list[Place]) -> bool:
    if value.isdigit():
        return len([each for each in found if each.tokens[0] in ("groups", "standards")]) == int(value)
    named = {text.removeprefix("group-").upper() for text in texts(found) if text.startswith("group-")}
    for text in texts(found):
        if sentence := re.search(r"Groups ((?:[A-E](?:, | and )?)+)", text):
            named |= set(re.findall("[A-E]", sentence[1]))
    return named == set(value.split(","))


def by_levels(_: str, value: str, found: list[Place]) -> bool:
    return (
        len({each.id for each in found if each.tokens[0] == "levels"})
        == int(value)
        == len(section(found[0].document, "levels"))
    )


def modes(found: list[Place]) -> list[dict[str, Value]]:
    """The modes on offer of the courses at the places, or of those that a standard there selects by id."""
    courses = section(found[0].document, "courses")
    chosen = [each.item for each in found if each.tokens[0] == "courses"]
    chosen = chosen or [courses[text] for key, text in said(found) if key == "completed" and text in courses]
    return [
        mode if isinstance(mode, dict) else {"mode": mode} for course in chosen for mode in listing(course.get("modes"))
    ]


def by_mode(_: str, value: str, found: list[Place]) -> bool:
    if value == "multi":
        return all("multi-agency" in listing(each.item.get("tags")) for each in found if each.tokens[0] == "courses")
    offered = modes(found)
    if ">" in value:
        before, after = (MODES[name] for name in value.split(">"))
        return [mode["mode"] for mode in offered] == [before, after] and "to" in offered[0] and "from" in offered[1]
    wanted = {MODES[name] for name in value.split("/")}
    found_modes = {str(mode["mode"]) for mode in offered}
    if any("provider" in mode for mode in offered) or found[0].tokens[0] == "standards":
        return wanted <= found_modes  # a mode printed for one provider among several
    return wanted == found_modes


def by_switch(_: str, value: str, found: list[Place]) -> bool:
    return any(str(mode.get("to", "")).startswith(value) for mode in modes(found))


def by_duration(_: str, value: str, found: list[Place]) -> bool:
    words = {"0.5d": "half a day", "1d": "one day"}[value]
    return any(words in text.lower() for text in texts(found))


def by_first_day(_: str, value: str, found: list[Place]) -> bool:
    return any(key == "from" and text.startswith(value) for key, text in said(found))


def by_last_day(_: str, value: str, found: list[Place]) -> bool:
    return any(key == "to" and text.startswith(value) for key, text in said(found))


def by_date(key: str, value: str, found: list[Place]) -> bool:
    if "people" in value:
        return by_count(key, value, found)
    return any(re.search(rf"(?<!\d){re.escape(value)}(?!\d)", text) for text in texts(found))


def by_deadline(_: str, value: str, found: list[Place]) -> bool:
    return any(str(form["of"]).startswith(value) for form in heads(found, "within"))


def by_interval(_: str, value: str, found: list[Place]) -> bool:
    assert value in ("unstated", "regular")
    return any(key == "every" and text == "unstated" for key, text in said(found))


def by_unstated(_: str, value: str, found: list[Place]) -> bool:
    return any(value in text for text in texts(found))


def by_order(_: str, value: str, found: list[Place]) -> bool:
    standards = [each.item for each in found if each.tokens[0] == "standards"]
    if value == "recommended":  # nowhere listed
        return all(each["require"] == "unstated" for each in standards)
    return bool(standards) and all("before" in each for each in standards)


def by_requires(_: str, value: str, found: list[Place]) -> bool:
    wanted = value.lower().replace(" ", "-")
    return any(
        form.get("require") in ({"level": wanted}, {"completed": wanted}) for form in (each.item for each in found)
    )


def by_extends(_: str, value: str, found: list[Place]) -> bool:
    """What a group extends, or advises, is what is printed; or an audience names that group and then a further one.

    Of 'Module 2 audience' the group for which that module is must be named as a condition of membership.
    """
    if module := re.fullmatch(r"Module (\d) audience", value):
        audience = section(found[0].document, "courses")[f"module-{module[1]}"]["for"]
        return {str(form["member"]) for form in heads(found, "member")} == {str(group) for group in listing(audience)}
    wanted = {f"group-{number}" for number in re.findall(r"\d", value)}
    if extended := {text for each in found if each.tokens[-1] == "extends" for text in texts([each])}:
        return extended == wanted
    lists = [listing(each.value) for each in found if each.tokens[-1] == "for"]
    if lists:
        return any(wanted & {str(group) for group in groups[:-1]} for groups in lists)
    return {text.removeprefix("advises-") for text in texts(found) if text.startswith("advises-")} == wanted


def by_condition(_: str, value: str, found: list[Place]) -> bool:
    return all(any(text.startswith(value) for _, text in leaves(each.value)) for each in found)


def by_modality(_: str, value: str, found: list[Place]) -> bool:
    if value == "ideally":
        return any(each.item.get("ideally") for each in found)
    if value == "guide":
        return all(each.item.get("strength") == "should" or "unless" in each.item for each in found)
    standards = [each.item for each in found if each.tokens[0] == "standards"]
    return {each.get("strength") for each in standards} == {STRENGTHS[value]}


def by_open_list(_: str, value: str, found: list[Place]) -> bool:
    """An open list is asked for by a query, or by a person's judgement, never by naming courses."""
    required = [each.item["require"] for each in found if each.tokens[0] == "standards"]
    return value == "yes" and all(
        isinstance(form, dict) and ("judged" in form or isinstance(form.get("completed"), dict)) for form in required
    )


def by_reading(_: str, _value: str, found: list[Place]) -> bool:
    return all("reading" in each.item for each in found)


def by_stage(_: str, value: str, found: list[Place]) -> bool:
    return any(f"Stage {value}" in text for each in found for _, text in leaves(each.item))


def by_pages(_: str, value: str, found: list[Place]) -> bool:
    return any(f"pp. {value}" in text for each in found for _, text in leaves(each.item))


def by_paragraphs(_: str, value: str, found: list[Place]) -> bool:
    return any(f"{value} paragraphs" in text for text in texts(found))


def by_sector(_: str, value: str, found: list[Place]) -> bool:
    words = {"VCS": "voluntary-sector"}[value]
    return any(words in listing(each.item.get("for")) for each in found)


def by_splitting(_: str, value: str, found: list[Place]) -> bool:
    return {parts(text) for text in texts(found)} == {int(value)}


def by_words(_: str, value: str, found: list[Place]) -> bool:
    words = {"2-monthly": "two-monthly", "development": "in development", "planned": "planned", "conditional": "fact"}
    wanted = words[value]
    return any(wanted in text.lower() for text in texts(found)) or bool(heads(found, wanted))


Comparison = Callable[[str, str, list[Place]], bool]
PERIODS: Final = ("years", "months", "min_years", "per", "valid", "check", "revise", "every")
COMPARISONS: Final[dict[str, Comparison]] = {
    **dict.fromkeys(PERIODS, by_period),
    "every": by_every,
    "weeks": by_range_of_weeks,
    "visits": by_times,
    "hours": by_hours,
    "modules": by_modules,
    "courses": by_courses,
    "skills": by_skills,
    "per_year": by_twice_a_year,
    **dict.fromkeys(("n", "min", "any_of", "parts", "titles", "topics", "columns", "stages"), by_count),
    "min_courses": by_waiving_courses,
    "waives": by_waived_course,
    "outcomes": by_outcomes,
    "splits_to": by_splitting,
    "ordinal": by_ordinal,
    "area": by_area,
    "level": by_level,
    "levels": by_levels,
    "group": by_group,
    "groups": by_groups,
    "mode": by_mode,
    "switch": by_switch,
    "duration": by_duration,
    "from": by_first_day,
    "to": by_last_day,
    **dict.fromkeys(("by", "agreed", "review"), by_date),
    "deadline": by_deadline,
    "interval": by_interval,
    "places": by_unstated,
    "order": by_order,
    "requires": by_requires,
    "extends": by_extends,
    "condition": by_condition,
    "modal": by_modality,
    "open_list": by_open_list,
    "ambiguous": by_reading,
    "stage": by_stage,
    "pages": by_pages,
    "paras": by_paragraphs,
    "sector": by_sector,
    **dict.fromkeys(PROSE, by_words),
}


def disagreements(clause: Clause, found: list[Place]) -> list[str]:
    """The keys of the clause that the places don't bear out."""
    wrong = [key for key, value in clause.numbers.items() if not COMPARISONS[key](key, value, found)]
    return wrong if all_periods_are_printed(clause, found) else [*wrong, "another period"]


# --- the tests ---------------------------------------------------------------------------------------------------


def test_every_core_clause_is_carried_in_the_order_of_the_documents() -> None:
    """The traceability has each core clause, and keeps the order in which the clauses are listed."""
    core = [clause.id for clause in clauses()]
    assert len(core) == len(set(core)) == ROWS_OF_CORE_CLAUSES
    carried = [row.clause for row in rows() if row.clause in set(core)]
    assert list(dict.fromkeys(carried)) == core


def test_the_table_is_plain() -> None:
    """Tab-separated with a header, four cells a line, nothing quoted, no row twice."""
    header, *lines = TRACEABILITY.read_text(encoding="utf-8").splitlines()
    assert header == "clause\tframework\tpointer\tnote"
    assert all(line.count("\t") == 3 and '"' not in line for line in lines)
    assert len(rows()) == len({(row.clause, row.framework, row.pointer) for row in rows()})


def test_the_clauses_are_those_of_the_whole_table() -> None:
    """The facts kept for the tests are the core rows of the table of all clauses, where that is at hand."""
    if not WHOLE_TABLE.is_file():
        pytest.skip("the table of all clauses is not beside this checkout")
    whole = table(WHOLE_TABLE)
    core = [row for row in whole if row["kind"] not in CONTEXT | BOOKKEEPING]
    assert [(row["id"], row["kind"], row["numbers"]) for row in core] == [
        (row["clause"], row["kind"], row["numbers"]) for row in table(CLAUSES)
    ]
    order = [row["id"] for row in whole]
    assert sorted({row.clause for row in rows()}, key=order.index) == list(dict.fromkeys(row.clause for row in rows()))


@pytest.mark.parametrize("board", ["NL", "BD", "DU", "SO", "KI"])
def test_every_pointer_leads_to_an_item_or_a_field_of_one(board: str) -> None:
    """No pointer dangles; only what is said of a whole document leads to a field of the document itself."""
    kinds = {clause.id: clause.kind for clause in clauses()}
    wrong = []
    for row in rows():
        if not row.clause.startswith(board):
            continue
        try:
            found = place(row)
        except LookupError:
            wrong.append(f"{row.clause} {row.pointer} leads nowhere")
            continue
        whole = kinds.get(row.clause) in OF_THE_WHOLE or row.clause not in kinds
        if not found.item and not whole:
            wrong.append(f"{row.clause} {row.pointer} is no item")
    assert wrong == []


@pytest.mark.parametrize("board", ["NL", "BD", "DU", "SO", "KI"])
def test_what_is_printed_stands_where_the_pointers_lead(board: str) -> None:
    """Every period, deadline, count, date, level, group, order, mode and strength of a clause is found there."""
    wrong = {
        clause.id: keys
        for clause in clauses()
        if clause.id.startswith(board) and (keys := disagreements(clause, places(clause.id)))
    }
    assert wrong == {}


def test_few_keys_are_prose() -> None:
    """All but two keys are compared as values; those two are compared as words, and say why."""
    used = Counter(key for clause in clauses() for key in clause.numbers)
    assert set(used) == set(COMPARISONS)
    assert sum(used[key] for key in PROSE) == 4


# --- planted faults ------------------------------------------------------------------------------------------------

OTHER: Final = {
    "bi-annual": "1y",
    "regular": "3y",
    "unstated": "4",
    "single-before-multi": "recommended",
    "induction-first": "recommended",
    "recommended": "induction-first",
    "ideally": "as appropriate",
    "guide": "as appropriate",
    "as far as possible": "as appropriate",
    "as appropriate": "expectation",
    "if appropriate": "expectation",
    "expectation": "as appropriate",
    "f2f": "elearning",
    "virtual": "elearning",
    "elearning": "virtual",
    "f2f/virtual": "f2f/elearning",
    "elearning>f2f": "f2f>elearning",
    "multi": "f2f",
    "0.5d": "1d",
    "1d": "0.5d",
    "B,C,D,E": "B,C,D",
    "A": "B",
    "B": "C",
    "C": "A",
    "Foundation": "Module 1",
    "advises": "supervises",
    "induction": "appointed",
    "Working Together": "Neglect",
    "yes": "no",
    "development": "planned",
    "planned": "conditional",
}
"""Another value that could have been printed, for each that is no number."""

NOT_CHANGED: Final = {
    ("NL-outcome-10", "ambiguous"): "asks for a reading, whatever the number",
    ("SO-eligibility-01", "sector"): "there is one sector",
    ("KI-cadence-04", "was"): "prose",
    ("SO-course-12", "status"): "prose",
    ("DU-review-01", "interval"): "there is no other word for an interval that is not printed",
    ("DU-refresher-02", "interval"): "the same",
    ("SO-review-01", "interval"): "the same",
    ("NL-refresher-01", "interval"): "the same",
    ("BD-provision-04", "places"): "a number instead of 'unstated' may stand in the same text",
    ("SO-exemption-01", "modal"): "a guide is 'should' or has an exception",
}


def changed(value: str) -> str:
    """Another value: each number one higher, or another word."""
    if value in OTHER:
        return OTHER[value]
    return re.sub(r"\d+", lambda number: f"{int(number[0]) + 1:0{len(number[0])}}", value)


def test_a_changed_number_is_caught() -> None:
    """Whatever number of a clause is changed, alone, the comparison finds that it no longer agrees."""
    missed = []
    for clause in clauses():
        found = places(clause.id)
        for key, value in clause.numbers.items():
            if (clause.id, key) in NOT_CHANGED:
                continue
            assert changed(value) != value, (clause.id, key, value)
            planted = evolve(clause, numbers={**clause.numbers, key: changed(value)})
            if not disagreements(planted, found):
                missed.append((clause.id, key, value))
    assert missed == []


def test_a_changed_period_in_a_document_is_caught() -> None:
    """A document that says four years where the clause says three is found out."""
    clause = next(clause for clause in clauses() if clause.id == "DU-refresher-01")
    (found,) = places(clause.id)
    assert disagreements(clause, [found]) == []
    assert disagreements(clause, [evolve(found, value="4 years")]) == ["years", "another period"]


def a_period_more(value: Value) -> Value:
    """The same value with every period one longer."""
    if isinstance(value, dict):
        return {key: a_period_more(inside) for key, inside in value.items()}
    if isinstance(value, list):
        return [a_period_more(inside) for inside in value]
    if isinstance(value, str) and (found := re.fullmatch(r"(\d+) (day|week|month|year)s?", value)):
        return f"{int(found[1]) + 1} {found[2]}s"
    return value


def test_every_changed_period_in_a_document_is_caught() -> None:
    """Wherever a clause prints a period, a document with periods one longer no longer agrees with it."""
    printed = [clause for clause in clauses() if {*PERIODS, "weeks"} & set(clause.numbers)]
    assert len(printed) > 20
    missed = []
    for clause in printed:
        longer = [evolve(found, value=a_period_more(found.value)) for found in places(clause.id)]
        if not disagreements(clause, longer):
            missed.append(clause.id)
    assert missed == []


def test_an_entry_too_few_is_caught() -> None:
    """A list of two where three things are printed is found out."""
    clause = next(clause for clause in clauses() if clause.id == "NL-trainer-06")
    (found,) = places(clause.id)
    assert isinstance(found.value, list)
    assert disagreements(clause, [evolve(found, value=found.value[:-1])]) == ["n"]


def test_a_pointer_to_the_wrong_standard_is_caught() -> None:
    """A pointer that leads to another standard of the same document is found out by the numbers."""
    clause = next(clause for clause in clauses() if clause.id == "BD-deadline-01")
    astray = Row(clause.id, "bedfordshire", "/standards/inter-agency-courses-are-reviewed/every", "")
    assert disagreements(clause, places(clause.id)) == []
    assert disagreements(clause, [place(astray)]) == ["months", "another period"]


@pytest.mark.parametrize("pointer", ["/levels/9", "/levels/01", "/standards/no-such", "/levels/0/title/0"])
def test_a_pointer_that_leads_nowhere_is_caught(pointer: str) -> None:
    """An index beyond the end, an index with a nought before it, an unknown key, and a way on from a text all fail."""
    with pytest.raises(LookupError):
        place(Row("KI-level-01", "kirklees", pointer, ""))
