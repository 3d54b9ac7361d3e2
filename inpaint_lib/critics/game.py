"""The game: what the critic and the painter each want, in Keras's operations."""

BETAS = (0.5, 0.99)
"""Adam's memory of both players: short, since what the other does changes all the time."""


def show_square(squares, images, hole):
    """Return what the critic sees of painted squares and of the true pictures: both (N, H, W, 4).

    `squares` is (N, hole.height, hole.width, 3) and `images` (N, H, W, 3), tensors in [0, 1].
    """
    from keras import ops

    from inpaint_lib.critics.network import choose_window, make_window_mask

    window, around = choose_window(hole), hole.height // 2
    mask = ops.convert_to_tensor(make_window_mask(hole))
    real = images[:, window.top:window.bottom, window.left:window.right]
    sides = ((0, 0), (around, around), (around, around), (0, 0))
    painted = real * (1 - mask) + ops.pad(squares, sides)
    return show_filled(painted, real, ops.repeat(mask, ops.shape(images)[0], axis=0))


def show_filled(filled, images, masks):
    """Return what the critic sees of filled and of true pictures; float `masks`, 1 = missing."""
    from keras import ops

    return ops.concatenate([filled, masks], -1), ops.concatenate([images, masks], -1)


def show_painted(painted, images, masks, hole, side):
    """Return what the critic sees of fills and of truth, and how much its answers count.

    `painted` are squares where there is a `hole`, whose answers all count alike; else images filled
    by `masks`, of whose `side` x `side` answers those near the holes count.
    """
    from keras import ops

    if hole:
        return *show_square(painted, images, hole), 1.0
    missing = ops.cast(masks, "float32")
    return *show_filled(painted, images, missing), weigh_answers(missing, side)


def weigh_answers(masks, side):
    """Return how much each of a critic's `side` x `side` answers counts: (N, side, side, 1).

    Those count that stand for a cell with a missing pixel, or for a neighbour of one; the weights
    of each picture have the mean 1.
    """
    from keras import ops

    cell = masks.shape[1] // side
    near = ops.max_pool(ops.max_pool(masks, cell, cell), 3, 1, padding="same")
    return near / ops.mean(near, (1, 2, 3), keepdims=True)


def measure_critic_loss(real, painted, weights=1.0):
    """Return the hinge loss of the critic's answers: 0 where all are beyond 1 on the right side."""
    from keras import ops

    return ops.mean(weights * ops.relu(1 - real)) + ops.mean(weights * ops.relu(1 + painted))


def measure_deceit(painted, weights=1.0):
    """Return the painter's part of the game: less, the more real the critic takes its fills for."""
    from keras import ops

    return -ops.mean(weights * painted)


def measure_matching(real, painted):
    """Return the mean distance between the inner answers to the truth and to the fill."""
    from keras import ops

    return sum(ops.mean(ops.abs(one - other)) for one, other in zip(real, painted, strict=True)
               ) / len(real)
