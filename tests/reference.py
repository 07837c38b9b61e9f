"""The meaning of the format, day by day: slow, and written to be seen to be right, from the text of the format alone.
Every question is asked twice, of what surely is and of what may be, by looking at single days; answers are kept."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from functools import cached_property, lru_cache
from typing import Any

from attrs import evolve, frozen

from competency import requirements as dsl
from competency.model import Event, EventKind, Evidence, Framework, Level, Outcome, Record, Response, Standard, Trigger
from competency.periods import Cycle, Period

NO, PERHAPS, YES, UNSTATED, OPEN = 0, 1, 2, dsl.UNSTATED, {dsl.UNSTATED, "unstated"}
WORST = ("breached", "overdue", "unknown", "due", "due-soon", "met late", "met not-in-order", "met", "exempt")
FIRST_MONTH = {"calendar-year": 1, "financial-year": 4, "academic-year": 9}
ALWAYS, NOTHING, A_DAY, EVER, NEVER = dsl.AllOf(()), dsl.AnyOf(()), timedelta(days=1), date.min, date(9000, 1, 1)
remembered = lru_cache(maxsize=2**14)


@frozen(slots=False, eq=False)
class Reference:  # what a record tells, surely or possibly, by its events up to `seen` and not before `since`
    rules: Framework
    record: Record
    seen: date
    since: date = EVER
    surely: bool = True
    about: Any = None  # the course that evidence must be about: UNSTATED where it isn't known, None for any
    own: bool = False  # without what was done in earlier cycles

    @remembered
    def but(self, **changes: Any) -> Reference:
        return evolve(self, **changes)

    def days(self, first: date, last: date) -> list[date]:
        return [date.fromordinal(day) for day in range(first.toordinal(), last.toordinal() + 1)]

    def fits(self, value: Any, held: Any) -> bool:
        return (value in held and value not in OPEN) or (not self.surely and not OPEN.isdisjoint((value, *held)))

    def spans(self, starts: Any, day: date, ends: Any) -> bool:
        begun = starts is None or (starts <= day if isinstance(starts, date) else not self.surely)
        return begun and (ends is None or (day <= ends if isinstance(ends, date) else not self.surely))

    def over(self, on: date, time: Any) -> date:  # the first day on which a time that begins on a day is over
        if isinstance(time, Cycle):
            return date(on.year + (on.month >= FIRST_MONTH[time]) + (not self.own), FIRST_MONTH[time], 1)
        if not isinstance(time, Period):
            return on + A_DAY if time is UNSTATED and self.surely else NEVER
        year, month = on.year + (on.month - 1 + time.months) // 12, (on.month - 1 + time.months) % 12 + 1
        return date(year, month, min(on.day, monthrange(year, month)[1])) + timedelta(days=time.days)

    @cached_property
    def rows(self) -> list[Event]:  # events, with what their courses say of them, and the evidence that these grant
        rows = [row for row in self.record.events if self.since <= row.on <= self.seen]
        for n, (row, taken) in enumerate([(row, self.rules.course(row.item)) for row in rows]):
            if taken is not None:
                mode: Any = taken.modes[0].mode if row.mode is None and len(taken.modes) == 1 else row.mode
                known = [minutes for minutes in (row.minutes, taken.minutes) if isinstance(minutes, int)]
                rows[n] = evolve(row, mode=mode, minutes=(*known, 0 if self.surely else 10**6)[0], about=None, by=None)
        for one, its in [(a, b) for a in self.rules.courses for b in self.rules.evidence if self.fits(b.id, a.grants)]:
            done, about = self.wholes([one.id]), one.id if its.per_course else None
            rows += [evolve(row, kind=EventKind.EVIDENCE, item=its.id, about=about) for row in rows if row.item in done]
        return sorted(rows, key=lambda row: row.minutes or 0)

    def wholes(self, courses: Any) -> Any:  # the courses a completion of which is one of these courses' too
        return self.rules.completing([*courses, *([] if self.surely else ["unstated"])]) if courses else ()

    def chosen(self, selector: dsl.Selector) -> list[Event]:
        courses = self.wholes(self.rules.selected(selector, possibly=not self.surely))
        return [row for row in self.rows if row.kind == "completed" and row.item in courses]

    def obtained(self, proof: str) -> list[Event]:
        def counts(row: Event) -> bool:
            its = self.rules.evidence_of(row.item) or Evidence(id=row.item, title="")
            about = row.about or self.about or (UNSTATED if its.per_course else None)
            ours = not its.per_course or self.about is None or self.fits(self.about, [row.about or UNSTATED])
            return ours and self.but(since=EVER, own=False, about=about).true(its.requires or ALWAYS, row.on)

        return [row for row in self.rows if row.kind == "evidence" and self.fits(proof, [row.item]) and counts(row)]

    @remembered
    def hits(self, asked: Any) -> list[tuple[Event, date]]:  # what counts, and the first day on which it does no more
        count, selector = asked.counting, getattr(asked, "selector", getattr(asked, "of", ()))
        rows = self.obtained(asked.evidence) if isinstance(asked, dsl.Evidenced) else self.chosen(selector)
        rows = [row for row in rows if not count.mode or self.fits(row.mode or UNSTATED, count.mode)]
        rows = [row for row in rows if self.spans(count.starts, row.on, count.ends)]
        first = min((row.on for row in rows), default=NEVER)
        rows += [row for row in self.chosen(count.refreshed_by) if row.on >= first]
        return [(row, min(self.over(row.on, count.every), self.over(row.on, count.each))) for row in rows]

    def stated(self, fact: str, day: date) -> str | None:
        return [None, *(x.value for x in self.record.facts if x.fact == fact and self.spans(x.starts, day, x.ends))][-1]

    def holds(self, asked: Any, day: date, about: str | None = None, *, own_cycle: bool = False) -> int:
        return sum(self.but(surely=surely, about=about, own=own_cycle).true(asked, day) for surely in (True, False))

    @remembered
    def true(self, asked: Any, day: date) -> bool:  # whether a requirement, or what an item is defined by, holds
        match self.rules.items.get(asked) if isinstance(asked, str) else asked:
            case dsl.Completed(counting=count) | dsl.Evidenced(counting=count) | dsl.Hours(counting=count):
                rows = [row for row, end in self.hits(asked) if row.on <= day < end]
                if isinstance(asked, dsl.Hours):
                    longest = {(row.item, row.on): row.minutes or 0 for row in self.rows}
                    return sum(longest[thing] for thing in {(row.item, row.on) for row in rows}) >= asked.hours * 60
                for first in rows:
                    inside = [row for row in rows if first.on <= row.on < self.over(first.on, count.inside)]
                    people = [by for *_, by in {(row.item, row.on, row.about, row.by) for row in inside}]
                    named = len({*people} - {None}) + (0 if self.surely else people.count(None))
                    if (named if count.different_people else len(people)) >= count.times:
                        return True
                return False
            case dsl.Experience(period, fact):
                value = self.stated(fact, day)
                if value is None or period is UNSTATED:
                    return not self.surely and (value is None or date.fromisoformat(value) <= day)
                return self.over(date.fromisoformat(value), period) <= day
            case dsl.FactHolds(fact) | dsl.Judged(fact=fact):
                value, known = self.stated(fact, day), self.rules.fact(fact)
                plain = "yes" if known is None or known.type == "yes-no" else value
                return not self.surely if value is None else self.fits(value, getattr(asked, "values", ()) or (plain,))
            case dsl.LevelAttained(item) | dsl.OutcomeAchieved(item) | dsl.StandardMet(item):
                return self.true(item, day)
            case dsl.Member(group):
                now = [row.group for row in self.record.memberships if self.spans(row.starts, day, row.ends)]
                kin = [one for one in self.rules.groups if self.fits(group, self.rules.wholes_of(one.id))]
                return self.fits(group, now) or any(one.id in now or self.true(one.when or NOTHING, day) for one in kin)
            case Outcome():
                proofs = [proof.id for proof in self.rules.evidence if self.fits(asked, proof.develops)]
                rows = self.chosen((dsl.Query(develops=asked),)) + [row for row in self.rows if row.item == asked]
                return any(row.on <= day for some in (rows, *map(self.obtained, proofs)) for row in some)
            case Standard(require=None, every=every):
                return any(row.on <= day < self.over(row.on, every) for row in self.rows if row.item == asked)
            case Level(requires=rule) | Standard(require=rule):
                return self.true(rule, day)
            case dsl.AllOf(parts) | dsl.AnyOf(parts) | dsl.AtLeast(parts=parts):
                least = len(parts) if isinstance(asked, dsl.AllOf) else getattr(asked, "number", 1)
                return sum(self.true(part, day) for part in parts) >= least
            case _:
                return not self.surely

    @remembered
    def applies(self, identifier: str, day: date) -> bool:
        its: Any = self.rules.items[identifier]
        groups = [one.id for one in its.audience and self.rules.groups if self.true(dsl.Member(one.id), day)]
        reached = frozenset().union(*map(self.rules.reached_by, groups))
        meant = [each.when or ALWAYS for each in its.audience if self.fits(each.group, reached)]
        ours = self.record.item in self.rules.selected(its.selector, possibly=not self.surely)
        now = self.spans(its.starts, day, its.ends) and self.true(its.when or ALWAYS, day)
        return now and (ours or not its.selector) and (not its.audience or any(self.true(when, day) for when in meant))

    @remembered
    def triggers(self, standard: str, trigger: Any) -> list[Event]:
        done = self.obtained(trigger.evidence) if trigger.evidence else self.chosen(trigger.selector)
        return [evolve(event, minutes=None, mode=None) for event in done if self.applies(standard, event.on)]

    def late(self, its: Standard, event: Any, day: date, first: date) -> bool:  # whether a day is too late
        timing, sure, began = its.timing, self.but(surely=True), event.on if event else EVER
        of, gap = getattr(timing, "of", None), getattr(timing, "within", Period(days=1))
        if timing is UNSTATED:
            began = next((each for each in self.days(first, day) if sure.true(its.id, each)), NEVER)
        elif isinstance(of, Trigger):
            began = min((row.on for row in self.triggers(its.id, of)), default=NEVER)
        elif of == "joining":
            began = next((on if on > first else EVER for on in self.days(first, day) if sure.applies(its.id, on)), None)
        elif of is not None:
            began = (value := self.stated(of, day)) and date.fromisoformat(value)
        return not self.surely if began is None or (gap is UNSTATED and began < NEVER) else day >= self.over(began, gap)

    def stands(self, its: Any, event: Any, day: date, first: date) -> str:  # what one event makes, or none
        timing, maybe, opens, about = its.timing, self.but(surely=False), day, None
        delay, response = getattr(timing, "opens", None), isinstance(timing, Response)
        if event is not None:
            proof = self.rules.evidence_of(event.item)
            about = event.item if proof is None else (event.about or UNSTATED) if proof.per_course else None
            opens = self.over(event.on, delay) if isinstance(delay, Period) else event.on
        sure, may = (each.but(about=about, since=opens if response else EVER) for each in (self, maybe))
        possible = [each for each in self.days(opens, day) if may.true(its.id, each)]
        done = delay is not UNSTATED and any(sure.true(its.id, each) for each in possible)
        if done and event is not None:
            in_time = not self.late(its, event, possible[0], first)
            return "met" if in_time else "met late" if response else "met not-in-order"
        if done:
            lasts = all(sure.true(its.id, each) for each in self.days(day, self.over(day, self.rules.notice)))
            return "met" if lasts and sure.but(own=True).true(its.id, day) else "due-soon"
        exempt, perhaps = (each.but(about=about).true(its.unless or NOTHING, day) for each in (self, maybe))
        certain = self.applies(its.id, day) and (not event or event in self.triggers(its.id, timing.trigger))
        if exempt or possible or perhaps or not certain or (event and not response):
            return "exempt" if exempt else "unknown" if possible or perhaps or not certain else "breached"
        late, perhaps = (each.late(its, event, day, first) for each in (self, maybe))
        return "overdue" if late else "unknown" if perhaps else "due"

    def status(self, standard: Standard, day: date, first: date) -> str:  # before `first` all was so, for long enough
        maybe, trigger = self.but(surely=False), getattr(standard.timing, "trigger", None)
        events = maybe.triggers(standard.id, trigger) if trigger else [None]
        found = [self.stands(standard, event, day, first) for event in events if maybe.applies(standard.id, day)]
        return min(found, key=WORST.index, default="not-applicable")
