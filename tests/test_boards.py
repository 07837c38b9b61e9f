"""The bundled boards: what must come out of each, where it comes from, and in whose words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Final

import pytest

from competency import loading, notation
from competency.document import read as read_document
from competency.model import Course, Framework, Outcome
from competency.requirements import AllOf, OutcomeAchieved
from competency.values import Value

BOARDS: Final = ("bedfordshire", "durham", "kirklees", "north_lincs", "solihull")
NATIONAL: Final = ("working_together_2006", "working_together_2010")
FRAMEWORKS: Final = (*BOARDS, *NATIONAL)
FOLDER: Final = loading.bundled_files()["kirklees"].parent
SOURCES: Final = Path(__file__).parents[2] / "shared" / "sources"


@cache
def framework(identifier: str) -> Framework:
    return loading.load(identifier)


@cache
def document(identifier: str) -> Mapping[str, Value]:
    read, faults = read_document(loading.bundled_files()[identifier])
    assert read is not None, faults
    assert isinstance(read.value, dict)
    return read.value


def tagged(identifier: str, tag: str) -> list[Outcome]:
    return [outcome for outcome in framework(identifier).outcomes if tag in outcome.tags]


def at_level(items: tuple[Course, ...] | tuple[Outcome, ...]) -> Counter[str]:
    return Counter(
        str(level) for item in items for level in (item.levels if isinstance(item, Course) else [item.level])
    )


# --- counts ---------------------------------------------------------------------------------------------------


def test_bedfordshire_has_the_competencies_of_appendix_1() -> None:
    """16, 14 and 10 competencies on levels 1 to 3, and a level is reached by having all of them."""
    board = framework("bedfordshire")
    found = Counter(outcome.level for outcome in tagged("bedfordshire", "competency"))
    assert found == {"level-1": 16, "level-2": 14, "level-3": 10}
    for level in board.levels[1:]:
        assert isinstance(level.requires, AllOf)
        assert list(level.requires.parts) == [
            OutcomeAchieved(outcome.id) for outcome in tagged("bedfordshire", "competency") if outcome.level == level.id
        ]


def test_bedfordshire_has_the_nine_columns_of_appendix_2() -> None:
    """88 further outcomes: practitioners 14, 13, 8; operational managers 12, 9, 9; strategic 9, 9, 5."""
    columns: Counter[str] = Counter()
    for outcome in tagged("bedfordshire", "appendix-2"):
        (column,) = [tag for tag in outcome.tags if tag in COLUMNS]
        columns[column] += 1
    assert columns == COLUMNS
    assert columns.total() == 88


COLUMNS: Final = {
    "practitioners-a": 14,
    "practitioners-b": 13,
    "practitioners-c": 8,
    "managers-a": 12,
    "managers-b": 9,
    "managers-c": 9,
    "agency-managers": 9,
    "new-members": 9,
    "members": 5,
}


def test_both_lists_of_bedfordshire_stay_apart_and_are_linked() -> None:
    """Appendix 1 re-words the practitioner columns: each outcome of a column shares its last tag with a competency."""
    competencies = {(outcome.level, outcome.tags[-1]) for outcome in tagged("bedfordshire", "competency")}
    pairs = (("a", "level-1"), ("b", "level-2"), ("c", "level-3"))
    for letter, level in pairs:
        column = tagged("bedfordshire", f"practitioners-{letter}")
        assert [outcome.id for outcome in column if (level, outcome.tags[-1]) not in competencies] == []
    assert len(competencies) == 40


def test_solihull_has_61_outcomes_over_15_modules() -> None:
    """61 outcomes over 15 modules and sub-modules; each belongs to one of them."""
    board = framework("solihull")
    developed = {course.id: len(course.develops) for course in board.courses if course.develops}
    assert len(developed) == 15
    assert sum(developed.values()) == 61
    assert len({outcome for course in board.courses for outcome in course.develops}) == 61
    assert board.levels == ()
    assert len(tagged("solihull", "skill")) == 6


def test_north_lincolnshire_has_its_grid() -> None:
    """24 skills and 35 course entries over five stages, 13 core skills, nine areas of the common core."""
    board = framework("north_lincs")
    skills = Counter(outcome.level for outcome in tagged("north_lincs", "skill"))
    assert [skills[level.id] for level in board.levels] == [5, 6, 5, 5, 3]
    assert skills.total() == 24
    entries = at_level(board.courses)
    assert [entries[level.id] for level in board.levels] == [7, 9, 13, 3, 3]
    assert entries.total() == 35
    assert len(tagged("north_lincs", "core-skill")) == 13
    assert len(tagged("north_lincs", "common-core")) == 9


def test_kirklees_has_four_levels_and_eight_groups() -> None:
    """Four levels, one ladder, and the eight groups of Working Together 2010."""
    board = framework("kirklees")
    assert [level.id for level in board.levels] == ["level-1", "level-2", "level-3", "level-4"]
    assert [group.id for group in board.groups] == [f"group-{number}" for number in range(1, 9)]


def test_durham_has_eight_groups_and_no_level() -> None:
    """Eight groups beside those who have the induction, six areas of the common core, and no level."""
    board = framework("durham")
    assert [group.id for group in board.groups] == ["induction", *(f"group-{number}" for number in range(1, 9))]
    assert len(tagged("durham", "common-core")) == 6
    assert board.levels == ()


# --- ids that others rely on ----------------------------------------------------------------------------------

LEVELS: Final = {
    "kirklees": ["level-1", "level-2", "level-3", "level-4"],
    "bedfordshire": ["induction", "level-1", "level-2", "level-3"],
    "north_lincs": ["novice", "advanced-beginner", "competent", "proficient", "expert"],
}
LETTERS: Final = ["group-a", "group-b", "group-c", "group-d", "group-e"]
NUMBERS: Final = [f"group-{number}" for number in range(1, 9)]
GROUPS: Final = {
    "kirklees": NUMBERS,
    "bedfordshire": [*LETTERS, "e-managers", "e-new-members", "e-members"],
    "durham": ["induction", *NUMBERS],
    "working_together_2006": LETTERS,
    "working_together_2010": NUMBERS,
}
MODULES: Final = """
    foundation module-1 module-1b module-2 module-3 module-4 allegations module-5 module-5a module-5b
    module-6 module-6b module-6c module-6d module-7 module-8 module-9
"""


def test_all_seven_frameworks_are_bundled() -> None:
    """The five boards and the two editions of the national guidance, by their ids."""
    assert sorted(loading.bundled_files()) == sorted(FRAMEWORKS)


@pytest.mark.parametrize("identifier", LEVELS)
def test_ladders_have_their_ids(identifier: str) -> None:
    """The levels of a board, lowest first, by the ids that mappings use."""
    assert [level.id for level in framework(identifier).levels] == LEVELS[identifier]


@pytest.mark.parametrize("identifier", GROUPS)
def test_groups_have_their_ids(identifier: str) -> None:
    """The target groups by the ids that mappings use."""
    assert set(GROUPS[identifier]) <= {group.id for group in framework(identifier).groups}


def test_solihull_modules_have_their_ids() -> None:
    """Every module by the id that mappings use."""
    assert set(MODULES.split()) <= {course.id for course in framework("solihull").courses}


def test_parts_of_bedfordshire_group_e_belong_to_it() -> None:
    """Managers, new members and members are parts of group E."""
    parts = {group.id for group in framework("bedfordshire").groups if group.part_of == "group-e"}
    assert parts == {"e-managers", "e-new-members", "e-members"}


@pytest.mark.parametrize("identifier", FRAMEWORKS)
def test_an_id_is_used_once(identifier: str) -> None:
    """No id of a framework names two items, whatever their kinds."""
    board = document(identifier)
    used = Counter(id_ for name in (*SECTIONS, "levels") for id_ in section(board, name))
    assert [id_ for id_, times in used.items() if times > 1] == []


SECTIONS: Final = ("facts", "groups", "outcomes", "evidence", "courses", "standards")


def section(board: Mapping[str, Value], name: str) -> dict[str, dict[str, Value]]:
    found = board.get(name, {})
    items = {str(item["id"]): item for item in found if isinstance(item, dict)} if isinstance(found, list) else found
    assert isinstance(items, dict)
    return {key: item for key, item in items.items() if isinstance(item, dict)}


# --- where each comes from ------------------------------------------------------------------------------------


@pytest.mark.parametrize("identifier", FRAMEWORKS)
def test_every_item_has_a_source_that_resolves(identifier: str) -> None:
    """Each item names a source of its document and a place in it."""
    board = document(identifier)
    keys = section(board, "sources")
    wrong = []
    for name in (*SECTIONS, "levels"):
        for key, item in section(board, name).items():
            cited = item.get("source", [])
            locators = [str(each).partition(" ") for each in (cited if isinstance(cited, list) else [cited])]
            if not locators or any(source not in keys or not place for source, _, place in locators):
                wrong.append(f"{name}/{key}")
            assert not any(re.search(r"\bL\d{2,3}\b", place) for _, _, place in locators), key
    assert wrong == []


# --- in whose words -------------------------------------------------------------------------------------------

LONGEST_RUN: Final = 7
PROSE: Final = frozenset(("statement", "description", "note", "reading", "judged"))
OWN_TITLES: Final = ("facts", "evidence", "standards")
"""Titles of levels, groups, courses and outcomes are facts and stand as printed; these are our own."""

PRINTED_NAMES: Final = (
    "Managing Allegations against People who work with Children",
    "Children and Young People's Plan 2016-2020",
    "To safeguard and promote the welfare of children",
)
"""Names of a course, a plan and a trainers' competency that stand in titles of standards."""


def words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9']+", re.sub(r"<[^>]+>", " ", text).lower().replace("’", "'"))


def runs(text: str) -> set[tuple[str, ...]]:
    found, length = words(text), LONGEST_RUN + 1
    return {tuple(found[start : start + length]) for start in range(len(found) - length + 1)}


def prose(value: Value, key: str = "") -> Iterator[str]:
    """The texts of a document that are written in our own words."""
    if isinstance(value, dict):
        for name, inside in value.items():
            yield from prose(inside, name)
    elif isinstance(value, list):
        for inside in value:
            yield from prose(inside, key)
    elif key in PROSE and isinstance(value, str):
        yield value


def own_words(identifier: str) -> Iterator[str]:
    board = document(identifier)
    yield from prose(dict(board))
    for name in OWN_TITLES:
        for item in section(board, name).values():
            title = str(item["title"])
            for printed in PRINTED_NAMES:
                title = title.replace(printed, "|")
            yield title


def test_no_phrase_is_copied_from_a_source() -> None:
    """No eight words in a row of a statement, description, note, reading or title of our own stand in a source."""
    if not SOURCES.is_dir():
        pytest.skip("the five documents are not beside this checkout")
    printed = {run for file in sorted(SOURCES.glob("*.txt")) for run in runs(file.read_text(encoding="utf-8"))}
    assert len(printed) > 10_000
    copied = [
        (identifier, text)
        for identifier in FRAMEWORKS
        for text in own_words(identifier)
        if not runs(text).isdisjoint(printed)
    ]
    assert copied == []


def test_a_copied_phrase_is_caught() -> None:
    """Eight words in a row are a copy, whatever stands between them; seven are not."""
    printed = runs("Training must be refreshed every 3 years, and <b>records</b> kept.")
    assert not runs("They say: training must be refreshed, every 3 years (and records too)").isdisjoint(printed)
    assert runs("Records show that it must be refreshed every 3 years and").isdisjoint(printed)


@pytest.mark.parametrize("identifier", FRAMEWORKS)
def test_no_statement_is_made_twice(identifier: str) -> None:
    """Two outcomes of a board are never worded alike."""
    found = Counter(outcome.statement for outcome in framework(identifier).outcomes)
    assert [statement for statement, times in found.items() if times > 1] == []


AMERICAN: Final = re.compile(
    r"\b(?:behavior|color|favor|labor|honor|neighbor|center|counselor|counseling|enrollment|fulfill|judgment|license"
    r"|program\b|programs\b|skillful|organiz|recogniz|summariz|prioritiz|emphasiz|harmoniz|analyz|traveled|toward\b)",
    re.IGNORECASE,
)


@pytest.mark.parametrize("identifier", FRAMEWORKS)
def test_spelling_is_british(identifier: str) -> None:
    """Our own words are spelt as in Britain; what a document prints stays as printed."""
    assert [text for text in own_words(identifier) if AMERICAN.search(text)] == []


def test_american_spelling_is_caught() -> None:
    """What is spelt as in America is found, what is spelt as in Britain is not."""
    assert AMERICAN.search("Organizes programs at the center")
    assert not AMERICAN.search("Organises programmes of collaboration at the centre, and fulfils them")


# --- loading --------------------------------------------------------------------------------------------------


def test_everything_bundled_is_free_of_error() -> None:
    """All frameworks and records pass text, shape and reference."""
    examined = loading.examine([FOLDER])
    assert [finding for finding in examined.findings if finding.severity == "error"] == []
    assert sorted(loaded.framework.id for loaded in examined.frameworks) == sorted(FRAMEWORKS)
    assert len(examined.files) >= len(FRAMEWORKS) + len(loading.bundled_records())


@pytest.mark.parametrize("identifier", FRAMEWORKS)
def test_a_framework_round_trips_through_its_notation(identifier: str) -> None:
    """Printed and read again, a framework is the same, and so is what is printed then."""
    board = framework(identifier)
    printed = notation.framework_data(board)
    again = loading.load(printed)
    assert again == board
    assert notation.framework_data(again) == printed


def test_ten_people_and_more_are_bundled() -> None:
    """At least ten invented people, of all five boards, each with a note that says who this is."""
    records = [loading.load_record(identifier) for identifier in loading.bundled_records()]
    assert len(records) >= 10
    assert {record.framework for record in records} == set(BOARDS)
    for identifier, path in loading.bundled_records().items():
        assert loading.load_record(identifier).id == identifier == path.stem
        assert "invented" in path.read_text(encoding="utf-8").lower()


# --- unclear clauses are read in the open ---------------------------------------------------------------------

READ_IN_THE_OPEN: Final = {
    "Kirklees, straddling levels": ("kirklees", "groups/group-2", "not as a level of its own"),
    "Kirklees, the missing figure": ("kirklees", "", "figure of the four levels is missing"),
    "Kirklees, two columns hand down differently": ("kirklees", "", "hand down differently"),
    "Kirklees, what reaches group 7": ("kirklees", "standards/group-7-upkeep", "neither the refreshing nor the yearly"),
    "Kirklees, open lists": ("kirklees", "courses/neglect", "etc."),
    "Kirklees, the clock after a Level 3 course": ("kirklees", "standards/refresh-working-together", "clock restarts"),
    "Kirklees, recommended order": ("kirklees", "standards/recommended-order", "listed nowhere"),
    "Bedfordshire, group D": ("bedfordshire", "groups/group-d", "never defined"),
    "Bedfordshire, group E": ("bedfordshire", "groups/group-e", "never defined"),
    "Bedfordshire, one item of two": ("bedfordshire", "outcomes/pract-a-guidance-and-roles", "two competencies"),
    "Bedfordshire, the absent appendix": ("bedfordshire", "", "Appendix 3"),
    "Bedfordshire, bi-annual": ("bedfordshire", "standards/board-validates-courses", "every two years"),
    "Bedfordshire, refreshers without interval": ("bedfordshire", "standards/level-2-is-refreshed", "not printed"),
    "Bedfordshire, six months for which mode": ("bedfordshire", "standards/level-one-within-six-months", "both modes"),
    "North Lincolnshire, skills run together": ("north_lincs", "outcomes/engagement-with-families", "run together"),
    "North Lincolnshire, a title at two stages": ("north_lincs", "courses/domestic-abuse", "two stages"),
    "North Lincolnshire, a damaged title": ("north_lincs", "courses/perspective-of-e-safety", "damaged"),
    "North Lincolnshire, sections off by one": ("north_lincs", "", "13 and 14 are cited"),
    "North Lincolnshire, order of stages": ("north_lincs", "", "one precedes the next"),
    "North Lincolnshire, nine areas, not six": ("north_lincs", "standards/common-core-for-all", "nine areas"),
    "North Lincolnshire, a number in a title": (
        "north_lincs",
        "courses/child-protection-level-3",
        "belongs to the title",
    ),
    "Solihull, a ladder of audiences": ("solihull", "", "form a ladder"),
    "Solihull, those above": ("solihull", "groups/safeguarding-leads", "Those above"),
    "Solihull, three ways into Module 4": ("solihull", "groups/partnership-leaders", "Three ways in"),
    "Solihull, a guide of hours": ("solihull", "standards/hours-each-year", "general guide"),
    "Solihull, until December 2021": ("solihull", "courses/module-1b", "whole of that month"),
    "Solihull, once tier 2 exists": ("solihull", "courses/module-5b", "No day is printed"),
    "Solihull, statutes as printed": ("solihull", "standards/agencies-train-in-house", "usually 2004 and 2002"),
    "Durham, five groups in a bullet": ("durham", "groups/group-4", "five groups"),
    "Durham, three years of what": ("durham", "standards/refresh-every-three-years", "from the induction"),
    "Durham, scraps of other guidance": ("durham", "", "Some scraps"),
    "Durham, detail by reference": ("durham", "groups/group-1", "Working Together 2010"),
}


@pytest.mark.parametrize("unclear", READ_IN_THE_OPEN)
def test_an_unclear_clause_is_read_in_the_open(unclear: str) -> None:
    """Wherever a document is unclear, the item says in its reading or note how it was taken."""
    identifier, item, telling = READ_IN_THE_OPEN[unclear]
    board = document(identifier)
    name, _, key = item.partition("/")
    said = section(board, name)[key] if item else board
    assert telling in f"{said.get('reading')} {said.get('note')}"
