"""Faults to plant in the mapping engine, each a small change of its text, and the test that finds it.

`python tests/planted_mapping.py N…` says for each of these (or for all) whether it is found.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterable, Iterator
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_loader
from pathlib import Path
from types import ModuleType
from typing import Final

import pytest
from attrs import frozen
from hypothesis import Phase, settings

import competency.loading  # so that each child need not do it again
from competency.equivalence import mapping

TESTS: Final = Path(__file__).parent
ENGINE: Final = "competency.equivalence"
PASSED, FAILED = 0, 1
"""With these pytest ends where all tests pass, or one fails; any other way to end is no answer."""


@frozen
class Fault:
    """In a module of `competency/equivalence`, `new` stands instead of `old`, which occurs there exactly once."""

    module: str
    old: str
    new: str
    what: str
    test: str
    """The test that finds it, as pytest names it."""

    def source(self) -> str:
        """The module's text with the fault in it.

        Raises:
            ValueError: the text has changed, so that it is no longer clear where the fault goes.
        """
        text = Path(str(mapping.__file__)).with_name(f"{self.module}.py").read_text(encoding="utf-8")
        if text.count(self.old) != 1:
            raise ValueError(f"{self.module}: {text.count(self.old)} times {self.old!r}; choose the text anew")
        return text.replace(self.old, self.new)


FAULTS: Final = (
    # --- texts
    Fault("texts", "[^\\W\\d_]{2,}", "[^\\W_]{2,}", "digits are kept", "test_texts.py::test_digits_count_for_nothing"),
    Fault(
        "texts",
        'return _NUMBERED.sub(" ", _HUMPS',
        'return (lambda _, told: told)(" ", _HUMPS',
        "numbers of levels are kept",
        "test_texts.py::test_names_and_numbers_of_levels_count_for_nothing",
    ),
    Fault(
        "texts",
        "weight = tells[of[0] + of[1]]",
        "weight = np.ones_like(tells)[of[0] + of[1]]",
        "common words tell as much as rare ones",
        "test_texts.py::test_a_rare_word_tells_more_than_a_common_one",
    ),
    Fault(
        "texts",
        "weight = tells[of[0] + of[1]]",
        "weight = tells[of[0]]",
        "words are counted on one side only",
        "test_texts.py::test_likeness_is_that_of_an_obvious_slow_computation",
    ),
    Fault(
        "texts",
        "weight[counts > _COMMON * amount] = 0",
        "weight[counts > _COMMON * amount] *= 1",
        "boilerplate counts",
        "test_texts.py::test_what_a_framework_says_everywhere_counts_for_nothing",
    ),
    Fault(
        "texts",
        "for row in self.rows for other in row}",
        "for row in self.rows for other in row[1:]}",
        "a synonym is found inside the first of its row",
        "test_texts.py::test_the_first_of_a_row_stays_as_it_is_though_it_holds_another",
    ),
    # --- signals
    Fault(
        "signals",
        "covered[grid] = _best_of_parts(like.T, *made[::-1]).T",
        "covered[grid] = _best_of_parts(like, *made)",
        "what covers and what is covered are the same",
        "test_signals.py::test_what_lies_in_more_is_covered_and_does_not_cover",
    ),
    Fault(
        "signals",
        "block - np.float32(HUB)",
        "block + np.float32(HUB)",
        "what is like many stands out",
        "test_signals.py::test_what_is_like_many_stands_out_less_than_what_is_like_one",
    ),
    Fault(
        "signals",
        "like = (alike >= COVERED_FROM)",
        "like = (alike <= COVERED_FROM)",
        "the unlike cover each other",
        "test_signals.py::test_what_lies_in_more_is_covered_and_does_not_cover",
    ),
    Fault(
        "signals",
        "centred = vectors - vectors.mean(axis=0)",
        "centred = vectors",
        "an embedding is not centred",
        "test_signals.py::test_what_an_embedding_says_of_all_texts_alike_counts_for_nothing",
    ),
    # --- audiences and facets
    Fault(
        "audiences",
        "if self.neighbours:",
        "if self.neighbours and self.told < 0:",
        "neighbours on a scale may correspond",
        "test_audiences.py::test_neighbours_that_only_touch_are_none_though_their_fringes_overlap",
    ),
    Fault(
        "audiences",
        "if self.subject >= COVERED and self.object >= TOUCHED:",
        "if self.object >= COVERED and self.subject >= TOUCHED:",
        "which lies in which is turned",
        "test_audiences.py::test_the_shares_say_which_lies_in_which",
    ),
    Fault(
        "audiences",
        "return 2.5 * min(self.subject, self.object)",
        "return -2.5 * min(self.subject, self.object)",
        "what is shared counts against a match",
        "test_audiences.py::test_more_in_common_and_told_more_surely_never_counts_less",
    ),
    Fault(
        "audiences",
        "< _FIRM * strength:",
        "< 99 * strength:",
        "everyone stands for others though one is told as clearly",
        "test_audiences.py::test_everyone_stands_for_nobody_else_where_another_is_told_as_clearly",
    ),
    Fault("facets", "{0,4}?", "{0,5}?", "a gap of five words", "test_facets.py::test_a_gap_is_of_up_to_four_words"),
    Fault(
        "facets",
        "if not within and (point",
        "if (point",
        "a phrase inside a longer one counts",
        "test_facets.py::test_a_phrase_within_a_longer_one_of_another_point_tells_nothing",
    ),
    # --- judgement
    Fault(
        "judgement",
        "if row not in partner and column not in taken:",
        "if row not in partner:",
        "pairs are not one to one",
        "test_judgement.py::test_equals_are_paired_one_to_one_and_none_is_passed_over_for_a_less_likely_one",
    ),
    Fault(
        "judgement",
        "np.lexsort((columns, rows, -raw[rows, columns]))",
        "np.lexsort((columns, rows, raw[rows, columns]))",
        "the least likely pair is formed first",
        "test_judgement.py::test_equals_are_paired_one_to_one_and_none_is_passed_over_for_a_less_likely_one",
    ),
    Fault(
        "judgement",
        "sign = -1 if finding.relation is Relation.NONE else 1",
        "sign = 1",
        "what is declared apart speaks for a match",
        "test_judgement.py::test_declared_none_speaks_against_and_all_else_for_a_pair",
    ),
    Fault(
        "judgement",
        "covers, covered = float(found.covers[pair]), float(found.covered[pair])",
        "covered, covers = float(found.covers[pair]), float(found.covered[pair])",
        "which lies in which is turned",
        "test_judgement.py::test_what_lies_in_the_other_which_has_more_is_narrower",
    ),
    Fault(
        "judgement",
        "for pair, finding in findings.items():",
        "for pair, finding in ((one, two) for one, two in findings.items() if one not in result):",
        "what is computed comes before what is declared",
        "test_judgement.py::test_what_is_declared_decides_and_what_else_would_be_said_is_kept",
    ),
    # --- repair
    Fault(
        "repair",
        "return below[0] * below[1] < 0",
        "return below[0] * below[1] > 0",
        "what runs beside is taken for crossing",
        "test_repair.py::test_of_pairs_that_cross_the_likelier_is_kept_and_what_runs_beside_stays",
    ),
    Fault(
        "repair",
        "return not declared, exact,",
        "return declared, exact,",
        "what is computed comes before what is declared",
        "test_repair.py::test_what_is_declared_comes_before_what_is_computed",
    ),
    Fault(
        "repair",
        "if judgement.relation is not Relation.EXACT or kinds[0] is kinds[1]:",
        "if judgement.relation is not Relation.EXACT or kinds[0] is not kinds[1]:",
        "across kinds things are exact",
        "test_repair.py::test_nothing_is_exact_across_kinds",
    ),
    Fault(
        "repair",
        "if (side, at, kind) in taken",
        "if (side, at, kind) in taken and side == 0",
        "an item of the other side has several equals",
        "test_repair.py::test_an_item_has_one_equal_at_most_of_a_kind",
    ),
    # --- coverage
    Fault(
        "coverage",
        "Residue(left_over(row.subject, row.object), left_over(row.object, row.subject))",
        "Residue(left_over(row.object, row.subject), left_over(row.subject, row.object))",
        "the residue of the wrong side",
        "test_coverage.py::test_residue_stands_on_its_own_side",
    ),
    Fault(
        "coverage",
        "if row.relation in _COVERING:",
        "if row.relation in COVERED:",
        "what lies in the other covers it too",
        "test_coverage.py::test_what_lies_in_the_other_is_no_residue",
    ),
    Fault(
        "coverage",
        "len(reached) >= ENOUGH * amount",
        "len(reached) > 0",
        "a little together is enough",
        "test_coverage.py::test_too_little_together_is_not_told",
    ),
    # --- the whole
    Fault(
        "mapping",
        "tuple(row.inverse for row in rows), [one.inverse for one in joint]",
        "tuple(rows), [one.inverse for one in joint]",
        "the map back is not turned",
        "test_mapping.py::test_the_map_back_is_the_inverse_whatever_the_frameworks_say",
    ),
    Fault(
        "profiles",
        "rungs.get(item.id, 0), item.id)",
        "rungs.get(item.id, 0))",
        "the order of a file decides",
        "test_equivalence.py::test_order_of_keys_and_of_pivots_is_irrelevant",
    ),
    Fault(
        "atlas",
        "if link.relation is Relation.NARROW and link.step.rule != link.other",
        "if link.relation is Relation.NARROW",
        "several parts are taken for the whole",
        "test_equivalence.py::test_what_lies_within_an_item_by_its_own_document_need_not_be_all_of_it",
    ),
)


@frozen
class Planted(MetaPathFinder, Loader):
    """Finds the module of a fault, with the fault in it."""

    fault: Fault

    def find_spec(self, fullname: str, _path: object, _target: object = None) -> ModuleSpec | None:
        """The module of the fault; None for all others."""
        return spec_from_loader(fullname, self) if fullname == f"{ENGINE}.{self.fault.module}" else None

    def exec_module(self, module: ModuleType) -> None:
        """Runs the text with the fault."""
        exec(compile(self.fault.source(), f"{self.fault.module}.py", "exec"), module.__dict__)


def is_found(fault: Fault | None, test: str) -> bool:
    """Whether the test fails where the engine is imported anew with the fault in it, in a child of this process.

    Raises:
        RuntimeError: the test could not be run, which is no answer.
    """
    child = os.fork()
    if not child:
        _end_as_the_test_does(fault, test)
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    if code not in (PASSED, FAILED):
        raise RuntimeError(f"{test} ended with {code}")
    return code == FAILED


def _end_as_the_test_does(fault: Fault | None, test: str) -> None:
    for name in [name for name in sys.modules if name.startswith(ENGINE)]:
        del sys.modules[name]
    if fault is not None:
        sys.meta_path.insert(0, Planted(fault))
    settings.register_profile("hasty", deadline=None, phases=[Phase.explicit, Phase.generate])
    with open(os.devnull, "w", encoding="utf-8") as nothing, contextlib.redirect_stdout(nothing):
        options = ["-q", "-x", "-p", "no:cacheprovider", "--hypothesis-seed=0", "--hypothesis-profile=hasty"]
        code = pytest.main([*options, str(TESTS / test)])
    os._exit(int(code))


def answers(numbers: Iterable[int]) -> Iterator[tuple[int, bool]]:
    """For each of these faults whether it is found, by a test that passes without it.

    Of each file one test is tried without a fault: that all pass is for the suite to say, here that a child can run it.
    """
    sound: dict[str, bool] = {}
    for number in numbers:
        fault = FAULTS[number]
        file = fault.test.partition("::")[0]
        if file not in sound:
            sound[file] = not is_found(None, fault.test)
        yield number, sound[file] and is_found(fault, fault.test)


if __name__ == "__main__":
    competency.loading.load("kirklees")
    for number, found in answers([int(given) for given in sys.argv[1:]] or range(len(FAULTS))):
        print(number, "found" if found else "not found", FAULTS[number].what, flush=True)
