"""The lab of chapter 1: errors as in the chapter, presets, and the game with its score."""

import numpy as np
import pytest

from inpaint_lib.course.labs.stencil_lab import (OWN, PLACES, PRESETS, START, StencilLab,
                                                 StencilSettings, choose_weights, predict_photo)
from inpaint_lib.datasets.photos import list_photos, load_photo
from inpaint_lib.images import as_uint8
from inpaint_lib.models.patches import (MEAN_OF_EIGHT, MIXED_DIFFERENCE, extract_patches,
                                        split_patches)


@pytest.fixture
def lab(monkeypatch):
    monkeypatch.setattr(StencilLab, "best_scores", {})
    opened = StencilLab()
    yield opened
    opened.close()


@pytest.mark.parametrize("photo", list_photos())
def test_least_squares_is_the_best_there_is(photo):
    answers = {preset: predict_photo(StencilSettings(photo, *choose_weights(preset, photo)))
               for preset in PRESETS[1:]}
    best = answers["least squares"]
    assert best.rmse == pytest.approx(best.best_rmse)
    assert all(answer.rmse >= best.rmse - 1e-9 for answer in answers.values())
    assert answers[START].rmse == answers[START].mean_rmse
    assert all(abs(weight) < 1 for weight in choose_weights("least squares", photo)[0])


def test_the_error_is_that_of_the_chapter():
    rng = np.random.default_rng(0)
    weights, bias = rng.normal(0.125, 0.1, 8), 2.5
    red = as_uint8(load_photo("coffee"))[:, :, 0]
    neighbours, centres = split_patches(extract_patches(red, 3, 3))
    expected = np.sqrt(np.mean((neighbours @ weights + bias - centres) ** 2))
    answer = predict_photo(StencilSettings("coffee", tuple(weights), bias))
    assert answer.rmse == pytest.approx(expected, rel=1e-6)
    assert f"RMSE {expected:.2f}" in answer.words


def test_the_picture_shows_the_prediction():
    # One weight of 1 shifts the photo by a pixel.
    answer = predict_photo(StencilSettings("chelsea", (0, 0, 0, 1, 0, 0, 0, 0)))
    pixels = np.asarray(answer.picture)[20:276]
    truth, predicted = pixels[:, :256], pixels[:, 266:522]
    assert np.array_equal(predicted[:, 2:], truth[:, :-2])


def test_step_900_is_a_place_on_the_paper_s_way():
    weights, bias = choose_weights("step 900", "chelsea")
    assert weights[[1, 3, 4, 6]].mean() == pytest.approx(0.22, abs=0.02)
    assert weights[[0, 2, 5, 7]].mean() == pytest.approx(0.03, abs=0.02)
    assert abs(bias) < 1


@pytest.mark.parametrize("weights, bias", [((1,) * 7, 0), ((np.nan,) * 8, 0),
                                           ((0,) * 8, np.inf), ((), 0)])
def test_nonsense_settings_are_refused(weights, bias):
    with pytest.raises(ValueError, match="eight weights and a bias"):
        predict_photo(StencilSettings("chelsea", weights, bias))
    with pytest.raises(ValueError, match="no preset 'median'"):
        choose_weights("median", "chelsea")
    with pytest.raises(ValueError, match="no photograph"):
        predict_photo(StencilSettings("dog"))


@pytest.mark.parametrize("preset", PRESETS[1:])
def test_a_preset_is_answered_exactly_and_sets_all_sliders(lab, preset):
    lab.controls["preset"].value = preset
    weights, bias = choose_weights(preset, "chelsea")
    assert lab.read_settings() == StencilSettings("chelsea", tuple(weights), bias)
    assert np.allclose([lab.controls[place].value for place in PLACES], weights, atol=0.0026)
    assert lab.controls["bias"].value == pytest.approx(bias, abs=0.26)
    assert lab.controls["preset"].value == preset


def test_sliders_stand_on_their_steps_so_that_a_browser_sends_nothing_back(lab):
    for preset in PRESETS[1:]:
        lab.controls["preset"].value = preset
        for place in (*PLACES, "bias"):
            slider = lab.controls[place]
            steps = (slider.value - slider.min) / slider.step
            assert steps == pytest.approx(round(steps), abs=1e-6)


def test_a_browser_s_rounding_is_no_move(lab):
    lab.controls["preset"].value = "least squares"
    error = lab.answer.rmse
    lab.controls["top"].value += 1e-9
    assert lab.controls["preset"].value == "least squares" and lab.answer.rmse == error


def test_least_squares_follows_the_photo(lab):
    lab.controls["preset"].value = "least squares"
    lab.controls["photo"].value = "coffee"
    assert lab.answer.rmse == pytest.approx(lab.answer.best_rmse)


def test_a_slider_makes_the_weights_your_own_and_keeps_the_best_score(lab):
    assert "no score yet" in lab._words.value and lab.best_scores == {}
    lab.controls["top"].value = 0.3
    first = lab.answer.rmse
    assert lab.controls["preset"].value == OWN and lab.best_scores == {"chelsea": first}
    for place, weight in zip(PLACES, MIXED_DIFFERENCE):
        lab.controls[place].value = weight
    best = lab.best_scores["chelsea"]
    assert best <= lab.answer.rmse < lab.answer.mean_rmse
    lab.controls["bias"].value = 40
    assert lab.best_scores["chelsea"] == best < lab.answer.rmse
    assert f"your best is {best:.2f}, and the mean is beaten" in lab._words.value


def test_presets_do_not_score(lab):
    lab.controls["preset"].value = "least squares"
    lab.controls["bias"].value = 0.0
    assert lab.best_scores == {} and "To play on" in lab._words.value
    lab.controls["preset"].value = START
    assert lab.best_scores == {}
    lab.controls["top"].value = 0.2
    assert set(lab.best_scores) == {"chelsea"}


def test_the_best_score_outlives_the_lab(lab):
    lab.controls["top"].value = 0.2
    score = lab.best_scores["chelsea"]
    again = StencilLab()
    assert f"your best is {score:.2f}" in again._words.value
    again.close()


def test_the_lab_begins_with_the_mean(lab):
    assert lab.read_settings().weights == tuple(MEAN_OF_EIGHT)
    assert lab.controls["preset"].value == START
