"""Faults of text, with their pages: a file that is not plain YAML."""

from __future__ import annotations

from typing import Final

from competency.diagnostics import Rule, Severity

NOT_UTF8: Final = Rule("CF001", "not-utf8", Severity.ERROR, """not-utf8.""")

BYTE_ORDER_MARK: Final = Rule("CF002", "byte-order-mark", Severity.ERROR, """byte-order-mark.""")

CONTROL_CHARACTER: Final = Rule("CF003", "control-character", Severity.ERROR, """control-character.""")

TAB: Final = Rule("CF004", "tab", Severity.ERROR, """tab.""")

SYNTAX: Final = Rule("CF005", "syntax", Severity.ERROR, """syntax.""")

SEVERAL_DOCUMENTS: Final = Rule("CF006", "several-documents", Severity.ERROR, """several-documents.""")

DUPLICATE_KEY: Final = Rule("CF007", "duplicate-key", Severity.ERROR, """duplicate-key.""")

MERGE_KEY: Final = Rule("CF008", "merge-key", Severity.ERROR, """merge-key.""")

TAG: Final = Rule("CF009", "tag", Severity.ERROR, """tag.""")

TOO_DEEP: Final = Rule("CF010", "too-deep", Severity.ERROR, """too-deep.""")

ALIAS_EXPANSION: Final = Rule("CF011", "alias-expansion", Severity.ERROR, """alias-expansion.""")

ALIAS_INSIDE_ITSELF: Final = Rule("CF012", "alias-inside-itself", Severity.ERROR, """alias-inside-itself.""")

UNKNOWN_ALIAS: Final = Rule("CF013", "unknown-alias", Severity.ERROR, """unknown-alias.""")

KEY_TOO_LONG: Final = Rule("CF014", "key-too-long", Severity.ERROR, """key-too-long.""")

TEXT_TOO_LONG: Final = Rule("CF015", "text-too-long", Severity.ERROR, """text-too-long.""")

NUMBER_TOO_LONG: Final = Rule("CF016", "number-too-long", Severity.ERROR, """number-too-long.""")

NOT_A_FINITE_NUMBER: Final = Rule("CF017", "not-a-finite-number", Severity.ERROR, """not-a-finite-number.""")

KEY_NOT_TEXT: Final = Rule("CF018", "key-not-text", Severity.ERROR, """key-not-text.""")

EMPTY_DOCUMENT: Final = Rule("CF019", "empty-document", Severity.ERROR, """empty-document.""")

NOT_A_MAPPING: Final = Rule("CF020", "not-a-mapping", Severity.ERROR, """not-a-mapping.""")

RULES: Final = (
    NOT_UTF8,
    BYTE_ORDER_MARK,
    CONTROL_CHARACTER,
    TAB,
    SYNTAX,
    SEVERAL_DOCUMENTS,
    DUPLICATE_KEY,
    MERGE_KEY,
    TAG,
    TOO_DEEP,
    ALIAS_EXPANSION,
    ALIAS_INSIDE_ITSELF,
    UNKNOWN_ALIAS,
    KEY_TOO_LONG,
    TEXT_TOO_LONG,
    NUMBER_TOO_LONG,
    NOT_A_FINITE_NUMBER,
    KEY_NOT_TEXT,
    EMPTY_DOCUMENT,
    NOT_A_MAPPING,
)
