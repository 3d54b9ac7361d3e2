"""A critic by itself: trained against fills that stay as they are, asked, and asked why."""

import numpy as np

from inpaint_lib.critics import game
from inpaint_lib.critics.network import build_critic
from inpaint_lib.images import as_float

BATCH, RATE, FILTERS = 32, 1e-3, (16, 32, 64)


def show_both(squares, images_uint8, hole):
    """Return what a critic sees of painted squares and of the true images.

    Parameters
    ----------
    squares : array_like of float, (N, hole.height, hole.width, 3), values in [0, 1]
    images_uint8 : numpy.ndarray of uint8, (N, H, W, 3)
    hole : Hole

    Returns
    -------
    painted, real : numpy.ndarray of float32, (N, 2 * hole.height, 2 * hole.width, 4)
        The hole and half of it around; the fourth channel is 1 in the hole.

    Examples
    --------
    >>> from inpaint_lib.holes import Hole
    >>> squares, images = np.zeros((1, 8, 8, 3)), np.full((1, 32, 32, 3), 255, np.uint8)
    >>> painted, real = show_both(squares, images, Hole(8, 8, 8, 8))
    >>> painted.shape, float(painted[0, 8, 8, 0]), float(real[0, 8, 8, 0])
    ((1, 16, 16, 4), 0.0, 1.0)
    """
    squares = np.clip(np.asarray(squares, np.float32), 0, 1)
    return tuple(np.asarray(one) for one in
                 game.show_square(squares, as_float(np.asarray(images_uint8)), hole))


def train_critic(painted, real, seed=1, n_steps=250):
    """Train a critic to tell fills from the truth; the fills do not fight back.

    Parameters
    ----------
    painted, real : numpy.ndarray of float32, (N, S, S, 4)
        As `show_both` returns them.
    seed : int
        Of the first weights and of the batches.
    n_steps : int
        Steps of Adam, with batches of 32 painted and 32 true.

    Returns
    -------
    keras.Model
        With about 80,000 weights; `ask_critic` asks it.
    """
    import keras
    import tensorflow as tf

    keras.utils.set_random_seed(seed)
    critic = build_critic(*painted.shape[1:3], FILTERS)
    optimiser = keras.optimizers.Adam(RATE, *game.BETAS)

    @tf.function
    def learn(seen):
        with tf.GradientTape() as tape:
            answers = tf.split(critic(seen, training=True)[0], 2)
            loss = game.measure_critic_loss(*answers)
        optimiser.apply_gradients(zip(tape.gradient(loss, critic.trainable_variables),
                                      critic.trainable_variables))

    rng = np.random.default_rng(seed)
    for _ in range(n_steps):
        rows = rng.integers(0, len(real), BATCH)
        learn(np.concatenate([real[rows], painted[rows]]))
    return critic


def ask_critic(critic, seen):
    """Return the mean of a critic's answers to each picture, float (N,): above 0 it says real."""
    return critic.predict(seen, batch_size=64, verbose=0)[0].mean(axis=(1, 2, 3))


def deceive_critic(critic, seen, n_steps=20, step=0.01):
    """Move the painted pixels, those where the mask is 1, so that a critic takes them for real.

    Each step moves every value by at most `step`, up the slope of the critic's answer; `seen` is
    (N, S, S, 4), and so is what is returned.
    """
    import tensorflow as tf

    mask, moved = seen[..., 3:], tf.constant(seen[..., :3])

    @tf.function
    def climb(colours):
        with tf.GradientTape() as tape:
            tape.watch(colours)
            answers = critic(tf.concat([colours, mask], -1))[0]
            gain = tf.reduce_sum(tf.reduce_mean(answers, (1, 2, 3)))
        slope = tape.gradient(gain, colours)
        most = tf.reduce_max(tf.abs(slope), (1, 2, 3), keepdims=True) + 1e-12
        return tf.clip_by_value(colours + step * mask * slope / most, 0, 1)

    for _ in range(n_steps):
        moved = climb(moved)
    return np.concatenate([moved, mask], axis=-1)
