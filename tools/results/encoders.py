"""Do heavier encoders help? The runs of chapter 8, at half size.

    .venv/bin/python -m tools.results.encoders --train

trains each encoder with both latents and five seeds, and writes data/encoders.csv,
data/encoders_errors.csv and their card; without --train, of the runs that are there.
"""

import argparse
import dataclasses
from functools import cache
from pathlib import Path

import numpy as np

from inpaint_lib.commands.sizes import HALF_HOLE, halve_images
from inpaint_lib.datasets.folders import load_dataset
from inpaint_lib.files import read_rows, write_rows, write_table
from inpaint_lib.fills.network import paint_squares, paint_with_fill
from inpaint_lib.fills.untrained import FILLS
from inpaint_lib.holes import PAPER_32
from inpaint_lib.metrics.features import number_species
from inpaint_lib.metrics.scores import score_squares
from inpaint_lib.models.encoders import ENCODERS, build_classifier, build_encoder_network
from inpaint_lib.models.weights import load_network
from inpaint_lib.training.loop import TrainingImages, train_network
from inpaint_lib.training.recipes import Recipe, load_recipe
from tools.card import tabulate_files, write_card
from tools.paths import DATA, ROOT

SEEDS = (1, 2, 3, 4, 5)
EPOCHS, WHOLE_EPOCHS, NAMING_EPOCHS = 15, 40, 15


@dataclasses.dataclass(frozen=True)
class Run:
    """One network: its encoder, its latent, what was made equal, its seed, and how it began."""

    kind: str
    dense: bool = True
    match: str = "multiplications"
    seed: int = 1
    size: int = 64
    pretrained: bool = False

    @property
    def name(self):
        """str : for folders and columns."""
        parts = [self.kind, "dense" if self.dense else "grid", self.match, str(self.size)]
        return "_".join([*parts, *["named"] * self.pretrained, str(self.seed)])


def list_runs():
    """List all runs, those that decide first."""
    kinds = list(ENCODERS)
    runs = [Run(kind, dense, seed=seed) for seed in SEEDS for dense in (True, False)
            for kind in kinds]
    runs += [Run(kind, pretrained=True, seed=seed) for seed in SEEDS[:3]
             for kind in ("alexnet", "googlenet")]
    return runs + [Run(kind, match="weights", seed=seed) for seed in SEEDS[:2] for kind in kinds]


def make_recipe(run):
    """Make the recipe that all runs share but for seed, size and epochs."""
    recipe, half = load_recipe("compact_32"), run.size == 64
    return Recipe(run.name, HALF_HOLE if half else PAPER_32, training=dataclasses.replace(
        recipe.training, epochs=EPOCHS if half else WHOLE_EPOCHS, seed=run.seed),
        augmentation=dataclasses.replace(
            recipe.augmentation, shift=recipe.augmentation.shift // (2 if half else 1)))


@cache
def load_faces_of(size):
    """Return the training images of a size, and the species of the fitting ones."""
    faces = load_dataset("faces")
    parts = [faces.fitting_uint8, faces.choosing_uint8, faces.validation_uint8]
    return TrainingImages(*(map(halve_images, parts) if size == 64 else parts))


def teach_names(network, images_uint8, species, hole, seed, epochs=NAMING_EPOCHS):
    """Train the encoder to name the animal from holed images; return its share of right names."""
    import keras

    rng, batch = np.random.default_rng(seed), 32
    numbers = number_species(species)
    rows, columns = hole.slices
    holed = images_uint8.astype(np.float32) / 255
    holed[:, rows, columns] = 0
    classifier = build_classifier(network, len(set(numbers.tolist())))
    rate = keras.optimizers.schedules.CosineDecay(1e-3, epochs * (len(holed) // batch))
    classifier.compile(optimizer=keras.optimizers.Adam(rate), metrics=["accuracy"],
                       loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    order = rng.permutation(len(holed))
    history = classifier.fit(holed[order], numbers[order], batch_size=batch, epochs=epochs,
                             verbose=0)
    return float(history.history["accuracy"][-1])


def measure_run(run, images, species, folder):
    """Train one run and write its history and its errors on the validation images."""
    import keras

    recipe, weights = make_recipe(run), None

    def build(recipe, image_size):
        keras.utils.set_random_seed(run.seed)
        network = build_encoder_network(run.kind, image_size, recipe.hole, run.dense,
                                        match=run.match)
        if weights:
            network.set_weights(weights)
        return network

    if run.pretrained:
        network = build(recipe, run.size)
        teach_names(network, images.fitting, species, recipe.hole, run.seed)
        weights = network.get_weights()
    list(train_network(recipe, images, folder / run.name, progress=False, build=build))
    network = load_network(folder / run.name / "network.keras")
    errors = score_squares(paint_squares(network, images.validation, recipe.hole),
                           images.validation, recipe.hole, ("mse",))["mse"]
    np.save(folder / run.name / "errors.npy", errors.astype(np.float32))


CARD = """# encoders.csv, encoders_errors.csv

Five encoders of one cost, with one decoder, at half size: 64x64 faces with the paper's hole, 16x16.
Shown in chapter 8. Complete: {n_complete} of {n_wanted} runs.

- **Command:** `.venv/bin/python -m tools.results.encoders --train`. The runs of seed 1 were made
  by an earlier form of it, with the same recipe and batches, on Keras's JAX engine and one NVIDIA
  H200 beside {beside} others: to train them again gives other first weights. The other seeds were
  trained on the machine below.
- **Data:** the drawn faces, {n_images:,} validation faces for the errors; {epochs} epochs of the
  recipe of compact_32, batches of 16. `grid` or `dense`: without or with dense layers. All paint
  upon the membrane. The GPU's time ended in a run of {last} epochs.
- **Collapsed:** {collapsed}: these end at 98% of the membrane's {membrane:.5f} or above it.
- **Gathered on:** {machine}

{files}
"""


def gather_runs(folder):
    """Write tables and card of all complete runs."""
    done = [run for run in list_runs() if (folder / run.name / "errors.npy").exists()]
    errors = {run.name: np.load(folder / run.name / "errors.npy").astype(float) for run in done}
    histories = {run.name: read_rows(folder / run.name / "history.csv") for run in done}
    faces = load_faces_of(64).validation
    membrane = score_squares(paint_with_fill(FILLS["membrane"], faces, HALF_HOLE, progress=False),
                             faces, HALF_HOLE, ("mse",))["mse"]
    write_rows(DATA / "encoders.csv", [{
        **dataclasses.asdict(run), "epochs": len(histories[run.name]),
        "choosing_loss": min(float(row["choosing_loss"]) for row in histories[run.name]),
        "mse": float(errors[run.name].mean())} for run in done])
    write_table(DATA / "encoders_errors.csv", {"membrane": membrane.tolist()} | {
        name: values.tolist() for name, values in errors.items()})
    write_card(
        DATA / "encoders.md", CARD, n_complete=len(done), n_wanted=len(list_runs()), beside=16,
        n_images=len(faces), epochs=EPOCHS, membrane=float(membrane.mean()),
        last=min(map(len, histories.values())), collapsed=", ".join(
            name for name, values in errors.items() if values.mean() >= 0.98 * membrane.mean()),
        files=tabulate_files([("encoders.csv", "a row a run"),
                              ("encoders_errors.csv", "a row a face: its error in each run")]))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=Path, default=ROOT / "runs" / "encoders", metavar="FOLDER")
    parser.add_argument("--train", action="store_true", help="train the runs that are missing")
    options = parser.parse_args()
    if options.train:
        species = load_dataset("faces").train_labels
        for run in list_runs():
            if not (options.runs / run.name / "errors.npy").exists():
                images = load_faces_of(run.size)
                measure_run(run, images, species[:len(images.fitting)], options.runs)
    gather_runs(options.runs)


if __name__ == "__main__":
    main()
