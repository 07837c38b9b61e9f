"""The rules of shape and reference, each with its page: one file for each kind of fault.

Each module of this folder has `RULES`, the tuple of its rules. They are worded where they are found.
"""
