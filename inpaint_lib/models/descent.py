"""Gradient descent and Adam for the models of one pixel, step by step and recorded.

Pixel values are raw, 0 to 255; all arithmetic is float64. TensorFlow takes the gradients.
"""

import functools
import warnings

import numpy as np

from inpaint_lib.models.pixel import LinearFit, NetFit, check_patches


def take_adam_step(parameter, gradient, mean, square, step, learning_rate=1e-3):
    """Move one parameter by Adam's rule.

    Parameters
    ----------
    parameter, gradient : float, array or tensor
        What is moved, and the slope of the loss there.
    mean, square : same shape
        Running means of the gradient and of its square; both start at 0.
    step : int
        1 for the first step.
    learning_rate : float

    Returns
    -------
    parameter, mean, square
        The three after the step.

    References
    ----------
    Kingma and Ba, Adam (2015), section 2: the form at its end.

    Examples
    --------
    The first step has the length of the learning rate, however steep the slope is:

    >>> parameter, mean, square = take_adam_step(1.0, 500.0, 0.0, 0.0, step=1)
    >>> round(parameter, 6)
    0.999
    """
    mean = 0.9 * mean + 0.1 * gradient
    square = 0.999 * square + 0.001 * gradient ** 2
    rate = learning_rate * (1 - 0.999 ** step) ** 0.5 / (1 - 0.9 ** step)
    return parameter - rate * mean / (square ** 0.5 + 1e-8), mean, square


def take_plain_step(parameter, gradient, mean, square, step, learning_rate=1e-5):
    """Move one parameter against its gradient; arguments and result as in `take_adam_step`.

    Examples
    --------
    >>> take_plain_step(1.0, 500.0, 0.0, 0.0, step=1, learning_rate=0.5)[0]
    -249.0
    """
    return parameter - learning_rate * gradient, mean, square

def fit_linear(neighbours, centres, learning_rate=1e-5, steps=10_000, record_every=1):
    """Fit a weighted sum and a bias by plain gradient descent on all patches at once.

    Weights and bias start at zero; the loss is the mean squared error.

    Parameters
    ----------
    neighbours : array_like, (n, k)
        Values 0 to 255.
    centres : array_like, (n,)
    learning_rate : float
        Above 2 over the largest eigenvalue of the Hessian the loss grows instead of falling; the
        fit then ends with a warning, and its record shows how.
    steps : int
    record_every : int
        Keep loss and weights at step 0, at every so many steps, and at the last.

    Returns
    -------
    LinearFit

    Warns
    -----
    RuntimeWarning
        If the loss at the end is larger than at the start, or is no finite number.

    References
    ----------
    The paper, section 7.1.

    Examples
    --------
    >>> fit = fit_linear([[100, 0], [0, 100], [50, 100]], [50, 50, 75], 1e-4, steps=500)
    >>> fit.weights.round(2).tolist(), fit.steps.size
    ([0.5, 0.5], 501)
    """
    neighbours, centres = check_patches(neighbours, centres)
    start = [np.zeros((1, neighbours.shape[1])), np.zeros(1)]
    steps, losses, paths, ends = _descend(
        "linear", start, neighbours[np.newaxis], centres[np.newaxis],
        learning_rate, steps, record_every)
    weights_path, bias_path = (path[:, 0] for path in paths)
    return LinearFit(weights_path[-1], float(bias_path[-1]), steps, losses[:, 0], weights_path,
                     bias_path, ends[0])


def fit_net(neighbours, centres, seed=0, hidden=16, learning_rate=1e-3, steps=10_000,
            record_every=100):
    """Fit the paper's net (24 neighbours, 16 rectified sums, 1 output) with Adam.

    Weights start from a truncated normal of standard deviation 1, biases at 0.1; every step uses
    all patches; the loss is the mean squared error.

    Parameters
    ----------
    neighbours : array_like, (n, k)
        Values 0 to 255.
    centres : array_like, (n,)
    seed : int
        Draws the start.
    hidden : int
        Size of the hidden layer.
    learning_rate : float
    steps : int
    record_every : int
        Keep loss and weights at step 0, at every so many steps, and at the last.

    Returns
    -------
    NetFit

    Warns
    -----
    RuntimeWarning
        If the loss at the end is larger than at the start, or is no finite number.

    References
    ----------
    The paper, section 7.2; Kingma and Ba, Adam (2015).

    Examples
    --------
    >>> import numpy as np
    >>> neighbours = np.random.default_rng(0).uniform(0, 255, (50, 24))
    >>> fit = fit_net(neighbours, neighbours.mean(axis=1), steps=200)
    >>> fit.hidden_weights.shape, bool(fit.losses[-1] < fit.losses[0])
    ((24, 16), True)
    """
    neighbours, centres = check_patches(neighbours, centres)
    return fit_nets(neighbours[np.newaxis], centres[np.newaxis], [seed], hidden, learning_rate,
                    steps, record_every)[0]


def fit_nets(neighbours, centres, seeds, hidden=16, learning_rate=1e-3, steps=10_000,
             record_every=10_000):
    """Fit many nets side by side, each on its own patches; `fit_net` is this with one.

    Parameters
    ----------
    neighbours : array_like, (nets, n, k)
    centres : array_like, (nets, n)
    seeds : sequence of int
        One a net.
    hidden, learning_rate, steps, record_every
        As in `fit_net`.

    Returns
    -------
    list of NetFit

    Warns
    -----
    RuntimeWarning
        As `fit_net`.

    Examples
    --------
    >>> import numpy as np
    >>> neighbours = np.random.default_rng(0).uniform(0, 255, (2, 50, 24))
    >>> len(fit_nets(neighbours, neighbours.mean(axis=2), [0, 1], steps=10))
    2
    """
    neighbours, centres = np.asarray(neighbours), np.asarray(centres)
    if neighbours.ndim != 3 or centres.shape != neighbours.shape[:2]:
        raise ValueError(f"Wanted neighbours of shape (nets, n, k) and centres of shape (nets, n),"
                         f" got {neighbours.shape} and {centres.shape}.")
    if len(seeds) != len(neighbours):
        raise ValueError(f"{len(seeds)} seeds came for {len(neighbours)} nets; wanted one a net.")
    if hidden < 1:
        raise ValueError(f"The hidden layer needs at least 1 unit, got hidden={hidden}.")
    pairs = [check_patches(*pair) for pair in zip(neighbours, centres)]
    neighbours, centres = (np.stack(parts) for parts in zip(*pairs))
    starts = [_draw_start(seed, neighbours.shape[2], hidden) for seed in seeds]
    start = [np.stack(parts) for parts in zip(*starts)]
    steps, losses, paths, ends = _descend("net", start, neighbours, centres, learning_rate, steps,
                                          record_every)
    return [NetFit(*(path[-1, i] for path in paths), steps, losses[:, i],
                   *(path[:, i] for path in paths), ends[i]) for i in range(len(seeds))]


def _draw_start(seed, n_neighbours, hidden):
    import tensorflow as tf

    # A stateless draw: the same seed gives the same start wherever and whenever it is drawn.
    weights = tf.random.stateless_truncated_normal((n_neighbours + 1, hidden), [seed, 0],
                                                   dtype=tf.float64).numpy()
    return weights[:-1], np.full(hidden, 0.1), weights[-1], np.array(0.1)


def _descend(kind, start, neighbours, centres, learning_rate, steps, record_every):
    """Descend from `start`; return recorded steps, losses, parameter paths and divergences."""
    if steps < 1 or record_every < 1:
        raise ValueError(f"steps and record_every must be at least 1, got steps={steps} and "
                         f"record_every={record_every}.")
    if not (np.isfinite(learning_rate) and learning_rate > 0):
        raise ValueError(f"The learning rate must be a positive number, got {learning_rate}.")
    recorded = np.unique(np.append(np.arange(0, steps, record_every), steps))
    losses, paths, ends = _compile_descent(kind)(
        start, neighbours, centres, np.float64(learning_rate), recorded)
    losses, paths = losses.numpy(), [path.numpy() for path in paths]
    ends = [int(end) if end >= 0 else None for end in ends.numpy()]
    for loss, end in zip(losses.T, ends):
        if end is not None:
            warnings.warn(f"The fit diverged: from step {end} on its loss is no finite number. "
                          f"Try a smaller learning rate than {learning_rate}.", RuntimeWarning,
                          stacklevel=3)
        elif loss[-1] > loss[0]:
            warnings.warn(f"The fit diverged: its loss grew from {loss[0]:.4g} to {loss[-1]:.4g}. "
                          f"Try a smaller learning rate than {learning_rate}.", RuntimeWarning,
                          stacklevel=3)
    return recorded, losses, paths, ends


@functools.cache
def _compile_descent(kind):
    """Return the training loop of a kind, compiled: else every step would be a call from Python."""
    import tensorflow as tf

    def predict_linear(parameters, neighbours):
        weights, bias = parameters
        return tf.linalg.matvec(neighbours, weights) + bias[:, tf.newaxis]

    def predict_net(parameters, neighbours):
        hidden_weights, hidden_bias, output_weights, output_bias = parameters
        hidden = tf.nn.relu(neighbours @ hidden_weights + hidden_bias[:, tf.newaxis])
        return tf.linalg.matvec(hidden, output_weights) + output_bias[:, tf.newaxis]

    predict, take_step = {"linear": (predict_linear, take_plain_step),
                          "net": (predict_net, take_adam_step)}[kind]

    @tf.function
    def descend(parameters, neighbours, centres, learning_rate, recorded):
        means = [tf.zeros_like(parameter) for parameter in parameters]
        squares = [tf.zeros_like(parameter) for parameter in parameters]
        losses = tf.TensorArray(tf.float64, tf.size(recorded))
        paths = [tf.TensorArray(tf.float64, tf.size(recorded)) for _ in parameters]
        diverged_at = tf.fill(tf.shape(centres)[:1], tf.constant(-1, tf.int64))
        done = tf.constant(0, tf.int64)
        for record in tf.range(tf.size(recorded)):
            for step in tf.range(done + 1, recorded[record] + 1):
                with tf.GradientTape() as tape:
                    tape.watch(parameters)
                    loss = tf.reduce_mean((predict(parameters, neighbours) - centres) ** 2, axis=1)
                gradients = tape.gradient(loss, parameters)
                diverged_at = tf.where((diverged_at < 0) & ~tf.math.is_finite(loss), step - 1,
                                       diverged_at)
                moved = [take_step(*values, tf.cast(step, tf.float64), learning_rate)
                         for values in zip(parameters, gradients, means, squares)]
                parameters, means, squares = (list(parts) for parts in zip(*moved))
            done = recorded[record]
            loss = tf.reduce_mean((predict(parameters, neighbours) - centres) ** 2, axis=1)
            losses = losses.write(record, loss)
            paths = [path.write(record, value) for path, value in zip(paths, parameters)]
        diverged_at = tf.where((diverged_at < 0) & ~tf.math.is_finite(loss), done, diverged_at)
        return losses.stack(), [path.stack() for path in paths], diverged_at

    return descend
