"""How all tests run: a test that takes long on a busy machine is not wrong, and two runs try the same examples.

`pytest --hypothesis-profile searching` tries others each time.
"""

from __future__ import annotations

import pytest
from hypothesis import settings

settings.register_profile("searching", deadline=None)
settings.register_profile("the same", deadline=None, derandomize=True)
settings.load_profile("the same")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Laws that are tried on many examples run without measuring coverage, which would take several times as long."""
    for item in items:
        if getattr(getattr(item, "obj", None), "is_hypothesis_test", False):
            item.add_marker(pytest.mark.no_cover)
