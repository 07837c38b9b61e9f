"""Generated frameworks for benchmarks: real in their build, invented in their words, the same on every run.

Law: they have no fault of text, shape or reference, and no finding of sense beyond notes.
"""

from __future__ import annotations

import random

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
