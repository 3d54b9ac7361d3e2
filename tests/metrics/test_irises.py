"""The colours of a face's two eyes, one of them painted."""

import numpy as np
import pytest

from inpaint_lib.holes import Hole
from inpaint_lib.metrics.irises import compare_irises

HOLE = Hole(8, 8, 16, 16)
FACE = np.full((1, 32, 48, 3), 0.4)


def place_eyes(painted, other):
    places = np.zeros((1, 7, 2))
    places[0, :2] = painted, other
    return places


def paint(colour):
    return np.ones((1, 16, 16, 3)) * colour


@pytest.mark.parametrize("painted, other, counts", [
    ((15, 15), (40, 15), True), ((40, 15), (15, 15), True), ((15, 15), (25, 15), False),
    ((23, 15), (40, 15), False), ((40, 5), (40, 15), False)])
def test_one_iris_must_lie_in_the_hole_and_one_outside(painted, other, counts):
    rows, apart = compare_irises(paint(0.4), FACE, HOLE, place_eyes(painted, other), [5.0])
    assert rows.tolist() == [0] * counts and apart.tolist() == pytest.approx([0] * counts)


def test_light_counts_for_nothing_and_colour_does():
    places = place_eyes((15, 15), (40, 15))
    _, darker = compare_irises(paint(0.1), FACE, HOLE, places, [5.0])
    _, red = compare_irises(paint([0.4, 0.2, 0.2]), FACE, HOLE, places, [5.0])
    assert darker == pytest.approx([0], abs=1e-6)
    assert red == pytest.approx([np.linalg.norm([1 / 6, -1 / 12, -1 / 12])], abs=1e-6)


def test_bytes_are_taken_for_images():
    places, as_bytes = place_eyes((15, 15), (40, 15)), np.full((1, 32, 48, 3), 102, np.uint8)
    assert compare_irises(paint(0.4), as_bytes, HOLE, places, [5.0])[1] == pytest.approx(
        [0], abs=1e-6)
