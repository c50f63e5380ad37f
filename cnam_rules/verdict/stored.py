"""The stored form of a verdict: JSON, lossless, and the same bytes for the same verdict.

Keys stand in a fixed order, dates are ISO 8601, exact numbers are text (`"1/2"`), and nothing is left out.
An expression is stored with its answers: each part has the operator, its answer, and its terms.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, get_args, get_origin

from cnam_rules.deferred import Deferred
from cnam_rules.engines.reference import Trace
from cnam_rules.facts import AnswerValue, Evidence
from cnam_rules.faults import Fault, VerdictError
from cnam_rules.kernel import All, Answer, AtLeast, Compare, Constant, Not, Op
from cnam_rules.kernel import Any as AnyOf
from cnam_rules.measures import EVIDENCE
from cnam_rules.verdict.hypothesis import Supposed
from cnam_rules.verdict.model import FORMAT, Verdict
from cnam_rules.verdict.sound import contradictions

if TYPE_CHECKING:
    from cattrs import Converter

__all__ = ["as_data", "from_json", "plain_data", "to_json"]

_OPERATORS: Final = {All: "tous", AnyOf: "un_au_moins", Not: "non", AtLeast: "au_moins"}

_GAINED: Final = ("constat", "reconstitution")
"""Keys of the rule set that the first verdicts were stored without."""


def as_data(verdict: Verdict) -> dict[str, Any]:
    """The verdict as plain dicts, lists, texts, numbers and booleans, in the stored form.

    What is decided under a hypothesis has another form, which no reader of verdicts takes for one: nothing
    that a verdict says stands at the top.
    """
    data: dict[str, Any] = plain_data(verdict)
    supposed = data.pop("hypothesis", None)
    if supposed is None:
        return {"format": FORMAT} | data
    return {"hypothesis": supposed, "would_be": data}


def plain_data(value: Any) -> Any:  # a verdict, or a part of one, of whatever kind
    """A verdict or a part of it as plain dicts, lists, texts, numbers and booleans."""
    return _converter().unstructure(value)


def to_json(verdict: Verdict) -> str:
    """The verdict as JSON text on one line, in UTF-8 characters."""
    return json.dumps(as_data(verdict), ensure_ascii=False, separators=(",", ":"))


def from_json(text: str) -> Verdict:
    """The verdict that a JSON text stores.

    What is read holds together: each fact follows from its evidence, and each status from the facts. That is
    no seal: a
    verdict forged as a whole is a verdict. To know that it is the one a dossier gave, decide the dossier
    again.

    Raises:
        TypeError: it isn't a text.
        VerdictError: it isn't the stored form of a verdict, to the last value; or its facts don't follow from
            its evidence, or its statuses from its facts.

    >>> from_json("[]")
    Traceback (most recent call last):
    ...
    cnam_rules.faults.VerdictError: ...
    """
    from cattrs import BaseValidationError, transform_error

    if not isinstance(text, str):
        raise TypeError(f"from_json takes text, not {type(text).__name__}")
    try:
        data = json.loads(text, object_pairs_hook=_each_key_once)
    except (ValueError, RecursionError) as error:
        raise VerdictError([Fault("$", "json-syntax", {"detail": str(error)})]) from None
    if isinstance(data, dict) and "hypothesis" in data:
        raise VerdictError([Fault("$.hypothesis", "only-a-hypothesis", {})])
    if not isinstance(data, dict) or data.get("format") is True or data.get("format") != FORMAT:
        raise VerdictError([Fault("$.format", "not-a-verdict", {"found": f"format ≠ {FORMAT}"})])
    data = _completed(data)
    rest = {key: value for key, value in data.items() if key != "format"}
    try:
        verdict: Verdict = _converter().structure(rest, Verdict)
    except BaseValidationError as errors:
        raise VerdictError(
            [Fault("$", "not-a-verdict", {"found": line}) for line in transform_error(errors)]
        ) from None
    except (ValueError, TypeError, KeyError, LookupError, RecursionError) as error:
        raise VerdictError([Fault("$", "not-a-verdict", {"found": str(error)})]) from None
    if _canonical(json.loads(to_json(verdict))) != _canonical(data):
        # Something was read as what it isn't (a number for a text, a key left out): the file is not what was
        # stored.
        raise VerdictError([Fault("$", "verdict-altered", {})])
    try:
        faults = [Fault(path, "verdict-altered", {}) for path in contradictions(verdict)]
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        faults = [Fault("$", "verdict-altered", {})]  # a value of a kind that nothing can be derived from
    if faults:
        raise VerdictError(faults)
    return verdict


@lru_cache(maxsize=1)
def _converter() -> Converter:
    """The converter between verdicts and plain data; cattrs writes its code once."""
    from cattrs import Converter

    converter = Converter(forbid_extra_keys=True, use_alias=True)
    converter.register_unstructure_hook(date, date.isoformat)
    converter.register_structure_hook(date, lambda value, _: date.fromisoformat(value))
    converter.register_unstructure_hook(Fraction, str)
    converter.register_structure_hook(Fraction, lambda value, _: Fraction(value))
    converter.register_unstructure_hook(
        Supposed, lambda supposed: {"code": supposed.code, "args": converter.unstructure(dict(supposed.args))}
    )
    for union in (AnswerValue, int | str):
        # Values of JSON itself: they stand as they are, and `from_json` compares what was read with what was
        # stored.
        converter.register_structure_hook(union, lambda value, _: value)
    converter.register_unstructure_hook(Trace, _trace_data)
    converter.register_structure_hook(Trace, lambda value, _: _trace(value))
    # By a function, not by the class: Evidence is a protocol, and what implements it would match it too.
    converter.register_structure_hook_func(
        _is_evidence, lambda value, _: converter.structure(_untagged(value), EVIDENCE[value["kind"]])
    )
    converter.register_unstructure_hook_func(
        _is_deferred, lambda deferred: converter.unstructure(deferred.get())
    )
    converter.register_structure_hook_func(
        _is_deferred,
        lambda value, cls: Deferred.of(converter.structure(value, get_args(cls)[0])),
    )
    # Last: the evidence of a comparison holds a fact, whose own evidence is deferred.
    for kind in EVIDENCE.values():
        converter.register_unstructure_hook(
            kind, _tagged(kind, converter.gen_unstructure_attrs_fromdict(kind))
        )
    return converter


def _completed(data: dict[str, Any]) -> dict[str, Any]:
    """A stored form with the keys that it gained since; where they lack, nothing was said."""
    rules, conditions = data.get("ruleset"), data.get("conditions")
    if isinstance(rules, dict):
        data = data | {"ruleset": dict.fromkeys(_GAINED) | rules}
    if isinstance(conditions, list):
        data = data | {"conditions": [_with_its_end(condition) for condition in conditions]}
    return data


def _with_its_end(condition: Any) -> Any:  # whatever stands in a text
    """A condition whose dispensation says until when it holds: the first ones had no such key."""
    if not isinstance(condition, dict) or not isinstance(condition.get("waiver"), dict):
        return condition
    return condition | {"waiver": {**condition["waiver"], "jusqu_au": condition["waiver"].get("jusqu_au")}}


def _is_evidence(cls: Any) -> bool:
    return cls is Evidence


def _is_deferred(cls: Any) -> bool:
    return get_origin(cls) is Deferred


def _each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("duplicate key")
    return found


def _canonical(data: Any) -> str:
    """The data as one text: unlike `==`, it tells true from 1 and 1 from 1.0."""
    return json.dumps(data, sort_keys=True)


def _tagged(
    kind: type[Evidence], unstructure: Callable[[Any], dict[str, Any]]
) -> Callable[[Any], dict[str, Any]]:
    return lambda evidence: {"kind": kind.kind} | unstructure(evidence)


def _untagged(data: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if key != "kind"}


def _trace_data(trace: Trace) -> dict[str, Any]:
    """An expression with its answers."""
    expr = trace.expr
    data: dict[str, Any]
    if isinstance(expr, Compare):
        data = {"mesure": expr.measure, expr.op.value: expr.bound}
    elif isinstance(expr, Constant):
        data = {"toujours": expr.value}
    else:
        data = {"operator": _OPERATORS[type(expr)]}
        if isinstance(expr, AtLeast):
            data["n"] = expr.n
        data["terms"] = [_trace_data(term) for term in trace.terms]
    return data | {"answer": trace.answer.value}


def _trace(data: dict[str, Any]) -> Trace:
    """The trace of a stored expression; see `_trace_data`.

    Raises:
        ValueError: it is no such thing.
    """
    answer = Answer(data["answer"])
    if "mesure" in data:
        op = next(op for op in Op if op.value in data)
        return Trace(Compare(data["mesure"], op, data[op.value]), answer, ())
    if "toujours" in data:
        return Trace(Constant(data["toujours"]), answer, ())
    terms = tuple(_trace(term) for term in data["terms"])
    exprs = tuple(term.expr for term in terms)
    match data["operator"]:
        case "tous":
            return Trace(All(exprs), answer, terms)
        case "un_au_moins":
            return Trace(AnyOf(exprs), answer, terms)
        case "au_moins":
            return Trace(AtLeast(data["n"], exprs), answer, terms)
        case "non":
            return Trace(Not(exprs[0]), answer, terms)
        case other:
            raise ValueError(f"no such operator: {other!r}")
