"""Do heavier encoders help? The runs of chapter 8, at half size.

    KERAS_BACKEND=jax python -m tools.results.encoders

trains each encoder with both latents and five seeds, and writes the errors of all.
"""

import argparse
import dataclasses
import time
from pathlib import Path

import numpy as np

from inpaint_lib.commands.sizes import HALF_HOLE, halve_images
from inpaint_lib.datasets.folders import load_dataset
from inpaint_lib.holes import PAPER_32
from inpaint_lib.metrics.features import number_species
from inpaint_lib.models.encoders import ENCODERS, build_classifier, build_encoder_network
from inpaint_lib.training.loop import TrainingImages
from inpaint_lib.training.recipes import Recipe, load_recipe
from tools.results.train_on_gpu import train_recipe

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


def measure_run(run, images, species, folder, until=np.inf):
    """Train one run and write its history and its errors on the validation images."""
    import keras

    keras.utils.set_random_seed(run.seed)
    recipe, side = make_recipe(run), run.size
    network = build_encoder_network(run.kind, side, recipe.hole, run.dense, match=run.match)
    named = None
    if run.pretrained:
        began = time.time()
        named = teach_names(network, images.fitting, species, recipe.hole, run.seed)
        print(run.name, "names", named, f"{time.time() - began:.1f} s", flush=True)

    def finish(learner, weights):
        rows, columns = recipe.hole.slices
        nothing = np.zeros((1, 1, 1, 1), np.float32)
        painted = np.concatenate([
            np.asarray(learner.paint(weights, images.validation[start:start + 100], nothing))
            for start in range(0, len(images.validation), 100)])
        truth = images.validation[:, rows, columns].astype(np.float32) / 255
        np.save(folder / run.name / "errors.npy",
                ((np.clip(painted, 0, 1) - truth) ** 2).mean((1, 2, 3)).astype(np.float16))

    def watch(epoch, learner, state, row):
        row["named"] = named

    train_recipe(recipe, images, folder / run.name, watch, until, network=network, finish=finish)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=Path, default=Path("runs/encoders"))
    options = parser.parse_args()
    species = load_dataset("faces").train_labels
    for run in list_runs():
        measure_run(run, load_faces_of(run.size), species, options.runs)


if __name__ == "__main__":
    main()
