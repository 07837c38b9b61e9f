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

_CONCERNS = (
    "abuse and neglect of children",
    "sexual exploitation of young people",
    "domestic violence in families",
    "private fostering of a child",
    "misuse of drugs by parents",
    "mental ill health of parents",
    "forced marriage of young women",
    "bullying of children online",
    "children who go missing from care",
    "disabled children who are at risk",
    "allegations against staff",
    "harm to unborn babies",
)
_DEEDS = (
    ("Recognises signs of", "Identifies indicators of", "Knows the signs of"),
    ("Explains how to refer concerns about", "Can make a referral about", "Knows whom to tell of concerns about"),
    ("Records observations on", "Keeps a written record of", "Writes a clear chronology of"),
    ("Shares information with other agencies about", "Passes on what other agencies need to know of", "Discusses with partners"),
    ("Assesses the risk that comes from", "Judges how great the risk is of", "Analyses the risk of"),
    ("Plans with the family to end", "Agrees a plan with parents about", "Works with the family on"),
    ("Challenges colleagues on decisions about", "Questions decisions of others on", "Escalates disagreement about"),
    ("Supervises staff who deal with", "Supports workers who meet", "Advises staff on"),
    ("Learns from case reviews about", "Applies lessons of serious case reviews to", "Uses research on"),
    ("Listens to what a child says of", "Hears the voice of the child about", "Takes seriously what children say of"),
    ("Knows the law on", "Understands legislation about", "Explains the legal duties on"),
    ("Chairs meetings about", "Leads a conference on", "Takes part in core groups on"),
)
_ADDED = ("in daily work", "in line with local procedures", "with other agencies", "at an early stage", "in own role")
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

    Each has `statements` outcomes, drawn from a common stock of 144 and worded in its own way, four levels, the eight
    usual groups in its own words with two examples each, half of them aligned with those of `working_together_2010`,
    and a course for every five outcomes. More statements than the stock has are told apart by what is added to them.
    """
    stock = [(deed, concern) for deed in range(len(_DEEDS)) for concern in range(len(_CONCERNS))]
    for number in range(1, count + 1):
        yield _board(f"board_{number:03}", stock, statements, random.Random(f"{seed} {number}"))


def _board(identifier: str, stock: list[tuple[int, int]], statements: int, draw: random.Random) -> str:
    chosen = [pair for _ in range(1 + statements // len(stock)) for pair in draw.sample(stock, len(stock))][:statements]
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
    for number, (deed, concern) in enumerate(chosen, start=1):
        added = f" {draw.choice(_ADDED)}" if draw.random() < 0.5 or number > len(stock) else ""
        added += f" at {draw.choice(PLACES)} and {draw.choice(PLACES)}" if number > len(stock) else ""
        lines += [
            f"  outcome-{number}:",
            f"    statement: {draw.choice(_DEEDS[deed])} {_CONCERNS[concern]}{added}",
            f"    level: level-{1 + 4 * (number - 1) // statements}",
            f"    source: strategy §5, {number}",
        ]
    lines.append("courses:")
    for number in range(1, max(1, statements // 5) + 1):
        developed = [f"outcome-{one}" for one in range(5 * number - 4, min(5 * number, statements) + 1)]
        lines += [
            f"  course-{number}:",
            f"    title: '{draw.choice(_COURSES)} {_CONCERNS[chosen[5 * number - 5][1]]}'",
            f"    level: level-{1 + 4 * (number - 1) // max(1, statements // 5)}",
            f"    develops: [{', '.join(developed)}]",
            f"    source: strategy §8, row {number}",
        ]
    return "\n".join(lines) + "\n"
