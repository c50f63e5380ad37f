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
      responsabilite: oui         # those at a sufficient level of responsibility; non (default): all
      plein_temps: oui            # those at full time (quotité 1); non (default): all
      depuis: entree_en_formation # only the days from that moment on (see `cnam_rules.measures.moments`)
      avant: {etape: probatoire}  # only the days before that moment
      sauf_jours_de_stage: oui    # a day that is also one of a stage doesn't count; non (default)

The lower end of the fact counts the spells that surely pass, the upper end those that may. Days are counted
under the rule set's conventions (`mois`, `temps_partiel`, and `stage` for the stages).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from attrs import field, frozen

from cnam_rules.decoding import Decoder
from cnam_rules.deferred import Deferred
from cnam_rules.documents import Node
from cnam_rules.dossier.model import EN_COURS, Dossier, Experience, Stage, StatutActivite
from cnam_rules.durations import WHOLE, Counting, PartTime, StageCounting, total
from cnam_rules.facts import Fact
from cnam_rules.forms import reads
from cnam_rules.measures.base import (
    Context,
    Conventions,
    Option,
    OptionsClash,
    one_of,
    one_or_more,
    some_of,
    yes_no_or_either,
    yes_or_no,
)
from cnam_rules.measures.duree_evidence import DureeEvidence
from cnam_rules.measures.moment_forms import MOMENT
from cnam_rules.measures.spells import SpellLine, count_lines, line_of
from cnam_rules.measures.windows import Limits, stages_left_out
from cnam_rules.units import Unit

if TYPE_CHECKING:
    from cnam_rules.measures.moments import Moment
    from cnam_rules.speech import Speech

__all__ = ["Duree"]

_SPELLS = {"experiences": "experiences", "stages": "stages"}
_PASSES: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())


@reads(MOMENT)
def _moment(decoder: Decoder, node: Node, context: Context) -> Moment | None:
    """Read a moment; what they are is imported by the rules that have any."""
    from cnam_rules.measures.moments import read_moment

    return read_moment(decoder, node, context)


def _say_moment(moment: Moment | None, speech: Speech) -> str:
    """Say a moment, likewise."""
    from cnam_rules.measures.moments import say_moment

    return say_moment(moment, speech)


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
        responsabilite: whether only experiences at a sufficient level of responsibility count.
        plein_temps: whether only experiences at full time count. A stage has no such things either.
        depuis: the moment from which days count, its own day included; None for all days.
        avant: the moment before which days count, its own day excluded; None for all days.
        sauf_jours_de_stage: whether days that are also days of a stage don't count; where only certified
            spells do, those of certified stages.

    Raises:
        OptionsClash: stages' days are to count, and not to.

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
        "dans_le_champ": Option(yes_no_or_either),
        "statuts": Option(_statuses),
        "avec_stages": Option(yes_or_no, default=False),
        "d_un_seul_tenant": Option(yes_or_no, default=False),
        "responsabilite": Option(yes_or_no, default=False),
        "plein_temps": Option(yes_or_no, default=False),
        "depuis": Option(_moment, say=_say_moment),
        "avant": Option(_moment, say=_say_moment),
        "sauf_jours_de_stage": Option(yes_or_no, default=False),
    }

    duree: str
    attestees: bool
    dans_le_champ: bool | None
    statuts: frozenset[StatutActivite] | None
    avec_stages: bool
    d_un_seul_tenant: bool
    conventions: Conventions
    responsabilite: bool = False
    plein_temps: bool = False
    depuis: Moment | None = None
    avant: Moment | None = None
    sauf_jours_de_stage: bool = False
    _limited: bool = field(init=False, eq=False, repr=False)
    """Whether only some of a spell's days may count."""
    _exact: bool = field(init=False, eq=False, repr=False)
    """Whether a spell that surely counts does so for a known number of days, as it does by the calendar."""
    _about_the_job: bool = field(init=False, eq=False, repr=False)
    """Whether a filter asks how a job was worked."""

    @_limited.default
    def _by_a_moment_or_stages(self) -> bool:
        return self.depuis is not None or self.avant is not None or self.sauf_jours_de_stage

    @_exact.default
    def _by_the_calendar_alone(self) -> bool:
        by_days = self._part_time is PartTime.CALENDAIRE and self.presence is StageCounting.CALENDAIRE
        return by_days and not self._limited

    @_about_the_job.default
    def _responsibility_or_time(self) -> bool:
        return self.responsabilite or self.plein_temps

    def __attrs_post_init__(self) -> None:
        if self.sauf_jours_de_stage and (self.duree == "stages" or self.avec_stages):
            other = "duree: stages" if self.duree == "stages" else "avec_stages: oui"
            raise OptionsClash(
                "sauf_jours_de_stage", "options-clash", found="sauf_jours_de_stage: oui", expected=other
            )

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
        limits = self.limits(dossier, as_of) if self._limited else None
        least = self._count(sure, day, limits, most=False)
        most: int | None = least
        if not complete:
            most = None
        elif len(sure) != len(possible) or not self._exact:
            most = self._count(possible, day, limits, most=True)
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
        if not (wrong_field or wrong_status or (self.attestees and not proof) or self._about_the_job):
            return _PASSES
        failed: list[str] = []
        unknown: list[str] = []
        if self.attestees and not proof:
            (unknown if proof is None else failed).append("attestation")
        if wrong_field:
            (unknown if spell.dans_le_champ is None else failed).append("champ")
        if wrong_status:
            (unknown if statut is None else failed).append("statut")
        if isinstance(spell, Experience):
            if self.responsabilite and not spell.responsabilite:
                (unknown if spell.responsabilite is None else failed).append("responsabilite")
            if self.plein_temps and spell.quotite != WHOLE:
                (unknown if spell.quotite is None else failed).append("plein_temps")
        return tuple(failed), tuple(unknown)

    def limits(self, dossier: Dossier, as_of: date) -> Limits | None:
        """Which days of the spells count, on this dossier; None for all of them."""
        if not self._limited:
            return None
        from cnam_rules.measures.moments import told

        return Limits(
            None if self.depuis is None else told(self.depuis, dossier, as_of),
            None if self.avant is None else told(self.avant, dossier, as_of),
            stages_left_out(dossier.stages, certified=self.attestees) if self.sauf_jours_de_stage else (),
        )

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

    def _count(
        self, spells: Sequence[Experience | Stage], day: int, limits: Limits | None, *, most: bool
    ) -> int:
        """The total of these spells up to `day`: the least it can be, or the most."""
        if self._exact:
            days = [
                (start, day if spell.fin is EN_COURS else spell.fin.toordinal())
                for spell in spells
                if (start := spell.debut.toordinal()) <= day
            ]
            return total(days, day, self.conventions.mois, self.d_un_seul_tenant)
        lines = [line_of("", spell, (), ()) for spell in spells]
        return count_lines(lines, day, self.counting, self.presence, most=most, limits=limits)

    def lines(self, dossier: Dossier) -> tuple[SpellLine, ...]:
        """Every spell that the measure looks at, and what the filters make of it."""
        return tuple(
            line_of(f"$.{name}[{index}]", spell, *self.sift(spell))
            for name, spells in zip(self._names, self._lists(dossier), strict=True)
            for index, spell in enumerate(spells or ())
        )

    @property
    def _names(self) -> tuple[str, ...]:
        """The lists of the dossier whose spells count."""
        if self.duree == "stages":
            return ("stages",)
        return ("experiences", "stages") if self.avec_stages else ("experiences",)

    def _evidence(self, dossier: Dossier, as_of: date) -> DureeEvidence:
        """What `fact` rests on, spell by spell."""
        lists = zip(self._names, self._lists(dossier), strict=True)
        return DureeEvidence.of(
            self.duree,
            lines=self.lines(dossier),
            missing=tuple(name for name, spells in lists if spells is None),
            as_of=as_of,
            counting=self.counting,
            stage=self.presence,
            limits=self.limits(dossier, as_of),
        )
