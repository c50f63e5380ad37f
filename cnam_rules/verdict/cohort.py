"""Several verdicts together: a promotion to screen, in one table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import field, frozen

from cnam_rules.shown import Shown
from cnam_rules.verdict.model import Verdict

__all__ = ["Cohort"]


def _together(verdicts: Iterable[Verdict]) -> tuple[Verdict, ...]:
    return tuple(verdicts)


@frozen
class Cohort(Shown):
    """Verdicts in the order in which they were given; its table has them by what is missing.

    Attributes:
        verdicts: the verdicts, of one rule set or of several.

    >>> from datetime import date
    >>> import cnam_rules
    >>> dossiers = [cnam_rules.loads(f"{{dossier: D-{n}, programme: RNCP36625, ue: []}}") for n in (1, 2)]
    >>> cohort = Cohort(cnam_rules.decide(one, as_of=date(2025, 11, 3)) for one in dossiers)
    >>> len(cohort), [verdict.dossier for verdict in cohort]
    (2, ['D-1', 'D-2'])
    """

    verdicts: tuple[Verdict, ...] = field(converter=_together)

    def html(self, lang: str = "fr") -> str:
        """The candidates and the conditions as one HTML file that stands alone, in `fr` or `en`."""
        from cnam_rules.render.cohort import cohort_html

        return cohort_html(self, lang)

    def markdown(self, lang: str = "fr") -> str:
        """The same as a table of Markdown, in `fr` or `en`."""
        from cnam_rules.render.cohort import cohort_markdown

        return cohort_markdown(self, lang)

    def __iter__(self) -> Iterator[Verdict]:
        return iter(self.verdicts)

    def __len__(self) -> int:
        return len(self.verdicts)
