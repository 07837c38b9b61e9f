"""Records as Open Badges 3.0 credentials, and back: valid, whole as JSON-LD, and unsigned."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from competency import cli
from competency.errors import CannotRead, InvalidOption, UnknownItem
from competency.interop import gate, openbadges
from competency.interop._identity import identifier
from competency.interop.losses import Fate, Losses
from competency.loading import bundled_records, load, load_record
from competency.model import EventKind, Framework, Record
from tests.strategies import frameworks, records

DOCUMENTS = Path(__file__).parent / "documents"
BADGE = DOCUMENTS / "badge.openbadges.json"
SAMPLES = Path(__file__).parents[2] / "shared" / "samples" / "openbadges"
EXAMPLE = load(DOCUMENTS / "example.yaml")

Json = dict[str, Any]


def record_of(*events: Json, **more: Any) -> Record:
    return load_record(
        {
            "format": "record/1",
            "id": "p-0001",
            "framework": "example",
            "subject": "practitioner",
            "groups": [{"group": "group-3", "from": "2010-09-01"}],
            "events": list(events),
            **more,
        },
        EXAMPLE,
    )


def credentials(record: Record, framework: Framework = EXAMPLE, **options: Any) -> list[Json]:
    whole = json.loads(openbadges.dump_record(framework, record, **options)[0])
    return cast("list[Json]", whole.get("verifiableCredential", [whole]))


def read(folder: Path, *badges: Json, **options: str) -> tuple[tuple[Json, ...], Losses]:
    path = folder / "badges.json"
    path.write_text(json.dumps(list(badges)), encoding="utf-8")
    return openbadges.read_records(path, EXAMPLE, **options)


def badge(**changed: Any) -> Json:
    """The small sample, changed in its members or in those of its achievement; what becomes None is left out."""
    whole: Json = json.loads(BADGE.read_text(encoding="utf-8"))
    subject = whole["credentialSubject"]
    for key, value in changed.items():
        held = subject["achievement"] if key in ("alignment", "achievement_id", "title") else whole
        name = {"achievement_id": "id", "title": "name"}.get(key, key)
        if value is None:
            del held[name]
        else:
            held[name] = value
    return whole


# --- what goes out is a credential by the data model ---------------------------------------------------------


def kinds(word: str) -> Json:
    return {"type": "array", "minItems": 1, "items": {"type": "string"}, "contains": {"const": word}}


MOMENT: Json = {"type": "string", "format": "date-time", "pattern": "(Z|[+-][0-9]{2}:[0-9]{2})$"}
URI: Json = {"type": "string", "pattern": "^[a-z][a-z0-9+.-]*:[^ ]+$"}
PROFILE: Json = {"type": "object", "required": ["id", "type"], "properties": {"id": URI, "type": kinds("Profile")}}
MODEL: Json = {
    # what the data model of Open Badges 3.0 asks of an OpenBadgeCredential and of what stands in it
    "type": "object",
    "required": ["@context", "id", "type", "credentialSubject", "issuer", "validFrom"],
    "properties": {
        "@context": {
            "prefixItems": [
                {"const": "https://www.w3.org/ns/credentials/v2"},
                {"pattern": r"^https://purl\.imsglobal\.org/spec/ob/v3p0/context(-3\.\d\.\d)*\.json$"},
            ],
            "minItems": 2,
        },
        "id": URI,
        "type": {"allOf": [kinds("VerifiableCredential"), kinds("OpenBadgeCredential")]},
        "validFrom": MOMENT,
        "validUntil": MOMENT,
        "issuer": PROFILE,
        "credentialSubject": {
            "type": "object",
            "required": ["id", "type", "achievement"],
            "properties": {
                "id": URI,
                "type": kinds("AchievementSubject"),
                "achievement": {
                    "type": "object",
                    "required": ["id", "type", "criteria", "description", "name"],
                    "properties": {
                        "id": URI,
                        "type": kinds("Achievement"),
                        "achievementType": {"enum": ["Course", "Competency"]},
                        "criteria": {"required": ["narrative"]},
                        "creator": PROFILE,
                        "tag": {"type": "array", "items": {"type": "string"}},
                        "alignment": {
                            "type": "array",
                            "minItems": 1,
                            "items": {
                                "required": ["type", "targetName", "targetUrl", "targetType"],
                                "properties": {
                                    "type": kinds("Alignment"),
                                    "targetUrl": URI,
                                    "targetType": {"const": "CFItem"},
                                },
                            },
                        },
                    },
                },
            },
        },
    },
}
VALID = Draft202012Validator(MODEL, format_checker=FormatChecker())


@pytest.mark.parametrize("name", bundled_records())
def test_badges_of_every_bundled_record_keep_to_the_data_model(name: str) -> None:
    record = load_record(name)
    framework = load(record.framework)
    for credential in credentials(record, framework):
        assert not list(VALID.iter_errors(credential))


def test_the_data_model_of_this_test_takes_the_real_samples_and_refuses_what_lacks_a_part() -> None:
    if not SAMPLES.is_dir():
        pytest.skip("the real samples are not beside the project")
    for name in ("basicOpenBadgeCredential.json", "skillAssertionCase.json"):
        told = [error.json_path for error in VALID.iter_errors(json.loads((SAMPLES / name).read_text("utf-8")))]
        assert [path for path in told if "achievementType" not in path] == []
    assert list(VALID.iter_errors({}))


def test_a_badge_says_what_was_done_when_and_until_when_it_counts() -> None:
    (one,) = credentials(record_of({"completed": "working-together", "date": "2011-03-01"}))
    assert (one["validFrom"], one["validUntil"]) == ("2011-03-01T00:00:00Z", "2014-03-01T00:00:00Z")
    achievement = one["credentialSubject"]["achievement"]
    assert achievement["id"] == "urn:competency:framework:example:working-together"
    assert (achievement["achievementType"], achievement["name"]) == ("Course", "Working Together")
    assert achievement["tag"] == ["multi-agency"]
    assert one["issuer"]["name"] == "Example Safeguarding Children Board"


def test_a_badge_is_aligned_with_the_course_and_the_outcomes_that_it_develops() -> None:
    (one,) = credentials(record_of({"completed": "awareness", "date": "2011-03-01"}))
    assert [
        (target["targetCode"], target["targetUrl"]) for target in one["credentialSubject"]["achievement"]["alignment"]
    ] == [
        ("awareness", "urn:competency:framework:example:awareness"),
        ("recognise-abuse", "urn:competency:framework:example:recognise-abuse"),
    ]


def test_alignments_lead_to_where_the_case_package_is_served() -> None:
    from competency.interop import case

    base = "https://board.example.org/ims/case/v1p1"
    (one,) = credentials(record_of({"completed": "awareness", "date": "2011-03-01"}), base=f"{base}/")
    package = json.loads(case.dump(EXAMPLE, base=base)[0])
    served = {item["uri"] for item in package["CFItems"]}
    assert {target["targetUrl"] for target in one["credentialSubject"]["achievement"]["alignment"]} <= served


def test_an_outcome_that_was_assessed_is_a_badge_without_end() -> None:
    (one,) = credentials(record_of({"outcome": "recognise-abuse", "date": "2011-03-01"}))
    assert one["credentialSubject"]["achievement"]["achievementType"] == "Competency"
    assert "validUntil" not in one


@pytest.mark.parametrize(
    ("require", "until"),
    [
        ({"completed": "awareness", "every": "3 years"}, "2015-02-28"),
        ({"completed": "awareness", "each": "financial-year"}, "2013-04-01"),
        (
            {
                "all": [
                    {"completed": "awareness", "every": "3 years"},
                    {"completed": {"level": "level-1"}, "every": "1 year"},
                ]
            },
            "2013-02-28",
        ),
        ({"level": "level-1"}, "2014-02-28"),
        ({"standard": "other"}, "2017-02-28"),
        ({"completed": "neglect", "every": "1 year", "refreshed_by": ["awareness"]}, None),
        ({"completed": "awareness", "every": "1 year", "from": "2012-03-01"}, None),
        ({"completed": "awareness", "every": "1 year", "to": "2012-02-28"}, None),
        ({"completed": "awareness", "every": "1 year", "from": "2012-02-29", "to": "2012-02-29"}, "2013-02-28"),
        ({"completed": "awareness", "every": "1 year", "mode": ["face-to-face"]}, None),
        ({"completed": "neglect", "every": "1 year"}, None),
        ({"completed": "awareness"}, None),
        ({"completed": "awareness", "every": "unstated"}, None),
        (None, None),
    ],
)
def test_the_end_is_that_of_the_shortest_rule_that_applies(require: Any, until: str | None) -> None:
    value: Json = {
        "format": "framework/1",
        "id": "example",
        "title": "Example",
        "publisher": "Board",
        "language": "en",
        "sources": {},
        "levels": [{"id": "level-1", "title": "1", "requires": {"completed": "awareness", "every": "2 years"}}],
        "groups": {"group-3": {"title": "Staff"}, "group-4": {"title": "Others"}},
        "courses": {
            "awareness": {"title": "A", "level": "level-1", "modes": ["e-learning"]},
            "neglect": {"title": "N"},
        },
        "standards": {
            "one": {"title": "One", "for": ["group-3"], **({} if require is None else {"require": require})},
            "not-theirs": {
                "title": "Two",
                "for": ["group-4"],
                "require": {"completed": "awareness", "every": "1 week"},
            },
            "other": {
                "title": "Three",
                "for": ["group-4"],
                "require": {"completed": "awareness", "every": "5 years"},
            },
        },
    }
    framework = load(value)
    record = load_record(
        {
            "format": "record/1",
            "id": "p-1",
            "framework": "example",
            "subject": "practitioner",
            "groups": [{"group": "group-3"}],
            "events": [{"completed": "awareness", "date": "2012-02-29"}],
        },
        framework,
    )
    (one,) = credentials(record, framework)
    assert one.get("validUntil") == (until and f"{until}T00:00:00Z")


def test_a_refresher_counts_as_long_as_what_it_refreshes_and_only_after_that() -> None:
    first, second = ({"completed": name, "date": f"2011-0{month}-01"} for month, name in enumerate(ORDER, 1))
    ends = [one.get("validUntil") for one in credentials(record_of(first, second))]
    assert ends == ["2014-01-01T00:00:00Z", "2014-02-01T00:00:00Z"]
    first, second = ({"completed": name, "date": f"2011-0{month}-01"} for month, name in enumerate(ORDER[::-1], 1))
    assert credentials(record_of(first, second))[0].get("validUntil") is None


ORDER = ("working-together", "neglect")


def test_what_is_unsigned_says_so_in_the_badge_and_in_the_report() -> None:
    text, losses = openbadges.dump_record(EXAMPLE, record_of({"completed": "awareness", "date": "2011-03-01"}))
    assert "proof" not in json.loads(text)
    assert "unsigned" in json.loads(text)["description"]
    assert any("unsigned" in loss.why for loss in losses.losses)


def test_what_a_badge_has_no_place_for_is_told() -> None:
    record = record_of(
        {"completed": "awareness", "date": "2011-03-01", "mode": "e-learning", "by": "m-7"},
        {"evidence": "manager-approval", "about": "working-together", "date": "2011-03-02"},
        {"completed": "neglect", "date": "2012-03-01"},
        facts={"advises-group-3": "yes"},
    )
    _, losses = openbadges.dump_record(EXAMPLE, record, on=date(2011, 12, 31))
    assert [(loss.item, str(loss.fate), loss.why) for loss in losses.losses] == [
        ("event 0, awareness", "approximated", "mode, by: left out"),
        ("event 1, manager-approval", "dropped", "a badge is for a course or an outcome of the framework"),
        ("event 2, neglect", "dropped", "it is later than 2011-12-31"),
        ("group-3", "dropped", "membership of a group is no achievement"),
        ("advises-group-3", "dropped", "a fact is no achievement"),
        ("p-0001", "approximated", "credentials are unsigned, which each of them says"),
    ]


def test_several_badges_are_a_presentation_and_one_can_be_asked_for() -> None:
    record = record_of({"completed": "awareness", "date": "2011-03-01"}, {"completed": "neglect", "date": "2011-04-01"})
    whole = json.loads(openbadges.dump_record(EXAMPLE, record)[0])
    assert (whole["type"], len(whole["verifiableCredential"])) == (["VerifiablePresentation"], 2)
    one = json.loads(openbadges.dump_record(EXAMPLE, record, item="neglect")[0])
    assert one["name"] == "Neglect"
    with pytest.raises(UnknownItem, match="did you mean 'neglect'"):
        openbadges.dump_record(EXAMPLE, record, item="neglct")


def test_who_issues_and_whose_it_is_can_be_told() -> None:
    record = record_of({"completed": "awareness", "date": "2011-03-01"})
    (one,) = credentials(record, issuer="https://board.example.org", subject="did:example:ann")
    assert (one["issuer"]["id"], one["credentialSubject"]["id"]) == ("https://board.example.org", "did:example:ann")
    for option in ("issuer", "subject", "base"):
        with pytest.raises(InvalidOption, match=option):
            credentials(record, EXAMPLE, **{option: "the board"})


def test_the_same_record_gives_the_same_bytes() -> None:
    record = load_record("kirklees-lapsed-paediatrician")
    first, second = (openbadges.dump_record(load("kirklees"), record)[0] for _ in range(2))
    assert first == second


# --- as JSON-LD ----------------------------------------------------------------------------------------------


def literals(value: Any) -> Iterator[str]:
    """Every text in a value but contexts."""
    if isinstance(value, dict):
        for key, held in value.items():
            if key != "@context":
                yield from literals(held)
    elif isinstance(value, list):
        for held in value:
            yield from literals(held)
    elif isinstance(value, str):
        yield value


def expanded(document: Json) -> Any:
    """The document by the two contexts themselves, without a network."""
    jsonld = pytest.importorskip("pyld.jsonld")
    context = SAMPLES / "ob-context-3.0.3.json"
    if not context.is_file():
        pytest.skip("the context of Open Badges is not beside the project")
    held = {
        openbadges.CONTEXTS[0]: DOCUMENTS / "contexts" / "credentials-v2.jsonld",
        openbadges.CONTEXTS[1]: context,
    }

    def local(url: str, _: Any) -> Json:
        text = held[url].read_text(encoding="utf-8")
        return {
            "contextUrl": None,
            "documentUrl": url,
            "document": json.loads(text),
            "contentType": "application/ld+json",
        }

    return jsonld.expand(document, {"documentLoader": local})


def test_nothing_of_a_badge_gets_lost_as_json_ld() -> None:
    record = load_record("kirklees-lapsed-paediatrician")
    for credential in credentials(record, load("kirklees")):
        (whole,) = expanded(credential)
        assert whole["@id"] == credential["id"]
        assert "https://www.w3.org/2018/credentials#VerifiableCredential" in whole["@type"]
        said = set(literals(whole))
        terms = {
            "Achievement",
            "AchievementSubject",
            "Alignment",
            "OpenBadgeCredential",
            "Profile",
            "VerifiableCredential",
        }
        assert [text for text in literals(credential) if text not in said and text not in terms] == []


def test_a_presentation_holds_its_badges_as_json_ld() -> None:
    text, _ = openbadges.dump_record(load("kirklees"), load_record("kirklees-lapsed-paediatrician"))
    (whole,) = expanded(json.loads(text))
    assert len(whole["https://www.w3.org/2018/credentials#verifiableCredential"]) == 4


# --- in ------------------------------------------------------------------------------------------------------


def test_a_foreign_badge_counts_for_what_it_is_aligned_to() -> None:
    found, losses = openbadges.read_records(BADGE, EXAMPLE)
    gate.records(found, losses, framework=EXAMPLE, file=BADGE)
    assert found[0]["events"] == [
        {"completed": "awareness", "date": "2011-05-02"},
        {"outcome": "recognise-abuse", "date": "2011-05-02"},
    ]
    assert [(str(loss.fate), loss.why) for loss in losses.losses] == [
        ("approximated", "validUntil: until when a completion counts, the framework says")
    ]


@pytest.mark.parametrize("name", ["basicOpenBadgeCredential.json", "skillAssertionCase.json"])
def test_a_real_badge_is_for_what_a_table_says(name: str, tmp_path: Path) -> None:
    sample = SAMPLES / name
    if not sample.is_file():
        pytest.skip("the real samples are not beside the project")
    found, losses = openbadges.read_records(sample, EXAMPLE)
    assert found == ()
    assert "name it in a table" in losses.losses[0].why
    achievement = json.loads(sample.read_text(encoding="utf-8"))["credentialSubject"]["achievement"]["id"]
    table = tmp_path / "items.csv"
    table.write_text(f"{achievement},neglect\n", encoding="utf-8")
    found, losses = openbadges.read_records(sample, EXAMPLE, items=str(table))
    assert [event["completed"] for event in cast(Any, found[0]["events"])] == ["neglect"]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_completions_and_outcomes_come_back_as_they_went_out(data: st.DataObject, tmp_path: Path) -> None:
    framework = data.draw(frameworks())
    record = data.draw(records(framework))
    path = tmp_path / "badges.json"
    text, losses = openbadges.dump_record(framework, record)
    path.write_text(text, encoding="utf-8")
    meant = sorted(
        {
            (event.on.isoformat(), str(event.kind), event.item)
            for event in record.events
            if event.kind in (EventKind.COMPLETED, EventKind.OUTCOME)
        }
    )
    if not meant:
        assert json.loads(text)["verifiableCredential"] == []
        return
    assert not [error for one in credentials(record, framework) for error in VALID.iter_errors(one)]
    (back,), told = openbadges.read_records(path, framework)
    gate.records([back], told, framework=framework, file=path)
    rows = cast("list[Json]", back["events"])
    assert sorted((row["date"], *next((key, row[key]) for key in row if key != "date")) for row in rows) == meant
    assert losses.kept <= len(record.events)


def test_our_own_badge_is_its_item_and_not_also_what_that_develops(tmp_path: Path) -> None:
    text, _ = openbadges.dump_record(EXAMPLE, record_of({"completed": "awareness", "date": "2011-03-01"}))
    (back,), losses = read(tmp_path, json.loads(text))
    assert back["events"] == [{"completed": "awareness", "date": "2011-03-01"}]
    assert losses.kept == 1


@pytest.mark.parametrize(
    ("changed", "item"),
    [
        ({"alignment": [{"targetUrl": f"https://x/CFItems/{identifier('example', 'neglect')}"}]}, "neglect"),
        ({"alignment": {"targetName": "neglect", "targetFramework": "example", "targetUrl": "https://x/1"}}, "neglect"),
        ({"alignment": None, "achievement_id": "https://x/achievements/neglect"}, "neglect"),
        ({"alignment": None, "title": "Neglect"}, "neglect"),
        ({"validFrom": None, "issuanceDate": "2011-05-02T00:00:00Z"}, "awareness"),
    ],
    ids=["CASE identifier", "name and framework", "id", "title", "data model 1.1"],
)
def test_an_item_is_known_by(changed: Json, item: str, tmp_path: Path) -> None:
    (back,), _ = read(tmp_path, badge(**changed))
    assert cast(Any, back["events"])[0] == {"completed": item, "date": "2011-05-02"}


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"alignment": None}, "no item of the framework"),
        ({"validFrom": None}, "no day"),
        ({"validFrom": "soon"}, "no day"),
        ({"credentialSubject": {"achievement": {"id": "awareness"}}}, "nobody"),
        ({"credentialSubject": []}, "nobody"),
        ({"alignment": [{"targetCode": "awareness", "targetFramework": "Elsewhere"}]}, "no item of the framework"),
    ],
)
def test_a_badge_is_dropped_with_its_reason_and_place(changed: Json, why: str, tmp_path: Path) -> None:
    found, losses = read(tmp_path, badge(**changed))
    assert found == ()
    (loss,) = losses.losses
    assert loss.fate is Fate.DROPPED
    assert why in loss.why
    assert loss.span is not None


def test_what_is_not_verified_is_told(tmp_path: Path) -> None:
    _, losses = read(tmp_path, badge(proof=[{"type": "DataIntegrityProof"}], credentialStatus={"id": "https://x"}))
    assert [loss.why.partition(":")[0] for loss in losses.losses] == ["validUntil", "proof", "credentialStatus"]
    assert losses.kept == 0


def test_a_person_is_a_pseudonym_and_may_be_told_by_a_hash(tmp_path: Path) -> None:
    subject = badge()["credentialSubject"]
    hashed = {key: held for key, held in subject.items() if key != "id"} | {
        "identifier": [
            {"type": "IdentityObject", "hashed": True, "identityHash": "sha256$b5", "identityType": "emailAddress"}
        ]
    }
    found, _ = read(tmp_path, badge(), badge(credentialSubject=hashed), badge())
    assert len(found) == 2
    assert all(record["id"].startswith("p-") for record in found)
    ((record),) = read(tmp_path, badge(), ids="account")[0]
    assert record["id"] == "ann"


@pytest.mark.parametrize(
    ("whole", "cause"),
    [
        ({"type": "Assertion", "@context": "https://w3id.org/openbadges/v2"}, "Open Badges 2.0"),
        ({"type": ["VerifiableCredential"]}, "its type is VerifiableCredential"),
        ({}, "its type is not told"),
        ({"type": 7}, "its type is not told"),
    ],
)
def test_what_is_no_badge_of_version_3_is_refused(whole: Json, cause: str, tmp_path: Path) -> None:
    with pytest.raises(CannotRead, match=cause):
        read(tmp_path, whole)


def test_badges_go_out_and_come_in_by_the_commands(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    badges, back = tmp_path / "badges.json", tmp_path / "back.yaml"
    record = "kirklees-lapsed-paediatrician"
    asked = ["export", "kirklees", "--to", "openbadges", "--record", record, "--output", str(badges)]
    assert cli.main(asked) == 0
    assert "unsigned" in capsys.readouterr().err
    arguments = ["import", str(badges), "--from", "openbadges", "--framework", "kirklees", "--output", str(back)]
    assert cli.main(arguments) == 0
    meant = {(event.item, event.on) for event in load_record(record).events}
    assert {(event.item, event.on) for event in load_record(back, load("kirklees")).events} == meant
