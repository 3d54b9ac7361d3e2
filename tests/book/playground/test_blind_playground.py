"""The playground ``blind``: pairs as chapter 5 makes them, and the rule by which it decides."""

import json
from dataclasses import asdict

import numpy as np
import pytest
from PIL import Image

from inpaint_lib.datasets.faces import N_TRAIN, draw_face
from inpaint_lib.evaluation.blind_test import make_pairs, score_pairs
from inpaint_lib.fills.network import paint_squares
from inpaint_lib.files import find_data
from inpaint_lib.holes import PAPER_32, make_mask, paste_hole
from inpaint_lib.images import as_uint8
from inpaint_lib.models.weights import load_network
from tools.playground.blind import N_IMAGES, N_TRIALS

pytestmark = pytest.mark.browser

TRIALS = make_pairs(N_IMAGES, N_TRIALS, ("painted", "truth"))


@pytest.fixture(scope="module")
def data(files):
    return files / "playground" / "data"


def test_the_pairs_are_those_of_the_library(data):
    with Image.open(data / "blind_pairs.webp") as sheet:
        rows = np.asarray(sheet.convert("RGB")).reshape(2, 128, N_TRIALS, 128, 3)
    faces = np.stack([draw_face(N_TRAIN + trial.image).image for trial in TRIALS])
    squares = paint_squares(load_network(find_data("compact_32.keras")), faces, PAPER_32)
    mask = make_mask(PAPER_32, 128, 128)
    for place, trial in enumerate(TRIALS):
        for side, row in zip(("left", "right"), rows):
            shown, face = row[:, place], faces[place]
            expected = (paste_hole(face, PAPER_32, as_uint8(squares[place]))
                        if getattr(trial, side) == "painted" else face)
            assert (shown[~mask] == face[~mask]).all()
            # Another processor may round a value to the byte beside.
            assert np.abs(shown.astype(int) - expected).max() <= 1


def test_the_score_is_the_rule_of_the_library(call_module, data):
    setting = json.loads((data / "blind.json").read_text())
    rng = np.random.default_rng(0)
    for count in [*range(1, N_TRIALS + 1), *[N_TRIALS] * 10]:
        answers = rng.choice(["left", "right"], count).tolist()
        score = call_module("blind.js", "return m.findScore(given.setting, given.answers)",
                            setting=setting, answers=answers)
        assert score == pytest.approx(asdict(score_pairs(TRIALS[:count], answers)), abs=1e-12)
    assert call_module("blind.js", "return m.findScore(given.setting, [])", setting=setting) is None


def answer_all(page, sides):
    """Answer by keys alone, and return what is said after each answer."""
    said = []
    for side in sides:
        page.keyboard.press(f"Arrow{side.capitalize()}")
        said.append(page.locator(".pg-words").inner_text())
        page.keyboard.press("Enter")
    return said


def test_who_sees_it_can_tell_the_two_apart(open_playground):
    page, faults = open_playground("blind")
    answers = [trial.answer for trial in TRIALS]
    said = answer_all(page, answers[:-1])
    assert all(words.startswith(f"Right: the {side} one") for words, side in zip(said, answers))
    page.locator(".pg-panel button").nth(int(answers[-1] == "right")).click()
    words = page.locator(".pg-words").inner_text()
    score = score_pairs(TRIALS, answers)
    assert f"{N_TRIALS} right, 100% [{score.low:.0%}, 100%]" in words
    assert f"{score.chance_low} to {score.chance_high}" in words and "tell the two apart" in words
    assert page.locator(".pg-rate").get_attribute("aria-label").startswith("10 of 10 right, 100%")
    page.keyboard.press("Enter")
    assert "Pair 1 of 10" in page.locator(".pg-question").inner_text()
    assert page.locator(".pg-rate").count() == 0
    assert faults == []


def test_who_guesses_is_told_that_it_is_not_decided(open_playground):
    page, _ = open_playground("blind")
    said = answer_all(page, ["left"] * N_TRIALS)
    assert "5 right, 50%" in said[-1] and "do not decide" in said[-1]
    assert [words.startswith("Right") for words in said] == [
        trial.answer == "left" for trial in TRIALS]


def test_nothing_tells_the_answer_before_it_is_given(open_playground):
    page, _ = open_playground("blind")
    assert "painted" not in page.locator(".pg-panels").inner_text()
    assert not page.locator(".pg-hole-frame").first.is_visible()
    page.locator(".pg-panel canvas").first.click()
    assert page.locator(".pg-hole-frame").first.is_visible()
    assert page.locator(".pg-painted .pg-panel-title").inner_text() == "painted"
