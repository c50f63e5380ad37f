"""Small rule sets with something planted in them, and what the prover says of them."""

from __future__ import annotations

from cnam_rules import decide
from cnam_rules.language import RuleSet
from cnam_rules.prove import Finding, Report, prove
from tests.language.build import LABEL, read, rule_file

MEASURES = f"""\
mesures:
  ue: {{{LABEL}, ue: obligatoires}}
  ves: {{{LABEL}, ue: obligatoires, obtentions: dispenses}}
  experience: {{{LABEL}, duree: experiences, attestees: oui}}
  champ: {{{LABEL}, duree: experiences, attestees: oui, dans_le_champ: oui}}
  ailleurs: {{{LABEL}, duree: experiences, dans_le_champ: non}}
  stage: {{{LABEL}, duree: stages}}
  soutenu: {{{LABEL}, rapport: soutenu}}
  valide: {{{LABEL}, rapport: valide}}
"""
"""Measures that bear on one another."""


def rules(*exiges: str, si: str | None = None, readings: str = "", measures: str = MEASURES) -> RuleSet:
    """A rule set with one condition (`c0`, `c1`, …) for each of `exiges`."""
    return read(rule_file(*exiges, si=si, readings=readings, measures=measures))


def found(ruleset: RuleSet) -> dict[str, list[Finding]]:
    """What is found, by code, when everything is settled; every dossier shown is decided again."""
    report = prove(ruleset)
    assert report.unsettled == ()
    confirmed(report)
    codes: dict[str, list[Finding]] = {}
    for finding in report.findings:
        codes.setdefault(finding.code, []).append(finding)
    return codes


def confirmed(report: Report) -> None:
    """Decide every dossier that a report shows: engines, verdict, statuses and what is measured."""
    for finding in report.findings:
        for witness in finding.witnesses:
            shown = sorted((m.least, m.most or -1) for m in witness.measured)
            for one, ruleset in zip(witness.decided, report.rules, strict=True):
                verdict = decide(
                    one.dossier, as_of=witness.as_of, ruleset=ruleset, readings=dict(one.readings)
                )
                assert verdict.status is one.verdict
                assert verdict.statuses == dict(one.statuses)
                facts = sorted((f.least, f.most or -1) for f in verdict.facts)
                assert facts == shown or len(report.rules) > 1
