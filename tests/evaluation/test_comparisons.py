"""Better is said where the images decide, and rarely where nothing differs."""

import numpy as np
import pytest

from inpaint_lib.evaluation.comparisons import compare_methods, rank_correlation
from inpaint_lib.evaluation.intervals import bootstrap_difference, draw_means

RNG = np.random.default_rng(0)
HARD = RNG.exponential(1, 200)
SCORES = {"coin": HARD + RNG.normal(0, 0.3, 200), "clear": HARD + 0.5, "base": HARD}


def test_each_pair_has_the_interval_of_its_own_difference():
    found = compare_methods(SCORES)
    for row, name in enumerate(found.names):
        for column, rival in enumerate(found.names):
            wanted = bootstrap_difference(SCORES[name], SCORES[rival])
            own = [values[row, column] for values in (found.differences, found.low, found.high)]
            assert own == pytest.approx(wanted, abs=1e-12)


def test_better_is_said_only_where_zero_is_left_out():
    found = compare_methods(SCORES)
    assert found.say("base", "clear") == "better" and found.say("clear", "base") == "worse"
    assert found.say("coin", "base") == "not decided" and found.count_undecided() == 1
    assert (found.verdicts == -found.verdicts.T).all()
    assert found.names[-1] == "clear" and (np.diff(found.means) >= 0).all()


def test_where_more_is_better_the_order_turns():
    found = compare_methods(SCORES, more_is_better=True)
    assert found.names[0] == "clear" and found.say("clear", "base") == "better"


def test_equal_methods_are_told_apart_by_mistake_in_one_case_of_twenty():
    rng, mistakes = np.random.default_rng(1), 0
    for _ in range(150):
        a, b = rng.normal(size=(2, 80))
        mistakes += compare_methods({"a": a, "b": b}).say("a", "b") != "not decided"
    assert 1 <= mistakes <= 17


def test_all_pairs_together_want_wider_intervals():
    alone, together = compare_methods(SCORES), compare_methods(SCORES, together=True)
    upper = np.triu_indices(3, 1)
    widths = [(found.high - found.low)[upper] for found in (alone, together)]
    assert (widths[1] >= widths[0]).all()
    assert (together.high - together.low)[upper].sum() > (alone.high - alone.low)[upper].sum()


def test_many_pairs_have_enough_draws_to_tell_the_ends():
    rng = np.random.default_rng(2)
    scores = {f"method {number}": HARD + rng.normal(0, 0.3, 200) for number in range(9)}
    found = compare_methods(scores, together=True)
    columns = [scores[name] for name in found.names]
    draws = np.concatenate([draw_means(columns, seed=seed) for seed in (0, 1)], axis=1)
    differences = draws[0] - draws[1]
    # 36 pairs: 5% / 36, half of it at each end of 20,000 draws.
    assert 10 <= np.count_nonzero(differences < found.low[0, 1]) <= 14
    assert 10 <= np.count_nonzero(differences > found.high[0, 1]) <= 14


@pytest.mark.parametrize("scores, words", [
    ({"a": [1]}, "at least two"), ({"a": [1, 2], "b": [1]}, "one score an image"),
    ({"a": [1, np.nan], "b": [1, 2]}, "no number")])
def test_wrong_scores_are_refused(scores, words):
    with pytest.raises(ValueError, match=words):
        compare_methods(scores)


def test_an_unknown_name_is_refused():
    with pytest.raises(ValueError, match="'nobody' was not compared"):
        compare_methods(SCORES).say("nobody", "base")


def test_rank_correlation_looks_at_the_order_alone():
    assert rank_correlation([1, 2, 3, 4], [1, 10, 100, 1000]) == pytest.approx(1)
    assert rank_correlation([1, 2, 3, 4], [4, 3, 2, 1]) == pytest.approx(-1)
    with pytest.raises(ValueError, match="same length"):
        rank_correlation([1, 2], [1])
