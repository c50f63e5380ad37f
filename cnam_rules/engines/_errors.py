"""What can go wrong with an engine, by name: durable-rules reports bare integers."""

from __future__ import annotations

import re

from cnam_rules.faults import CnamRulesError

__all__ = ["MEANINGS", "EngineFailed", "EngineUnavailable", "ProgramTooLarge", "meaning"]

MEANINGS = {
    1: "EVENT_NOT_HANDLED: no rule matched the fact",
    2: "EVENT_OBSERVED: a fact with that id is already there",
    3: "EVENT_DEFERRED: the fact was queued, not evaluated",
    101: "OUT_OF_MEMORY: no memory, or more than 1,024 sessions",
    102: "UNEXPECTED_TYPE",
    103: "IDENTIFIER_LENGTH",
    104: "UNEXPECTED_VALUE",
    105: "UNEXPECTED_NAME",
    106: "RULE_LIMIT_EXCEEDED: too many rules, or alternatives of one node",
    107: "RULE_EXISTS_LIMIT_EXCEEDED",
    108: "RULE_BETA_LIMIT_EXCEEDED",
    109: "RULE_WITHOUT_QUALIFIER",
    110: "SETTING_NOT_FOUND",
    111: "INVALID_HANDLE: the rule set was deleted, or never made",
    112: "HANDLE_LIMIT_EXCEEDED: more than 131,071 rule sets",
    113: "EXPRESSION_LIMIT_EXCEEDED",
    201: "PARSE_VALUE",
    202: "PARSE_STRING",
    203: "PARSE_NUMBER",
    204: "PARSE_OBJECT",
    205: "PARSE_ARRAY",
    302: "EVENT_MAX_PROPERTIES: a fact has 255 fields or more",
    303: "MAX_STACK_SIZE: more than 64 nodes of the network match one fact",
    304: "MAX_MESSAGES_IN_FRAME",
    305: "MESSAGE_NOT_FOUND",
    306: "LOCATION_NOT_FOUND",
    307: "NODE_DELETED",
    308: "NODE_DISPATCHING",
    309: "SID_NOT_FOUND: there is no such session",
    310: "NO_ACTION_AVAILABLE",
    311: "PROPERTY_NOT_FOUND",
    312: "OPERATION_NOT_SUPPORTED",
    313: "EVENT_MAX_OBJECT_SIZE",
    314: "EVENT_MAX_OBJECT_PROPERTY_SIZE",
}

_CODE = re.compile(r"error code: (\d+)")


class EngineUnavailable(CnamRulesError, ImportError):
    """The engine asked for can't be used: durable-rules doesn't import here, or there is no such engine."""


class EngineFailed(CnamRulesError, RuntimeError):
    """An engine gave no trustworthy answer: an error of its own, or not exactly one status per condition."""


class ProgramTooLarge(CnamRulesError, ValueError):
    """A program that durable-rules can't take in safely; the message says which limit it passes."""


def code(error: BaseException) -> int | None:
    """The code of an error of the extension, or None when it carries none."""
    found = _CODE.search(str(error))
    return int(found[1]) if found else None


def meaning(error: BaseException) -> str:
    """An error of the extension, its code given a name.

    >>> meaning(Exception("Could not delete state, error code: 309"))
    'Could not delete state, error code: 309 (SID_NOT_FOUND: there is no such session)'
    >>> meaning(Exception("Could not assert fact, error code: 999"))
    'Could not assert fact, error code: 999 (a code without a name)'
    """
    known = code(error)
    return f"{error} ({MEANINGS.get(known, 'a code without a name')})" if known is not None else repr(error)
