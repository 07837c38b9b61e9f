"""Fills digests into the bundled mappings.

python docs/build_digests.py [--anew]

Each row gets the digests of both texts as they stand. Those that a row has stay, so that a change of the text shows,
unless `--anew` says that every stale row was read again.
"""

from __future__ import annotations

import argparse

from competency.equivalence.review import signed, signed_anew
from competency.loading import bundled_mappings, opened_mapping

if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--anew", action="store_true", help="also where the text has changed")
    fill = signed_anew if options.parse_args().anew else signed
    for path in bundled_mappings().values():
        path.write_text(fill(opened_mapping(path)), encoding="utf-8")
