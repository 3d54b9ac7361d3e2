"""A game small enough to watch: a painter learns to put points where eight clouds on a ring are.

In NumPy alone, with the gradients by hand. The clouds lie on a circle of radius 1.
"""

import numpy as np

N_CLOUDS, SPREAD = 8, 0.05
WIDTH, BATCH, RATE, SLOPE = 32, 64, 2e-3, 0.2
"""Units of an inner layer, points of a step, Adam's rate, what is left of a negative answer."""

LOSSES = ("log", "hinge")


def draw_clouds(count, rng):
    """Draw points from the clouds, each cloud equally likely: float64 (count, 2)."""
    return _find_middles()[rng.integers(N_CLOUDS, size=count)] + rng.normal(0, SPREAD, (count, 2))


def _find_middles():
    turns = 2 * np.pi * np.arange(N_CLOUDS) / N_CLOUDS
    return np.stack([np.cos(turns), np.sin(turns)], axis=1)


def count_covered(points, least=0.02):
    """Count the clouds near which at least a share of the points lies.

    Parameters
    ----------
    points : numpy.ndarray of float, (N, 2)
    least : float
        The share; near is within 4 standard deviations of a cloud.

    Returns
    -------
    int

    Examples
    --------
    >>> count_covered(np.array([[1.0, 0.0], [0.0, 1.1], [0.0, 0.0]]))
    2
    """
    apart = np.linalg.norm(points[:, np.newaxis] - _find_middles(), axis=2)
    return int(((apart < 4 * SPREAD).mean(axis=0) >= least).sum())


class Net:
    """A small network of leaky inner layers, with Adam to move it.

    Parameters
    ----------
    sizes : sequence of int
        Of what comes in, of the inner layers, and of the answer.
    rng : numpy.random.Generator
        For the first weights.
    normalised : bool
        Whether each table of weights is divided by its largest stretch after each step.
    """

    def __init__(self, sizes, rng, normalised=False):
        self.weights = [rng.normal(0, np.sqrt(2 / first), (first, last))
                        for first, last in zip(sizes, sizes[1:])]
        self.biases = [np.zeros(last) for last in sizes[1:]]
        self.moments = [np.zeros_like(one) for one in [*self.weights, *self.biases] * 2]
        self.normalised, self.step = normalised, 0
        self.directions = [rng.normal(size=one.shape[1]) for one in self.weights]
        self._normalise()

    def answer(self, points):
        """Return the answers, and what each layer was given."""
        given = [points]
        for weights, biases in zip(self.weights[:-1], self.biases[:-1]):
            x = given[-1] @ weights + biases
            given.append(np.maximum(x, SLOPE * x))
        return given[-1] @ self.weights[-1] + self.biases[-1], given

    def trace(self, given, slopes):
        """Return the gradients by weights and biases, and by the points, from the answers'."""
        of_weights, of_biases = [], []
        for layer in reversed(range(len(self.weights))):
            of_weights.insert(0, given[layer].T @ slopes)
            of_biases.insert(0, slopes.sum(axis=0))
            slopes = slopes @ self.weights[layer].T
            if layer:
                slopes = slopes * np.where(given[layer] > 0, 1, SLOPE)
        return [*of_weights, *of_biases], slopes

    def move(self, gradients, rate=RATE):
        """Make a step of Adam, in place."""
        self.step += 1
        half = len(self.moments) // 2
        for number, (one, gradient) in enumerate(zip([*self.weights, *self.biases], gradients)):
            first, second = self.moments[number], self.moments[half + number]
            first += 0.5 * (gradient - first)
            second += 0.01 * (gradient ** 2 - second)
            one -= rate * (first / (1 - 0.5 ** self.step)
                           / (np.sqrt(second / (1 - 0.99 ** self.step)) + 1e-8))
        self._normalise()

    def _normalise(self):
        # One step of the power method for each table, as in `normalise_kernel`.
        for number, weights in enumerate(self.weights if self.normalised else ()):
            stretched = weights @ self.directions[number]
            back = weights.T @ (stretched / max(np.linalg.norm(stretched), 1e-12))
            length = max(np.linalg.norm(back), 1e-12)
            weights /= length
            self.directions[number] = back / length


def learn_to_tell(critic, real, painted, loss):
    """Make one step of a critic, in place.

    `critic` is a `Net` with one answer; `real` and `painted` are points, (N, 2); `loss` is one of
    `LOSSES`: "log", -log of the chance that it gives to what is right, or "hinge".
    """
    _check_loss(loss)
    answers, given = critic.answer(np.concatenate([real, painted]))
    signs = np.repeat([[1.0], [-1.0]], [len(real), len(painted)], axis=0)
    margin = signs * answers
    slopes = -signs * (margin < 1 if loss == "hinge" else 1 / (1 + np.exp(np.minimum(margin, 50))))
    critic.move(critic.trace(given, slopes / len(real))[0])


def find_slopes(critic, painted, loss):
    """Return the gradient of the painter's loss at each painted point, (N, 2).

    `critic` is a `Net` with one answer, `loss` one of `LOSSES`; the loss is a mean over the points.
    """
    _check_loss(loss)
    answers, given = critic.answer(painted)
    # "log" is the loss of the first paper: the painter wants log(1 - chance of real) to fall.
    slopes = -np.ones_like(answers) if loss == "hinge" else -1 / (1 + np.exp(-answers))
    return critic.trace(given, slopes / len(painted))[1]


def play_ring(seed, loss="hinge", normalised=True, rounds=1000, critic_steps=1, painter_steps=1):
    """Play the game of a painter and a critic.

    Parameters
    ----------
    seed : int
    loss : str
        One of `LOSSES`, else ValueError.
    normalised : bool
        Whether the critic's tables are kept at length 1.
    rounds : int
        At least 4; in each the critic moves `critic_steps` times, then the painter `painter_steps`
        times.

    Returns
    -------
    numpy.ndarray of float64, (4, 1000, 2)
        Points of the painter after each quarter of the rounds.

    Examples
    --------
    >>> play_ring(seed=1, rounds=4).shape
    (4, 1000, 2)
    """
    rng = np.random.default_rng(seed)
    painter = Net((2, WIDTH, WIDTH, 2), rng)
    critic = Net((2, WIDTH, WIDTH, 1), rng, normalised)
    shown = rng.normal(size=(1000, 2))
    snapshots = []
    for number in range(1, rounds + 1):
        for _ in range(critic_steps):
            painted = painter.answer(rng.normal(size=(BATCH, 2)))[0]
            learn_to_tell(critic, draw_clouds(BATCH, rng), painted, loss)
        for _ in range(painter_steps):
            painted, given = painter.answer(rng.normal(size=(BATCH, 2)))
            painter.move(painter.trace(given, find_slopes(critic, painted, loss))[0])
        if number % (rounds // 4) == 0:
            snapshots.append(painter.answer(shown)[0])
    return np.array(snapshots)


def _check_loss(loss):
    if loss not in LOSSES:
        raise ValueError(f"loss must be one of {', '.join(LOSSES)}, got {loss!r}.")
