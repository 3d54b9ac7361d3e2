"""Distances between sets of pictures."""

import numpy as np
import pytest

from inpaint_lib.metrics.features import build_species_network
from inpaint_lib.metrics.sets import describe_pictures, measure_kernel_distance


def test_the_distance_of_two_pairs_by_hand():
    # Within: (1 * 3 + 1)^3 = 64 and (0 + 1)^3 = 1; between: 1, 1, (2 + 1)^3 = 27 and (6 + 1)^3.
    assert measure_kernel_distance([[1], [3]], [[0], [2]]) == 64 + 1 - 2 * (1 + 1 + 27 + 343) / 4


def test_the_distance_is_by_the_length_of_a_description():
    assert measure_kernel_distance([[2, 0], [0, 2]], [[1, 1], [1, 1]]) == pytest.approx(
        1 + 8 - 2 * 8)


def test_the_distance_has_no_order_and_sees_a_shift():
    rng = np.random.default_rng(0)
    one, other = rng.normal(0, 1, (40, 6)), rng.normal(1, 1, (30, 6))
    distance = measure_kernel_distance(one, other)
    assert distance == pytest.approx(measure_kernel_distance(other, one))
    assert distance > 5 * abs(measure_kernel_distance(one[:20], one[20:]))


@pytest.mark.parametrize("one, other, complaint", [
    (np.ones((2, 3)), np.ones((2, 4)), "of one length"), (np.ones(3), np.ones((2, 3)), "one len"),
    (np.ones((1, 3)), np.ones((2, 3)), "at least two pictures")])
def test_sets_that_cannot_be_compared(one, other, complaint):
    with pytest.raises(ValueError, match=complaint):
        measure_kernel_distance(one, other)


def test_a_picture_is_described_alike_in_any_company():
    network = build_species_network()
    images = np.random.default_rng(0).random((70, 16, 16, 3)).astype(np.float32)
    described = describe_pictures(images, network)
    assert described.shape == (70, 64)
    np.testing.assert_allclose(described[64:], describe_pictures(images[64:], network), atol=1e-5)
    assert np.ptp(described, axis=0).max() > 0
