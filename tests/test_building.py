"""Building on another framework: all its items are here, changed where the document says so, each with its place."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import snippets
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import Draw, frameworks

from competency import document as documents
from competency import lint, mentions, notation
from competency.answers import pathway
from competency.bundled import bundled
from competency.diagnostics import Diagnostic, Rule, Severity
from competency.document import Document, from_value
from competency.errors import DocumentFaults
from competency.faults import building as faults
from competency.faults.reference import DUPLICATE_ID, UNKNOWN_FRAMEWORK, UNKNOWN_REFERENCE
from competency.lint.draft import Draft
from competency.loading import Loaded, Shelf, examine, load, load_record, made_whole, model
from competency.model import APPOINTED, Framework
from competency.periods import Period
from competency.schema import faults_of_shape
from competency.sentences import sentences
from competency.standing import Status
from competency.typed_graph import graph
from competency.values import Value
from competency.verdicts import check

CORE = """\
format: framework/1
id: core
title: Core
publisher: National body
language: en-GB
notice: 2 months
sources: {strategy: {title: Core strategy}, law: {title: The Act}}
levels:
  - {id: level-1, title: Level 1, requires: {completed: awareness}, source: strategy §1}
  - id: level-2
    title: Level 2
    requires: {all: [{level: level-1}, {completed: {level: level-2}}]}
    source: strategy §1
facts:
  lead: {title: Leads, source: strategy §2}
groups:
  staff: {title: All staff, source: strategy §2}
  managers: {title: Managers, extends: [staff], when: {fact: lead}, levels: [level-2], source: [strategy §2, law s.11]}
outcomes:
  recognise: {statement: Recognises signs of abuse, level: level-1, source: strategy §3}
evidence:
  approval: {title: Approval, per: course, requires: {member: staff}, source: strategy §3}
courses:
  awareness: {title: Awareness, level: level-1, develops: [recognise], grants: [approval], source: strategy §3}
  working-together:
    title: Working Together
    level: level-2
    for: [{group: managers, when: {outcome: recognise}}]
    requires: {all: [{completed: awareness}, {evidence: approval}]}
    includes: [awareness]
    source: strategy §3
standards:
  refresh:
    title: Awareness is refreshed
    for: [staff]
    require: {completed: awareness, every: 3 years, refreshed_by: [{develops: recognise}]}
    due: {within: 6 months, of: appointed}
    reading: The table counts
    source: strategy §4
  second: {title: Level 2, for: [managers], require: {level: level-2}, unless: {standard: refresh}, source: strategy §4}
  attested: {title: Aims are explicit, subject: course, for: {level: level-2}, every: 1 year, source: strategy §4}
"""

HEAD = """\
format: framework/1
id: county
title: County
publisher: County Board
language: en-GB
extends: core
sources: {strategy: {title: County strategy}}
"""


def parsed(text: str) -> Document:
    document, found = documents.parse(text, file=f"{text.split('id: ')[1].split(chr(10))[0]}.yaml")
    assert document is not None
    assert not found
    assert not faults_of_shape(document)
    return document


def built(*texts: str) -> tuple[Loaded | None, tuple[Diagnostic, ...]]:
    """The first of these frameworks, which may build on the others."""
    written = {str(document.value["id"]): document for document in map(parsed, texts)}  # type: ignore[index, call-overload]
    return made_whole(next(iter(written.values())), Shelf({}, None, written=written))


def whole(snippet: str) -> Framework:
    """The county's framework with what it inherits from the core."""
    loaded, found = built(HEAD + snippet, CORE)
    assert not found
    assert loaded is not None
    return loaded.framework


def told(snippet: str, core: str = CORE) -> list[tuple[str, str, str]]:
    """Each fault of the county's framework: its rule, the text it points at, and its message."""
    text = HEAD + snippet
    loaded, found = built(text, core)
    assert loaded is None
    return [(fault.rule.name, token(text, fault), fault.message) for fault in found]


def token(text: str, fault: Diagnostic) -> str:
    span = fault.span
    assert span.file == "county.yaml"
    assert span.line == span.end_line
    return text.split("\n")[span.line - 1][span.column - 1 : span.end_column - 1]


# --- pages -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", faults.RULES, ids=lambda rule: rule.name)
def test_each_page_fails_at_the_marked_line_and_passes_where_it_says_so(rule: Rule) -> None:
    assert rule.severity is Severity.ERROR
    assert set(snippets.sections(rule.page)) == {"Why it matters", "Fails", "Passes", "Fix"}
    [fails], [passes] = (snippets.snippets(rule.page, heading) for heading in ("Fails", "Passes"))
    text = snippets.document(fails)[0]
    [line] = snippets.marked_lines(text)
    document, _ = documents.parse(text, file="test.yaml")
    assert document is not None
    shelf = Shelf({}, None, written={"example": document})
    assert [(fault.rule.name, fault.span.line) for fault in made_whole(document, shelf)[1]] == [(rule.name, line)]
    document, _ = documents.parse(snippets.document(passes)[0], file="test.yaml")
    assert document is not None
    assert made_whole(document, Shelf({}, None))[1] == ()


# --- what is inherited -----------------------------------------------------------------------------------


def test_a_framework_that_changes_nothing_has_all_items_of_its_foundation() -> None:
    core, county = load(from_text(CORE)), whole("")
    assert [item.id for item in county] == [item.id for item in core]
    assert county.levels[1].requires == core.levels[1].requires
    assert (county.id, county.title, county.publisher) == ("county", "County", "County Board")
    assert (county.extends, county.built_on) == (None, ("core",))
    assert county.inherited["refresh"] == "core:refresh"


def from_text(text: str) -> dict[str, Value]:
    value = parsed(text).value
    assert isinstance(value, dict)
    return value


def test_the_notice_is_inherited_and_can_be_changed_but_validity_and_remarks_are_its_own() -> None:
    core = load({**from_text(CORE), "valid": {"from": "2011-04-01"}, "note": "N", "tags": ["t"]})
    text = CORE + "valid: {from: 2011-04-01}\nnote: N\ntags: [t]\n"
    loaded, _ = built(HEAD, text)
    assert loaded is not None
    county = loaded.framework
    assert core.starts == date(2011, 4, 1)
    assert county.notice == core.notice
    assert (county.starts, county.note, county.tags) == (None, None, ())
    assert whole("notice: 4 weeks\n").notice == Period(days=28)


def test_items_are_added_after_those_inherited() -> None:
    county = whole("courses: {local: {title: Local course, source: strategy §1}}\n")
    assert [course.id for course in county.courses] == ["awareness", "working-together", "local"]
    assert "local" not in county.inherited


def test_the_keys_given_replace_and_all_others_are_inherited() -> None:
    county = whole("standards: {refresh: {require: {completed: awareness, every: 2 years}}}\n")
    refresh, core = county.standard("refresh"), load(from_text(CORE)).standard("refresh")
    assert refresh is not None
    assert core is not None
    assert evolve(refresh, require=core.require, source=core.source) == core
    assert str(refresh.require).count("months=24") == 1


def test_keys_are_taken_out_by_name() -> None:
    refresh = whole("standards: {refresh: {without: [due, reading]}}\n").standard("refresh")
    assert refresh is not None
    assert (refresh.timing, refresh.reading) == (None, None)
    assert refresh.require is not None


@pytest.mark.parametrize(
    ("given", "keys"),
    [
        ("due: unstated", {"due"}),
        ("before: working-together", {"before"}),
        ("after: working-together, within: 1 year", {"after", "within"}),
    ],
)
def test_a_new_timing_takes_the_inherited_one_out(given: str, keys: set[str]) -> None:
    core = CORE + "  timed: {title: T, require: {completed: awareness}, after: awareness, opens: 1 month}\n"
    loaded, found = built(f"{HEAD}standards: {{timed: {{{given}}}}}\n", core)
    assert not found
    assert loaded is not None
    data = notation.item_data(loaded.framework.items["timed"])
    assert data.keys() & {"due", "before", "after", "opens", "within"} == keys


def test_an_attested_standard_that_is_given_a_requirement_is_no_longer_attested_by_the_year() -> None:
    attested = whole("standards: {attested: {require: {completed: awareness}}}\n").standard("attested")
    assert attested is not None
    assert attested.every is None
    refresh = whole("standards: {refresh: {every: 1 year, without: [due]}}\n").standard("refresh")
    assert refresh is not None
    assert refresh.require is None


def test_what_the_merged_item_must_not_have_is_told_at_the_item() -> None:
    core = CORE.replace("  lead: {title: Leads,", "  lead: {title: Leads, type: one-of, values: [a],")
    [(rule, at, message)] = told("facts: {lead: {type: yes-no}}\n", core)
    assert (rule, at) == ("clashing-keys", "core")
    assert "'values'" in message


# --- the ladder ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("levels", "order"),
    [
        ("[{id: new, title: N}]", "level-1 level-2 new"),
        ("[{id: new, title: N}, {id: level-1}]", "new level-1 level-2"),
        ("[{id: level-1}, {id: new, title: N}]", "level-1 new level-2"),
        ("[{id: new, title: N}, {id: level-2}]", "level-1 new level-2"),
        ("[{id: level-1}, {id: a, title: A}, {id: b, title: B}, {id: level-2}]", "level-1 a b level-2"),
        ("[{id: bronze, renames: level-1}, {id: new, title: N}]", "bronze new level-2"),
        ("[{id: level-2}, {id: new, title: N}]", "level-1 level-2 new"),
    ],
)
def test_a_new_level_stands_where_it_is_written_among_the_inherited_ones(levels: str, order: str) -> None:
    assert [level.id for level in whole(f"levels: {levels}\n").levels] == order.split()


def test_inherited_levels_keep_their_order() -> None:
    [(rule, at, message)] = told("levels: [{id: level-2}, {id: level-1}]\n")
    assert (rule, at) == ("ladder-out-of-order", "level-1")
    assert message == "'level-1' is inherited as a lower level than 'level-2', and is written after it"


# --- new names -------------------------------------------------------------------------------------------

RENAMED = """\
levels:
  - {id: bronze, title: Bronze, renames: level-1}
  - {id: silver, renames: level-2}
facts: {leads: {renames: lead}}
groups: {everybody: {renames: staff}, leaders: {renames: managers}}
outcomes: {sees: {renames: recognise}}
evidence: {permission: {renames: approval}}
courses: {basics: {renames: awareness}, together: {renames: working-together}}
standards: {refreshed: {renames: refresh}, upper: {renames: second}, explicit: {renames: attested}}
"""


def test_all_that_names_a_renamed_item_follows() -> None:
    county = whole(RENAMED)
    named = {mention.reference for mention in mentions.of_framework(notation.framework_data(county))}
    assert named <= set(county.items)
    assert not named & {item.id for item in load(from_text(CORE))}
    assert county.inherited == {
        "bronze": "core:level-1",
        "silver": "core:level-2",
        "leads": "core:lead",
        "everybody": "core:staff",
        "leaders": "core:managers",
        "sees": "core:recognise",
        "permission": "core:approval",
        "basics": "core:awareness",
        "together": "core:working-together",
        "refreshed": "core:refresh",
        "upper": "core:second",
        "explicit": "core:attested",
    }
    assert county.levels[0].title == "Bronze"
    assert county.levels[1].title == "Level 2"


def test_two_items_can_change_names() -> None:
    county = whole("levels: [{id: level-2, renames: level-1}, {id: level-1, renames: level-2}]\n")
    assert [(level.id, level.title) for level in county.levels] == [("level-2", "Level 1"), ("level-1", "Level 2")]
    assert [course.levels for course in county.courses] == [("level-2",), ("level-1",)]


def test_the_old_id_of_a_renamed_item_is_free_for_a_new_one() -> None:
    county = whole("courses: {basics: {renames: awareness}, awareness: {title: Quite another, source: strategy §1}}\n")
    assert county.courses[0].id == "basics"
    assert county.title_of("awareness") == "Quite another"
    assert county.standard("refresh").require.selector == ("basics",)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("snippet", "rule", "at", "message"),
    [
        ("courses: {a: {renames: awarenes}}", faults.REPLACES_NOTHING, "awarenes", "core has no course 'awarenes' to"),
        ("courses: {a: {renames: staff}}", faults.REPLACES_NOTHING, "staff", "rename: that is a group"),
        ("courses: {a: {renames: awareness}, b: {renames: awareness}}", DUPLICATE_ID, "awareness", "renamed already"),
        ("courses: {lead: {renames: awareness}}", DUPLICATE_ID, "awareness", "core has an item of that id"),
        (
            "courses: {lead: {title: L}}",
            faults.REPLACED_BY_ANOTHER_KIND,
            "lead",
            "'lead' is a fact of core",
        ),
        (
            "courses: {awarenes: {minutes: 30}}",
            faults.REPLACES_NOTHING,
            "awarenes",
            "no course 'awarenes' to change",
        ),
        ("outcomes: {sees: {title: Sees}}", faults.REPLACES_NOTHING, "sees", "as a new one it has no 'statement'"),
        ("courses: {x: {title: X, without: [modes]}}", faults.REPLACES_NOTHING, "x", "as a new one it has 'without'"),
        ("courses: {x: {title: X, includes: [zzz]}}", UNKNOWN_REFERENCE, "zzz", "county has no course 'zzz'"),
        ("levels: [{id: a, title: A}, {id: a, title: B}]", DUPLICATE_ID, "a", "is written twice"),
    ],
)
def test_what_is_wrong_is_told_at_the_token(snippet: str, rule: Rule, at: str, message: str) -> None:
    [(name, token_, said)] = told(f"{snippet}\n")
    assert (name, token_) == (rule.name, at)
    assert message in said


def test_the_old_name_is_unknown_here() -> None:
    text = HEAD + "courses: {basics: {renames: awareness}, x: {title: X, includes: [awareness]}}\n"
    _, [fault] = built(text, CORE)
    assert (fault.rule, token(text, fault)) == (UNKNOWN_REFERENCE, "awareness")
    assert (fault.message, fault.fix) == ("'awareness' of core is renamed here", "write 'basics'")


def test_renames_without_a_foundation_is_a_fault() -> None:
    loaded, [fault] = built(CORE.replace("id: core", "id: county") + "  x: {title: X, renames: second}\n")
    assert loaded is None
    assert fault.message == "'x' has 'renames', but this framework extends no other"


# --- sources ---------------------------------------------------------------------------------------------


def test_a_key_that_means_another_source_here_is_renamed_and_its_locators_follow() -> None:
    county = whole("courses: {local: {title: Local, source: strategy §9}}\n")
    assert [(source.id, source.title) for source in county.sources] == [
        ("strategy", "County strategy"),
        ("core-strategy", "Core strategy"),
        ("law", "The Act"),
    ]
    assert county.items["managers"].source == ("core-strategy §2", "law s.11")
    assert county.items["local"].source == ("strategy §9",)


def test_one_document_under_one_key_is_one_source() -> None:
    loaded, _ = built(HEAD.replace("County strategy", "Core strategy"), CORE)
    assert loaded is not None
    assert [source.id for source in loaded.framework.sources] == ["strategy", "law"]


# --- where a framework is found --------------------------------------------------------------------------


def test_frameworks_are_built_from_the_far_end_of_the_chain() -> None:
    town = HEAD.replace("id: county", "id: town").replace("extends: core", "extends: county")
    county = HEAD + "standards: {refresh: {require: {completed: basics, every: 2 years}}}\n" + RENAMED_COURSE
    loaded, found = built(town + "courses: {first: {renames: basics}}\n", county, CORE)
    assert not found
    assert loaded is not None
    framework = loaded.framework
    assert framework.built_on == ("county", "core")
    assert framework.inherited["first"] == "county:basics"
    assert [source.title for source in framework.sources] == ["County strategy", "Core strategy", "The Act"]
    assert framework.standard("refresh").require.selector == ("first",)  # type: ignore[union-attr]
    assert framework.items["refresh"].source == ("core-strategy §4",)


RENAMED_COURSE = "courses: {basics: {renames: awareness}}\n"


def test_a_circle_of_frameworks_is_told_with_the_whole_way_round() -> None:
    core = CORE.replace("sources:", "extends: county\nsources:")
    assert told("", core) == [("unknown-framework", "core", "nothing can build on 'core', which has faults of its own")]
    _, [fault] = built(HEAD, core)
    way = "county extends core extends county"
    assert fault.related[0].message == f"the first of them: this goes round in a circle: {way}"


def test_an_unknown_foundation_is_told_once_and_nothing_else_is_looked_at() -> None:
    loaded, [fault] = built(HEAD + "courses: {x: {title: X, includes: [awareness]}}\n")
    assert loaded is None
    assert (fault.rule, fault.span.line) == (UNKNOWN_FRAMEWORK, 6)


def files(folder: Path, **texts: str) -> Path:
    for name, text in texts.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


PERSON = """\
format: record/1
id: p-1
framework: county
subject: practitioner
facts: {appointed: 2010-01-01}
groups: [{group: staff}]
events: [{completed: basics, date: 2010-03-01}]
"""


def test_records_and_answers_are_those_of_the_whole(tmp_path: Path) -> None:
    files(tmp_path, county=HEAD + RENAMED_COURSE, core=CORE, p=PERSON)
    framework = load(tmp_path / "county.yaml")
    record = load_record(tmp_path / "p.yaml")
    assert load_record(tmp_path / "p.yaml", framework) == record
    verdicts = {verdict.standard: verdict for verdict in check(framework, record, on=date(2012, 1, 1))}
    assert verdicts["county:refresh"].status is Status.MET
    assert verdicts["county:refresh"].source == ("core-strategy §4",)
    assert not pathway(framework, record, goal="level-2", on=date(2012, 1, 1)).feasible, "it is for managers"
    assert len(sentences(framework)) == len(sentences(load(tmp_path / "core.yaml")))
    woven = graph(framework)
    assert woven.has_edge("county", "core")
    assert woven.nodes["county:basics"]["kind"] == "course"
    found = examine([tmp_path])
    assert not found.findings
    assert {loaded.framework.id for loaded in found.frameworks} == {"county", "core"}


def test_a_framework_in_the_same_run_is_built_on_wherever_it_lies(tmp_path: Path) -> None:
    for name in ("one", "two", "three"):
        (tmp_path / name).mkdir()
    files(tmp_path / "one", core=CORE)
    files(tmp_path / "two", county=HEAD + RENAMED_COURSE)
    files(tmp_path / "three", p=PERSON)
    assert not examine([tmp_path]).findings
    assert [finding.rule.name for finding in examine([tmp_path / "two"]).findings] == ["unknown-framework"]
    with pytest.raises(DocumentFaults, match="no framework 'core'"):
        load(tmp_path / "two" / "county.yaml")


def test_what_is_shown_is_the_whole_and_reads_back() -> None:
    county = whole(RENAMED)
    data = notation.framework_data(county)
    assert "extends" not in data
    assert load(data) == county


# --- places ----------------------------------------------------------------------------------------------


def test_a_fault_of_reference_in_an_inherited_part_is_told_at_extends_with_its_own_place() -> None:
    core = CORE.replace("includes: [awareness]", "includes: [awarenes]")
    loaded, [fault] = built(HEAD, core)
    assert loaded is None
    assert (fault.rule, str(fault.span)) == (UNKNOWN_REFERENCE, "county.yaml:6:10")
    assert [str(related.span) for related in fault.related] == ["core.yaml:30:16"]
    assert fault.related[0].message == "inherited from core, where this stands"


def lint_of(*texts: str) -> list[tuple[str, str]]:
    loaded, found = built(*texts)
    assert not found
    assert loaded is not None
    return [(finding.rule.name, str(finding.span)) for finding in lint.examined(Draft.of(loaded))]


def test_what_is_of_no_sense_in_the_foundation_is_not_told_again() -> None:
    core = CORE.replace(", source: strategy §1}", "}")
    assert "missing-source" in {name for name, _ in lint_of(core)}
    assert "missing-source" not in {name for name, _ in lint_of(HEAD, core)}
    assert "missing-source" in {name for name, _ in lint_of(HEAD + "courses: {x: {title: X}}\n", core)}


def test_a_change_that_robs_an_inherited_item_of_sense_is_told_at_extends() -> None:
    """A prerequisite that nobody can have: what it rests on was changed here."""
    text = HEAD + "courses: {awareness: {requires: {completed: working-together}}}\n"
    found = lint_of(text, CORE)
    assert ("prerequisite-cycle", "county.yaml:6:10") in found or ("prerequisite-cycle", "county.yaml:8:37") in found


def test_a_comment_at_extends_allows_what_is_told_there() -> None:
    text = HEAD + "courses: {awareness: {source: strategi §1}}\n"
    assert ("unresolvable-source", "county.yaml:8:31") in lint_of(text, CORE)
    allowed = text.replace("§1}}", "§1}} # competency: allow CF112: meant so")
    assert not [name for name, _ in lint_of(allowed, CORE) if name == "unresolvable-source"]


# --- random frameworks -----------------------------------------------------------------------------------


@st.composite
def grounds(draw: Draw) -> Framework:
    return draw(frameworks("ground"))


def on_top(identifier: str, foundation: str, renames: dict[str, str], ground: Framework) -> dict[str, Value]:
    data: dict[str, Value] = {
        **notation.framework_data(
            Framework(id=identifier, title="T", publisher="P", language="en-GB", sources=(), extends=foundation)
        )
    }
    sections: dict[str, dict[str, Value]] = {}
    for item in ground:
        if item.id in renames:
            sections.setdefault(next(iter(notation.shown(item))), {})[renames[item.id]] = {"renames": item.id}
    data.update({section: rows for section, rows in sections.items() if section != "levels"})
    levels: list[Value] = [
        {"id": identifier_, **row} for identifier_, row in sections.get("levels", {}).items() if isinstance(row, dict)
    ]
    return {**data, "levels": levels} if levels else data


def of_values(*values: dict[str, Value]) -> Framework:
    """The last of these frameworks, built on the others."""
    written = {str(value["id"]): from_value(value) for value in values}
    shelf = Shelf({}, None, written=written)
    document = written[str(values[-1]["id"])]
    assert not faults_of_shape(document)
    whole = shelf.whole(document)
    assert not whole.faults
    return model(whole)


QUIET = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.no_cover
@QUIET
@given(grounds())
def test_building_without_a_change_is_the_same_framework_under_another_name(ground: Framework) -> None:
    top = of_values(notation.framework_data(ground), on_top("top", "ground", {}, ground))
    assert tuple(top) == tuple(ground)
    assert top.sources == ground.sources
    assert top.notice == ground.notice


@pytest.mark.no_cover
@QUIET
@given(grounds())
def test_renaming_everything_and_back_again_changes_nothing(ground: Framework) -> None:
    there = {item.id: f"{item.id}-anew" for item in ground if item.id != APPOINTED.id}
    back = {new: old for old, new in there.items()}
    middle = on_top("middle", "ground", there, ground)
    first = of_values(notation.framework_data(ground), middle)
    assert [item.id for item in first] == [there.get(item.id, item.id) for item in ground]
    assert not set(first.items) & set(there)
    again = of_values(notation.framework_data(ground), middle, on_top("top", "middle", back, first))
    assert tuple(again) == tuple(ground)


def test_the_bundled_schema_says_that_a_change_needs_no_title() -> None:
    assert "extends" in bundled("schema", "framework.schema.json").read_text(encoding="utf-8")
