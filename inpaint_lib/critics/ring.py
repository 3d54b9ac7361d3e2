"""A game small enough to watch: a painter learns to put points where eight clouds on a ring are."""

import numpy as np

N_CLOUDS, SPREAD = 8, 0.05
WIDTH, BATCH, RATE = 32, 64, 2e-3
SLOPE = 0.2
LOSSES = ("log", "hinge")


def draw_clouds(count, rng):
    """Draw points from the clouds, each equally likely: float64 (count, 2)."""
    turns = 2 * np.pi * rng.integers(N_CLOUDS, size=count) / N_CLOUDS
    middles = np.stack([np.cos(turns), np.sin(turns)], axis=1)
    return middles + rng.normal(0, SPREAD, (count, 2))


def count_covered(points, least=0.02):
    """Count the clouds that get at least a share `least` of the points, within 4 spreads."""
    turns = 2 * np.pi * np.arange(N_CLOUDS) / N_CLOUDS
    middles = np.stack([np.cos(turns), np.sin(turns)], axis=1)
    apart = np.linalg.norm(points[:, np.newaxis] - middles, axis=2)
    return int(((apart < 4 * SPREAD).mean(axis=0) >= least).sum())


class Net:
    """A small network of two inner layers, with its gradients by hand and Adam to move it."""

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
    """Make one step of the critic."""
    answers, given = critic.answer(np.concatenate([real, painted]))
    signs = np.repeat([[1.0], [-1.0]], [len(real), len(painted)], axis=0)
    margin = signs * answers
    slopes = -signs * (margin < 1 if loss == "hinge" else 1 / (1 + np.exp(np.minimum(margin, 50))))
    critic.move(critic.trace(given, slopes / len(real))[0])


def find_slopes(critic, painted, loss):
    """Return what the painter's loss says of each painted point: its gradient there, (N, 2)."""
    answers, given = critic.answer(painted)
    # "log" is the loss of the first paper: the painter wants log(1 - chance of real) to fall.
    slopes = -np.ones_like(answers) if loss == "hinge" else -1 / (1 + np.exp(-answers))
    return critic.trace(given, slopes / len(painted))[1]


def play_ring(seed, loss="hinge", normalised=True, rounds=1000, critic_steps=1, painter_steps=1):
    """Play the game; return 1,000 points of the painter after each quarter, (4, 1000, 2)."""
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
