"""Strokes of a brush: which pixels they cover, and what is no stroke."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inpaint_lib.strokes import BROADEST, FARTHEST, Stroke, draw_brush, draw_strokes

ROWS, COLUMNS = np.mgrid[:40, :50]


@pytest.mark.parametrize("breadth", [1, 2, 3, 6, 13, 64])
def test_a_brush_is_round(breadth):
    brush = draw_brush(breadth)
    assert brush.shape == (breadth, breadth) and brush[0].any() and brush[:, 0].any()
    for same in (brush[::-1], brush[:, ::-1], brush.T):
        assert np.array_equal(brush, same)
    assert breadth < 4 or abs(brush.sum() / (np.pi * breadth ** 2 / 4) - 1) < 0.15


@pytest.mark.parametrize("breadth", [1, 5, 13])
def test_one_point_leaves_the_print_of_the_brush(breadth):
    mask = draw_strokes([Stroke(((20, 30),), breadth)], 40, 50)
    assert np.array_equal(mask, np.hypot(ROWS - 20, COLUMNS - 30) <= breadth / 2)


def test_a_line_is_all_that_the_brush_passes():
    mask = draw_strokes([Stroke(((10, 5), (10, 40), (30, 40)), 7)], 40, 50)
    near = np.full(mask.shape, np.inf)
    for row, column in [(10, column) for column in range(5, 41)] + [(row, 40)
                                                                    for row in range(10, 31)]:
        near = np.minimum(near, np.hypot(ROWS - row, COLUMNS - column))
    assert np.array_equal(mask, near <= 3.5)


@pytest.mark.parametrize("point, missing", [((0, 0), True), ((-3, 20), True), ((-4, 20), False),
                                            ((20, 53), False), ((-9_000, 9_000), False)])
def test_what_lies_outside_is_left_out(point, missing):
    mask = draw_strokes([Stroke((point,), 7)], 40, 50)
    assert mask.shape == (40, 50) and mask.any() == missing


def test_a_line_comes_in_from_far_outside():
    mask = draw_strokes([Stroke(((20, -FARTHEST), (20, FARTHEST)), 3)], 40, 50)
    assert np.array_equal(mask, abs(ROWS - 20) <= 1)


STROKES = st.lists(st.builds(
    Stroke, st.lists(st.tuples(st.integers(-9, 49), st.integers(-9, 59)), min_size=1,
                     max_size=5).map(tuple), st.integers(1, BROADEST)), max_size=4)


@given(STROKES, STROKES)
def test_several_strokes_are_the_union_of_each(some, others):
    both = draw_strokes(some + others, 40, 50)
    assert np.array_equal(both, draw_strokes(others, 40, 50) | draw_strokes(some, 40, 50))
    assert draw_strokes(some[:1], 40, 50).sum() <= both.sum() or not some


def test_a_mask_may_be_changed_without_changing_the_next():
    stroke = Stroke(((20, 20),), 9)
    draw_strokes([stroke], 40, 50)[:] = True
    assert draw_strokes([stroke], 40, 50).sum() == draw_brush(9).sum()


@pytest.mark.parametrize("points, breadth, message", [
    ((), 3, "at least one point"), (((1, 1),), 0, "1 to 64 pixels broad, got 0"),
    (((1, 1),), 65, "got 65"), (((1, 2, 3),), 3, "a row and a column"),
    (((0.5, 1),), 3, "whole numbers"), (((10_001, 1),), 3, "at most 10,000"),
    (((float("inf"), 1),), 3, "whole numbers"), (((float("nan"), 1),), 3, "whole numbers")])
def test_nonsense_is_no_stroke(points, breadth, message):
    with pytest.raises(ValueError, match=message):
        Stroke(points, breadth)
