"""Hypothesis strategies that write rule files, together with what each of them means.

A file is written as text, so that whatever is decided with it went through the loader first; its meaning is
put together beside the text, never read back from it. What they favour: every form of expression, nested,
with `si` and without; measures of every kind with options left out, stated and filled by readings; readings
inside readings and in several places at once; bounds that dossiers drawn by `dossiers()` reach, miss by a
day and exceed by one; names that a careless engine takes for one another.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final, TypeVar

from attrs import frozen
from hypothesis import strategies as st

from cnam_rules import kernel
from cnam_rules.catalogue import packaged
from cnam_rules.dossier import StatutActivite
from cnam_rules.kernel import Compare, Expr, Op, Program
from cnam_rules.language import RuleSet, decode_ruleset
from cnam_rules.measures import CONVENTIONS, KINDS, Conventions, Measure
from cnam_rules.testing import moment_measures, ue_measures
from cnam_rules.testing.acquis import ACQUIS_KINDS, acquis_bound, acquis_places, vocabulary_text
from cnam_rules.testing.dossiers import CODES
from cnam_rules.testing.moment_measures import MOMENT_KINDS
from cnam_rules.testing.parts import Part, Readings, always
from cnam_rules.testing.ue_measures import UE_KINDS, Place
from cnam_rules.testing.values import Values
from cnam_rules.units import Unit

__all__ = ["CONDITION_IDS", "MEASURE_NAMES", "Written", "rule_files"]

T = TypeVar("T")

MEASURE_NAMES: Final = ("m", "M", "costarring", "liquid", "é", "e\u0301", "1", "oui", "a.b", "$x y", "{0}")
"""Names for measures: two that durable-rules takes for one, and some that trip readers and writers."""
CONDITION_IDS: Final = (
    "stage",
    "experience",
    "champ_129599",
    "champ_732382",
    "Stage",
    "é",
    "e\u0301",
    "tous",
)
"""Names for conditions, as awkward."""

_TEXTS: Final = ("stage de 3 mois", "{}", "{0.__class__}", "a: b", "« é »", "12", "- x", "oui", "'\"\\", "#")
_MONTHS: Final = (0, 1, 2, 3, 6, 12, 17, 18, 24, 30)
_UP, _DOWN, _ANY = 1, -1, 0
_RISING: Final = (Op.AT_LEAST, Op.MORE_THAN)
_FALLING: Final = (Op.AT_MOST, Op.LESS_THAN)
_OPS: Final[Mapping[int, Sequence[Op]]] = {_UP: _RISING, _DOWN: _FALLING, _ANY: (*_RISING, *_FALLING)}


@frozen
class Written:
    """A rule file, and what it means.

    Attributes:
        text: the file.
        conditions: the ids of its conditions, in order.
        choices: the choices of each of its readings, by name.
        retained: the choice that each reading retains.
        program: what the conditions are under a choice for every reading.
        measures: what the measures are under it, by name; those that no condition reads included.
        decisions: what there is to decide, each with values that a dossier may say were decided.
    """

    text: str
    conditions: tuple[str, ...]
    choices: Mapping[str, tuple[str, ...]]
    retained: Mapping[str, str]
    program: Callable[[Readings], Program]
    measures: Callable[[Readings], Mapping[str, Measure]]
    decisions: Mapping[str, tuple[str, ...]]

    def ruleset(self) -> RuleSet:
        """The file as the library reads it.

        Raises:
            RuleSetError: it doesn't; that is a defect of the library, or of this module.
        """
        return decode_ruleset(self.text, file="random.yaml", fiches=packaged().fiches)

    def readings(self) -> st.SearchStrategy[dict[str, str]]:
        """A choice for some of the readings, or for all of them, or for none."""
        every = {name: st.sampled_from(choices) for name, choices in self.choices.items()}
        return st.fixed_dictionaries({}, optional=every)


class _Writer:
    """Draws the parts of one file. Readings are noted as they are used, those used inside others first."""

    def __init__(self, draw: st.DrawFn, codes: Sequence[str], readings: int, *, monotone: bool) -> None:
        self.draw = draw
        self.monotone = monotone
        self.codes = codes
        self.most_readings = readings
        self.begun = 0
        self.names: tuple[str, ...] = ()
        self.units: dict[str, str] = {}
        self.choices: dict[str, tuple[str, ...]] = {}
        self.retained: dict[str, str] = {}
        self.written: list[str] = []
        self.values = Values()
        self.pools: dict[str, list[tuple[str, Part[Any]]]] = {}  # the parts that each kind of place can reuse

    def one_of(self, *values: T) -> T:
        return self.draw(st.sampled_from(values))

    def label(self) -> str:
        fr, en = self.one_of(*_TEXTS), self.one_of(*_TEXTS)
        return f"{{fr: {quoted(fr)}, en: {quoted(en)}}}"

    def place(self, kind: str, make: Callable[[], Part[T]]) -> Part[T]:
        """A part made by `make`, or a reading that has such parts for choices."""
        reuse = self.pools.setdefault(kind, [])
        way = self.one_of("plain", "plain", "plain", "new", *(["reuse"] if reuse else []))
        if way == "reuse":
            return self.one_of(*reuse)[1]
        if way == "plain" or self.begun >= self.most_readings:
            return make()
        self.begun += 1
        name = f"lecture {self.begun}" if self.draw(st.booleans()) else f"l{self.begun}"
        key = "exige" if kind.startswith("clause") else "valeur"
        parts = {choice: make() for choice in ("a", "b", "oui")[: self.draw(st.integers(2, 3))]}
        self.choices[name] = tuple(parts)
        self.retained[name] = self.one_of(*parts)
        lines = [f"  {quoted(name)}:", f"    question: {self.label()}", f"    raison: {self.label()}"]
        lines += [f"    retenue: {quoted(self.retained[name])}", "    choix:"]
        for choice, part in parts.items():
            lines.append(f"      {quoted(choice)}: {{libelle: {self.label()}, {key}: {part.text}}}")
        self.written.append("\n".join(lines))
        whole = Part(f"{{lecture: {quoted(name)}}}", lambda chosen: parts[chosen[name]].means(chosen))
        reuse.append((name, whole))
        return whole

    # Measures.

    def yes_or_no(self) -> Part[bool]:
        value = self.draw(st.booleans())
        return always(self.one_of("oui" if value else "non", "true" if value else "false"), value)

    def field(self) -> Part[bool | None]:
        value = self.one_of(True, False, None)
        word = {True: "oui", False: "non", None: "indifferent"}[value]
        return always(word, value)

    def some_of(self, words: Sequence[Any], every: str) -> Part[frozenset[Any] | None]:
        if self.draw(st.booleans()):
            return always(every, None)
        chosen = self.draw(st.lists(st.sampled_from(words), unique=True, min_size=1, max_size=3))
        return always(f"[{', '.join(word.value for word in chosen)}]", frozenset(chosen))

    def measure(self, kind: str) -> Part[dict[str, Any]]:
        """The options of a measure of that kind."""
        places: dict[str, Place]
        if kind in UE_KINDS:
            places = ue_measures.places(self.draw, kind, self.codes, monotone=self.monotone)
        elif kind in MOMENT_KINDS:
            places = moment_measures.places(self.draw, kind, self.codes)
        elif kind in ACQUIS_KINDS:
            places = acquis_places(self.draw, kind, monotone=self.monotone)
        elif kind == "rapport":
            places = {kind: ("step", lambda: self.word("redige", "soutenu", "valide"), ue_measures.REQUIRED)}
        else:
            places = {
                kind: ("spells", lambda: self.word("experiences", "stages"), ue_measures.REQUIRED),
                "attestees": ("attestees", self.yes_or_no, False),
                "dans_le_champ": ("dans_le_champ", self.field, None),
                "statuts": ("statuts", lambda: self.some_of(tuple(StatutActivite), "tous"), None),
                "avec_stages": ("avec_stages", self.yes_or_no, False),
                "d_un_seul_tenant": ("d_un_seul_tenant", self.yes_or_no, False),
                "responsabilite": ("responsabilite", self.yes_or_no, False),
                "plein_temps": ("plein_temps", self.yes_or_no, False),
            }
            if not self.monotone:
                places |= moment_measures.limits(self.draw, self.codes)
            if not self.monotone and self.draw(st.integers(0, 3)) == 0:
                # Days of stages left out: only of jobs, whose list no reading fills, and not with those days.
                places[kind] = ("", lambda: self.word("experiences"), ue_measures.REQUIRED)
                del places["avec_stages"]
                places["sauf_jours_de_stage"] = ("yes or no alone", self.yes_or_no, False)
        parts: dict[str, Part[Any]] = {}
        defaults = {option: spec.default for option, spec in KINDS[kind].OPTIONS.items()}
        for option, (pool, make, default) in places.items():
            if default is ue_measures.REQUIRED or self.draw(st.booleans()):
                parts[option] = self.place(pool, make) if pool else make()
            else:
                defaults[option] = default
        text = ", ".join(f"{option}: {part.text}" for option, part in parts.items())
        return Part(
            f"{{libelle: {self.label()}, {text}}}",
            lambda chosen: defaults | {option: part.means(chosen) for option, part in parts.items()},
        )

    def word(self, *words: str) -> Part[str]:
        word = self.one_of(*words)
        return always(word, word)

    # Expressions.

    def clause(self, depth: int, way: int) -> Part[Expr]:
        """An expression that rises with the measures (`_UP`), falls with them (`_DOWN`), or either."""
        return self.place(f"clause {way}", lambda: self.plain_clause(depth, way))

    def plain_clause(self, depth: int, way: int) -> Part[Expr]:
        if depth == 0 or self.draw(st.integers(0, 2)) == 0:
            return self.comparison(way)
        form = self.one_of("tous", "un_au_moins", "parmi", "non", "si", "toujours")
        if form == "toujours":
            value = self.yes_or_no()
            return Part(f"{{toujours: {value.text}}}", lambda chosen: kernel.Constant(value.means(chosen)))
        if form == "non":
            term = self.clause(depth - 1, -way)
            return Part(f"{{non: {term.text}}}", lambda chosen: kernel.Not(term.means(chosen)))
        if form == "si":
            si, alors = self.clause(depth - 1, -way), self.clause(depth - 1, way)
            return Part(
                f"{{si: {si.text}, alors: {alors.text}}}",
                lambda chosen: kernel.Any((kernel.Not(si.means(chosen)), alors.means(chosen))),
            )
        terms = [self.clause(depth - 1, way) for _ in range(self.draw(st.integers(1, 3)))]
        texts = f"[{', '.join(term.text for term in terms)}]"
        if form == "parmi":
            n = self.draw(st.integers(1, len(terms)))
            return Part(
                f"{{au_moins: {n}, parmi: {texts}}}",
                lambda chosen: kernel.AtLeast(n, tuple(term.means(chosen) for term in terms)),
            )
        node = kernel.All if form == "tous" else kernel.Any
        return Part(f"{{{form}: {texts}}}", lambda chosen: node(tuple(term.means(chosen) for term in terms)))

    def comparison(self, way: int) -> Part[Expr]:
        name = self.one_of(*self.names)
        kind = self.units[name]
        start = f"{{mesure: {quoted(name)}"
        if KINDS[kind].UNIT is Unit.OUI_NON:
            yes = way == _UP or (way == _ANY and self.draw(st.booleans()))
            op = Op.AT_LEAST if yes else Op.LESS_THAN
            return always(f"{start}, est: {'oui' if yes else 'non'}}}", Compare(name, op, 1))
        op = self.one_of(*_OPS[way])
        if self.draw(st.integers(0, 5)) == 0:
            named, compare = self.values.comparison(
                self.draw, (name, kind), op, lambda: self.bound(kind), self.place
            )
            return always(f"{start}, {op.value}: {named}}}", compare)
        text, number = self.bound(kind)
        return always(f"{start}, {op.value}: {text}}}", Compare(name, op, number))

    def bound(self, kind: str) -> tuple[str, int]:
        """A bound for a measure of some kind: as it is written, and its number."""
        if kind in UE_KINDS:
            return ue_measures.bound(self.draw, kind, self.codes)
        if kind in ("age", "heures"):
            return moment_measures.bound(self.draw, kind)
        return acquis_bound(self.draw, kind) if kind in ACQUIS_KINDS else self.duration()

    def duration(self) -> tuple[str, int]:
        """A bound as it is written, and 31 times its months, plus its days."""
        months, days = self.one_of(*_MONTHS), self.one_of(0, 0, 0, 1, 27)
        years, rest = divmod(months, 12) if self.draw(st.booleans()) else (0, months)
        words = [f"{years} an{'s' if years > 1 else ''}"] if years else []
        words += [f"{rest} mois"] if rest else []
        words += [f"{days} jour{'s' if days > 1 else ''}"] if days or not words else []
        return " ".join(words), months * 31 + days


def quoted(text: str) -> str:
    """A text between quotes, as YAML and JSON both read it."""
    return json.dumps(text, ensure_ascii=False)


@st.composite
def rule_files(
    draw: st.DrawFn,
    *,
    codes: Sequence[str] = CODES,
    kinds: Sequence[str] = (*UE_KINDS, *MOMENT_KINDS, *ACQUIS_KINDS, "rapport", *["duree"] * 7),
    most_conditions: int = 4,
    most_measures: int = 4,
    most_readings: int = 4,
    depth: int = 3,
    monotone: bool = False,
    in_force: date = date(2015, 1, 1),
) -> Written:
    """Rule files for the title RNCP36625, every one of which the loader accepts.

    Args:
        draw: given by hypothesis.
        codes: the codes that measures of UE look for.
        kinds: the kinds of measure; one that stands several times is drawn more often.
        most_conditions: how many conditions at most.
        most_measures: how many measures at most.
        most_readings: how many readings at most.
        depth: how deep expressions nest, those inside readings not counted.
        monotone: whether the requirements only rise with the measures, and the `si` only fall: then more of
            anything never makes a dossier worse. Measures that more may make worse aren't drawn then.
        in_force: the first day on which the rules are in force.

    >>> from hypothesis import find
    >>> written = find(rule_files(), lambda written: bool(written.choices))
    >>> sorted(written.ruleset().readings) == sorted(written.choices)
    True
    """
    if monotone:
        kinds = [kind for kind in kinds if kind not in moment_measures.EITHER_WAY]
    writer = _Writer(draw, codes, most_readings, monotone=monotone)
    names = st.lists(st.sampled_from(MEASURE_NAMES), unique=True, min_size=1, max_size=most_measures)
    kind_of = {name: writer.one_of(*kinds) for name in draw(names)}
    writer.names, writer.units = tuple(kind_of), kind_of
    measures = {name: writer.measure(kind) for name, kind in kind_of.items()}
    conventions = {
        name: writer.place(name, lambda words=tuple(words): word_of(writer, words))  # type: ignore[misc]  # mypy can't type a lambda's default
        for name, words in CONVENTIONS.items()
        if draw(st.booleans())
    }
    ids = tuple(
        draw(st.lists(st.sampled_from(CONDITION_IDS), unique=True, min_size=1, max_size=most_conditions))
    )
    up, down = (_UP, _DOWN) if monotone else (_ANY, _ANY)
    requires = {name: writer.clause(depth, up) for name in ids}
    applies = {name: writer.clause(depth, down) for name in ids if draw(st.booleans())}

    lines = ["jeu: essai/hasard", "programme: RNCP36625", "fiche: titre-casp/programme", "version: essai"]
    lines += [f"en_vigueur: {{du: {in_force}}}", f"intitule: {writer.label()}", "texte: {titre: un texte}"]
    if draw(st.booleans()):
        said = ", ".join(f"{key}: {writer.label()}" for key in ("oui", "non", "indetermine"))
        lines.append(f"constat: {{{said}}}")
    if draw(st.booleans()):
        lines.append(f"reconstitution: {writer.label()}")
    if conventions:
        lines.append("conventions:")
        lines += [f"  {name}: {part.text}" for name, part in conventions.items()]
    if "situation" in kind_of.values():
        lines.append(f"situations: {vocabulary_text()}")
    lines.append("mesures:")
    lines += [f"  {quoted(name)}: {part.text}" for name, part in measures.items()]
    lines.append("conditions:")
    for name in ids:
        lines += [f"  - id: {quoted(name)}", f"    libelle: {writer.label()}"]
        lines.append(f"    source: {{clause: 1/, extrait: {quoted(writer.one_of(*_TEXTS))}}}")
        if name in applies:
            lines.append(f"    si: {applies[name].text}")
        lines.append(f"    exige: {requires[name].text}")
    lines += writer.values.lines()
    lines += ["lectures:", *writer.written] if writer.written else []

    def program(readings: Readings) -> Program:
        chosen = writer.retained | dict(readings)
        si = {name: applies[name].means(chosen) if name in applies else kernel.ALWAYS for name in ids}
        return Program(tuple(kernel.Condition(name, requires[name].means(chosen), si[name]) for name in ids))

    def measured(readings: Readings) -> dict[str, Measure]:
        chosen = writer.retained | dict(readings)
        applied = Conventions(**{name: part.means(chosen) for name, part in conventions.items()})
        plain = {
            name: KINDS[kind_of[name]](**part.means(chosen), conventions=applied)
            for name, part in measures.items()
        }
        return plain | writer.values.measures(plain, chosen, applied)

    return Written(
        text="\n".join(lines) + "\n",
        conditions=ids,
        choices=writer.choices,
        retained=writer.retained,
        program=program,
        measures=measured,
        decisions=writer.values.decisions,
    )


def word_of(writer: _Writer, words: Sequence[Any]) -> Part[Any]:
    """One of the words of a convention."""
    word = writer.one_of(*words)
    return always(word.value, word)
