"""The lab of chapter 7: shares of a critic, their scores, and pairs that you and a critic judge."""

import re
from dataclasses import replace

import numpy as np
import pytest

from inpaint_lib.course.labs.critic_lab import CriticLab, weigh_critic
from inpaint_lib.course.labs.parts import critic_fills
from inpaint_lib.course.labs.parts.critic_fills import (AMOUNTS, COMPACT, FILE, MIXED, N_JUDGED,
                                                        N_SHOWN, N_TRIALS, SHARES, SHARPENED,
                                                        STEPS, TRUTH, CriticSettings,
                                                        choose_real, load_fills, trace_trade)
from inpaint_lib.course.labs.pictures import load_face
from inpaint_lib.datasets.faces import N_TRAIN
from inpaint_lib.evaluation.blind_test import make_pairs, score_pairs
from inpaint_lib.files import find_data, load_table
from inpaint_lib.fills.network import sharpen_squares
from inpaint_lib.holes import PAPER_32, crop_hole

N_FACES = N_SHOWN + N_JUDGED
TRIALS = make_pairs(N_JUDGED, N_TRIALS, (TRUTH, MIXED), seed=1)
RIGHT = tuple(trial.answer for trial in TRIALS)
WRONG = tuple({"left": "right", "right": "left"}[answer] for answer in RIGHT)


@pytest.fixture
def lab():
    opened = CriticLab()
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def kept():
    """The file's arrays, and the squares of the true faces."""
    with np.load(find_data(FILE)) as arrays:
        found = dict(arrays)
    truth = np.stack([crop_hole(load_face(index), PAPER_32) for index in found["index"]])
    return found | {"truth": truth}


def test_the_file_holds_what_the_networks_paint_and_how_far_it_is_by_features(kept):
    from tools.results.critic_fills import measure_fills

    rows = np.array([0, 30])
    images = np.stack([np.round(255 * load_face(kept["index"][row])).astype(np.uint8)
                       for row in rows])
    again = measure_fills(images)
    assert kept["index"].tolist() == list(range(N_TRAIN, N_TRAIN + N_FACES))
    for name in ("compact", "critic"):
        apart = np.abs(again[name].astype(int) - kept[name][rows])
        assert apart.max() <= 1 and apart.mean() < 0.05
    for kind, steps in STEPS.items():
        assert kept[f"features_{kind}"].shape == (N_FACES, len(steps))
        np.testing.assert_allclose(again[f"features_{kind}"], kept[f"features_{kind}"][rows],
                                   rtol=0.01)


def test_the_squares_are_mixed_pixel_by_pixel(kept):
    compact, critic = (kept[name] / 255 for name in ("compact", "critic"))
    for share in (0.0, 0.3, 1.0):
        scores = weigh_critic(CriticSettings(share=share)).all_scores
        mixed = compact + share * (critic - compact)
        wanted = ((mixed - kept["truth"]) ** 2).mean() / ((compact - kept["truth"]) ** 2).mean()
        assert scores[MIXED]["error"] == pytest.approx(wanted, rel=1e-5)


def test_the_rival_is_compact_s_fill_sharpened(kept):
    compact, row = kept["compact"][5:6] / 255, slice(5, 6)
    scores = weigh_critic(CriticSettings(N_TRAIN + 5, amount=1.5)).scores
    error, base = (((fill - kept["truth"][row]) ** 2).mean() for fill in
                   (sharpen_squares(compact, 1.5), compact))
    assert scores[SHARPENED]["error"] == pytest.approx(error / base, rel=1e-5)
    column = AMOUNTS.index(1.5)
    assert scores[SHARPENED]["features"] == pytest.approx(
        kept["features_sharpened"][5, column] / kept["features_sharpened"][5, 0], rel=1e-5)


def test_nothing_mixed_and_nothing_sharpened_is_compact():
    answer = weigh_critic(CriticSettings(share=0.0, amount=0.0))
    for scores in (answer.scores, answer.all_scores):
        assert scores[MIXED] == scores[COMPACT]
        assert scores[SHARPENED] == pytest.approx(scores[COMPACT], rel=1e-5)
        assert scores[COMPACT]["error"] == scores[COMPACT]["features"] == 1


def test_the_sixty_faces_score_as_all_1400_do():
    table = load_table("critics_shipped.csv")
    rows = {run: row for row, (where, run) in enumerate(zip(table["set"], table["run"]))
            if where == "validation"}
    scores = weigh_critic(CriticSettings()).all_scores
    for name, run in ((COMPACT, "compact_32"), (MIXED, "critic_32")):
        for key, column in (("error", "mse_ratio"), ("features", "features_ratio"),
                            ("sharpness", "sharpness"), ("eyes", "eye_contrast")):
            assert scores[name][key] == pytest.approx(float(table[column][rows[run]]), rel=0.12)


@pytest.mark.parametrize("kind", STEPS)
def test_the_curves_begin_at_compact_and_have_a_point_a_step(kind):
    errors, features = trace_trade(kind)
    assert errors.shape == features.shape == (len(STEPS[kind]),)
    assert errors[0] == features[0] == 1
    step = 7
    settings = CriticSettings(**{"share" if kind == MIXED else "amount": STEPS[kind][step]})
    scores = weigh_critic(settings).all_scores[kind]
    assert (scores["error"], scores["features"]) == pytest.approx((errors[step], features[step]),
                                                                  rel=1e-5)


def test_an_open_pair_gives_nothing_away():
    answer = weigh_critic(CriticSettings())
    assert answer.yours is answer.critics is None
    assert answer.alt.endswith("Two pictures of the middle of another face, left and right.")
    assert answer.words.endswith("Test 1, pair 1 of 20: one is the truth, the other mixed. Which "
                                 "one is the truth? Press left or right.")


@pytest.mark.parametrize("answers, word", [(RIGHT[:3], "Right"), (WRONG[:3], "Wrong")])
def test_answers_are_scored_beside_the_critic_s_on_the_same_pairs(answers, word):
    answer = weigh_critic(CriticSettings(answers=answers))
    assert answer.yours == score_pairs(TRIALS[:3], answers)
    found = choose_real(MIXED, 1.0)
    assert answer.critics.n_trials == 3
    assert answer.critics.n_right == sum(found[trial.image] for trial in TRIALS[:3])
    assert answer.words.startswith(f"{word}: {TRIALS[2].answer} was the truth.")
    assert f"{3 * (word == 'Right')} of 3, " in answer.words
    assert f"The pair before: left {TRIALS[2].left}, right {TRIALS[2].right}." in answer.alt


def test_at_the_end_stands_what_a_guesser_gets():
    answer = weigh_critic(CriticSettings(answers=RIGHT))
    assert "Which one" not in answer.words and "pictures of the middle of another" not in answer.alt
    assert answer.words.startswith("Right") and "Face 3341: the mixed fill" in answer.words
    assert (f"Who guesses gets 6 to 14 in 95 of 100 tests. You: told apart. "
            f"The critic: {answer.critics.verdict}.") in answer.words


def test_the_truth_lies_where_the_trial_says():
    pictures = {}
    for answers in ((), RIGHT[:1]):
        picture = np.asarray(weigh_critic(CriticSettings(answers=answers)).picture)
        # The lowest row of panels, 64x64 pixels drawn three times as large, 10 apart.
        pictures[answers] = [picture[-192:, left:left + 192] for left in (0, 202, 404, 606)]
    first = pictures[()][:2]
    assert all((one == other).all() for one, other in zip(first, pictures[RIGHT[:1]][2:]))
    face = load_face(N_TRAIN + N_SHOWN + TRIALS[0].image)[36:100, 38:102]
    is_true = [np.abs(side[1::3, 1::3] - 255.0 * face).max() < 1 for side in first]
    assert is_true == [TRIALS[0].answer == "left", TRIALS[0].answer == "right"]


@pytest.mark.parametrize("kind, value, least, most", [
    (MIXED, 0.0, 0.95, 1), (MIXED, 1.0, 0.75, 1), (SHARPENED, 1.0, 0.7, 1)])
def test_the_linear_critic_tells_fills_from_faces_it_has_not_seen(kind, value, least, most):
    found = choose_real(kind, value)
    assert found.shape == (N_JUDGED,) and least <= found.mean() <= most


def test_the_critic_is_fitted_to_the_shown_faces_alone(monkeypatch):
    fitted = []
    fit = critic_fills.fit_linear_critic
    monkeypatch.setattr(critic_fills, "fit_linear_critic",
                        lambda *numbers: fitted.append(numbers) or fit(*numbers))
    choose_real.cache_clear()
    choose_real(MIXED, 0.5)
    (real, painted), = fitted
    described = critic_fills.describe_holes(load_fills().windows[:N_SHOWN], critic_fills.INSIDE)
    assert len(real) == len(painted) == N_SHOWN
    np.testing.assert_array_equal(real, described)


def test_a_face_without_an_eye_under_the_hole_has_a_dash(monkeypatch):
    fills = replace(load_fills(), landmarks=np.zeros_like(load_fills().landmarks))
    monkeypatch.setattr(critic_fills, "load_fills", lambda: fills)
    monkeypatch.setattr(critic_fills, "_score", critic_fills._score.__wrapped__)
    answer = weigh_critic(CriticSettings())
    assert np.isnan(answer.scores[MIXED]["eyes"])
    assert "eye contrast, of the truth's, -, -, -" in answer.alt


@pytest.mark.parametrize("change, message", [
    (dict(face=N_TRAIN - 1), f"faces {N_TRAIN} to {N_TRAIN + N_SHOWN - 1}"),
    (dict(face=N_TRAIN + N_SHOWN), "faces"), (dict(share=0.55), "share must be one of 0.0, 0.1"),
    (dict(share=1.1), "share must"), (dict(amount=3.25), "amount must be one of 0.0, 0.25"),
    (dict(judge="Rembrandt"), "no fill 'Rembrandt' to judge; there are mixed, compact"),
    (dict(test=0), "tests 1 to 50, got 0"), (dict(test=51), "tests 1 to 50, got 51"),
    (dict(answers=("left",) * 21), "21 answers came for 20 pairs"),
    (dict(answers=("middle",)), '"left" or "right", got \'middle\''),
])
def test_wrong_settings_are_refused(change, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        weigh_critic(CriticSettings(**change))


def test_sliders_are_what_is_answered(lab):
    lab.set(face=N_TRAIN + 3, critic_share=0.1 + 0.2, sharpen=2.25, judge=SHARPENED, test=4)
    assert lab.read_settings() == CriticSettings(N_TRAIN + 3, 0.3, 2.25, SHARPENED, 4)
    assert f"Face {N_TRAIN + 3}: the mixed fill, 30% of it" in lab._words.value
    assert all(share in SHARES for share in (lab.read_settings().share,))


def test_the_buttons_answer_and_stop_at_the_last_pair(lab):
    for answer in RIGHT:
        lab.controls[answer].click()
    assert lab.answer.yours.n_right == N_TRIALS
    words = lab.answer.words
    lab.controls["left"].click()
    assert lab.answer.words == words


@pytest.mark.parametrize("control, value, is_kept", [
    ("face", N_TRAIN + 1, True), ("sharpen", 2.0, True), ("critic share", 0.5, False),
    ("judge", COMPACT, False), ("test", 2, False)])
def test_answers_are_kept_while_the_pairs_are_the_same(lab, control, value, is_kept):
    lab.controls["left"].click()
    lab.controls[control].value = value
    assert (len(lab.read_settings().answers) == 1) == is_kept
    assert (lab.answer.yours is not None) == is_kept


def test_a_page_shows_one_pair_that_is_told(lab):
    picture, alt, words = lab.draw_still()
    assert "pair 2 of 20" in words and "The pair before" in alt
    assert lab.read_settings().answers == () and picture.width > 900


def test_a_closed_lab_answers_no_button_and_lets_go(lab):
    left, right = lab.controls["left"], lab.controls["right"]
    lab.close()
    left.click()
    right.click()
    assert lab.answer is None and load_fills.cache_info().currsize == 0
