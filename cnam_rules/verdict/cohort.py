"""Several verdicts together: a promotion to screen, in one table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import field, frozen

from cnam_rules.render.orders import By, Order, order_of
from cnam_rules.shown import Shown
from cnam_rules.verdict.model import Verdict

__all__ = ["Cohort"]


def _together(verdicts: Iterable[Verdict]) -> tuple[Verdict, ...]:
    return tuple(verdicts)


@frozen
class Cohort(Shown):
    """Verdicts in the order in which they were given; its table has them in an order of its own.

    Attributes:
        verdicts: the verdicts, of one rule set or of several.
        order: the order of the table: by default, those who lack least first.

    >>> from datetime import date
    >>> import cnam_rules
    >>> dossiers = [cnam_rules.loads(f"{{dossier: D-{n}, programme: RNCP36625, ue: []}}") for n in (1, 2)]
    >>> cohort = Cohort(cnam_rules.decide(one, as_of=date(2025, 11, 3)) for one in dossiers)
    >>> len(cohort), [verdict.dossier for verdict in cohort]
    (2, ['D-1', 'D-2'])
    """

    verdicts: tuple[Verdict, ...] = field(converter=_together)
    order: Order = field(factory=Order)

    def sorted_by(self, by: By, condition: str = "", *, most_first: bool = False) -> Cohort:
        """The same candidates in another order: the verdicts are, and the table is.

        Args:
            by: `missing`, how many conditions aren't met, then how many are to be established; `status`, that
                of one condition; `shortfall`, how much lacks to one condition, counting only what is sure.
            condition: the condition, by id, of the last two.
            most_first: whether those who lack most come first, and not those who lack least.

        Raises:
            QuestionError: there is no such order, or no rules of these verdicts have that condition.
            TypeError: a condition is given to `missing`.

        >>> from datetime import date
        >>> import cnam_rules
        >>> said = "{{dossier: D-{n}, programme: RNCP36625, rapport: {{redige: {step}, soutenu: non}}}}"
        >>> dossiers = [cnam_rules.loads(said.format(n=n, step=step)) for n, step in ((1, "non"), (2, "oui"))]
        >>> cohort = Cohort(cnam_rules.decide(one, as_of=date(2025, 11, 3)) for one in dossiers)
        >>> [verdict.dossier for verdict in cohort.sorted_by("shortfall", "rapport")]
        ['D-2', 'D-1']
        """
        order = order_of(self.verdicts, by, condition, most_first=most_first)
        return Cohort(order.sort(self.verdicts), order)

    def html(self, lang: str = "fr") -> str:
        """The candidates and the conditions as one HTML file that stands alone, in `fr` or `en`."""
        from cnam_rules.render.cohort import cohort_html

        return cohort_html(self, lang, order=self.order)

    def markdown(self, lang: str = "fr") -> str:
        """The same as a table of Markdown, in `fr` or `en`."""
        from cnam_rules.render.cohort import cohort_markdown

        return cohort_markdown(self, lang, order=self.order)

    def text(self, lang: str = "fr") -> str:
        """The same in lines of text, in `fr` or `en`: each candidate's verdict, and what lacks."""
        from cnam_rules.render.cohort import cohort_text

        return cohort_text(self, lang, order=self.order)

    def __iter__(self) -> Iterator[Verdict]:
        return iter(self.verdicts)

    def __len__(self) -> int:
        return len(self.verdicts)
