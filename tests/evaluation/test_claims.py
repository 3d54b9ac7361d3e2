"""The paper's claims are judged as the chapters judge them, and each verdict can be reached."""

import re

import numpy as np
import pytest

from inpaint_lib.course.verdicts import VERDICTS
from inpaint_lib.evaluation import claims, pixel_claims
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


@pytest.mark.parametrize("judge", [
    pixel_claims.judge_first_loss, pixel_claims.judge_limit_of_loss, pixel_claims.judge_weights,
    pixel_claims.judge_channels])
def test_pixel_claims_are_judged_as_in_chapter_1(judge):
    found = judge()
    assert read_stored_verdicts()[found.claim] == [found.verdict, found.evidence]


def test_pairs_are_judged_as_in_chapter_2():
    table = load_table("pairs_5x5.csv")
    rows = (table["source"] == "photos") & (table["seed"] == 0)
    pairs = {part: table[f"net_{part}"][rows] for part in pixel_claims.PAPER_PAIR}
    found = pixel_claims.judge_pairs(pairs, "our photos")
    assert read_stored_verdicts()[5] == [found.verdict, found.evidence]


def test_pairs_that_never_come_near_the_papers_numbers():
    assert pixel_claims.judge_pairs(dict.fromkeys(pixel_claims.PAPER_PAIR, 100 + ONES)
                              ).verdict == "not reproduced"


@pytest.mark.parametrize("covered, swapped, verdict", [
    (1.5, 1.5, "reproduced"), (1.02, 1.5, "partly reproduced"), (1, 1.5, "not reproduced"),
    (0.5, 3, "not reproduced")])
def test_context(covered, swapped, verdict):
    """Being misled by a false far context is no use of the true one."""
    found = claims.judge_context({"mse": ONES, f"mse swapped {FAR}": swapped * ONES,
                                  f"mse covered {FAR}": covered * ONES,
                                  f"mse near swapped {FAR}": 4 * ONES})
    assert found.verdict == verdict
    assert f"by {covered:.3f} [{covered:.3f}, {covered:.3f}]" in found.evidence
    assert "by 4.0" in found.evidence


@pytest.mark.parametrize("mse, ssim, edges, verdict", [
    (1.0, 1.1, 1.1, "reproduced"), (1.2, 1.0, 1.1, "partly reproduced"),
    (1.0, 0.99, 1.1, "not reproduced"), (0.9, 1.1, 1.1, "not reproduced"),
    (1.0, 1.0, 1.0, "not reproduced"), (1.0, 1.1, 0.9, "not reproduced")])
def test_late_epochs(mse, ssim, edges, verdict):
    table = {f"{score} 3": ONES for score in ("mse", "ssim", "edges")}
    table |= {"mse 5": mse * ONES, "ssim 5": ssim * ONES, "edges 5": edges * ONES}
    found = claims.judge_late_epochs(table, 3, 5, "photos")
    assert found.verdict == verdict
    assert "From epoch 3 to 5 the mean error on 20 photos" in found.evidence
    assert f"it rises on {100 * (ssim > 1)}% of them" in found.evidence


@pytest.mark.parametrize("busy, sharp, verdict", [
    (2, 0.1, "reproduced"), (2, 0.9, "partly reproduced"), (1, 0.1, "partly reproduced"),
    (1, 0.9, "not reproduced")])
def test_detail(busy, sharp, verdict):
    mse, sharpness = ONES.copy(), 0.9 * ONES
    mse[-5:], sharpness[-5:] = busy, sharp
    sharpness[0] = np.nan
    found = claims.judge_detail(mse, ONES, np.arange(20), sharpness)
    assert found.verdict == verdict
    assert f"is {busy:.2f} [" in found.evidence and f"have {sharp:.2f} [" in found.evidence


@pytest.mark.parametrize("others, verdict", [
    (([2, 2.2], [3, 3]), "reproduced"), (([2, 2.2], [1, 3]), "partly reproduced"),
    (([1.21, 1.21], [0.5, 0.6]), "not reproduced")])
def test_sizes(others, verdict):
    """In the last line one is above both of the paper's seeds, by less than their gap."""
    errors = {"paper": [1.0, 1.2]} | {f"size {number}": found
                                      for number, found in enumerate(others)}
    found = claims.judge_sizes(errors)
    assert found.verdict == verdict
    means = [np.mean(one) for one in others]
    assert f'worst is "size {np.argmax(means)}"' in found.evidence
    assert f'best "size {np.argmin(means)}"' in found.evidence
    assert "2 seeds lie apart, which is 18%" in found.evidence


def test_sizes_want_something_to_compare():
    with pytest.raises(ValueError, match="Only the paper's size"):
        claims.judge_sizes({"paper": [1]})


@pytest.mark.parametrize("faces, photos, verdict", [
    (0.5 * ONES, 0.5 * ONES, "reproduced"), (0.5 * ONES, ONES, "partly reproduced"),
    (np.array([0.1, 1.7] * 10), ONES, "not reproduced")])
def test_rivals(faces, photos, verdict):
    fills = {"mean of the ring": ONES, "Telea": 2 * ONES, "membrane": 0.8 * ONES}
    found = claims.judge_rivals({"faces": (faces, fills), "photos": (photos, fills)}, side=16)
    assert found.verdict == verdict
    assert found.evidence.startswith(f"At 16x16, on 20 faces its error is {faces.mean():.2f} [")
    assert f"and {photos.mean() / 0.8:.2f} [" in found.evidence
    assert found.evidence.count("best fill without training, membrane") == 2


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


@pytest.mark.parametrize("factors, contrasts, sharpness, verdict", [
    ((2, 2, 2), (1, 1, 1), 0.2, "reproduced"), ((2, 1, 1), (1, 1, 1), 0.2, "partly reproduced"),
    ((2, 2, 2), (2, 2, 2), 0.2, "not reproduced"), ((2, 2, 2), (1, 1, 1), 0.4, "not reproduced"),
    ((1, 1, 1), (1, 1, 1), 0.2, "not reproduced")])
def test_markings(factors, contrasts, sharpness, verdict):
    """More error is no failure where the contrast explains it, nor blur where plain fur has it."""
    kinds = np.repeat(["plain", "stripes", "spots", "rosettes", "mask"], 20)
    mse = np.repeat([1, *factors, 9], 20).astype(float)
    contrast = np.repeat([1, *contrasts, 1], 20)
    found = claims.judge_markings(mse, contrast, kinds,
                                  np.where(kinds == "plain", 0.4, sharpness))
    assert (found.claim, found.verdict) == (9, verdict)
