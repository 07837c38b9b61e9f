"""The format itself: values of a document to frameworks, records and mappings, and the first and last back to values.

`framework`, `record` and `mapping` read a value that the schema accepts and whose dates exist. `framework_data` and
`mapping_data` give a value back in the shape of the format, normalised: `framework(framework_data(f)) == f`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TypeAlias, TypedDict, cast

from competency import correspondences
from competency import requirements as dsl
from competency.correspondences import Decided, Decision
from competency.model import (
    APPOINTED,
    NOTICE,
    SECTIONS,
    Alignment,
    AnyItem,
    Audience,
    Course,
    Deadline,
    Event,
    EventKind,
    Evidence,
    Fact,
    FactType,
    Framework,
    Group,
    Item,
    Level,
    Membership,
    Mode,
    Outcome,
    Precedence,
    Record,
    Relation,
    Response,
    Source,
    Standard,
    Stated,
    Strength,
    Subject,
    Timing,
    Trigger,
    kind_of,
)
from competency.periods import parse_date, parse_period
from competency.requirements import UNSTATED, Requirement, Selector, Unstated, listed, optional, plain, text
from competency.values import Value

# --- from data -------------------------------------------------------------------------------------------

Data: TypeAlias = dict[str, Value]


def _mapping(value: Value) -> Data:
    return cast(Data, value or {})


def _string(value: Value) -> str | None:
    return cast("str | None", value)


def _strings(value: Value) -> tuple[str, ...]:
    return tuple(text(item) for item in listed(value))


def _stated(value: Value) -> tuple[str | Unstated, ...]:
    return tuple(dsl.stated(text(item)) for item in listed(value))


def _requirement(value: Value) -> Requirement | None:
    return optional(dsl.parse, value)


def _alignments(value: Value) -> tuple[Alignment, ...]:
    return tuple(
        Alignment(Relation(relation), target)
        for relation, targets in _mapping(value).items()
        for target in _strings(targets)
    )


class _Common(TypedDict):
    id: str
    title: str
    description: str | None
    source: tuple[str, ...]
    note: str | None
    tags: tuple[str, ...]
    aligned: tuple[Alignment, ...]
    reading: str | None


def _common(identifier: str, data: Data, title: str = "title") -> _Common:
    return {
        "id": identifier,
        "title": text(data.get("title", data[title])),
        "description": _string(data.get("description")),
        "source": _strings(data.get("source")),
        "note": _string(data.get("note")),
        "tags": _strings(data.get("tags")),
        "aligned": _alignments(data.get("aligned")),
        "reading": _string(data.get("reading")),
    }


def framework(value: Value) -> Framework:
    """The framework that a schema-valid document states."""
    data = _mapping(value)
    facts = facts_of(data)
    dated = {fact.id for fact in facts} | {APPOINTED.id, "joining"}
    valid = _mapping(data.get("valid"))
    return Framework(
        id=text(data["id"]),
        title=text(data["title"]),
        publisher=text(data["publisher"]),
        language=text(data["language"]),
        sources=tuple(_source(key, _mapping(item)) for key, item in _mapping(data["sources"]).items()),
        description=_string(data.get("description")),
        note=_string(data.get("note")),
        reading=_string(data.get("reading")),
        source=_strings(data.get("source")),
        tags=_strings(data.get("tags")),
        aligned=_alignments(data.get("aligned")),
        extends=_string(data.get("extends")),
        starts=optional(dsl.day, valid.get("from")),
        ends=optional(dsl.day, valid.get("to")),
        notice=parse_period(text(data["notice"])) if "notice" in data else NOTICE,
        levels=tuple(_level(_mapping(item)) for item in listed(data.get("levels"))),
        facts=facts,
        groups=tuple(_group(key, _mapping(item)) for key, item in _mapping(data.get("groups")).items()),
        outcomes=tuple(_outcome(key, _mapping(item)) for key, item in _mapping(data.get("outcomes")).items()),
        evidence=tuple(_evidence(key, _mapping(item)) for key, item in _mapping(data.get("evidence")).items()),
        courses=tuple(_course(key, _mapping(item)) for key, item in _mapping(data.get("courses")).items()),
        standards=tuple(_standard(key, _mapping(item), dated) for key, item in _mapping(data.get("standards")).items()),
    )


def facts_of(data: Mapping[str, Value]) -> tuple[Fact, ...]:
    """The facts that a schema-valid framework document declares."""
    return tuple(_fact(key, _mapping(item)) for key, item in _mapping(data.get("facts")).items())


def _source(identifier: str, data: Data) -> Source:
    return Source(
        id=identifier,
        title=text(data["title"]),
        published=optional(str, data.get("published")),
        publisher=_string(data.get("publisher")),
        url=_string(data.get("url")),
        description=_string(data.get("description")),
        note=_string(data.get("note")),
    )


def _level(data: Data) -> Level:
    return Level(**_common(text(data["id"]), data), requires=_requirement(data.get("requires")))


def _fact(identifier: str, data: Data) -> Fact:
    return Fact(
        **_common(identifier, data),
        type=FactType(text(data.get("type", "yes-no"))),
        values=tuple(str(value) for value in listed(data.get("values"))),
    )


def _group(identifier: str, data: Data) -> Group:
    return Group(
        **_common(identifier, data),
        extends=_strings(data.get("extends")),
        part_of=_string(data.get("part_of")),
        levels=_stated(data.get("levels")),
        examples=_strings(data.get("examples")),
        when=_requirement(data.get("when")),
    )


def _outcome(identifier: str, data: Data) -> Outcome:
    return Outcome(
        **_common(identifier, data, title="statement"),
        statement=text(data["statement"]),
        level=optional(lambda level: dsl.stated(text(level)), data.get("level")),
        part_of=_string(data.get("part_of")),
    )


def _evidence(identifier: str, data: Data) -> Evidence:
    return Evidence(
        **_common(identifier, data),
        per_course=data.get("per") == "course",
        develops=_strings(data.get("develops")),
        requires=_requirement(data.get("requires")),
    )


def _mode(value: Value) -> Mode:
    if not isinstance(value, dict):
        return Mode(dsl.stated(text(value)))
    return Mode(
        mode=dsl.stated(text(value["mode"])),
        provider=optional(lambda provider: dsl.stated(text(provider)), value.get("provider")),
        starts=optional(dsl.day, value.get("from")),
        ends=optional(dsl.day, value.get("to")),
    )


def _audience(value: Value) -> tuple[Audience, ...]:
    if value is None or value == "everyone":
        return ()
    return tuple(
        Audience(dsl.stated(text(entry["group"])), _requirement(entry.get("when")))
        if isinstance(entry, dict)
        else Audience(dsl.stated(text(entry)))
        for entry in listed(value)
    )


def _course(identifier: str, data: Data) -> Course:
    minutes = data.get("minutes")
    return Course(
        **_common(identifier, data),
        levels=_stated(data.get("level")),
        modes=tuple(_mode(mode) for mode in listed(data.get("modes"))),
        provider=optional(lambda provider: dsl.stated(text(provider)), data.get("provider")),
        minutes=UNSTATED if minutes == "unstated" else cast("int | None", minutes),
        audience=_audience(data.get("for")),
        develops=_stated(data.get("develops")),
        requires=_requirement(data.get("requires")),
        includes=_strings(data.get("includes")),
        grants=_strings(data.get("grants")),
        starts=optional(dsl.day, data.get("from")),
        ends=optional(dsl.day, data.get("to")),
    )


def _trigger(value: Value) -> Trigger:
    if isinstance(value, dict) and "evidence" in value:
        return Trigger(evidence=text(value["evidence"]))
    return Trigger(dsl.parse_selector(value))


def _timing(data: Data, facts: Iterable[str]) -> Timing:
    if "due" in data:
        due = data["due"]
        if not isinstance(due, dict):
            return UNSTATED
        of = due["of"]
        start = dsl.stated(of) if isinstance(of, str) and (of in facts or of == "unstated") else _trigger(of)
        return Deadline(dsl.period(due["within"]), start)
    if "before" in data:
        return Precedence(_trigger(data["before"]))
    if "after" in data:
        return Response(
            _trigger(data["after"]), optional(dsl.period, data.get("within")), optional(dsl.period, data.get("opens"))
        )
    return None


def _standard(identifier: str, data: Data, facts: Iterable[str]) -> Standard:
    subject = Subject(text(data.get("subject", "practitioner")))
    return Standard(
        **_common(identifier, data),
        audience=() if subject is Subject.COURSE else _audience(data.get("for")),
        selector=_course_selector(data.get("for")) if subject is Subject.COURSE else (),
        subject=subject,
        strength=Strength(text(data.get("strength", "must"))),
        starts=optional(dsl.day, data.get("from")),
        ends=optional(dsl.day, data.get("to")),
        when=_requirement(data.get("when")),
        unless=_requirement(data.get("unless")),
        ideally=_requirement(data.get("ideally")),
        require=_requirement(data.get("require")),
        every=optional(dsl.period, data.get("every")),
        timing=_timing(data, facts),
    )


def _course_selector(value: Value) -> Selector:
    return () if value == "everyone" else dsl.parse_selector(value)


def record(value: Value) -> Record:
    """The record that a schema-valid document states."""
    data = _mapping(value)
    return Record(
        id=text(data["id"]),
        framework=text(data["framework"]),
        subjects=tuple(Subject(subject) for subject in _strings(data["subject"])),
        item=_string(data.get("item")),
        title=_string(data.get("title")),
        note=_string(data.get("note")),
        facts=tuple(
            stated for fact, values in _mapping(data.get("facts")).items() for stated in _stated_values(fact, values)
        ),
        memberships=tuple(_membership(_mapping(row)) for row in listed(data.get("groups"))),
        events=tuple(_event(index, _mapping(row)) for index, row in enumerate(listed(data.get("events")))),
    )


def _stated_values(fact: str, value: Value) -> Iterator[Stated]:
    for row in listed(value):
        if isinstance(row, dict):
            yield Stated(fact, dsl.fact_value(row["value"]), _date(row.get("from")), _date(row.get("to")))
        else:
            yield Stated(fact, dsl.fact_value(row))


def _membership(data: Data) -> Membership:
    return Membership(text(data["group"]), _date(data.get("from")), _date(data.get("to")))


def _event(index: int, data: Data) -> Event:
    kind = next(kind for kind in EventKind if kind.value in data)
    return Event(
        kind=kind,
        item=text(data[kind.value]),
        on=parse_date(text(data["date"])),
        mode=_string(data.get("mode")),
        minutes=cast("int | None", data.get("minutes")),
        about=_string(data.get("about")),
        by=_string(data.get("by")),
        note=_string(data.get("note")),
        index=index,
    )


def _date(value: Value) -> date | None:
    return None if value is None else parse_date(text(value))


def mapping(value: Value) -> correspondences.Mapping:
    """The mapping that a schema-valid document states."""
    data = _mapping(value)
    return correspondences.Mapping(
        id=text(data["id"]),
        subject=text(data["subject"]),
        object=text(data["object"]),
        title=_string(data.get("title")),
        description=_string(data.get("description")),
        note=_string(data.get("note")),
        rows=tuple(_decided(_mapping(row)) for row in listed(data.get("correspondences"))),
    )


def _decided(data: Data) -> Decided:
    digest = _mapping(data.get("digest"))
    return Decided(
        subject=_strings(data["subject"]),
        relation=Relation(text(data["relation"])),
        object=_strings(data["object"]),
        confidence=cast("float | None", data.get("confidence")),
        relation_confidence=cast("float | None", data.get("relation_confidence")),
        reasons=_strings(data.get("reasons")),
        source=_strings(data.get("source")),
        decision=Decision(text(data["decision"])) if "decision" in data else None,
        by=_string(data.get("by")),
        on=_date(data.get("date")),
        digest_subject=_string(digest.get("subject")),
        digest_object=_string(digest.get("object")),
        note=_string(data.get("note")),
    )


# --- back to data ----------------------------------------------------------------------------------------


def _kept(pairs: Mapping[str, Value]) -> Data:
    """The pairs that say something: None, and empty lists and mappings, are left out."""
    return {key: value for key, value in pairs.items() if value not in (None, [], {})}


def _listing(values: Iterable[str | Unstated]) -> list[Value]:
    return [plain(value) for value in values]


def _aligned_data(alignments: tuple[Alignment, ...]) -> Value:
    targets: dict[str, list[Value]] = {}
    for alignment in alignments:
        targets.setdefault(alignment.relation.value, []).append(alignment.target)
    return cast(Value, targets)


def _common_data(item: Item) -> Data:
    return {
        "description": item.description,
        "source": dsl.unlisted(list(item.source)),
        "note": item.note,
        "tags": list(item.tags),
        "aligned": _aligned_data(item.aligned),
        "reading": item.reading,
    }


def _printed(requirement: Requirement | None) -> Value:
    return None if requirement is None else dsl.printed(requirement)


def framework_data(framework: Framework) -> Data:
    """The framework in the shape of the format, normalised: `framework(framework_data(f)) == f`."""
    return {
        "format": "framework/1",
        "id": framework.id,
        "title": framework.title,
        "publisher": framework.publisher,
        "language": framework.language,
        **_kept(
            {
                "description": framework.description,
                "note": framework.note,
                "reading": framework.reading,
                "source": dsl.unlisted(list(framework.source)),
                "tags": list(framework.tags),
                "aligned": _aligned_data(framework.aligned),
                "extends": framework.extends,
                "valid": _kept({"from": plain(framework.starts), "to": plain(framework.ends)}),
                "notice": None if framework.notice == NOTICE else str(framework.notice),
            }
        ),
        "sources": {source.id: _source_data(source) for source in framework.sources},
        **_kept(
            {
                "levels": [{"id": level.id, **item_data(level)} for level in framework.levels],
                "facts": {fact.id: item_data(fact) for fact in framework.facts},
                "groups": {group.id: item_data(group) for group in framework.groups},
                "outcomes": {outcome.id: item_data(outcome) for outcome in framework.outcomes},
                "evidence": {evidence.id: item_data(evidence) for evidence in framework.evidence},
                "courses": {course.id: item_data(course) for course in framework.courses},
                "standards": {standard.id: item_data(standard) for standard in framework.standards},
            }
        ),
    }


def shown(item: AnyItem) -> Data:
    """One item in its section, as the format writes it."""
    section = next(name for name, kind in SECTIONS.items() if kind is kind_of(item))
    if isinstance(item, Level):
        return {section: [{"id": item.id, **item_data(item)}]}
    return {section: {item.id: item_data(item)}}


def _source_data(source: Source) -> Data:
    return _kept(
        {
            "title": source.title,
            "published": source.published,
            "publisher": source.publisher,
            "url": source.url,
            "description": source.description,
            "note": source.note,
        }
    )


def item_data(item: AnyItem) -> Data:
    """One item as the format writes it under its id, normalised."""
    title: Data = {"title": item.title}
    own: Data
    match item:
        case Level():
            own = {"requires": _printed(item.requires)}
        case Fact():
            own = {"type": None if item.type is FactType.YES_NO else item.type.value, "values": list(item.values)}
        case Group():
            own = {
                "extends": list(item.extends),
                "part_of": item.part_of,
                "levels": _listing(item.levels),
                "examples": list(item.examples),
                "when": _printed(item.when),
            }
        case Outcome():
            title = {"title": None if item.title == item.statement else item.title, "statement": item.statement}
            own = {"level": plain(item.level), "part_of": item.part_of}
        case Evidence():
            own = {
                "per": "course" if item.per_course else None,
                "develops": list(item.develops),
                "requires": _printed(item.requires),
            }
        case Course():
            own = _course_data(item)
        case Standard():
            own = _standard_data(item)
    return _kept({**title, **own, **_common_data(item)})


def _audience_data(audience: tuple[Audience, ...]) -> Value:
    rows: list[Value] = [
        plain(entry.group) if entry.when is None else {"group": plain(entry.group), "when": dsl.printed(entry.when)}
        for entry in audience
    ]
    return "unstated" if rows == ["unstated"] else rows


def _mode_data(mode: Mode) -> Value:
    data = _kept(
        {
            "mode": plain(mode.mode),
            "provider": plain(mode.provider),
            "from": plain(mode.starts),
            "to": plain(mode.ends),
        }
    )
    return data["mode"] if len(data) == 1 else data


def _course_data(course: Course) -> Data:
    return {
        "level": dsl.unlisted(_listing(course.levels)),
        "provider": plain(course.provider),
        "modes": [_mode_data(mode) for mode in course.modes],
        "minutes": "unstated" if isinstance(course.minutes, Unstated) else course.minutes,
        "for": _audience_data(course.audience),
        "develops": _listing(course.develops),
        "requires": _printed(course.requires),
        "includes": list(course.includes),
        "grants": list(course.grants),
        "from": plain(course.starts),
        "to": plain(course.ends),
    }


def _trigger_data(trigger: Trigger) -> Value:
    return dsl.printed_selector(trigger.selector) if trigger.evidence is None else {"evidence": trigger.evidence}


def _timing_data(timing: Timing) -> Data:
    match timing:
        case Deadline(within, of):
            return {"due": {"within": plain(within), "of": _trigger_data(of) if isinstance(of, Trigger) else plain(of)}}
        case Precedence(trigger):
            return {"before": _trigger_data(trigger)}
        case Response(trigger, within, opens):
            return {"after": _trigger_data(trigger), "opens": plain(opens), "within": plain(within)}
        case Unstated():
            return {"due": "unstated"}
        case None:
            return {}


def _standard_data(standard: Standard) -> Data:
    return {
        "for": dsl.printed_selector(standard.selector)
        if standard.subject is Subject.COURSE
        else _audience_data(standard.audience),
        "subject": None if standard.subject is Subject.PRACTITIONER else standard.subject.value,
        "strength": None if standard.strength is Strength.MUST else standard.strength.value,
        "from": plain(standard.starts),
        "to": plain(standard.ends),
        "when": _printed(standard.when),
        "require": _printed(standard.require),
        "every": plain(standard.every),
        **_timing_data(standard.timing),
        "unless": _printed(standard.unless),
        "ideally": _printed(standard.ideally),
    }


def record_data(record: Record) -> Data:
    """A record in the shape of the format itself."""
    return _kept(
        {
            "format": "record/1",
            "id": record.id,
            "framework": record.framework,
            "subject": dsl.unlisted([subject.value for subject in record.subjects]),
            "item": record.item,
            "title": record.title,
            "note": record.note,
            "facts": _facts_data(record.facts),
            "groups": [
                _kept({"group": row.group, "from": plain(row.starts), "to": plain(row.ends)})
                for row in record.memberships
            ],
            "events": [_event_data(event) for event in record.events],
        }
    )


def _facts_data(stated: tuple[Stated, ...]) -> Data:
    """The values of each fact: one alone as it is, others as rows with their days."""
    rows: dict[str, list[Stated]] = {}
    for row in stated:
        rows.setdefault(row.fact, []).append(row)
    return {
        fact: values[0].value
        if len(values) == 1 and values[0].starts is values[0].ends is None
        else [_kept({"value": row.value, "from": plain(row.starts), "to": plain(row.ends)}) for row in values]
        for fact, values in rows.items()
    }


def _event_data(event: Event) -> Data:
    return _kept(
        {
            event.kind.value: event.item,
            "about": event.about,
            "date": plain(event.on),
            "mode": event.mode,
            "minutes": event.minutes,
            "by": event.by,
            "note": event.note,
        }
    )


def mapping_data(mapping: correspondences.Mapping) -> Data:
    """The mapping in the shape of the format, normalised: `mapping(mapping_data(m)) == m`."""
    return {
        "format": "mapping/1",
        "id": mapping.id,
        "subject": mapping.subject,
        "object": mapping.object,
        **_kept({"title": mapping.title, "description": mapping.description, "note": mapping.note}),
        "correspondences": [decided_data(row) for row in mapping.rows],
    }


def decided_data(row: Decided) -> Data:
    """One row of a mapping as the format writes it, normalised."""
    return _kept(
        {
            "subject": dsl.unlisted(list(row.subject)),
            "relation": row.relation.value,
            "object": dsl.unlisted(list(row.object)),
            "confidence": row.confidence,
            "relation_confidence": row.relation_confidence,
            "reasons": list(row.reasons),
            "source": dsl.unlisted(list(row.source)),
            "decision": None if row.decision is None else row.decision.value,
            "by": row.by,
            "date": plain(row.on),
            "digest": _kept({"subject": row.digest_subject, "object": row.digest_object}),
            "note": row.note,
        }
    )
