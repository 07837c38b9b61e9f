"""What `map --evaluate` and `map --report` give: how good correspondences are, as text and as JSON values."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from competency.equivalence.atlas import RANK
from competency.equivalence.calibration import BANDS, Calibration
from competency.equivalence.gold import Counting
from competency.equivalence.reliability import Account, Bin, account
from competency.equivalence.scoring import FIGURES, Figure, Scores
from competency.model import Framework
from competency.values import Value

Data = dict[str, Value]

_NAMES: Final[Mapping[str, str]] = {
    "precision": "precision",
    "recall": "recall",
    "f1": "F1",
    "hits_at_1": "hits@1",
    "mrr": "MRR",
    "hits_at_1_judged": "hits@1, judged only",
    "mrr_judged": "MRR, judged only",
    "macro_f1": "macro-F1 of relations",
    "brier": "Brier score",
    "brier_skill": "Brier skill",
    "ece": "calibration error",
}
_COLUMNS: Final = 110
_WIDTH: Final = max(map(len, _NAMES.values()))


def as_text(scores: Scores, file: str) -> str:
    """The figures with their intervals, what they were measured on, and the tables."""
    counted = f"{scores.rows} pairs, {scores.matches} of them matches, of {scores.subjects} items of {scores.subject}"
    lines = [f"{scores.subject} and {scores.object} against {file}", counted, *_mode(scores), ""]
    lines += [f"{'':{_WIDTH}}  value  95 % interval"]
    lines += [_figure_line(name, scores.figures[name]) for name in FIGURES]
    lines += [
        "",
        f"matches found {scores.found}, missed {scores.missed}, wrongly found {scores.wrong}; "
        f"exact or close though none: {scores.same_on_none}",
    ]
    lines += ["", *_confusion(scores)]
    for title, bins in (("confidence", scores.reliability), ("relation confidence", scores.relation_reliability)):
        if any(each.count for each in bins):
            lines += ["", *_reliability(title, bins)]
    return "\n".join(line.rstrip() for line in lines)


def _mode(scores: Scores) -> list[str]:
    lines = (
        ["open gold: it has rows of 'none', so its own rows are judged and nothing else"]
        if scores.is_open
        else ["closed gold: it has no row of 'none', so every other pair of its kinds counts as one"]
    )
    if scores.counting is Counting.SAME:
        lines.append("it lists only what is the same, so only exact and close count as found")
    elif not scores.is_typed:
        lines.append("it calls every match related, so relations are not compared")
    odd = [
        f"{count} {what}"
        for count, what in (
            (scores.left_out, "of other frameworks left out"),
            (scores.inverted, "read the other way round"),
            (scores.repeated, "of a pair already judged left out"),
        )
        if count
    ]
    return [*lines, f"rows {', '.join(odd)}"] if odd else lines


def _figure_line(name: str, figure: Figure) -> str:
    value = "    -" if figure.value is None else f"{figure.value:5.3f}"
    interval = "" if figure.low is None or figure.high is None else f"  {figure.low:.3f} to {figure.high:.3f}"
    return f"{_NAMES[name]:{_WIDTH}}  {value}{interval}"


def _confusion(scores: Scores) -> list[str]:
    width = max(len(relation) for relation in RANK)
    lines = [f"{'is, found as':{width + 6}}{''.join(f'{said:>9}' for said in RANK)}"]
    for truth in RANK:
        row = scores.confusion[truth]
        if any(row.values()):
            lines.append(f"{truth:{width + 6}}{''.join(f'{row[said] or chr(183):>9}' for said in RANK)}")
    return lines


def _reliability(title: str, bins: Iterable[Bin]) -> list[str]:
    lines = [f"{title:<20}{'pairs':>6}{'mean':>8}{'right':>8}"]
    for each in bins:
        if each.confidence is not None and each.share is not None:
            span = f"{each.low:.1f} to {each.high:.1f}"
            lines.append(f"{span:<20}{each.count:>6}{each.confidence:>8.3f}{each.share:>8.3f}")
    return lines


def as_data(scores: Scores, file: str) -> Data:
    """What `map --evaluate FILE --format json` gives; what is not defined is null."""
    return {
        "subject": scores.subject,
        "object": scores.object,
        "gold": {
            "file": file,
            "mode": "open" if scores.is_open else "closed",
            "typed": scores.is_typed,
            "counts_as_match": scores.counting.value,
            "rows": scores.rows,
            "matches": scores.matches,
            "subjects": scores.subjects,
            "ranked": scores.ranked,
            "left_out": scores.left_out,
            "inverted": scores.inverted,
            "repeated": scores.repeated,
        },
        "seed": scores.seed,
        "resamples": scores.resamples,
        "figures": {
            name: {"value": figure.value, "low": figure.low, "high": figure.high}
            for name, figure in scores.figures.items()
        },
        "found": scores.found,
        "missed": scores.missed,
        "wrong": scores.wrong,
        "same_on_none": scores.same_on_none,
        "confusion": {
            truth.value: {said.value: count for said, count in row.items()} for truth, row in scores.confusion.items()
        },
        "relations": [
            {
                "relation": each.relation.value,
                "count": each.count,
                "precision": each.precision,
                "recall": each.recall,
                "f1": each.f1,
            }
            for each in scores.relations
        ],
        "reliability": _bins(scores.reliability),
        "relation_reliability": _bins(scores.relation_reliability),
    }


def _bins(bins: Sequence[Bin]) -> list[Value]:
    return [
        {"low": each.low, "high": each.high, "count": each.count, "confidence": each.confidence, "share": each.share}
        for each in bins
    ]


# --- calibration -----------------------------------------------------------------------------------------


def reliability_text(calibration: Calibration, subject: Framework, object: Framework) -> str:
    """What the confidences of two frameworks rest on, and how far such confidences have kept their word."""
    told, covered = account(calibration), calibration.covers(subject, object)
    lines = [
        f"{subject.id} and {object.id}: {'calibrated' if covered else 'not calibrated'}",
        f"calibrated on {calibration.domain.id}, {calibration.date}: {told.labels} pairs of items from "
        f"{len(calibration.pairs)} pairs of frameworks, {told.stated} of them named by a reader",
        f"labels from {calibration.source}",
        f"method: {calibration.method}",
    ]
    if covered:
        own = _own(calibration, subject, object)
        lines.append(f"of these two frameworks {own} labels, which are left out" if own else "none is of these two")
    else:
        bands = ", ".join(f"{low:.2f} to {high:.2f}" for low, high in BANDS)
        shares = ", ".join(f"{calibration.domain.share_of(each):.0%} of {each.id}" for each in (subject, object))
        lines.append(
            f"too few of their items speak of {calibration.domain.id} ({shares}; {calibration.domain.share:.0%} is "
            f"asked for), so confidences fall into three bands only: {bands}"
        )
    lines = [piece for line in lines for piece in textwrap.wrap(line, _COLUMNS)]
    lines += ["", "each pair of items judged without the labels of its two frameworks:"]
    skill = "-" if told.skill is None else f"{told.skill:.3f}"
    lines.append(f"Brier score {told.brier:.3f}, Brier skill {skill}, calibration error {told.error:.3f}")
    for title, bins in (("confidence", told.matching), ("relation confidence", told.relation)):
        lines += ["", *_reliability(title, bins)]
    return "\n".join(lines)


def _own(calibration: Calibration, subject: Framework, object: Framework) -> int:
    between = {subject.id, object.id}
    return sum(label.between == between for label in calibration.labels)


def reliability_data(calibration: Calibration, subject: Framework, object: Framework) -> Data:
    """What `map --report --format json` gives."""
    told: Account = account(calibration)
    return {
        "subject": subject.id,
        "object": object.id,
        "calibrated": calibration.covers(subject, object),
        "domain": calibration.domain.id,
        "share": {
            "asked": calibration.domain.share,
            "subject": round(calibration.domain.share_of(subject), 3),
            "object": round(calibration.domain.share_of(object), 3),
        },
        "bands": [{"low": low, "high": high} for low, high in BANDS],
        "method": calibration.method,
        "source": calibration.source,
        "date": calibration.date,
        "n": told.labels,
        "stated": told.stated,
        "left_out": _own(calibration, subject, object),
        "brier": told.brier,
        "brier_skill": told.skill,
        "ece": told.error,
        "reliability": _bins(told.matching),
        "relation_reliability": _bins(told.relation),
    }
