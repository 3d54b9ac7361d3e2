"""The verdicts: what a chapter says about a claim, and what the page Verdicts reads of it."""

import IPython
import IPython.display
import pytest

from inpaint_lib.course.verdicts import VERDICTS, record_finding, record_verdict


@pytest.fixture
def displayed(monkeypatch):
    """Pretend to be a notebook; return the list that collects what it displays."""
    shown = []
    monkeypatch.setattr(IPython, "get_ipython", lambda: object())
    monkeypatch.setattr(IPython.display, "display",
                        lambda bundle, raw, metadata: shown.append((bundle, metadata)))
    return shown


def test_plain_python_prints_verdict_and_evidence(capsys):
    record_verdict(3, "not reproduced", "The edges weigh +0.50.")
    assert capsys.readouterr().out == "not reproduced\nThe edges weigh +0.50.\n"


def test_notebook_output_carries_the_names_the_page_reads(displayed):
    record_verdict(3, "not reproduced", "The edges weigh +0.50.")
    names = [metadata["scrapbook"]["name"] for _, metadata in displayed]
    plain = [bundle["text/plain"] for bundle, _ in displayed]
    assert names == ["claim_3_verdict", "claim_3_evidence"]
    assert plain == ["not reproduced", "The edges weigh +0.50."]
    assert displayed[0][0]["text/markdown"] == "**Claim 3: not reproduced.**"


def test_a_finding_carries_its_name_and_needs_a_number(displayed):
    record_finding("anywhere", "Below in 5 of 6 rows.")
    assert [(bundle["text/plain"], metadata["scrapbook"]["name"]) for bundle, metadata
            in displayed] == [("Below in 5 of 6 rows.", "finding_anywhere")]
    with pytest.raises(ValueError, match="a number the notebook computed, got 'Better.'"):
        record_finding("anywhere", "Better.")


@pytest.mark.parametrize("claim, verdict, evidence, complaint", [
    (0, "reproduced", "RMSE 1.968", "from 1 to 11, got 0"),
    (12, "reproduced", "RMSE 1.968", "from 1 to 11, got 12"),
    (1, "proved", "RMSE 1.968", "one of reproduced.*got 'proved'"),
    (1, "reproduced", "It is close.", "a number the notebook computed"),
])
def test_wrong_input_says_what_came(claim, verdict, evidence, complaint):
    with pytest.raises(ValueError, match=complaint):
        record_verdict(claim, verdict, evidence)


def test_the_four_verdicts_are_the_page_s():
    assert len(VERDICTS) == len(set(VERDICTS)) == 4
