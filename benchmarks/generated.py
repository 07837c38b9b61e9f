"""Generated frameworks for benchmarks: real in their build, invented in their words, the same on every run.

Law: they have no fault of text, shape or reference, and no finding of sense beyond notes (those of `boards` may come
without the sources and the rules that a real document has, and are told so).
"""

from __future__ import annotations

import random
from collections.abc import Iterator

SEED = 20110401

VERBS = (
    "Recognises Explains Records Shares Describes Plans Challenges Assesses Supports Supervises Chairs Prepares "
    "Interprets Coordinates Evaluates Discusses Documents Identifies Prioritises Justifies Negotiates Reports Analyses"
).split()
NOUNS = (
    "thresholds referrals bruising neglect attachment disclosure chronologies conferences visits consent allegations "
    "recruitment supervision bullying exploitation trafficking fostering disability bereavement substance violence "
    "assessment protection confidentiality whistleblowing parenting pregnancy transport schooling nursery interviews "
    "evidence court custody meetings minutes policies duties thresholds signs injuries statements doctors "
    "police teachers wardens volunteers managers inspectors interpreters relatives carers siblings adolescents infants"
).split()
LINKS = (
    "during before after without within across under about alongside despite against through following beyond between"
).split()
PLACES = (
    "home hospital school clinic hostel nursery court surgery prison playgroup library mosque church club shelter ward "
    "classroom office station camp workshop kitchen playground reception theatre college"
).split()


def sentence(draw: random.Random, words: int) -> str:
    """A sentence of about that many words; two of ten words and more are hardly ever alike."""
    parts = [draw.choice(VERBS)]
    while len(parts) < words:
        parts += [draw.choice(NOUNS), draw.choice(LINKS), draw.choice(PLACES), draw.choice(LINKS)]
    return " ".join(parts[:words]).removesuffix(" " + parts[words - 1]) + " " + draw.choice(NOUNS)


def framework(identifier: str, *, outcomes: int, seed: int = SEED) -> str:
    """The text of a framework with four levels, eight groups, so many outcomes, and a course for every ten of them.

    A thousand outcomes make about 250 KB.
    """
    draw = random.Random(f"{seed} {identifier}")
    courses = max(8, outcomes // 10)
    lines = [
        "format: framework/1",
        f"id: {identifier}",
        "title: A generated strategy for learning and development",
        "publisher: A board that does not exist",
        "language: en-GB",
        "valid: {from: 2011-04-01, to: 2014-03-31} # three years",
        "sources:",
        "  strategy: {title: A generated strategy, published: 2011-04}",
        "",
        "levels:",
        *(
            f"  - {{id: level-{n}, title: Level {n}, source: strategy, requires: {{completed: {{level: level-{n}}}}}}}"
            for n in range(1, 5)
        ),
        "",
        "facts:",
        "  appointed: {title: Date of appointment, type: date, source: strategy §4}",
        "  advises: {title: Advises colleagues of another agency, type: yes-no, source: strategy §4}",
        "",
        "groups:",
        *(
            f"  group-{n}: {{title: {sentence(draw, 8)}, levels: [level-{(n + 1) // 2}], source: strategy §7.{n}}}"
            for n in range(1, 9)
        ),
        "",
        "evidence:",
        "  manager-approval: {title: Manager's approval, per: course, source: strategy §7}",
        "",
        "outcomes:",
    ]
    for number in range(1, outcomes + 1):
        lines += [
            f"  outcome-{number}:",
            f"    statement: {sentence(draw, 12)}",
            f"    level: level-{1 + 4 * (number - 1) // outcomes}",
        ]
        if number % 10 != 1:
            lines.append(f"    part_of: outcome-{number - (number - 1) % 10}")
        if draw.random() < 0.1:
            lines += ["    note: >-", f"      {sentence(draw, 14)}.", f"      {sentence(draw, 12)}."]
        lines += [f"    tags: [{draw.choice(('skill', 'knowledge', 'value'))}]", f"    source: strategy §5, {number}"]
    lines += ["", "courses:"]
    for number in range(1, courses + 1):
        level = 1 + 4 * (number - 1) // courses
        developed = range(1 + (number - 1) * outcomes // courses, 1 + number * outcomes // courses)
        lines += [
            f"  course-{number}:",
            f"    title: {sentence(draw, 7)}",
            f"    level: level-{level}",
            f"    provider: {draw.choice(('single-agency', 'board'))}",
            "    modes: [e-learning, face-to-face]",
            f"    minutes: {draw.choice((90, 180, 360))}",
            f"    develops: [{', '.join(f'outcome-{outcome}' for outcome in developed)}]",
        ]
        if level > 1:
            earlier = [f"course-{draw.randint(1, (level - 1) * courses // 4)}" for _ in range(3)]
            approved = ", {evidence: manager-approval}" if draw.random() < 0.5 else ""
            lines.append(f"    requires: {{all: [{{completed: [{', '.join(dict.fromkeys(earlier))}]}}{approved}]}}")
        lines.append(f"    source: strategy §7, table, row {number}")
    lines += ["", "standards:"]
    for number in range(1, 9):
        level = (number + 1) // 2
        lines += [
            f"  refresh-{number}:",
            f"    title: Training of group {number} is refreshed",
            f"    for: [group-{number}]",
            "    require:",
            f"      completed: {{level: level-{level}}}",
            f"      every: {draw.randint(2, 4)} years",
            f"    due: {{within: {draw.choice((3, 6, 12))} months, of: appointed}}",
            f"    source: strategy §7, table, row {number}",
        ]
    lines += [
        "  advisers-are-approved:",
        "    title: Those who advise have been to a course of the last level",
        "    when: {fact: advises}",
        "    require: {any: [{completed: {level: level-4}}, {level: level-3}]}",
        "    strength: should",
        "    source: strategy §8",
    ]
    return "\n".join(lines) + "\n"


# --- many boards of one field ------------------------------------------------------------------------------

_DEEDS = (
    ("Recognises", "Identifies", "Notices"),
    ("Explains", "Makes clear", "Describes"),
    ("Records", "Writes down", "Keeps notes of"),
    ("Shares information about", "Passes on", "Tells partners of"),
    ("Assesses", "Judges", "Analyses"),
    ("Plans for", "Agrees plans about", "Prepares"),
    ("Challenges", "Questions", "Escalates"),
    ("Supervises staff on", "Supports colleagues with", "Advises on"),
    ("Learns from reviews of", "Applies research on", "Uses lessons about"),
    ("Listens to children about", "Hears what children say of", "Takes seriously what children tell of"),
    ("Knows the law on", "Understands legislation about", "Is aware of legal duties on"),
    ("Leads meetings on", "Chairs conferences about", "Takes part in core groups on"),
)
_ADDED = ("in daily work", "in line with local procedures", "with other agencies", "at an early stage", "in own role")
STOCK = 400
"""How many statements all boards of a set draw from."""

_AUDIENCES = (
    ("Staff in infrequent contact with children", "Anyone who may come upon a child now and then"),
    ("Those in regular contact with children", "Staff who meet children or parents regularly"),
    ("Those who work predominantly with children", "Staff who work with families every day"),
    ("Staff with particular responsibilities for child protection", "Specialist child protection workers"),
    ("Professional advisers and named leads", "Named and designated professionals"),
    ("Operational managers", "Managers of services for children"),
    ("Senior managers responsible for strategy", "Heads of children's services"),
    ("Members of the safeguarding board", "Board members"),
)
_ROLES = (
    "librarian receptionist caretaker teacher midwife paediatrician counsellor playworker governor trustee nurse "
    "magistrate volunteer childminder chaplain driver"
).split()
_LADDERS = (
    ("Level 1", "Level 2", "Level 3", "Level 4"),
    ("Foundation", "Core", "Specialist", "Leadership"),
    ("Group A", "Group B", "Group C", "Group D"),
    ("Awareness", "Practice", "Advanced practice", "Strategy"),
)
_COURSES = ("Training on", "Workshop:", "Half a day on", "Working together on", "E-learning on")


def boards(count: int, *, statements: int = 60, seed: int = SEED) -> Iterator[str]:
    """The texts of so many frameworks of one field, `board_001` and on.

    Each has `statements` outcomes, drawn from a common stock and worded in its own way, four levels, the eight usual
    groups in its own words with two examples each, half of the boards aligned with those of `working_together_2010`,
    and a course for every five outcomes.
    """
    draw = random.Random(f"{seed} stock")
    stock = [(draw.choice(_DEEDS), *_matter(draw)) for _ in range(max(STOCK, statements))]
    for number in range(1, count + 1):
        yield _board(f"board_{number:03}", stock, statements, random.Random(f"{seed} {number}"))


_Stated = tuple[tuple[str, ...], str, str]


def _matter(draw: random.Random) -> tuple[str, str]:
    """What a statement is about, in short and in full."""
    first, second = draw.sample(sorted(set(NOUNS)), 2)
    whom = draw.choice(("a child", "children", "families", "young people", "staff", "parents", "carers"))
    return f"{first} and {second}", f"{draw.choice(LINKS)} {draw.choice(PLACES)} for {whom}"


def _board(identifier: str, stock: list[_Stated], statements: int, draw: random.Random) -> str:
    chosen = draw.sample(stock, statements)
    declares = draw.random() < 0.5
    lines = [
        "format: framework/1",
        f"id: {identifier}",
        f"title: Training strategy of {identifier}",
        "publisher: A board that does not exist",
        "language: en-GB",
        "sources: {strategy: {title: A generated strategy, published: 2011-04}}",
        "levels:",
        *(f"  - {{id: level-{n}, title: {title}}}" for n, title in enumerate(draw.choice(_LADDERS), start=1)),
        "groups:",
    ]
    for number, words in enumerate(_AUDIENCES, start=1):
        lines += [
            f"  group-{number}:",
            f"    title: {draw.choice(words)}",
            f"    levels: [level-{(number + 1) // 2}]",
            f"    examples: [{', '.join(draw.sample(_ROLES, 2))}]",
            f"    source: strategy §7 G{number}",
        ]
        if declares:
            lines.append(f"    aligned: {{exact: [working_together_2010:group-{number}]}}")
    lines.append("outcomes:")
    for number, (deeds, matter, where) in enumerate(chosen, start=1):
        added = f" {draw.choice(_ADDED)}" if draw.random() < 0.5 else ""
        lines += [
            f"  outcome-{number}:",
            f"    statement: {draw.choice(deeds)} {matter}{f' {where}' if draw.random() < 0.7 else ''}{added}",
            f"    level: level-{1 + 4 * (number - 1) // statements}",
            f"    source: strategy §5, {number}",
        ]
    lines.append("courses:")
    for number in range(1, statements // 5 + 1):
        developed = [f"outcome-{one}" for one in range(5 * number - 4, 5 * number + 1)]
        lines += [
            f"  course-{number}:",
            f"    title: '{draw.choice(_COURSES)} {chosen[5 * number - 5][1]}'",
            f"    level: level-{1 + 4 * (number - 1) // (statements // 5)}",
            f"    develops: [{', '.join(developed)}]",
            f"    source: strategy §8, row {number}",
        ]
    return "\n".join(lines) + "\n"
