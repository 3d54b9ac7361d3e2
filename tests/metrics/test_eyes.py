"""Where the eyes are, and whether a fill paints them."""

import numpy as np
import pytest

from inpaint_lib.holes import Hole
from inpaint_lib.metrics.eyes import find_eye_box, hide_eye, mark_eyes, score_eyes

HOLE = Hole(10, 20, 16, 16)


def place_eyes(left, right):
    places = np.zeros((1, 7, 2))
    places[0, :2] = left, right
    return places


@pytest.fixture
def truth():
    return np.random.default_rng(0).random((1, 16, 16, 3))


def test_box_is_cut_off_at_the_rim():
    assert find_eye_box((1.0, 30.0), 4.0, 32, 32) == (slice(24, 32), slice(0, 8))


def test_only_the_boxes_are_marked():
    marks = mark_eyes(place_eyes((5, 5), (20, 8)), np.array([2.0]), 32, 32)[0, :, :, 0]
    assert set(np.unique(marks)) == {0, 255}
    rows, columns = np.nonzero(marks)
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == (2, 11, 2, 23)
    assert (marks == 255).sum() == 2 * 7 * 7


@pytest.mark.parametrize("left, right, sides", [
    ((28, 18), (5, 5), [0]), ((5, 5), (28, 18), [1]), ((22, 12), (34, 24), [0, 1]),
    ((19, 18), (36, 18), []), ((28, 9), (28, 26), [])])
def test_eyes_count_when_their_centre_is_under_the_hole(truth, left, right, sides):
    scores = score_eyes(truth, truth, HOLE, place_eyes(left, right), np.array([2.0]))
    assert scores.side.tolist() == sides
    np.testing.assert_allclose(scores.correlation, 1)
    np.testing.assert_allclose(scores.contrast, 1)
    np.testing.assert_allclose(scores.mse, 0)


def test_flat_and_inverted_eyes(truth):
    places = place_eyes((28, 18), (0, 0))
    flat = score_eyes(np.full_like(truth, .5), truth, HOLE, places, np.array([2.0]))
    assert (flat.correlation[0], flat.contrast[0]) == (0, 0)
    inverted = score_eyes(1 - truth, truth, HOLE, places, np.array([2.0]))
    np.testing.assert_allclose((inverted.correlation[0], inverted.contrast[0]), (-1, 1))


def test_only_the_box_counts(truth):
    changed = truth.copy()
    changed[0, 0, 0] = 1 - changed[0, 0, 0]
    scores = score_eyes(changed, truth, HOLE, place_eyes((28, 18), (0, 0)), np.array([2.0]))
    assert scores.mse[0] == 0


def test_arrays_that_do_not_go_together(truth):
    places = place_eyes((28, 18), (0, 0))
    with pytest.raises(ValueError, match="truth has"):
        score_eyes(truth[:, :8], truth, HOLE, places, np.array([2.0]))
    with pytest.raises(ValueError, match="do not go together"):
        score_eyes(truth, truth, HOLE, places, np.array([2.0, 2.0]))


def test_a_hole_about_an_eye():
    mask = hide_eye((40.4, 59.6), side=24)
    rows, columns = np.nonzero(mask)
    assert mask.sum() == 24 ** 2
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == (48, 71, 28, 51)
    with pytest.raises(ValueError):
        hide_eye((5.0, 60.0), side=24)
