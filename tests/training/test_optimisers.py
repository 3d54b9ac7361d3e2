"""Tests of `inpaint_lib.training.optimisers`."""

import numpy as np
import pytest

from inpaint_lib.training.optimisers import build_adam, build_optimiser, choose_rate
from inpaint_lib.training.recipes import Training


def move(optimiser, rates):
    """Return two weights after steps with fixed gradients."""
    import keras

    rng = np.random.default_rng(0)
    weights = [keras.Variable(rng.normal(size=shape), dtype="float32") for shape in ((3, 4), (5,))]
    optimiser.build(weights)
    for rate in rates:
        optimiser.learning_rate.assign(rate)
        gradients = [keras.ops.convert_to_tensor(rng.normal(size=weight.shape), "float32")
                     for weight in weights]
        optimiser.apply_gradients(zip(gradients, weights, strict=True))
    return np.concatenate([weight.numpy().ravel() for weight in weights])


def test_adam_moves_as_that_of_keras():
    import keras

    rates = (0.1, 0.05, 0.02, 0.2)
    ours = move(build_optimiser(Training(optimiser="adam")), rates)
    np.testing.assert_allclose(ours, move(keras.optimizers.Adam(), rates), atol=1e-5)
    forgetful = move(keras.optimizers.Adam(beta_1=0.5, beta_2=0.99), rates)
    assert np.abs(ours - forgetful).max() > 1e-2
    np.testing.assert_allclose(move(build_adam(0.1, 0.5, 0.99), rates), forgetful, atol=1e-5)


def test_adamw_makes_weights_smaller():
    kept, shrunk = (move(build_optimiser(Training(optimiser="adamw", weight_decay=decay)), (0.1,))
                    for decay in (0.0, 0.5))
    np.testing.assert_allclose(kept - shrunk, 0.05 * move(build_optimiser(Training()), ()),
                               atol=1e-6)


@pytest.mark.parametrize(("step", "rate"), [(0, 0.01), (9, 0.1), (99, 0.1)])
def test_a_rate_warms_up_and_stays(step, rate):
    assert choose_rate(Training(learning_rate=0.1, warm_up=10), step, 100) == pytest.approx(rate)


def test_a_rate_falls_along_a_cosine_to_a_hundredth():
    training = Training(learning_rate=0.1, schedule="cosine")
    assert choose_rate(training, 100, 100) == pytest.approx(0.001)


def test_a_rate_decays_as_in_the_papers_code():
    assert choose_rate(Training(learning_rate=0.1, decay=0.5), 2, 100) == pytest.approx(0.05)
