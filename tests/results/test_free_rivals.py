"""How sharpening is chosen, and matched to another fill's error."""

import numpy as np
import pytest

from inpaint_lib.fills.network import sharpen_squares
from tools.results.free_rivals import choose_sharpening, match_amount

ROWS = [{"run": "a", "amount": amount, "radius": 1.0, "mse": mse, "features": features}
        for amount, mse, features in ((0.0, 1.0, 0.5), (1.0, 1.1, 0.3), (2.0, 1.3, 0.2))]
ROWS += [{"run": "b", "amount": 3.0, "radius": 2.0, "mse": 0.5, "features": 0.1}]


@pytest.mark.parametrize("most, amount", [(1.0, 0.0), (1.1, 1.0), (9.0, 2.0)])
def test_the_least_features_within_the_limit_are_chosen(most, amount):
    assert choose_sharpening(ROWS, "a", most) == (amount, 1.0)


def test_the_amount_is_the_largest_that_keeps_the_error():
    truth = np.random.default_rng(0).random((2, 16, 16, 3))
    squares = 0.5 + 0.3 * (truth - 0.5)
    errors = {}
    for amount in (0.0, 1.0, 3.0):
        errors[amount] = ((sharpen_squares(squares, amount, 1.5) - truth) ** 2).mean()
    found = match_amount(squares, truth, errors[3.0] + 1e-9, 1.5)
    assert found >= 3.0
    assert match_amount(truth, truth, 1e-9, 1.5) == 0
