"""One file per foreign format, with FORMAT, `dump` or `read` or both, and LOSES: what the format has no place for.

Both directions tell with their result what of the given document is kept, approximated and dropped: see `losses`.
"""
