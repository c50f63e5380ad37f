"""The outcomes of examples as JUnit XML, the form of test results that CI systems read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Final
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from cnam_rules.language import RuleSet
from cnam_rules.ruletests import Outcome

__all__ = ["junit"]

_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""The characters that XML 1.0 can't hold."""


def junit(
    results: Iterable[tuple[RuleSet, Sequence[Outcome]]],
    differences: Callable[[Outcome], str],
    no_example: str,
) -> str:
    """A document with a suite for each rule set, and a case for each of its examples with each engine.

    Nothing reads the clock, so no case says how long it took. A rule set without examples is one failed case:
    nothing tests it.

    Args:
        results: the rule sets, each with its outcomes.
        differences: what an outcome that failed says, in words.
        no_example: what a rule set without examples says.
    """
    root = Element("testsuites", name="cnam-rules rules test")
    tests = failures = 0
    for ruleset, outcomes in results:
        name = f"{ruleset.id}@{ruleset.version}"
        suite = SubElement(root, "testsuite", name=_xml(name))
        for outcome in outcomes:
            case = SubElement(
                suite,
                "testcase",
                name=_xml(f"{outcome.example.name} ({outcome.engine})"),
                classname=_xml(name),
                file=_xml(ruleset.file),
                line=str(outcome.example.line),
            )
            if not outcome.passed:
                said = _xml(differences(outcome))
                SubElement(case, "failure", message=" ".join(said.split()), type="exemple").text = said
        if not outcomes:
            case = SubElement(
                suite, "testcase", name="exemples", classname=_xml(name), file=_xml(ruleset.file)
            )
            SubElement(case, "failure", message=_xml(no_example), type="exemple")
        counts = len(suite), len(suite.findall("testcase/failure"))
        _count(suite, *counts)
        tests, failures = tests + counts[0], failures + counts[1]
    _count(root, tests, failures)
    indent(root)
    return "<?xml version='1.0' encoding='utf-8'?>\n" + tostring(root, encoding="unicode") + "\n"


def _count(element: Element, tests: int, failures: int) -> None:
    element.set("tests", str(tests))
    element.set("failures", str(failures))
    element.set("errors", "0")
    element.set("skipped", "0")


def _xml(text: str) -> str:
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)
