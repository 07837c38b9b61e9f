"""Small frameworks to map: built by hand, or drawn with words that the bundled facets know."""

from __future__ import annotations

from hypothesis import strategies as st

from competency.model import (
    Alignment,
    Audience,
    Course,
    Framework,
    Group,
    Level,
    Outcome,
    Relation,
    Source,
)
from competency.requirements import Completed

Item = Level | Group | Outcome | Course

SAID = (
    "All staff in contact with children",
    "Occasional contact with families",
    "Work regularly with children and contribute to assessments",
    "Specialist responsibility for section 47 enquiries",
    "Named and designated professionals",
    "Operational managers who supervise practitioners",
    "Strategic and senior managers",
    "Members of the safeguarding board",
    "Recognises signs of abuse and neglect",
    "Makes a referral to other agencies",
    "Shares information with other professions",
    "Understands the effects of domestic abuse on children",
    "Awareness of child sexual exploitation",
    "Level 3",
    "Working together",
    "Records concerns",
)

ROLES = ("librarian", "police officer", "social worker", "team manager", "governor", "teacher", "juggler")


def framework(identifier: str, *items: Item, language: str = "en-GB") -> Framework:
    """A framework of these items, in the order in which they are given within each kind."""
    return Framework(
        id=identifier,
        title=identifier,
        publisher="Example Board",
        language=language,
        sources=(Source(id="strategy", title="Strategy"),),
        levels=tuple(item for item in items if isinstance(item, Level)),
        groups=tuple(item for item in items if isinstance(item, Group)),
        outcomes=tuple(item for item in items if isinstance(item, Outcome)),
        courses=tuple(item for item in items if isinstance(item, Course)),
    )


def level(identifier: str, title: str, source: str = "strategy §4") -> Level:
    """A level that is told by its title."""
    return Level(id=identifier, title=title, source=(source,))


def group(
    identifier: str, title: str, *examples: str, levels: tuple[str, ...] = (), part_of: str | None = None
) -> Group:
    """A group that is told by its title and examples of roles."""
    return Group(
        id=identifier, title=title, examples=examples, levels=levels, part_of=part_of, source=("strategy §7a",)
    )


def outcome(identifier: str, statement: str, *, at: str | None = None, part_of: str | None = None) -> Outcome:
    """An outcome that is told by its statement."""
    return Outcome(
        id=identifier, title=statement, statement=statement, level=at, part_of=part_of, source=("strategy §5a",)
    )


def course(
    identifier: str,
    title: str,
    *,
    at: tuple[str, ...] = (),
    develops: tuple[str, ...] = (),
    whom: tuple[str, ...] = (),
    after: str | None = None,
) -> Course:
    """A course that is told by its title."""
    return Course(
        id=identifier,
        title=title,
        levels=at,
        develops=develops,
        audience=tuple(Audience(group=name) for name in whom),
        requires=None if after is None else Completed((after,)),
        source=("strategy §6",),
    )


@st.composite
def drawn_frameworks(draw: st.DrawFn, identifier: str, other: str | None = None) -> Framework:
    """A framework of a few items of each kind; with `other`, some say that they are aligned with groups there."""
    said = st.sampled_from(SAID)
    levels = [level(f"l{number}", draw(said)) for number in range(draw(st.integers(0, 3)))]
    rungs = [one.id for one in levels]
    at = st.lists(st.sampled_from(rungs), max_size=2, unique=True).map(tuple) if rungs else st.just(())
    one_rung = st.sampled_from([None, *rungs])
    groups: list[Group] = []
    for number in range(draw(st.integers(1, 3))):
        whole = draw(st.sampled_from([None, *(one.id for one in groups)]))
        roles = draw(st.lists(st.sampled_from(ROLES), max_size=2, unique=True))
        groups.append(group(f"g{number}", draw(said), *roles, levels=draw(at), part_of=whole))
    names = [one.id for one in groups]
    outcomes = [outcome(f"o{number}", draw(said), at=draw(one_rung)) for number in range(draw(st.integers(0, 4)))]
    taught = [one.id for one in outcomes]
    courses = [
        course(
            f"c{number}",
            draw(said),
            at=draw(at),
            develops=tuple(draw(st.lists(st.sampled_from(taught), max_size=2, unique=True))) if taught else (),
            whom=tuple(draw(st.lists(st.sampled_from(names), max_size=1))),
            after=f"c{draw(st.integers(0, number - 1))}" if number and draw(st.booleans()) else None,
        )
        for number in range(draw(st.integers(0, 3)))
    ]
    if other is not None:
        relation, target = draw(st.sampled_from(Relation)), f"{other}:g0"
        groups[0] = Group(
            id=groups[0].id,
            title=groups[0].title,
            levels=groups[0].levels,
            aligned=(Alignment(relation, target),),
            source=("strategy §7a",),
        )
    return framework(identifier, *levels, *groups, *outcomes, *courses)
