"""`competency map` and `transfer` as those meet them who don't know how they work, wrong input included."""

from __future__ import annotations

from competency import load, map_frameworks
from competency.equivalence import why
from competency.model import Framework
from competency.values import Value


def framework(name: str, language: str = "en-GB", **rest: Value) -> Framework:
    head = {"format": "framework/1", "id": name, "title": name.title(), "publisher": "P", "language": language}
    return load({**head, "sources": {"s": {"title": "S"}}, **rest})


def courses(**titles: str) -> dict[str, Value]:
    return {name: {"title": title, "source": "s"} for name, title in titles.items()}


# --- reasons quote the documents -------------------------------------------------------------------------


def test_words_that_two_texts_share_are_told_as_each_document_writes_them() -> None:
    one = framework("north", "de", courses=courses(k="Häusliche Gewalt und ihre Auswirkung auf Kinder"))
    other = framework("south", "de", courses=courses(k="Auswirkungen häuslicher Gewalt auf Kinder"))
    claim = why(map_frameworks(one, other), "k", "k").because[0].claim
    assert claim.endswith(
        "they share 'Häusliche'/'häuslicher', 'Gewalt', 'Auswirkung'/'Auswirkungen', 'auf' and 'Kinder'"
    )


def test_two_words_for_the_same_are_both_quoted_and_so_is_what_two_courses_are_about() -> None:
    row = why(map_frameworks(load("kirklees"), load("bedfordshire")), "domestic-violence", "domestic-abuse")
    first = row.because[0]
    assert "'Domestic Abuse'/'Domestic Violence'; both are about domestic abuse" in first.claim
    assert [quote.claim for quote in first.because] == [
        "'domestic abuse' in the title of bedfordshire:domestic-abuse says: domestic abuse",
        "'domestic violence' in the title of kirklees:domestic-violence says: domestic abuse",
    ]


def test_each_audience_that_an_item_is_said_to_be_for_is_quoted_from_its_own_document() -> None:
    row = why(map_frameworks(load("north_lincs"), load("solihull")), "advanced-beginner", "early-helpers")
    for told in row.because[0].because:
        name, _, audiences = told.claim.partition(" is for ")
        assert all(source.startswith(name.partition(":")[0]) for source in told.source)
        quoted = [quote.claim.rpartition(" says: ")[2] for quote in told.because]
        assert quoted
        assert all(point in audiences for point in quoted)


def test_a_title_of_any_length_leaves_a_reason_readable() -> None:
    one, other = framework("one", courses=courses(a="Neglect " * 2000)), framework("two", courses=courses(b="Neglect"))
    (row,) = map_frameworks(one, other).correspondences
    assert len(row.because[0].claim) < 500
    assert "Neglect… (one:a)" in row.because[0].claim
