"""The blind test favours no side, and chance lies where the binomial law puts it."""

import numpy as np
import pytest

from inpaint_lib.evaluation.blind_test import make_pairs, score_pairs

TRIALS = make_pairs(50, 20)


def answer(n_right):
    """Answers of which the first so many are right."""
    other = {"left": "right", "right": "left"}
    return [trial.answer if number < n_right else other[trial.answer]
            for number, trial in enumerate(TRIALS)]


def test_each_side_is_right_equally_often_and_no_image_comes_twice():
    assert [trial.answer for trial in TRIALS].count("left") == 10
    assert len({trial.image for trial in TRIALS}) == 20
    assert all(getattr(trial, trial.answer) == "truth" for trial in TRIALS)
    assert all({trial.left, trial.right} == {"truth", "fill"} for trial in TRIALS)


def test_the_seed_decides():
    assert make_pairs(50, 20) == TRIALS and make_pairs(50, 20, seed=1) != TRIALS


def test_two_fills_can_be_set_against_each_other():
    assert {trial.left for trial in make_pairs(9, 8, ("Telea", "net"))} == {"Telea", "net"}


@pytest.mark.parametrize("n_right, verdict", [
    (20, "told apart"), (15, "told apart"), (14, "not decided"), (10, "not decided"),
    (6, "not decided"), (5, "mistaken for each other"), (0, "mistaken for each other")])
def test_the_verdict_follows_from_what_guessing_gives(n_right, verdict):
    score = score_pairs(TRIALS, answer(n_right))
    assert (score.n_right, score.share, score.verdict) == (n_right, n_right / 20, verdict)
    assert score.low <= score.share <= score.high


def test_who_guesses_is_rarely_judged():
    rng = np.random.default_rng(0)
    verdicts = [score_pairs(TRIALS, rng.choice(["left", "right"], 20)).verdict
                for _ in range(200)]
    assert 185 <= verdicts.count("not decided") < 200


@pytest.mark.parametrize("n_images, n_trials, names", [
    (50, 3, "ab"), (50, 0, "ab"), (3, 4, "ab"), (50, 4, ("a", "a")), (50, 4, ("a",))])
def test_impossible_tests_are_refused(n_images, n_trials, names):
    with pytest.raises(ValueError, match="n_trials|names"):
        make_pairs(n_images, n_trials, names)


@pytest.mark.parametrize("answers, words", [
    ([], "0 answers"), (["left"] * 19, "19 answers"), (["both"] * 20, "'both'")])
def test_answers_that_are_none_are_refused(answers, words):
    with pytest.raises(ValueError, match=words):
        score_pairs(TRIALS, answers)
