"""Every code of a fault is explained, with an example that raises it and nothing else."""

from __future__ import annotations

from unittest import mock

import pytest

from cnam_rules.cli.explain import Explained, explained
from cnam_rules.faults import Fault
from cnam_rules.speech import LANGUAGES, Speech, _Lenient
from tests.coded import codes_by_page, come, pages

KNOWN = explained()


@pytest.mark.parametrize("example", KNOWN.values(), ids=KNOWN)
def test_an_example_raises_its_code_and_nothing_else(example: Explained) -> None:
    left = AssertionError("a blank is left in its sentence")
    with mock.patch.object(_Lenient, "__missing__", side_effect=left):
        came = come(example)
    raised = {example.code, *example.also}
    # A rule file cut down to what raises a remark has no examples of its own, which is another remark.
    assert raised <= came.codes <= raised | {"no-example"}
    assert set(came.said) == set(LANGUAGES)


def test_a_code_has_its_place_on_one_page() -> None:
    told = [code for codes in codes_by_page().values() for code in codes]
    assert sorted(told) == sorted(set(told))
    made = pages()
    for page, codes in codes_by_page().items():
        for code in codes:
            assert made[f"{page}.md"].count(f"\n## {code}\n") == 1


@pytest.mark.parametrize("code", KNOWN)
def test_a_meaning_is_a_sentence_and_says_more_than_the_message(code: str) -> None:
    for lang in LANGUAGES:
        speech, said = Speech(lang), KNOWN[code].meaning[lang]
        assert said == said.strip()
        assert not said[0].islower()
        assert said.endswith(".")
        assert "  " not in said
        assert said.casefold() != speech.fault(Fault("$", code)).casefold()
