"""The critic of a recipe, and what it and the painter lose in the game by what was painted."""

from inpaint_lib.critics import game
from inpaint_lib.critics.network import build_critic, start_norm


class Players:
    """The critic that a recipe's network is trained against, with both players' losses.

    ValueError where what it would see does not fit into images `image_size` pixels high and wide.

    Attributes
    ----------
    critic : keras.Model
    of_critic, of_painter : keras.optimizers.Optimizer
        What moves the weights of each.
    kernels, directions : list of keras.Variable
        What `normalise_kernel` divides after each step of the critic, and by what.
    """

    def __init__(self, recipe, image_size, of_critic, of_painter):
        import keras

        self.recipe, self.hole = recipe, recipe.hole
        self.of_critic, self.of_painter = of_critic, of_painter
        if self.hole:
            _check_window(self.hole, image_size)
        side = 2 * self.hole.height if self.hole else image_size
        self.critic = build_critic(side, side, recipe.adversary.filters)
        self.kernels = [one for one in self.critic.trainable_variables if len(one.shape) == 4]
        self.directions = [keras.Variable(start_norm(one), trainable=False)
                           for one in self.kernels]

    def group_variables(self):
        """Return what the game changes beside the painter, in groups by name."""
        return {"critic": self.critic.variables, "directions": self.directions,
                "critic_optimiser": self.of_critic.variables,
                "game_optimiser": self.of_painter.variables}

    def measure_critic(self, painted, images, masks):
        """Return the critic's loss by what was painted: squares, or images filled by `masks`."""
        from keras import ops

        shown, real, weights = self._show(painted, images, masks)
        answers = self.critic(ops.concatenate([real, shown]), training=True)[0]
        return game.measure_critic_loss(*ops.split(answers, 2), weights)

    def measure_painter(self, painted, images, masks):
        """Return what is added to the painter's error, weighed as the recipe says."""
        adversary = self.recipe.adversary
        shown, real, weights = self._show(painted, images, masks)
        answers, *inner = self.critic(shown, training=True)
        loss = adversary.weight * game.measure_deceit(answers, weights)
        if adversary.matching:
            wanted = self.critic(real, training=True)[1:]
            loss += adversary.matching * game.measure_matching(wanted, inner)
        return loss

    def _show(self, painted, images, masks):
        return game.show_painted(painted, images, masks, self.hole,
                                 self.critic.output_shape[0][1])


def _check_window(hole, image_size):
    around = hole.height // 2
    if (min(hole.top, hole.left) < around
            or max(hole.bottom, hole.right) + around > image_size):
        raise ValueError(f"The critic sees {around} pixels around the hole, and {hole} is nearer "
                         f"to the rim of an image of {image_size}x{image_size} pixels.")
