"""Small rule sets with something planted in them, and what the prover says of them."""

from __future__ import annotations

from cnam_rules import decide
from cnam_rules.language import RuleSet
from cnam_rules.measures import SeuilEvidence
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

SITUATION = f"""\
situations:
  voie: {{{LABEL}, mots: {{initiale: {{fr: i, en: i}}, continue: {{fr: c, en: c}}, vae: {{fr: v, en: v}}}}}}
"""
DECISION = f"""\
decisions:
  duree_du_stage:
    {LABEL}
    par: {{fr: le jury, en: the jury}}
    entre: [3 mois, 6 mois]
    source: {{clause: 3, extrait: x}}
"""
PARAMETER = f"""\
parametres:
  duree_exigee:
    {LABEL}
    selon: entree_en_formation
    valeurs:
      - {{du: 2015-01-01, valeur: 24 mois, source: {{clause: 2, extrait: x}}}}
      - {{du: 2023-09-01, valeur: 18 mois, source: {{clause: 2, extrait: x}}}}
"""
MOMENTS = f"""\
{SITUATION}mesures:
  initiale: {{{LABEL}, situation: voie, parmi: [initiale]}}
  continue: {{{LABEL}, situation: voie, parmi: [continue]}}
  quelle_que_soit: {{{LABEL}, situation: voie, parmi: [initiale, continue, vae]}}
  attente: {{{LABEL}, delai: [{{etape: depot}}, {{rapport: soutenu}}]}}
  depuis: {{{LABEL}, delai: [{{etape: depot}}, jour]}}
  dans_l_ordre: {{{LABEL}, ordre: [{{etape: depot}}, {{rapport: soutenu}}], meme_jour: oui}}
  apres_le_depot: {{{LABEL}, ordre: [{{etape: depot}}, {{rapport: soutenu}}], meme_jour: non}}
  age: {{{LABEL}, age: jour}}
  age_a_l_entree: {{{LABEL}, age: entree_en_formation}}
  diplome: {{{LABEL}, diplome: quelconque, niveau_au_moins: 5}}
  licence: {{{LABEL}, diplome: quelconque, niveau_au_moins: 6, dans_le_domaine: oui}}
  bulats: {{{LABEL}, niveau_de_langue: [BULATS], valable: 24 mois}}
  langue: {{{LABEL}, niveau_de_langue: tous}}
  points: {{{LABEL}, points_au_test: BULATS}}
  echouees: {{{LABEL}, ue: obligatoires, echouees: oui}}
  echouees_depuis_peu: {{{LABEL}, ue: obligatoires, echouees: oui, echec_depuis: 3 ans}}
"""
"""Measures of moments, and of what the candidate is and holds."""


def rules(*exiges: str, si: str | None = None, readings: str = "", measures: str = MEASURES) -> RuleSet:
    """A rule set with one condition (`c0`, `c1`, …) for each of `exiges`."""
    return read(rule_file(*exiges, si=si, readings=readings, measures=measures))


def valued(*exiges: str) -> RuleSet:
    """The same, with a length that a jury decides and one that changed one day, where they are named."""
    text = "".join(exiges)
    values = (DECISION if "duree_du_stage" in text else "") + (PARAMETER if "duree_exigee" in text else "")
    return rules(*exiges, measures=values + MEASURES)


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
            shown = {(m.least, m.most or -1) for m in witness.measured}
            for one, ruleset in zip(witness.decided, report.rules, strict=True):
                verdict = decide(
                    one.dossier, as_of=witness.as_of, ruleset=ruleset, readings=dict(one.readings)
                )
                assert verdict.status is one.verdict
                assert verdict.statuses == dict(one.statuses)
                told = [fact for fact in verdict.facts if not isinstance(fact.evidence, SeuilEvidence)]
                facts = {(fact.least, fact.most or -1) for fact in told}
                assert facts <= shown or len(report.rules) > 1
