"""The paper's claims are judged as the chapters judge them, and each verdict can be reached."""

import re

import numpy as np
import pytest

from inpaint_lib.course.verdicts import VERDICTS
from inpaint_lib.evaluation import claims
from inpaint_lib.evaluation.claims import CLAIMS, FAR, Judgement
from inpaint_lib.files import load_table
from tests.paths import CHAPTERS, ROOT
from tools.book.store_outputs import read_notebook

ONES = np.ones(20)


def read_stored_verdicts():
    """Return claim: [verdict, evidence] as the chapters' marked cells have them."""
    stored = {}
    for chapter in CHAPTERS:
        for cell in read_notebook(chapter).cells:
            if found := re.search(r"record_verdict\(\s*(\d+),", cell.source):
                stored[int(found[1])] = [output["data"]["text/plain"] for output in cell.outputs
                                         if "data" in output]
    return stored


def test_the_claims_have_the_words_of_the_page():
    page = (ROOT / "book" / "verdicts.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| (\d+) \| ([^|]+) \|", page, flags=re.M))
    assert {int(number): words for number, words in rows.items()} == CLAIMS


@pytest.mark.parametrize("judge", [claims.judge_first_loss, claims.judge_limit_of_loss,
                                   claims.judge_weights, claims.judge_channels])
def test_pixel_claims_are_judged_as_in_chapter_1(judge):
    found = judge()
    assert read_stored_verdicts()[found.claim] == [found.verdict, found.evidence]


def test_pairs_are_judged_as_in_chapter_2():
    table = load_table("pairs_5x5.csv")
    rows = (table["source"] == "photos") & (table["seed"] == 0)
    found = claims.judge_pairs({part: table[f"net_{part}"][rows] for part in claims.PAPER_PAIR},
                               "our photos")
    assert read_stored_verdicts()[5] == [found.verdict, found.evidence]


def test_pairs_that_never_come_near_the_papers_numbers():
    assert claims.judge_pairs(dict.fromkeys(claims.PAPER_PAIR, 100 + ONES)
                              ).verdict == "not reproduced"


@pytest.mark.parametrize("factor, verdict", [(1.5, "reproduced"), (1, "not reproduced"),
                                             (0.5, "not reproduced")])
def test_context(factor, verdict):
    found = claims.judge_context({"mse": ONES, f"mse swapped {FAR}": factor * ONES,
                                  f"mse covered {FAR}": ONES,
                                  f"mse near swapped {FAR}": 4 * ONES})
    assert found.verdict == verdict
    assert f"by {factor:.2f} [{factor:.2f}, {factor:.2f}]" in found.evidence
    assert "by 4.0" in found.evidence


@pytest.mark.parametrize("mse, ssim, edges, verdict", [
    (1.0, 1.1, 0.9, "reproduced"), (1.2, 0.9, 1.1, "reproduced"), (0.9, 1.1, 1.1,
     "partly reproduced"), (0.9, 1.0, 1.0, "not reproduced"), (1.0, 0.9, 0.9, "not reproduced")])
def test_late_epochs(mse, ssim, edges, verdict):
    table = {f"{score} 3": ONES for score in ("mse", "ssim", "edges")}
    table |= {"mse 5": mse * ONES, "ssim 5": ssim * ONES, "edges 5": edges * ONES}
    found = claims.judge_late_epochs(table, 3, 5, "photos")
    assert found.verdict == verdict
    assert "From epoch 3 to 5 the mean error on 20 photos" in found.evidence


@pytest.mark.parametrize("busy, sharp, verdict", [
    (2, 0.1, "reproduced"), (2, 0.9, "partly reproduced"), (1, 0.1, "partly reproduced"),
    (1, 0.9, "not reproduced")])
def test_detail(busy, sharp, verdict):
    mse = ONES.copy()
    mse[-5:] = busy
    sharpness = np.append(sharp * ONES[1:], np.nan)
    found = claims.judge_detail(mse, ONES, np.arange(20), sharpness)
    assert found.verdict == verdict
    assert f"is {busy:.2f} [" in found.evidence and f"have {sharp:.2f} [" in found.evidence


@pytest.mark.parametrize("ratios, verdict", [
    ((2, 3), "reproduced"), ((2, 1), "partly reproduced"), ((1, 0.5), "not reproduced")])
def test_sizes(ratios, verdict):
    errors = {"paper": ONES} | {f"size {ratio}": ratio * ONES for ratio in ratios}
    found = claims.judge_sizes(errors)
    assert found.verdict == verdict
    assert f'worst is "size {max(ratios)}"' in found.evidence
    assert f'best "size {min(ratios)}"' in found.evidence


def test_sizes_want_something_to_compare():
    with pytest.raises(ValueError, match="Only the paper's size"):
        claims.judge_sizes({"paper": ONES})


@pytest.mark.parametrize("mse, verdict", [
    (0.5 * ONES, "reproduced"), (ONES, "not reproduced"),
    (np.array([0.1, 1.7] * 10), "partly reproduced")])
def test_rivals(mse, verdict):
    found = claims.judge_rivals(mse, ONES, 2 * ONES, "photos", side=16)
    assert found.verdict == verdict
    assert found.evidence.startswith(f"At 16x16 its error is {mse.mean():.2f} [")
    assert f"and {mse.mean() / 2:.2f} [" in found.evidence and "20 photos" in found.evidence


def test_what_cannot_be_judged_says_what_would_judge_it():
    found = claims.judge_shapes()
    assert found.verdict == "not testable" and "make book" in found.evidence
    assert isinstance(found, Judgement) and found.verdict in VERDICTS


@pytest.mark.parametrize("share, control, verdict", [
    (0.6, 0.1, "reproduced"), (0.3, 0.3, "partly reproduced"), (0.0, 0.0, "not reproduced")])
def test_eyes(share, control, verdict):
    shares = np.arange(400) / 400
    eyes, chance = np.where(shares < share, 0.9, 0.2), np.where(shares < control, 0.9, 0.2)
    found = claims.judge_eyes(eyes, np.ones(400), [(chance, np.ones(400)), (eyes, np.zeros(400))],
                              np.full(400, 0.2))
    assert (found.claim, found.verdict) == (8, verdict)
    assert f"{np.mean(eyes > 0.7):.1%} [" in found.evidence


@pytest.mark.parametrize("factors, sharpness, verdict", [
    ((2, 2, 2), 0.2, "reproduced"), ((2, 2, 2), 0.8, "partly reproduced"),
    ((2, 1, 1), 0.8, "partly reproduced"), ((1, 1, 1), 0.2, "partly reproduced"),
    ((1, 1, 1), 0.8, "not reproduced")])
def test_markings(factors, sharpness, verdict):
    kinds = np.repeat(["plain", "stripes", "spots", "rosettes", "mask"], 20)
    mse = np.repeat([1, *factors, 9], 20).astype(float)
    found = claims.judge_markings(mse, np.ones(100), kinds, np.full(100, sharpness))
    assert (found.claim, found.verdict) == (9, verdict)
