"""Words that tell whom an item is for: what a pattern finds, which hit counts, and the faults of such a document."""

from __future__ import annotations

from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from competency.equivalence.facets import AS_ROLE, EXAMPLES, HINTED, OUTRIGHT, Facets, bundled_facets, load_facets
from competency.equivalence.facets import together as told_together
from competency.equivalence.profiles import profile
from competency.equivalence.texts import Reader
from competency.errors import DocumentFaults, UnknownReference, UnreadableFile
from competency.model import Framework, Group, Outcome, Source

HEAD = "format: facets/1\nid: trial\ntitle: Trial\nlanguage: en-GB\nversion: '1'\n"

SWIMMING = (
    HEAD
    + """\
synonyms:
  - [swimming pool, baths, pool]
facets:
  - id: contact
    title: Contact with swimmers
    about: audience
    scale: true
    points:
      - id: seldom
        title: seldom there
        says: [rare … visit, irregular contact]
        roles: [librarian, pool manager]
      - id: often
        title: often there
        says: [regular … contact, swimm*]
        hints: [water]
        roles: [lifeguard, manager]
  - id: duty
    title: Duty
    about: audience
    points:
      - {id: teacher, title: teaches, says: [teaches others], roles: [swimming teacher]}
      - {id: anyone, title: anyone, covers: [seldom, often], says: [anyone]}
  - id: topic
    title: What it is about
    about: topic
    points:
      - {id: rescue, title: rescue, says: [rescue*]}
"""
)


@pytest.fixture(scope="module")
def swimming(tmp_path_factory: pytest.TempPathFactory) -> Facets:
    path = tmp_path_factory.mktemp("facets") / "swimming.yaml"
    path.write_text(SWIMMING, encoding="utf-8")
    return load_facets(path)


def told(facets: Facets, text: str) -> dict[str, float]:
    return {hit.point: hit.weight for hit in facets.hits(text, "a:x", "title")}


def quotes(facets: Facets, text: str) -> dict[str, str]:
    return {hit.point: hit.quote for hit in facets.hits(text, "a:x", "title")}


def roles(facets: Facets, *examples: str, part: str = EXAMPLES) -> list[tuple[str, str]]:
    return [(hit.point, hit.quote) for hit in facets.of_roles(examples, "a:x", part)]


# --- patterns --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("regular contact", True),
        ("Regular CONTACT", True),
        ("regular and close contact", True),
        ("regular one two three four contact", True),
        ("regular one two three four five contact", False),  # a gap is of four words at most
        ("regular, but brief, contact", True),
        ("irregular contact", False),  # a phrase begins where a word does
        ("regularly in contact", False),
        ("contact is regular", False),  # the words stand in their order
        ("regular contacts", True),  # the plural of the last word
        ("regular contacting", False),
    ],
)
def test_a_gap_is_of_up_to_four_words(swimming: Facets, text: str, found: bool) -> None:
    assert ("often" in told(swimming, text)) is found


@pytest.mark.parametrize(
    ("text", "found"), [("swimmers", True), ("swimm", True), ("a swimmer's day", True), ("a backswimmer", False)]
)
def test_a_star_is_any_ending_of_a_word(swimming: Facets, text: str, found: bool) -> None:
    assert ("often" in told(swimming, text)) is found


def test_the_quote_is_what_the_star_and_the_gap_stand_for(swimming: Facets) -> None:
    assert quotes(swimming, "A rare and short visit by swimmers") == {
        "seldom": "rare and short visit",
        "often": "swimmers",
    }


def test_of_two_hits_for_a_point_the_one_that_says_it_outright_counts(swimming: Facets) -> None:
    assert told(swimming, "water") == {"often": HINTED}
    assert told(swimming, "water for swimmers") == {"often": OUTRIGHT}
    assert quotes(swimming, "water for swimmers") == {"often": "swimmers"}


def test_a_phrase_within_a_longer_one_of_another_point_tells_nothing(tmp_path: Path) -> None:
    path = tmp_path / "boards.yaml"
    path.write_text(
        HEAD
        + """\
facets:
  - id: duty
    title: Duty
    about: audience
    points:
      - {id: board, title: the board, says: [board member]}
      - {id: health, title: the health service, says: [nhs board member]}
""",
        encoding="utf-8",
    )
    facets = load_facets(path)
    assert set(told(facets, "an NHS board member")) == {"health"}
    assert set(told(facets, "a board member")) == {"board"}
    assert set(told(facets, "an NHS board member and a board member")) == {"board", "health"}


def test_a_synonym_is_read_as_the_first_of_its_row(tmp_path: Path) -> None:
    path = tmp_path / "pool.yaml"
    path.write_text(
        SWIMMING.replace("[swimming pool, baths, pool]", "[bathing pool, baths, pool]").replace(
            "[water]", "[a pool of]"
        ),
        encoding="utf-8",
    )
    facets = load_facets(path)
    for phrase in ("a pool of", "a bathing POOL of", "a baths of"):
        assert quotes(facets, f"At {phrase} friends") == {"often": phrase.casefold()}  # as it is written
    assert set(told(facets, "a whirlpool of")) == set()


# --- roles -----------------------------------------------------------------------------------------------


def test_a_role_tells_by_the_longest_phrase_that_knows_it(swimming: Facets) -> None:
    assert roles(swimming, "Pool manager") == [("seldom", "Pool manager")]
    assert roles(swimming, "Night manager") == [("often", "Night manager")]
    assert roles(swimming, "swimming teachers") == [("teacher", "swimming teachers")]


def test_a_role_that_no_phrase_knows_tells_nothing(swimming: Facets) -> None:
    assert roles(swimming, "astronaut", "management") == []


def test_an_example_tells_one_point_and_a_text_each_role_that_it_names(swimming: Facets) -> None:
    text = "librarians and lifeguards"
    assert len(roles(swimming, text)) == 1
    assert roles(swimming, text, part="text") == [("seldom", "librarians"), ("often", "lifeguards")]


def test_roles_tell_less_than_what_is_said_outright(swimming: Facets) -> None:
    (hit,) = swimming.of_roles(["lifeguard"], "a:x", EXAMPLES)
    assert (hit.weight, hit.is_role) == (AS_ROLE, True)
    assert HINTED < AS_ROLE < OUTRIGHT


# --- what is told of the items of a framework -------------------------------------------------------------


def board(*items: Group | Outcome, language: str = "en-GB") -> Framework:
    return Framework(
        id="a",
        title="A",
        publisher="Example Board",
        language=language,
        sources=(Source(id="strategy", title="Strategy"),),
        groups=tuple(item for item in items if isinstance(item, Group)),
        outcomes=tuple(item for item in items if isinstance(item, Outcome)),
    )


def points(framework: Framework, facets: Facets) -> dict[str, set[str]]:
    read = profile(framework, Reader(facets.synonyms), facets)
    return {item.id: set(told) for item, told in zip(read.items, read.told, strict=True)}


def test_a_framework_in_another_language_is_told_nothing_of(swimming: Facets) -> None:
    one = Group(id="g", title="Swimmers")
    assert points(board(one), swimming) == {"g": {"often"}}
    assert points(board(one, language="en-US"), swimming) == {"g": {"often"}}
    assert points(board(one, language="sv"), swimming) == {"g": set()}


def test_a_part_is_told_of_its_whole_and_less_strongly(swimming: Facets) -> None:
    whole, part = Group(id="whole", title="Swimmers"), Group(id="part", title="Some", part_of="whole")
    read = profile(board(whole, part), Reader(swimming.synonyms), swimming)
    strength = {item.id: told["often"] for item, told in zip(read.items, read.told, strict=True)}
    assert strength["part"] < strength["whole"]


def test_every_hit_quotes_words_that_stand_in_the_item_that_it_names(swimming: Facets) -> None:
    one = Group(id="g", title="A rare but long visit", description="Anyone on a rescue", examples=("night manager",))
    read = profile(board(one), Reader(swimming.synonyms), swimming)
    (hits,) = read.hits
    assert {hit.point for hit in hits} == {"seldom", "anyone", "rescue", "often"}
    for hit in hits:
        text = {"title": one.title, "description": one.description, EXAMPLES: one.examples[0], "text": one.title}
        assert hit.quote in str(text[hit.part]).casefold()


@given(st.lists(st.floats(0, 1), max_size=6), st.floats(0, 1))
def test_one_more_hit_never_tells_less(weights: list[float], more: float) -> None:
    assert max(weights, default=0.0) - 0.001 <= told_together(weights) <= told_together([*weights, more]) <= 1


# --- the document ----------------------------------------------------------------------------------------


def faults(tmp_path: Path, text: str) -> list[tuple[str, int, str]]:
    path = tmp_path / "trial.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DocumentFaults) as raised:
        load_facets(path)
    lines = text.splitlines()
    return [
        (fault.rule.code, fault.span.line, lines[fault.span.line - 1][fault.span.column - 1 :])
        for fault in raised.value.diagnostics
    ]


def culprit(text: str) -> int:
    (line,) = (at for at, row in enumerate(text.splitlines(), start=1) if "# <- here" in row)
    return line


ONE = """\
facets:
  - id: contact
    title: Contact
    about: audience
    points:
      - {id: seldom, title: seldom}
"""


def test_two_points_of_one_id_are_a_fault_also_in_two_facets(tmp_path: Path) -> None:
    text = (
        HEAD
        + ONE
        + """\
  - id: duty
    title: Duty
    about: audience
    points:
      - {id: seldom, title: not often}  # <- here
"""
    )
    ((code, line, rest),) = faults(tmp_path, text)
    assert (code, line) == ("CF306", culprit(text))
    assert rest.startswith("seldom, title: not often")


def test_two_facets_of_one_id_are_a_fault(tmp_path: Path) -> None:
    text = (
        HEAD
        + ONE
        + """\
  - id: contact  # <- here
    title: Contact again
    about: topic
    points: [{id: other, title: other}]
"""
    )
    ((code, line, rest),) = faults(tmp_path, text)
    assert (code, line, rest[:7]) == ("CF306", culprit(text), "contact")


def test_a_point_that_covers_no_point_is_a_fault_that_names_the_nearest(tmp_path: Path) -> None:
    text = HEAD + ONE + "      - {id: everyone, title: everyone, covers: [seldon]}  # <- here\n"
    ((code, line, rest),) = faults(tmp_path, text)
    assert (code, line, rest[:6]) == ("CF301", culprit(text), "seldon")
    with pytest.raises(DocumentFaults, match="did you mean 'seldom'"):
        load_facets(tmp_path / "trial.yaml")


@pytest.mark.parametrize(
    "text",
    [
        HEAD + ONE + "colour: blue  # <- here\n",
        HEAD + ONE.replace("    about: audience\n", "    about: audience\n    scales: true  # <- here\n"),
        HEAD + ONE.replace("title: seldom}", "title: seldom, say: [seldom]}  # <- here"),
        HEAD + ONE.replace("about: audience", "about: weather  # <- here"),
        HEAD + ONE.replace("{id: seldom,", "{id: Seldom,").replace("seldom}", "seldom}  # <- here"),
        HEAD + ONE + "synonyms: [[alone]]  # <- here\n",
        HEAD + ONE.replace("title: seldom}", "title: seldom, says: ['']}  # <- here"),
    ],
    ids=["key", "key of a facet", "key of a point", "about", "id", "row of one synonym", "empty phrase"],
)
def test_a_fault_of_shape_is_told_where_it_stands(tmp_path: Path, text: str) -> None:
    found = faults(tmp_path, text)
    assert {line for _, line, _ in found} == {culprit(text)}
    assert all(code.startswith("CF2") for code, _, _ in found)


def test_a_document_of_another_format_is_a_fault_at_its_format(tmp_path: Path) -> None:
    found = faults(tmp_path, (HEAD + ONE).replace("facets/1", "framework/1"))
    assert ("CF203", 1) in {(code, line) for code, line, _ in found}


def test_a_missing_file_is_unknown(tmp_path: Path) -> None:
    with pytest.raises(UnknownReference):
        load_facets(tmp_path / "nothing.yaml")


def test_a_folder_is_no_file_of_facets(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="is a folder"):
        load_facets(tmp_path)


def test_a_key_that_stands_twice_is_a_fault_of_text(tmp_path: Path) -> None:
    text = HEAD + ONE + "title: Again  # <- here\n"
    ((code, line, _),) = faults(tmp_path, text)
    assert (code[:3], line) == ("CF0", culprit(text))


def test_the_bundled_facets_are_without_fault_and_each_points_words_find_it() -> None:
    facets = bundled_facets()
    for point in facets.points:
        for phrase in (*point.says, *point.hints):
            text = phrase.replace(" …", " some").replace("*", "s")
            alone = evolve(facets, points=(point,))
            assert set(told(alone, text)) == {point.id}, phrase  # synonyms may stand in a phrase too
        for role in point.roles:
            assert [found for found, _ in roles(facets, role)] == [point.id], role
        assert set(point.covers) <= set(facets.by_id)


def test_of_two_phrases_about_the_same_words_the_one_without_a_gap_tells() -> None:
    told = {
        hit.point
        for hit in bundled_facets().hits("Members of NHS boards among them", "kirklees:group-7", "description")
    }
    assert "strategic" in told
    assert "board" not in told
