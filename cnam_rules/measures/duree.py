"""`duree`: how long the experiences or the stages lasted, those that pass the filters.

In a rule file:

    experience_champ:
      libelle: {fr: …, en: …}
      duree: experiences          # experiences | stages
      attestees: oui              # keep those a certificate proves; non (default): all of them
      dans_le_champ: oui          # oui: those in the field; non: those outside; indifferent (default)
      statuts: [salarie]          # those worked in one of these statuses; tous (default)
      avec_stages: oui            # the days of the stages count too; non (default)
      d_un_seul_tenant: oui       # only the longest unbroken run counts; non (default)

The lower end of the fact counts the spells that surely pass, the upper end those that may. Days are counted
under the rule set's conventions (`mois`, `temps_partiel`, and `stage` for the stages).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import ClassVar

from attrs import field, frozen

from cnam_rules.decoding import Decoder
from cnam_rules.deferred import Deferred
from cnam_rules.documents import Node
from cnam_rules.dossier.model import EN_COURS, Dossier, Experience, Stage, StatutActivite
from cnam_rules.durations import WHOLE, Counting, PartTime, StageCounting, total
from cnam_rules.facts import Fact
from cnam_rules.forms import reads, words
from cnam_rules.measures.base import Context, Conventions, Option, one_of, one_or_more, some_of, yes_or_no
from cnam_rules.measures.duree_evidence import DureeEvidence, SpellLine, count_lines
from cnam_rules.units import Unit

__all__ = ["Duree"]

_FIELD: Mapping[str, bool | None] = {"oui": True, "non": False, "indifferent": None}
_SPELLS = {"experiences": "experiences", "stages": "stages"}
_PASSES: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())


@reads(words(_FIELD, True, False))
def _in_the_field(decoder: Decoder, node: Node, _: Context) -> bool | None:
    return node.value if isinstance(node.value, bool) else decoder.word(node, _FIELD)


@reads(some_of((status.value for status in StatutActivite), "tous"))
def _statuses(decoder: Decoder, node: Node, _: Context) -> frozenset[StatutActivite] | None:
    return one_or_more(decoder, node, {status.value: status for status in StatutActivite}, every="tous")


@frozen
class Duree:
    """A duration in months and days, encoded as `cnam_rules.durations.encode` does.

    Attributes:
        duree: whose duration: `experiences` or `stages`.
        attestees: whether only certified spells count.
        dans_le_champ: True for those in the field only, False for those outside only, None for all.
        statuts: the statuses that count; None for all. A stage has none, and none excludes it.
        avec_stages: whether the stages' days count beside the experiences'.
        d_un_seul_tenant: whether only the longest unbroken run counts.
        conventions: how days make months.

    >>> from cnam_rules.durations import decode
    >>> job = Experience("Conseillère", date(2023, 9, 1), date(2025, 2, 28), attestee=True)
    >>> certified = Duree("experiences", True, None, None, False, False, Conventions())
    >>> dossier = Dossier("D-1", "RNCP36625", experiences=(job,))
    >>> fact = certified.fact("experience", dossier, date(2025, 11, 3))
    >>> decode(fact.least), fact.known
    ((18, 0), True)
    """

    KEY: ClassVar[str] = "duree"
    UNIT: ClassVar[Unit] = Unit.DUREE
    OPTIONS: ClassVar[Mapping[str, Option]] = {
        "duree": Option(one_of(_SPELLS), required=True),
        "attestees": Option(yes_or_no, default=False),
        "dans_le_champ": Option(_in_the_field),
        "statuts": Option(_statuses),
        "avec_stages": Option(yes_or_no, default=False),
        "d_un_seul_tenant": Option(yes_or_no, default=False),
    }

    duree: str
    attestees: bool
    dans_le_champ: bool | None
    statuts: frozenset[StatutActivite] | None
    avec_stages: bool
    d_un_seul_tenant: bool
    conventions: Conventions
    _exact: bool = field(init=False, eq=False, repr=False)
    """Whether a spell that surely counts does so for a known number of days, as it does by the calendar."""

    @_exact.default
    def _by_the_calendar_alone(self) -> bool:
        return self._part_time is PartTime.CALENDAIRE and self.presence is StageCounting.CALENDAIRE

    @classmethod
    def conventions_read(cls, options: Mapping[str, object], /) -> frozenset[str]:
        """How months are counted, and what bears on these spells; see `Measure.conventions_read`."""
        own = {"stages": ("stage",), "experiences": ("temps_partiel",)}.get(
            str(options["duree"]),
            ("stage", "temps_partiel"),  # a reading says whose duration: either may matter
        )
        return frozenset(("mois", "chevauchement", *own))

    def fact(self, name: str, dossier: Dossier, as_of: date) -> Fact:
        """Measure a dossier; see `Measure.fact`."""
        sure: list[Experience | Stage] = []
        possible: list[Experience | Stage] = []
        complete = True
        for spells in self._lists(dossier):
            if spells is None:
                complete = False
                continue
            for spell in spells:
                failed, unknown = self.sift(spell)
                if not failed:
                    possible.append(spell)
                    if not unknown:
                        sure.append(spell)
        day = as_of.toordinal()
        least = self._count(sure, day, most=False)
        most: int | None = least
        if not complete:
            most = None
        elif len(sure) != len(possible) or not self._exact:
            most = self._count(possible, day, most=True)
        return Fact(name, Unit.DUREE, least, most, Deferred(partial(self._evidence, dossier, as_of)))

    def sift(self, spell: Experience | Stage) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The filters that a spell fails, and those of which it can't be told; with neither it counts."""
        statut = None
        if isinstance(spell, Experience):
            proof, statut = spell.attestee, spell.statut
            wrong_status = self.statuts is not None and statut not in self.statuts
        else:
            proof, wrong_status = spell.atteste, False
        wanted = self.dans_le_champ
        wrong_field = wanted is not None and spell.dans_le_champ is not wanted
        if not (wrong_field or wrong_status or (self.attestees and not proof)):
            return _PASSES
        failed: list[str] = []
        unknown: list[str] = []
        if self.attestees and not proof:
            (unknown if proof is None else failed).append("attestation")
        if wrong_field:
            (unknown if spell.dans_le_champ is None else failed).append("champ")
        if wrong_status:
            (unknown if statut is None else failed).append("statut")
        return tuple(failed), tuple(unknown)

    @property
    def counting(self) -> Counting:
        """The conventions as the counting functions take them; the quotité is the experiences' alone."""
        return Counting(self.conventions.mois, self._part_time, self.d_un_seul_tenant)

    @property
    def presence(self) -> StageCounting:
        """How stages are counted when this is a duration of stages; by the calendar otherwise."""
        return self.conventions.stage if self.duree == "stages" else StageCounting.CALENDAIRE

    @property
    def _part_time(self) -> PartTime:
        return self.conventions.temps_partiel if self.duree == "experiences" else PartTime.CALENDAIRE

    def _lists(self, dossier: Dossier) -> tuple[Sequence[Experience | Stage] | None, ...]:
        if self.duree == "stages":
            return (dossier.stages,)
        return (dossier.experiences, dossier.stages) if self.avec_stages else (dossier.experiences,)

    def _count(self, spells: Sequence[Experience | Stage], day: int, *, most: bool) -> int:
        """The total of these spells up to `day`: the least it can be, or the most."""
        if self._exact:
            days = [
                (start, day if spell.fin is EN_COURS else spell.fin.toordinal())
                for spell in spells
                if (start := spell.debut.toordinal()) <= day
            ]
            return total(days, day, self.conventions.mois, self.d_un_seul_tenant)
        lines = [_line("", spell, (), ()) for spell in spells]
        return count_lines(lines, day, self.counting, self.presence, most=most)

    def _evidence(self, dossier: Dossier, as_of: date) -> DureeEvidence:
        """What `fact` rests on, spell by spell."""
        names = ("stages",) if self.duree == "stages" else ("experiences", "stages")
        lists = dict(zip(names, self._lists(dossier), strict=False))
        lines = tuple(
            _line(f"$.{name}[{index}]", spell, *self.sift(spell))
            for name, spells in lists.items()
            for index, spell in enumerate(spells or ())
        )
        missing = tuple(name for name, spells in lists.items() if spells is None)
        return DureeEvidence.of(
            self.duree,
            lines=lines,
            missing=missing,
            as_of=as_of,
            counting=self.counting,
            stage=self.presence,
        )


def _line(
    path: str, spell: Experience | Stage, failed: tuple[str, ...], unknown: tuple[str, ...]
) -> SpellLine:
    """A spell as the evidence keeps it."""
    end = None if spell.fin is EN_COURS else spell.fin
    if isinstance(spell, Experience):
        return SpellLine(
            path, spell.intitule, spell.employeur, spell.debut, end, failed, unknown, quotite=spell.quotite
        )
    return SpellLine(
        path, None, spell.organisme, spell.debut, end, failed, unknown, WHOLE, spell.heures, spell.jours
    )
