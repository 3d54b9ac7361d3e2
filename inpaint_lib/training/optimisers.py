"""Which optimiser a recipe asks for, and its learning rate at every step."""

import math


def build_optimiser(training):
    """Build the optimiser of a recipe; its rate is set before every step, see `choose_rate`."""
    import keras

    if training.optimiser == "adamw":
        return keras.optimizers.AdamW(training.learning_rate, weight_decay=training.weight_decay)
    return build_adam(training.learning_rate)


def build_adam(learning_rate, beta_1=0.9, beta_2=0.999):
    """Build Adam, which forgets past gradients by `beta_1` and their squares by `beta_2`."""
    import keras
    import tensorflow as tf

    class FusedAdam(keras.optimizers.Adam):
        """Adam in one pass over the weights; Keras makes a dozen, each as slow as the memory is."""

        def update_step(self, gradient, variable, learning_rate):
            number = self._get_variable_index(variable)
            n_steps = tf.cast(self.iterations.value + 1, tf.float32)
            tf.raw_ops.ResourceApplyAdam(
                var=variable.handle, m=self._momentums[number].value.handle,
                v=self._velocities[number].value.handle, grad=gradient,
                beta1_power=self.beta_1 ** n_steps, beta2_power=self.beta_2 ** n_steps,
                lr=tf.cast(learning_rate, tf.float32), beta1=self.beta_1, beta2=self.beta_2,
                epsilon=self.epsilon)

    return FusedAdam(learning_rate, beta_1, beta_2)


def choose_rate(training, step, n_steps):
    """Return the learning rate of a step, counted from 0 over the whole run of `n_steps`."""
    rate = training.learning_rate / (1 + training.decay * step)
    if training.warm_up:
        rate *= min(1.0, (step + 1) / training.warm_up)
    if training.schedule == "cosine":
        rate *= 0.01 + 0.99 * (1 + math.cos(math.pi * step / n_steps)) / 2
    return rate
