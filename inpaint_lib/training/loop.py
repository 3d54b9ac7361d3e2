"""The training loop: epochs, scores, history and checkpoints, so that a run can always go on."""

import dataclasses
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tqdm import tqdm

from inpaint_lib.files import check_folder, hold_folder
from inpaint_lib.models.weights import save_network
from inpaint_lib.random_holes import draw_fixed_masks
from inpaint_lib.training.batches import (check_training_images, count_steps, draw_batch,
                                          order_images, order_sets)
from inpaint_lib.training.build import build_network, build_players
from inpaint_lib.training.checkpoints import (OTHER_FOLDER, CheckpointError, Place,
                                              read_checkpoint, read_place, write_checkpoint)
from inpaint_lib.training.identity import check_same_run, describe_run, sum_up
from inpaint_lib.training.memory import explain_full_memory, keep_memory
from inpaint_lib.training.optimisers import build_optimiser, choose_rate
from inpaint_lib.training.recipes import check_recipe
from inpaint_lib.training.recording import record_epoch, record_filled_epoch, write_history
from inpaint_lib.training.steps import (compile_anywhere_errors, compile_errors,
                                        compile_game_step, compile_step, use_half_precision)
from inpaint_lib.training.workers import (Worker, check_agreement, explain_lost_worker,
                                          make_strategy)

SCORE_BATCH = 16
"""So few that scoring takes no more memory than a step of training."""

CHECKPOINT = "last_checkpoint.npz"

WON = 0.02
"""A critic with a smaller mean loss in an epoch has won: the painter learns nothing from it."""


class TrainingError(RuntimeError):
    """A run cannot go on; the message says what is kept and what to do."""


class Stopped(Exception):
    """A run was asked to stop, and has saved where it was."""


@dataclass(frozen=True)
class SetSizes:
    """How many images of one data set each part of a run has, where there are several sets."""

    name: str
    fitting: int
    choosing: int
    validation: int


@dataclass(frozen=True)
class TrainingImages:
    """The images of a run, uint8 (N, H, W, 3).

    Attributes
    ----------
    fitting : numpy.ndarray
        The weights are fitted to these.
    choosing : numpy.ndarray
        Scored after every epoch; the best epoch is chosen on them.
    validation : numpy.ndarray
        Only scored, at the recipe's recorded epochs.
    weights : numpy.ndarray of uint8, (N, H, W, 1), optional
        One map for each of `fitting`: 255 where a pixel counts more.
    sets : tuple of SetSizes
        Where the images come from several data sets: how many of each part, set after set. Every
        batch then holds equally many of each, and the choosing loss is the mean of theirs.
    """

    fitting: np.ndarray
    choosing: np.ndarray
    validation: np.ndarray
    weights: np.ndarray | None = None
    sets: tuple = ()


def train_network(recipe, images, folder, *, save_every=300.0, progress=True,
                  should_stop=lambda: False, worker=Worker(), hold_memory=False,
                  build=build_network):
    """Train the network of a recipe, going on where an earlier start was stopped.

    A generator: each epoch's entry of the history comes as soon as the epoch is over. In
    `folder` lie then ``history.csv``, ``best.keras`` (the epoch with the lowest choosing loss;
    with a critic the last one, since the error would choose a network without it),
    ``last_checkpoint.npz``, the recorded epochs in ``recorded/`` and, at the end,
    ``network.keras``.

    Parameters
    ----------
    recipe : Recipe
    images : TrainingImages
    folder : str or pathlib.Path
        Of this run alone.
    save_every : float
        Seconds between checkpoints within an epoch.
    progress : bool
        Whether to show a progress bar.
    should_stop : function
        Asked before every step; when it returns True the run saves after the step and raises
        `Stopped`.
    worker : Worker
        Which of several processes this is, where several train together. All of them read and
        the chief writes `folder`.
    hold_memory : bool
        Whether this process may keep the memory of a step for the next one, from the first step
        to its end. It is faster, and for a process that does nothing but train.
    build : function
        From recipe and image size to the network, for one that no recipe names. It is called twice
        where a running average is kept, and must give the same weights.

    Yields
    ------
    dict
        epoch (from 1), train_loss and choosing_loss (mean squared error in the hole),
        learning_rate, seconds. With a critic also critic_loss, None before it comes. Where the
        images come from several data sets, also the choosing loss of each, as in choosing_faces.

    Raises
    ------
    TypeError, ValueError
        If images, recipe and checkpoint do not fit together.
    FullMemoryError, OSError
        If memory or disk are full, or another run is using the folder.
    TrainingError
        If the loss is no longer a number, or the critic has won.
    LostWorkerError
        If another worker can no longer be reached.
    Stopped
        If `should_stop` said so.

    Notes
    -----
    Order and changes of the images follow from seed, epoch and step, so that a run killed at
    any moment ends with the weights of one that was not.

    Examples
    --------
    >>> import tempfile
    >>> from inpaint_lib.holes import Hole
    >>> from inpaint_lib.training.recipes import Network, Recipe, Training
    >>> noise = np.random.default_rng(0).integers(0, 256, (30, 32, 32, 3), dtype=np.uint8)
    >>> images = TrainingImages(noise[:20], noise[20:25], noise[25:])
    >>> recipe = Recipe("tiny", Hole(8, 8, 16, 16), network=Network("pocket"),
    ...                 training=Training(epochs=2))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     rows = list(train_network(recipe, images, folder, progress=False))
    >>> [row["epoch"] for row in rows]
    [1, 2]
    """
    run = _Run(recipe, images, Path(folder), worker, build)
    with (hold_folder(run.folder) if worker.is_chief else nullcontext(),
          explain_full_memory(), explain_lost_worker(worker),
          use_half_precision(recipe.training.half_precision)):
        run.prepare()
        if hold_memory:
            # Only now: what building the network needed for a moment has gone back.
            keep_memory()
        yield from run.make_epochs(save_every, progress and worker.is_chief, should_stop)


class _Run:
    """One run: its network, its place and its folder."""

    def __init__(self, recipe, images, folder, worker, build):
        check_recipe(f"The recipe {recipe.name!r}", recipe)
        self.recipe, self.images, self.folder, self.worker = recipe, images, folder, worker
        self.build = build
        if worker.count > recipe.training.batch:
            raise ValueError(f"{worker.count} workers cannot share a batch of "
                             f"{recipe.training.batch} images.")
        for part in (images.fitting, images.choosing, images.validation):
            check_training_images(part, recipe.hole)
        self.sizes = [one.fitting for one in images.sets] or [len(images.fitting)]
        self.n_steps = count_steps(len(self.sizes) * max(self.sizes), recipe.training.batch)
        self.choosing_masks = None
        if recipe.random_holes:
            self.choosing_masks = draw_fixed_masks(*images.choosing.shape[:3], recipe.random_holes)
        self.n_alone = recipe.adversary.begin if recipe.adversary else recipe.training.epochs
        self.place = Place()

    def prepare(self):
        """Build everything, and take up the last checkpoint if there is one."""
        strategy = make_strategy(self.worker)
        with strategy.scope():
            self.build_all()
        n_bytes = sum(variable.numpy().nbytes for _, variable in self.list_variables())
        # The checkpoint, the one that replaces it, the best and the final network, and twice the
        # one that is being saved.
        check_folder(self.folder, 2 * n_bytes + 4 * 4 * self.network.count_params())
        self.identity = describe_run(self.recipe, self.images)
        if (self.folder / CHECKPOINT).exists():
            self.resume()
        check_agreement(strategy, self.worker, {
            "recipe": sum_up(self.identity["recipe"]), "set of images": sum_up(
                self.identity["images"]), "checkpoint": sum_up(dataclasses.asdict(self.place))})
        self.make_step = compile_step(self.network, self.average, self.optimiser, self.recipe,
                                      strategy)
        if self.players:
            self.make_game_step = compile_game_step(self.network, self.average, self.players,
                                                    self.recipe, strategy)
        self.measure_errors = (compile_anywhere_errors(self.average) if self.recipe.random_holes
                               else compile_errors(self.average, self.recipe.hole))

    def build_all(self):
        """Build the network, its running average and the optimiser; the critic where one comes."""
        image_size = self.images.fitting.shape[1]
        self.network = self.build(self.recipe, image_size)
        self.average = (self.build(self.recipe, image_size) if self.recipe.training.averaging
                        else self.network)
        self.optimiser = build_optimiser(self.recipe.training)
        self.optimiser.build(self.network.trainable_variables)
        self.players = (build_players(self.recipe, image_size, self.network)
                        if self.recipe.adversary else None)

    def list_variables(self):
        """Name everything that a step changes."""
        groups = {"network": self.network.variables, "optimiser": self.optimiser.variables}
        if self.average is not self.network:
            groups["average"] = self.average.variables
        if self.players:
            groups |= self.players.group_variables()
        return [(f"{group}/{number:03d}", variable) for group, variables in groups.items()
                for number, variable in enumerate(variables)]

    def resume(self):
        """Take up the checkpoint, if it belongs to this run."""
        path = self.folder / CHECKPOINT
        arrays, facts = read_checkpoint(path)
        check_same_run(facts.get("identity"), self.identity, self.folder)
        place, variables = read_place(facts.get("place")), self.list_variables()
        if place is None or [name for name, _ in variables] != list(arrays) or any(
                arrays[name].shape != tuple(variable.shape)
                or arrays[name].dtype != variable.dtype for name, variable in variables):
            raise CheckpointError(f"{path} was written by another version of this library. "
                                  f"{OTHER_FOLDER}")
        for name, variable in variables:
            variable.assign(arrays.pop(name))
        self.place = place

    def save(self):
        """Write the checkpoint."""
        if not self.worker.is_chief:
            return
        arrays = ((name, variable.numpy()) for name, variable in self.list_variables())
        facts = {"identity": self.identity, "place": dataclasses.asdict(self.place)}
        try:
            write_checkpoint(self.folder / CHECKPOINT, arrays, facts)
        except FloatingPointError:
            self.give_up()

    def give_up(self):
        """Stop because the loss is no number."""
        self.stop_for(f"The loss is no longer a number in epoch {self.place.epoch + 1}, step "
                      f"{self.place.step}: the weights have grown beyond all bounds.",
                      "Lower learning_rate in the recipe, or set gradient_limit,")

    def stop_for(self, reason, advice):
        """Stop a run that cannot go on; what was written before stays."""
        kept = (f"The checkpoint before it is kept in {self.folder}, and best.keras there is the "
                f"network of epoch {self.place.best_epoch}." if self.place.best_epoch else
                "No epoch was complete.")
        raise TrainingError(f"{reason} {kept} {advice} and begin anew in another folder with "
                            "--runs.")

    def make_epochs(self, save_every, progress, should_stop):
        place, epochs = self.place, self.recipe.training.epochs
        self.clock = time.monotonic()
        with tqdm(total=epochs * self.n_steps, initial=place.epoch * self.n_steps + place.step,
                  unit="step", disable=not progress, desc=self.recipe.name, smoothing=0.05,
                  mininterval=0.5 if sys.stderr.isatty() else 30) as bar:
            while place.epoch < epochs:
                self.make_steps(bar, save_every, should_stop)
                row = self.end_epoch()
                bar.set_postfix_str(f"epoch {row['epoch']}: train {row['train_loss']:.5f}, "
                                    f"choosing {row['choosing_loss']:.5f}")
                yield row
        self.write_network(self.folder / "network.keras")

    def make_steps(self, bar, save_every, should_stop):
        """Make the steps that are left in this epoch."""
        place, training = self.place, self.recipe.training
        saved = self.clock
        order = (order_sets(self.sizes, training.seed, place.epoch) if len(self.sizes) > 1
                 else order_images(self.sizes[0], training.seed, place.epoch))
        with ThreadPoolExecutor(1) as drawer:
            coming = drawer.submit(self.draw, order, place.step)
            while place.step < self.n_steps:
                batch = coming.result()
                # The next batch is drawn while the network works on this one.
                coming = drawer.submit(self.draw, order, min(place.step + 1, self.n_steps - 1))
                stop = self.learn(batch, should_stop())
                place.step += 1
                bar.update()
                if not np.isfinite(place.loss_sum + place.critic_sum):
                    self.give_up()
                self.count_time()
                if stop or self.clock - saved >= save_every:
                    saved = self.clock
                    self.save()
                if stop:
                    raise Stopped(f"Stopped in epoch {place.epoch + 1} after step {place.step} "
                                  f"of {self.n_steps}; saved in {self.folder}.")

    def draw(self, order, step):
        training, epoch = self.recipe.training, self.place.epoch
        augmentation = self.recipe.augmentation.choose(epoch, training.epochs)
        return draw_batch(self.images.fitting, order, training.batch, training.seed, epoch, step,
                          augmentation, self.images.weights, self.worker.share,
                          self.recipe.random_holes)

    def learn(self, batch, stop):
        """Make one step, add up its losses, and return whether a worker wants to stop."""
        training, place = self.recipe.training, self.place
        step = place.epoch * self.n_steps + place.step
        alone = place.epoch < self.n_alone
        if alone:
            self.optimiser.learning_rate.assign(
                choose_rate(training, step, self.n_alone * self.n_steps))
        # At first the average forgets fast, so that the random start has no weight in it.
        past = min(training.averaging, (1 + step) / (10 + step))
        loss, *of_critic, n_stop = (self.make_step if alone else self.make_game_step)(
            batch.images_uint8, batch.gains, batch.weights_uint8, batch.masks, np.float32(past),
            np.float32(stop))
        place.loss_sum += float(loss)
        place.critic_sum += sum(map(float, of_critic))
        return bool(n_stop > 0)

    def count_time(self):
        now = time.monotonic()
        self.place.seconds += now - self.clock
        self.clock = now

    def end_epoch(self):
        """Score the epoch and write all files. Each can be written twice: a kill does no harm."""
        place, recipe = self.place, self.recipe
        choosing_loss, of_each_set = self.score()
        if not np.isfinite(choosing_loss):
            self.give_up()
        alone, of_critic = place.epoch < self.n_alone, {}
        if self.players:
            of_critic["critic_loss"] = None if alone else place.critic_sum / self.n_steps
        if not alone and of_critic["critic_loss"] < WON:
            self.stop_for(f"The critic has won in epoch {place.epoch + 1}: its mean loss is "
                          f"{of_critic['critic_loss']:.4f}, below {WON}, so it tells every fill "
                          "from the truth, and the network no longer learns from it.",
                          "Lower critic_rate in [adversary],")
        self.count_time()
        row = {"epoch": place.epoch + 1, "train_loss": place.loss_sum / self.n_steps,
               "choosing_loss": choosing_loss, **of_critic, "learning_rate": float(
                   (self.optimiser if alone else self.players.of_painter).learning_rate.numpy()),
               "seconds": round(place.seconds, 1), **of_each_set}
        if self.players or place.best_loss is None or choosing_loss < place.best_loss:
            self.write_network(self.folder / "best.keras")
            place.best_loss, place.best_epoch = choosing_loss, row["epoch"]
        if self.worker.is_chief and row["epoch"] in recipe.record.epochs:
            self.record(row["epoch"])
        place.rows.append(row)
        place.epoch, place.step, place.loss_sum, place.critic_sum = row["epoch"], 0, 0.0, 0.0
        if self.worker.is_chief:
            write_history(self.folder / "history.csv", place.rows)
        self.save()
        # Recording and writing are no training.
        self.clock = time.monotonic()
        return row

    def score(self):
        """Return the choosing loss, and that of each data set where there are several."""
        images, masks = self.images.choosing, self.choosing_masks
        errors = np.concatenate([
            self.measure_errors(images[start:start + SCORE_BATCH],
                                None if masks is None else masks[start:start + SCORE_BATCH]).numpy()
            for start in range(0, len(images), SCORE_BATCH)])
        if not self.images.sets:
            return float(errors.mean(dtype=np.float64)), {}
        ends = np.cumsum([one.choosing for one in self.images.sets])
        of_each = {f"choosing_{one.name}": float(part.mean(dtype=np.float64)) for one, part in
                   zip(self.images.sets, np.split(errors, ends[:-1]), strict=True)}
        return float(np.mean(list(of_each.values()))), of_each

    def record(self, epoch):
        """Fill and score the validation images, and keep some of the pictures."""
        recipe, images, folder = self.recipe, self.images.validation, self.folder / "recorded"
        if recipe.random_holes:
            masks = draw_fixed_masks(*images.shape[:3], recipe.random_holes)
            record_filled_epoch(self.average, images, masks, recipe.record.images, folder, epoch)
        else:
            record_epoch(self.average, images, recipe.hole, recipe.record.images, folder, epoch)

    def write_network(self, path):
        """Write the network that is scored: the running average, where there is one."""
        if self.worker.is_chief:
            save_network(self.average, path)
