"""How all tests run: a test that takes long on a busy machine is not wrong, and two runs try the same examples.

`pytest --hypothesis-profile searching` tries others each time.
"""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("searching", deadline=None)
settings.register_profile("the same", deadline=None, derandomize=True)
settings.load_profile("the same")
