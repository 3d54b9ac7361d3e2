"""One training step, compiled: holes are cut, the loss measured, the weights moved."""

from contextlib import contextmanager

import numpy as np

from inpaint_lib.critics.network import normalise_kernel


@contextmanager
def use_half_precision(wanted=True):
    """Let TensorFlow compute products in bfloat16 in all that it compiles within the block.

    The weights, sums and losses stay float32. A bfloat16 has the exponent of a float32 and the
    first 7 bits of its fraction. Where not `wanted`, nothing is changed.

    Examples
    --------
    >>> with use_half_precision(False):
    ...     pass
    """
    import tensorflow as tf

    name = "auto_mixed_precision_onednn_bfloat16"
    before = tf.config.optimizer.get_experimental_options().get(name, False)
    tf.config.optimizer.set_experimental_options({name: wanted or before})
    try:
        yield
    finally:
        tf.config.optimizer.set_experimental_options({name: before})


def compile_step(network, average, optimiser, recipe, strategy):
    """Build the function that makes one training step of `strategy`'s workers, each with its share.

    It maps (images_uint8, gains, weights_uint8, masks, past, stop) to the mean squared error in
    the hole before the step, over the batch of all workers, and how many workers want to stop. The
    first four are those of a `Batch`; `past` is the share of the past in `average`, the running
    average of the weights (`network` itself where none is kept). The optimiser clips nothing: the
    recipe's gradient limit is applied here, to the whole batch.
    """
    import tensorflow as tf

    weights, training = network.trainable_variables, recipe.training
    measure_losses = _choose_losses(network, recipe)

    def learn(images_uint8, gains, weights_uint8, masks):
        images, share = _prepare(images_uint8, gains, training.batch)
        with tf.GradientTape() as tape:
            mse, loss, _ = measure_losses(images, weights_uint8, masks)
            mse, loss = mse * share, loss * share
        _move(optimiser, weights, tape.gradient(loss, weights), training.gradient_limit, strategy)
        return mse

    @tf.function
    def make_step(images_uint8, gains, weights_uint8, masks, past, stop):
        mse = strategy.run(learn, (images_uint8, gains, weights_uint8, masks))
        _move_average(network, average, past, strategy)
        return _add_up(strategy, mse, strategy.run(lambda: stop))

    return make_step


def compile_game_step(network, average, players, recipe, strategy):
    """Build the function that makes one step of a critic, then one of the painter against it.

    It maps what that of `compile_step` does to the mean squared error and the critic's loss, each
    before its step, and how many workers want to stop. `players` are the `Players` of the recipe.
    """
    import tensorflow as tf

    weights, training = network.trainable_variables, recipe.training
    of_critic = players.critic.trainable_variables
    measure_losses = _choose_losses(network, recipe)

    def learn_to_tell(images_uint8, gains, weights_uint8, masks):
        images, share = _prepare(images_uint8, gains, training.batch)
        painted = measure_losses(images, weights_uint8, masks)[2]
        with tf.GradientTape() as tape:
            loss = players.measure_critic(painted, images, masks) * share
        _move(players.of_critic, of_critic, tape.gradient(loss, of_critic), 0, strategy)
        return loss

    def learn_to_paint(images_uint8, gains, weights_uint8, masks):
        images, share = _prepare(images_uint8, gains, training.batch)
        with tf.GradientTape() as tape:
            mse, loss, painted = measure_losses(images, weights_uint8, masks)
            loss = (loss + players.measure_painter(painted, images, masks)) * share
        _move(players.of_painter, weights, tape.gradient(loss, weights), training.gradient_limit,
              strategy)
        return mse * share

    def normalise(kernel, direction):
        divided, better = normalise_kernel(tf.convert_to_tensor(kernel),
                                           tf.convert_to_tensor(direction))
        kernel.assign(divided)
        direction.assign(better)

    @tf.function
    def make_step(images_uint8, gains, weights_uint8, masks, past, stop):
        batch = images_uint8, gains, weights_uint8, masks
        critic_loss = strategy.run(learn_to_tell, batch)
        for kernel, direction in zip(players.kernels, players.directions, strict=True):
            strategy.extended.update(kernel.value, normalise, (direction.value,))
        mse = strategy.run(learn_to_paint, batch)
        _move_average(network, average, past, strategy)
        return _add_up(strategy, mse, critic_loss, strategy.run(lambda: stop))

    return make_step


def _prepare(images_uint8, gains, batch):
    """Return a worker's images, float in [0, 1], and what share of the whole batch they are."""
    import tensorflow as tf

    images = tf.clip_by_value(tf.cast(images_uint8, tf.float32) / 255 * gains, 0, 1)
    return images, tf.cast(tf.shape(images)[0], tf.float32) / batch


def _move(optimiser, weights, gradients, limit, strategy):
    """Move weights; gradients that are longer than the limit are shortened, unless it is 0."""
    import tensorflow as tf

    if limit:
        context = tf.distribute.get_replica_context()
        gradients = context.all_reduce(tf.distribute.ReduceOp.SUM, gradients)
        gradients = [gradient / strategy.num_replicas_in_sync
                     for gradient in tf.clip_by_global_norm(gradients, limit)[0]]
    # The optimiser adds up the gradients of all workers.
    optimiser.apply_gradients(zip(gradients, weights, strict=True))


def _move_average(network, average, past, strategy):
    for mean, weight in zip(average.trainable_variables if average is not network else [],
                            network.trainable_variables, strict=False):
        strategy.extended.update(
            mean.value, lambda mean, weight: mean.assign(past * mean + (1 - past) * weight),
            (weight.value,))


def _add_up(strategy, *numbers):
    import tensorflow as tf

    return tuple(strategy.reduce(tf.distribute.ReduceOp.SUM, one, None) for one in numbers)


def _choose_losses(network, recipe):
    """Build the function from images, eyes' weights and masks to (mse, loss, what was painted)."""
    return (_measure_anywhere if recipe.random_holes else _measure_square)(network, recipe)


def _measure_square(network, recipe):
    """Build the loss of a network that paints one square, see `_choose_losses`."""
    import tensorflow as tf

    rows, columns = recipe.hole.slices
    known = make_known(recipe.hole, network.input_shape[1:3])
    eye_weight, gradient_weight = recipe.loss.eye_weight, recipe.loss.gradient_weight

    def measure_losses(images, weights_uint8, _):
        truth = images[:, rows, columns]
        painted = network(images * known, training=True)
        error = painted - truth
        mse = tf.reduce_mean(error ** 2)
        loss = mse
        if eye_weight:
            eyes = tf.cast(weights_uint8[:, rows, columns], tf.float32) / 255
            loss += eye_weight * tf.reduce_mean(eyes * error ** 2)
        if gradient_weight:
            loss += gradient_weight * (tf.reduce_mean((error[:, 1:] - error[:, :-1]) ** 2)
                                       + tf.reduce_mean((error[:, :, 1:] - error[:, :, :-1]) ** 2))
        return mse, loss, painted

    return measure_losses


def _measure_anywhere(network, recipe):
    """Build the loss of a network that fills holes anywhere, see `_choose_losses`."""
    import tensorflow as tf

    gradient_weight = recipe.loss.gradient_weight

    def measure_losses(images, _, masks):
        missing = tf.cast(masks, tf.float32)
        filled = network(tf.concat([images, missing], -1), training=True)
        # Known pixels come back as they are, so their error is 0.
        error = filled - images
        n_values = 3 * tf.reduce_sum(missing, (1, 2, 3))

        def average(squares):
            # First over the hole of each image, so that large holes do not drown small ones.
            return tf.reduce_mean(tf.reduce_sum(squares, (1, 2, 3)) / n_values)

        mse = loss = average(error ** 2)
        if gradient_weight:
            loss += gradient_weight * (average((error[:, 1:] - error[:, :-1]) ** 2)
                                       + average((error[:, :, 1:] - error[:, :, :-1]) ** 2))
        return mse, loss, filled

    return measure_losses


def make_known(hole, size):
    """Return 1 where a pixel is known and 0 under the hole: float32, (height, width, 1)."""
    known = np.ones((*size, 1), np.float32)
    known[hole.slices] = 0
    return known


def compile_errors(network, hole):
    """Build the function from images_uint8 and masks, which it does not look at, to errors.

    They are the mean squared error in the hole of each image, (N,).
    """
    import tensorflow as tf

    rows, columns = hole.slices
    known = make_known(hole, network.input_shape[1:3])

    @tf.function(reduce_retracing=True)
    def measure_errors(images_uint8, _):
        images = tf.cast(images_uint8, tf.float32) / 255
        squares = network(images * known, training=False)
        return tf.reduce_mean((squares - images[:, rows, columns]) ** 2, axis=(1, 2, 3))

    return measure_errors


def compile_anywhere_errors(network):
    """Build the function from images_uint8 and masks, (N, H, W), True = missing, to errors.

    They are the mean squared error over the missing pixels of each image, (N,).
    """
    import tensorflow as tf

    @tf.function(reduce_retracing=True)
    def measure_errors(images_uint8, masks):
        images = tf.cast(images_uint8, tf.float32) / 255
        missing = tf.cast(masks, tf.float32)[..., tf.newaxis]
        filled = network(tf.concat([images, missing], -1), training=False)
        squares = tf.reduce_sum((filled - images) ** 2, (1, 2, 3))
        return squares / (3 * tf.reduce_sum(missing, (1, 2, 3)))

    return measure_errors
