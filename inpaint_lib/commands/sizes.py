"""The paper's autoencoder in other sizes: does every other size damage the result?

At the paper's size one run takes an hour, so images, hole and encoder are halved here.
"""

import shutil
from dataclasses import dataclass

import numpy as np

from inpaint_lib.files import read_rows, write_rows
from inpaint_lib.fills.network import paint_squares
from inpaint_lib.holes import PAPER_32, Hole
from inpaint_lib.metrics.scores import score_squares
from inpaint_lib.models.weights import load_network
from inpaint_lib.training.loop import train_network
from inpaint_lib.training.recipes import Network, Recipe, Training

SEEDS = (1, 2, 3)
EPOCHS = 10
HALF_HOLE = Hole(PAPER_32.top // 2, PAPER_32.left // 2, 16, 16)
STRIDES = (1, 1, 1, 2, 1)
SIZES = {
    "paper": Network("sized", strides=STRIDES),
    "filters halved": Network("sized", encoder=(32, 16), decoder=(3, 32, 64, 3, 3),
                              strides=STRIDES),
    "filters doubled": Network("sized", encoder=(128, 64), decoder=(3, 128, 256, 3, 3),
                               strides=STRIDES),
    "latent 64": Network("sized", latent=(64, 64), strides=STRIDES),
    "latent 256": Network("sized", latent=(256, 256), strides=STRIDES),
    "latent 2048": Network("sized", latent=(2048, 2048), strides=STRIDES),
    "one pair": Network("sized", encoder=(32,), strides=STRIDES),
    "three pairs": Network("sized", encoder=(64, 32, 16), strides=STRIDES),
    "one dense layer": Network("sized", latent=(1024,), strides=STRIDES),
    "text": Network("sized", encoder=(64, 32, 16), latent=(2048, 2048),
                    decoder=(3, 64, 128, 3), strides=(1, 1, 1, 2)),
}
"""The paper's shape with one size changed, and the shape that the paper's text gives."""


@dataclass(frozen=True)
class Run:
    """One size with one seed, and where its results lie."""

    size: str
    seed: int

    @property
    def name(self):
        """str : as it stands in file names."""
        return f"{self.size.replace(' ', '_')}_{self.seed}"

    @property
    def column(self):
        """str : as it stands above a column."""
        return f"{self.size} {self.seed}"

    def find_part(self, folder):
        """Return the path of its history; the file is there when the run is complete."""
        return folder / f"{self.name}.csv"

    def find_scores(self, folder):
        """Return the path of its validation errors."""
        return folder / f"{self.name}_validation.csv"


def list_runs(sizes=SIZES, seeds=SEEDS):
    """List every run; the first seed of all sizes comes before the second of any."""
    return [Run(size, seed) for seed in seeds for size in sizes]


def list_missing(runs, folder):
    """List the runs that are not complete, by the results that lie in `folder`."""
    return [run for run in runs if not run.find_part(folder).exists()]


def make_recipe(run, epochs=EPOCHS):
    """Write the recipe of a run: the paper's training with another network."""
    return Recipe(run.name, HALF_HOLE, network=SIZES[run.size], training=Training(
        seed=run.seed, epochs=epochs, batch=10, optimiser="adam", learning_rate=1e-3, decay=1e-6))


def halve_images(images_uint8):
    """Halve even height and width of uint8 (N, H, W, C): pixels become means of 2x2, rounded."""
    n_images, height, width, channels = images_uint8.shape
    squares = images_uint8.reshape(n_images, height // 2, 2, width // 2, 2, channels)
    return ((squares.sum(axis=(2, 4), dtype=np.uint16) + 2) // 4).astype(np.uint8)


def measure_run(run, images, folder, epochs=EPOCHS, progress=True, should_stop=lambda: False):
    """Train one size with one seed, score its best epoch, and keep only the numbers.

    The images are at half size, see `halve_images`; `folder` holds the results of all runs. After
    an error or a stop, the same call goes on.
    """
    measure_recipe(make_recipe(run, epochs), images, run.find_part(folder), run.find_scores(folder),
                   {"size": run.size, "seed": run.seed}, progress, should_stop)


def measure_recipe(recipe, images, history, scores, labels, progress=True,
                   should_stop=lambda: False):
    """Train a recipe, score its best epoch on the validation images, and keep only the numbers.

    They go into two CSV files, a row an epoch in `history`, which begins with the `labels`, and a
    row an image in `scores`. After an error or a stop, the same call goes on.
    """
    import keras

    # The network of the run before it would stay in memory.
    keras.utils.clear_session()
    workplace = history.parent / recipe.name
    for _ in train_network(recipe, images, workplace, progress=progress, should_stop=should_stop,
                           hold_memory=True):
        pass
    network = load_network(workplace / "best.keras")
    squares = paint_squares(network, images.validation, recipe.hole)
    errors = score_squares(squares, images.validation, recipe.hole, ("mse",))["mse"]
    write_rows(scores,
               [{"image": number, "mse": f"{error:.6g}"} for number, error in enumerate(errors)])
    write_rows(history, [
        {**labels, "parameters": network.count_params(),
         "epoch": row["epoch"], "train_loss": f"{float(row['train_loss']):.6g}",
         "choosing_loss": f"{float(row['choosing_loss']):.6g}", "seconds": row["seconds"]}
        for row in read_rows(workplace / "history.csv")])
    shutil.rmtree(workplace)
