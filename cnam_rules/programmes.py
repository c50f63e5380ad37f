"""What is known of a programme beside the conditions of its jury: units, prices, enrolment, where it leads.

>>> import cnam_rules
>>> title = cnam_rules.programme("RNCP36625")
>>> title.price(funding="cpf").value
622500
>>> title.delay_of_access(enrolled=date(2024, 6, 21), first_class=date(2024, 10, 21)).delay
(4, 0)
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date
from typing import Any, Final

from attrs import frozen

from cnam_rules.catalogue import Catalogue, packaged, read_renseignements
from cnam_rules.decoding import cut, suggest
from cnam_rules.dossier.codes import near_miss, normalise, register_code
from cnam_rules.facts import Text
from cnam_rules.faults import Fault, QuestionError
from cnam_rules.language import Fiche, Offre, Unite
from cnam_rules.language.fiche import YEARS
from cnam_rules.tables import Continuation, Renseignements, Table, TableAnswer, ask
from cnam_rules.tables.answers import Note
from cnam_rules.tables.delay import DelayAnswer, delay_of_access
from cnam_rules.tables.kind import Given, Misgiven
from cnam_rules.tables.windows import read_day
from cnam_rules.tables.words import Words

__all__ = ["Programme", "programme", "read_programme"]

PRICE: Final = "prix"
"""The table that `price` asks."""
ENROLMENT: Final = "inscription"
"""The table that `enrolment` asks."""
_BY_UNIT: Final = ("ue", "annee")
"""What `ask` takes for that table instead of a session: a unit, and an academic year."""


@frozen
class Programme:
    """A programme, and what its school's page says of it.

    Attributes:
        fiche: its units, as their file has them.
        renseignements: what else the page says; None when no file tells.
    """

    fiche: Fiche
    renseignements: Renseignements | None

    @property
    def code(self) -> str:
        """The title's code in the national register."""
        return self.fiche.programme

    @property
    def title(self) -> Text:
        """The title's name."""
        return self.fiche.intitule

    @property
    def units(self) -> tuple[Unite, ...]:
        """The units, with their credits, their hours, and when each is offered."""
        return self.fiche.unites

    @property
    def tables(self) -> Mapping[str, Table]:
        """The decision tables, by name."""
        return {} if self.renseignements is None else self.renseignements.tables

    @property
    def continuations(self) -> tuple[Continuation, ...]:
        """The titles that one may go on to."""
        return () if self.renseignements is None else self.renseignements.poursuites

    @property
    def bridges(self) -> tuple[Continuation, ...]:
        """The titles that there is a bridge to (*passerelles*)."""
        return () if self.renseignements is None else self.renseignements.passerelles

    def unit(self, code: str) -> Unite:
        """A unit by its code, written as people type it.

        Raises:
            QuestionError: the programme has no such unit.
        """
        wanted = normalise(str(code))
        for unit in self.units:
            if unit.code == wanted:
                return unit
        args = {"found": cut(str(code)), "expected": ", ".join(self.fiche.codes), "programme": self.code}
        raise QuestionError([Fault("ue", "no-such-unit", args, near_miss(str(code), self.fiche.codes))])

    def offering(self, unit: str, year: str) -> Offre | None:
        """When a unit is offered in an academic year; None when the page doesn't say.

        Args:
            unit: its code.
            year: the academic year, as `2024-2025`.

        Raises:
            QuestionError: there is no such unit, or the year isn't written so.

        >>> programme("RNCP36625").offering("FPG003", "2023-2024").session.value
        'S2'
        """
        match = YEARS.fullmatch(str(year))
        if match is None or int(match[2]) != int(match[1]) + 1:
            raise QuestionError([Fault("annee", "not-an-academic-year", {"found": cut(str(year))})])
        return self.unit(unit).offre.get(year)

    def ask(self, table: str, /, **given: Given) -> TableAnswer:
        """Ask a table.

        Args:
            table: its name.
            given: its inputs by name; one that isn't given, or is None or `inconnu`, is unknown. The table
                `inscription` takes `ue` and `annee` instead of `session`, as `enrolment` does.

        Raises:
            QuestionError: there is no such table; or with every input that it doesn't have, and every value
                that an input doesn't take.

        >>> answer = programme("RNCP36625").ask("prix", financement="region")
        >>> answer.known, answer.missing
        (False, ('statut',))
        """
        if table == ENROLMENT and not given.keys().isdisjoint(_BY_UNIT):
            rest = {name: value for name, value in given.items() if name not in _BY_UNIT}
            unit, year = (None if given.get(name) is None else str(given[name]) for name in _BY_UNIT)
            return self._of_unit(rest, unit, year)
        return self._ask(self._table(table), given)

    def price(self, *, funding: str | None = None, status: str | None = None) -> TableAnswer:
        """What the training costs, in cents, by who pays.

        Args:
            funding: the word of the table for who pays (`cpf`, `employeur`…); None for unknown.
            status: the word for the candidate's status (`salarie`…); None for unknown.

        Raises:
            QuestionError: no table tells the price, or it doesn't take that.

        >>> programme("RNCP36625").price(funding="region", status="salarie").value
        191800
        """
        return self._ask(self._table(PRICE), _given({"financement": funding, "statut": status}))

    def enrolment(
        self,
        on: date | None = None,
        *,
        session: str | None = None,
        unit: str | None = None,
        year: str | None = None,
    ) -> TableAnswer:
        """Whether one may enrol in a course unit on a day.

        Only the day and the month of `on` count: the page names no year. Where it doesn't say the day on
        which a period begins or ends, the answer is unknown all month long.

        Args:
            on: the day; None for unknown.
            session: the session of the unit: `S1`, `S2` or `annuel`.
            unit: the code of the unit, instead of its session: the session is then looked up, and is unknown
                where the page can't be read.
            year: with `unit`, the academic year, as `2024-2025`, which `on` must be in; without it the
                session is known if it is the same in every year of the page.

        Raises:
            QuestionError: no table tells it, or it doesn't take that; there is no such unit; the day isn't in
                the year; or the unit is offered in two sessions, so that one must be named.

        >>> answer = programme("RNCP36625").enrolment(date(2024, 6, 21), unit="FPG003", year="2024-2025")
        >>> answer.value, answer.rows[0].source.extrait
        (True, 'UE du 1er semestre et UE annuelle : inscription entre mai et octobre')
        >>> print(programme("RNCP36625").enrolment(date(2025, 3, 15), session="S2").value)
        None
        """
        given = _given({"session": session, "jour": on})
        return (
            self._ask(self._table(ENROLMENT), given)
            if unit is year is None
            else self._of_unit(given, unit, year)
        )

    def delay_of_access(self, *, enrolled: date | None, first_class: date | None) -> DelayAnswer:
        """How long it is from the enrolment to the first class, counted from day number to day number.

        Args:
            enrolled: the day of the enrolment; None for unknown.
            first_class: the day of the first class; None for unknown.

        Raises:
            QuestionError: the text doesn't speak of it, or the class comes before the enrolment.
        """
        told = self.renseignements
        if told is None or told.delai_acces is None:
            raise QuestionError([Fault("$", "not-told", {"found": "delai", "programme": self.code})])
        return delay_of_access(
            told.delai_acces, enrolled, first_class, programme=self.code, source=told.source
        )

    def text(self, lang: str = "fr", *, width: int = 96) -> str:
        """The programme in words, in `fr` or `en`, at most `width` columns wide."""
        from cnam_rules.render.programme import programme_text

        return programme_text(self.fiche, self.renseignements, lang, width=width)

    def as_dict(self) -> dict[str, Any]:
        """The programme as JSON data, under the keys of its files."""
        from cnam_rules.render.programme import programme_data

        return programme_data(self.fiche, self.renseignements)

    def to_json(self) -> str:
        """The programme as JSON text on one line; see `as_dict`."""
        return json.dumps(self.as_dict(), ensure_ascii=False, separators=(",", ":"))

    def __str__(self) -> str:
        return self.text()

    def _table(self, name: str) -> Table:
        if name in self.tables:
            return self.tables[name]
        if name in (PRICE, ENROLMENT) or not self.tables:
            raise QuestionError([Fault("$", "not-told", {"found": name, "programme": self.code})])
        args = {"found": cut(name), "expected": ", ".join(self.tables), "programme": self.code}
        raise QuestionError([Fault("$", "unknown-table", args, suggest(name, self.tables))])

    def _ask(self, table: Table, given: Mapping[str, Given], notes: tuple[Note, ...] = ()) -> TableAnswer:
        source = "" if self.renseignements is None else self.renseignements.source
        return ask(table, given, programme=self.code, source=source, notes=notes)

    def _of_unit(self, given: Mapping[str, Given], unit: str | None, year: str | None) -> TableAnswer:
        """Ask for a unit's session, looked up in the programme, rather than for one that is given.

        Raises:
            QuestionError: with every fault of the unit, of the year and of the inputs.
        """
        table = self._table(ENROLMENT)
        faults: list[Fault] = []
        session: str | None = None
        notes: tuple[Note, ...] = ()
        answer: TableAnswer | None = None
        if given.get("session") is not None:
            faults.append(Fault("session", "one-of", {"found": "session, ue", "expected": "session, ue"}))
        try:
            session, notes = self._session(table, unit, year)
            faults.extend(_of_that_year(given.get("jour"), year))
        except QuestionError as error:
            faults.extend(error.faults)
        rest = {name: value for name, value in given.items() if name != "session"}
        try:
            answer = self._ask(table, {**rest, **_given({"session": session})}, notes)
        except QuestionError as error:
            faults.extend(error.faults)
        if faults or answer is None:
            raise QuestionError(faults)
        return answer

    def _session(
        self, table: Table, code: str | None, year: str | None
    ) -> tuple[str | None, tuple[Note, ...]]:
        """The session of a unit as a table names it, None for unknown; and where it comes from."""
        if code is None:
            raise QuestionError([Fault("annee", "year-without-unit", {})])
        unit = self.unit(code)
        offers = [*unit.offre.values()] if year is None else [self.offering(code, year)]
        sessions = {offer.session if offer and offer.certaine else None for offer in offers}
        session = sessions.pop() if len(sessions) == 1 else None
        args = (("unit", unit.code), *(() if year is None else (("year", year),)))
        when = "" if year is None else "-in"
        if session is None:
            return None, (Note(f"session-unknown{when}", args),)
        words = [
            known.kind.words
            for known in table.inputs
            if known.name == "session" and isinstance(known.kind, Words)
        ]
        if words and session.value not in words[0]:
            told = {"found": unit.code, "expected": session.value}
            raise QuestionError([Fault("ue", "several-sessions", told)])
        return session.value, (Note(f"session-found{when}", (*args, ("session", session.value))),)


def _of_that_year(day: Given, year: str | None) -> Iterator[Fault]:
    """The fault of a day that is in neither half of an academic year; a day that isn't one has its own."""
    with suppress(Misgiven):
        if day not in (None, "inconnu") and year is not None:
            found = read_day(day)
            if str(found.year) not in year.split("-"):
                yield Fault("jour", "day-of-another-year", {"found": found.isoformat(), "expected": year})


def _given(inputs: Mapping[str, Given]) -> dict[str, Given]:
    """The inputs that are given: one that the table doesn't have is a fault only then."""
    return {name: value for name, value in inputs.items() if value is not None}


def read_programme(path: str | os.PathLike[str]) -> Programme:
    """A programme of one's own, from its file of `renseignements:`.

    Its units are looked for beside the file, then among those that come with the library.

    Raises:
        RuleSetError: with every fault of the file, gaps and overlaps of its tables included.
    """
    found = read_renseignements(path)
    return Programme(found.fiche, found)


def programme(name: str, *, catalogue: Catalogue | None = None) -> Programme:
    """A programme of those that come with the library.

    Args:
        name: its code in the national register (`RNCP36625`), or the id of its file (`titre-casp/programme`).
        catalogue: the files to look in, when they aren't the library's.

    Raises:
        QuestionError: there is none, or several files have that code.
        RuleSetError: with every fault of its files.

    >>> programme("rncp 36625").title.en
    'Social and professional support worker'
    """
    known = packaged() if catalogue is None else catalogue
    found = known.fiches_of(register_code(str(name)) or str(name))
    if not found:
        codes = sorted(known.programmes)
        args = {"found": cut(str(name)), "expected": ", ".join(codes)}
        raise QuestionError([Fault("$", "no-such-programme", args, suggest(str(name), codes))])
    if len(found) > 1:
        args = {"found": cut(str(name)), "expected": ", ".join(fiche.id for fiche in found)}
        raise QuestionError([Fault("$", "several-programmes", args)])
    return Programme(found[0], known.information_of(found[0]))
