"""Train recipes on a GPU with Keras's JAX engine: the same recipes, batches and losses.

    KERAS_BACKEND=jax python -m tools.results.train_on_gpu compact_32 critic_32_seed_2 --runs runs

writes into runs/NAME what `python -m inpaint_lib train` writes, but for checkpoints: history.csv,
the weights of the running average (average.npz, in 16 bits) and, for recipes with a critic, the
critic's. The first weights differ from those under TensorFlow, since each engine draws its own.
"""

import argparse
import csv
import json
import time
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from inpaint_lib.commands.train import load_images
from inpaint_lib.critics import game
from inpaint_lib.critics.network import build_critic, normalise_kernel, start_norm
from inpaint_lib.datasets.faces import FACE_SIZE
from inpaint_lib.random_holes import draw_fixed_masks
from inpaint_lib.training.batches import count_steps, draw_batch, order_images, order_sets
from inpaint_lib.training.build import build_network
from inpaint_lib.training.optimisers import choose_rate
from inpaint_lib.training.recipes import load_recipe

STEPS_A_CALL = 16
N_DRAWERS = 3
PAINTED = 50
"""Images that are painted at a time where none is learned from."""

EPSILON = 1e-7


def start_adam(weights):
    """Return the state of Adam before the first step."""
    import jax.numpy as jnp

    return {"mean": [jnp.zeros_like(one) for one in weights],
            "square": [jnp.zeros_like(one) for one in weights], "step": jnp.zeros((), jnp.float32)}


def apply_adam(state, weights, gradients, rate, betas=(0.9, 0.999), decay=0.0):
    """Make one step of Adam, or AdamW, as Keras does it; return the new state and weights."""
    import jax.numpy as jnp

    first, second = betas
    step = state["step"] + 1
    means = [first * mean + (1 - first) * one
             for mean, one in zip(state["mean"], gradients, strict=True)]
    squares = [second * square + (1 - second) * one ** 2
               for square, one in zip(state["square"], gradients, strict=True)]
    scale = rate * jnp.sqrt(1 - second ** step) / (1 - first ** step)
    weights = [one * (1 - rate * decay) - scale * mean / (jnp.sqrt(square) + EPSILON)
               for one, mean, square in zip(weights, means, squares, strict=True)]
    return {"mean": means, "square": squares, "step": step}, weights


def limit_gradients(gradients, limit):
    """Shorten gradients that are together longer than the limit, unless it is 0."""
    import jax.numpy as jnp

    if not limit:
        return gradients
    length = jnp.sqrt(sum((one ** 2).sum() for one in gradients))
    scale = limit / jnp.maximum(length, limit)
    return [one * scale for one in gradients]


def normalise_all(weights, norms):
    """Divide the critic's kernels by what they stretch most; return all weights and directions."""
    directions, found, kept = iter(norms), [], []
    for one in weights:
        if one.ndim == 4:
            one, direction = normalise_kernel(one, next(directions))
            kept.append(direction)
        found.append(one)
    return found, kept


class Learner:
    """A network and what trains it, as functions of a state that JAX can compile."""

    def __init__(self, recipe, image_size):
        import jax

        self.recipe = recipe
        self.network = build_network(recipe, image_size)
        self.critic = None
        if recipe.adversary:
            side = image_size if recipe.random_holes else 2 * recipe.hole.height
            self.critic = build_critic(side, side, recipe.adversary.filters)
        self.run_alone = jax.jit(lambda state, batches: jax.lax.scan(
            self.learn_alone, state, batches), donate_argnums=0)
        self.run_game = jax.jit(lambda state, batches: jax.lax.scan(
            self.learn_against, state, batches), donate_argnums=0)
        self.paint = jax.jit(self.paint_images)

    def start(self):
        """Return the state before the first step."""
        import jax.numpy as jnp

        weights = [jnp.array(one.value) for one in self.network.trainable_variables]
        state = {"weights": weights, "average": [jnp.array(one) for one in weights],
                 "adam": start_adam(weights)}
        if self.critic:
            critic = [jnp.array(one.value) for one in self.critic.trainable_variables]
            state |= {"critic": critic, "critic_adam": start_adam(critic),
                      "norms": [jnp.array(start_norm(one)) for one in critic if one.ndim == 4],
                      "game_adam": start_adam(weights)}
        return state

    def call(self, weights, given):
        fixed = [one.value for one in self.network.non_trainable_variables]
        return self.network.stateless_call(weights, fixed, given, training=True)[0]

    def paint_images(self, weights, images_uint8, masks):
        """Return the painted squares, or the filled images."""
        import jax.numpy as jnp

        return self.paint_float(weights, images_uint8.astype(jnp.float32) / 255, masks)

    def paint_float(self, weights, images, masks):
        import jax.numpy as jnp

        if self.recipe.random_holes:
            return self.call(weights, jnp.concatenate([images, masks], -1))
        rows, columns = self.recipe.hole.slices
        return self.call(weights, images.at[:, rows, columns].set(0))

    def measure(self, weights, images, masks):
        """Return the error in the hole, the loss without a critic, and what was painted."""
        import jax.numpy as jnp

        painted = self.paint_float(weights, images, masks)
        extra = self.recipe.loss.gradient_weight
        if self.recipe.random_holes:
            error, n_values = painted - images, 3 * masks.sum((1, 2, 3))

            def average(squares):
                return (squares.sum((1, 2, 3)) / n_values).mean()
        else:
            rows, columns = self.recipe.hole.slices
            error, average = painted - images[:, rows, columns], jnp.mean
        mse = loss = average(error ** 2)
        if extra:
            loss += extra * (average((error[:, 1:] - error[:, :-1]) ** 2)
                             + average((error[:, :, 1:] - error[:, :, :-1]) ** 2))
        return mse, loss, painted

    def prepare(self, batch):
        import jax.numpy as jnp

        images = jnp.clip(batch["images"].astype(jnp.float32) / 255 * batch["gains"], 0, 1)
        return images, batch["masks"].astype(jnp.float32)

    def learn_alone(self, state, batch):
        import jax

        images, masks = self.prepare(batch)

        def measure(weights):
            mse, loss, _ = self.measure(weights, images, masks)
            return loss, mse

        (_, mse), gradients = jax.value_and_grad(measure, has_aux=True)(state["weights"])
        training = self.recipe.training
        decay = training.weight_decay if training.optimiser == "adamw" else 0.0
        adam, weights = apply_adam(
            state["adam"], state["weights"], limit_gradients(gradients, training.gradient_limit),
            batch["rate"], decay=decay)
        return self.move_average(state | {"adam": adam, "weights": weights}, batch), (mse, 0.0)

    def move_average(self, state, batch):
        past = batch["past"]
        return state | {"average": [past * mean + (1 - past) * one for mean, one in
                                    zip(state["average"], state["weights"], strict=True)]}

    def show(self, painted, images, masks):
        """Return what the critic sees of fills and of truth, and how much its answers count."""
        return game.show_painted(painted, images, masks, self.recipe.hole,
                                 self.critic.output_shape[0][1])

    def paint_all(self, weights, images_uint8, masks=None):
        """Paint many images, a few at a time; `masks` (N, H, W), where each has its own holes."""
        if masks is None:
            masks = np.zeros((len(images_uint8), 1, 1), bool)
        return np.concatenate([np.asarray(self.paint(
            weights, images_uint8[start:start + PAINTED],
            masks[start:start + PAINTED, ..., np.newaxis].astype(np.float32)))
            for start in range(0, len(images_uint8), PAINTED)])

    def learn_against(self, state, batch):
        """One step of the critic, and one of the painter against it."""
        import jax

        images, masks = self.prepare(batch)
        adversary = self.recipe.adversary

        def judge(critic, seen):
            return self.critic.stateless_call(critic, [], seen)[0]

        shown, real, weigh = self.show(self.measure(state["weights"], images, masks)[2], images,
                                       masks)

        def measure_critic(critic):
            import jax.numpy as jnp

            of_real, of_fill = jnp.split(judge(critic, jnp.concatenate([real, shown]))[0], 2)
            return game.measure_critic_loss(of_real, of_fill, weigh)

        critic_loss, gradients = jax.value_and_grad(measure_critic)(state["critic"])
        critic_adam, critic = apply_adam(state["critic_adam"], state["critic"], gradients,
                                         adversary.critic_rate, game.BETAS)
        critic, norms = normalise_all(critic, state["norms"])
        state = state | {"critic": critic, "critic_adam": critic_adam, "norms": norms}

        def measure_painter(weights):
            mse, loss, painted = self.measure(weights, images, masks)
            seen, _, _ = self.show(painted, images, masks)
            answers, *inner = judge(critic, seen)
            loss += adversary.weight * game.measure_deceit(answers, weigh)
            if adversary.matching:
                wanted = judge(critic, real)[1:]
                loss += adversary.matching * game.measure_matching(wanted, inner)
            return loss, mse

        (_, mse), gradients = jax.value_and_grad(measure_painter, has_aux=True)(state["weights"])
        gradients = limit_gradients(gradients, self.recipe.training.gradient_limit)
        adam, weights = apply_adam(state["game_adam"], state["weights"], gradients,
                                   adversary.learning_rate, game.BETAS)
        return (self.move_average(state | {"game_adam": adam, "weights": weights}, batch),
                (mse, critic_loss))


def draw_batches(recipe, images, skipped=0, until=None):
    """Yield (epoch, how many, whether they end it, batches stacked), drawn ahead by threads.

    With `until`, a time as `time.time` has it, the schedule follows the clock, and the epochs are
    as many as there is time for.
    """
    began = time.time()
    training = recipe.training
    sizes = [one.fitting for one in images.sets] or [len(images.fitting)]
    n_steps = count_steps(len(sizes) * max(sizes), training.batch)
    begin = recipe.adversary.begin if recipe.adversary else training.epochs

    def draw(epoch, order, steps):
        drawn = [draw_batch(images.fitting, order, training.batch, training.seed, epoch, step,
                            recipe.augmentation.choose(epoch, training.epochs), None, slice(None),
                            recipe.random_holes) for step in steps]
        numbers = np.array(steps) + epoch * n_steps
        past = np.minimum(training.averaging, (1 + numbers) / (10 + numbers))
        total = max(begin, 1) * n_steps
        places = numbers
        if until:
            passed = min((time.time() - began) / (until - began), 1.0)
            places = np.where(numbers < training.warm_up, numbers, int(passed * total))
        masks = [one.masks if one.masks is not None else np.zeros((1, 1, 1, 1), bool)
                 for one in drawn]
        return {"images": np.stack([one.images_uint8 for one in drawn]),
                "gains": np.stack([one.gains for one in drawn]), "masks": np.stack(masks),
                "past": past.astype(np.float32),
                "rate": np.array([choose_rate(training, place, total)
                                  for place in places], np.float32)}

    def plan():
        for epoch in range(skipped, training.epochs):
            order = (order_sets(sizes, training.seed, epoch) if len(sizes) > 1
                     else order_images(sizes[0], training.seed, epoch))
            for first in range(0, n_steps, STEPS_A_CALL):
                yield epoch, order, list(range(first, min(first + STEPS_A_CALL, n_steps)))

    with ThreadPoolExecutor(N_DRAWERS) as pool:
        waiting = deque()
        for epoch, order, steps in plan():
            waiting.append((epoch, len(steps), steps[-1] + 1 == n_steps,
                            pool.submit(draw, epoch, order, steps)))
            if len(waiting) > 2 * N_DRAWERS:
                epoch, count, last, coming = waiting.popleft()
                yield epoch, count, last, coming.result()
        while waiting:
            epoch, count, last, coming = waiting.popleft()
            yield epoch, count, last, coming.result()


def score_choosing(learner, weights, images, masks):
    """Return the mean squared error in the hole of each choosing image."""
    painted, truth = learner.paint_all(weights, images, masks), images.astype(np.float32) / 255
    if masks is None:
        rows, columns = learner.recipe.hole.slices
        return ((painted - truth[:, rows, columns]) ** 2).mean((1, 2, 3))
    return ((painted - truth) ** 2).sum((1, 2, 3)) / (3 * masks.sum((1, 2), dtype=np.float32))


def average_sets(errors, sets):
    """Return the mean over the sets of the mean error of each; of all, where there is one set."""
    ends = np.cumsum([one.choosing for one in sets])[:-1]
    return float(np.mean([part.mean() for part in np.split(errors, ends)]))


def train_recipe(recipe, images, folder, watch=None, until=np.inf, first=None, by_clock=False):
    """Train one recipe and write its folder.

    `watch(epoch, learner, state, row)` is called after every epoch and may add to the row; `until`
    is the time, as `time.time` has it, after which no other epoch is begun. `first` is a file with
    the weights of a painter that has trained alone already, for the recipe's epochs before the
    critic; it is written where it is not there yet. With `by_clock` the learning rate has
    fallen when `until` has come.
    """
    folder.mkdir(parents=True, exist_ok=True)
    learner = Learner(recipe, images.fitting.shape[1])
    state, rows, losses, began = learner.start(), [], [], time.time()
    best = np.inf, None
    skipped = 0
    if first and first.exists() and recipe.adversary:
        skipped = recipe.adversary.begin
        state |= read_painter(first)
    masks = (draw_fixed_masks(*images.choosing.shape[:3], recipe.random_holes)
             if recipe.random_holes else None)
    for epoch, count, last, batches in draw_batches(recipe, images, skipped,
                                                      until if by_clock else None):
        alone = not recipe.adversary or epoch < recipe.adversary.begin
        state, found = (learner.run_alone if alone else learner.run_game)(state, batches)
        losses.append((count, found))
        if not last:
            continue
        mse, critic = (float(np.concatenate([np.atleast_1d(one[1][part]) for one in losses]).mean())
                       for part in (0, 1))
        errors = score_choosing(learner, state["average"], images.choosing, masks)
        row = {"epoch": epoch + 1, "train_loss": mse,
               "choosing_loss": average_sets(errors, images.sets), "critic_loss": critic,
               "seconds": round(time.time() - began, 1)}
        losses = []
        if watch:
            watch(epoch + 1, learner, state, row)
        rows.append(row)
        if recipe.adversary or row["choosing_loss"] < best[0]:
            best = row["choosing_loss"], [np.asarray(one) for one in state["average"]]
        if first and not skipped and epoch + 1 == (
                recipe.adversary.begin if recipe.adversary else recipe.training.epochs):
            write_painter(first, state)
        if not np.isfinite(mse) or time.time() > until:
            break
    write_folder(folder, learner, best[1], rows, recipe)
    return rows


def write_painter(path, state):
    """Write the weights of the painter and their average."""
    part = path.with_suffix(".part.npz")
    np.savez(part, **{f"{kind}/{number:03d}": np.asarray(one) for kind in ("weights", "average")
                      for number, one in enumerate(state[kind])})
    part.rename(path)


def read_painter(path):
    """Return what `write_painter` wrote."""
    import jax.numpy as jnp

    with np.load(path) as file:
        return {kind: [jnp.array(file[name]) for name in file.files if name.startswith(kind)]
                for kind in ("weights", "average")}


def write_folder(folder, learner, weights, rows, recipe):
    """Write the history, and the weights of the best epoch, or of the last with a critic."""
    keys = list(dict.fromkeys(key for row in rows for key in row))
    with open(folder / "history.csv", "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, keys, restval="")
        writer.writeheader()
        writer.writerows(rows)
    np.savez(folder / "average.npz", **{f"{number:03d}": np.asarray(one, np.float16) for number, one
                                        in enumerate(weights)})
    (folder / "facts.json").write_text(json.dumps(
        {"recipe": recipe.name, "weights": learner.network.count_params(),
         "epochs": rows[-1]["epoch"], "seconds": rows[-1]["seconds"]}))


def read_network(folder, recipe):
    """Return the network of a run, with the weights that `write_folder` wrote."""
    network = build_network(recipe, FACE_SIZE)
    with np.load(folder / "average.npz") as file:
        for variable, name in zip(network.trainable_variables, file.files, strict=True):
            variable.assign(file[name])
    return network


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("recipes", nargs="+")
    parser.add_argument("--runs", type=Path, default=Path("runs"))
    parser.add_argument("--data")
    options = parser.parse_args()
    for name in options.recipes:
        recipe = load_recipe(name)
        for row in train_recipe(recipe, load_images(recipe, options.data),
                                options.runs / recipe.name)[-1:]:
            print(recipe.name, row)


if __name__ == "__main__":
    main()
