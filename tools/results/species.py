"""Train the species classifier whose inner layers measure distance in chapter 5.

    .venv/bin/python -m tools.results.species
    .venv/bin/python -m tools.results.species --seed 1

writes data/species.keras, data/species.csv (the loss of each epoch) and their card. With another
seed it is a second classifier, species_seed_1.keras, to ask where the first may have been fooled.
"""

import argparse
import time

from inpaint_lib.datasets.face_cache import load_faces
from inpaint_lib.datasets.faces import FACES_VERSION, N_CHOOSING
from inpaint_lib.files import write_table
from inpaint_lib.metrics.features import EPOCHS, measure_accuracy, train_species_network
from inpaint_lib.models.weights import save_network
from tools.card import write_card
from tools.paths import DATA

SEED = 0

CARD = """# {name}.keras, {name}.csv

A small classifier that names the animal from a window of a drawn face. Chapter 5 compares what the
inner layers of `species.keras` see in a fill and in the truth; another seed's asks again.

- **Command:** `.venv/bin/python -m tools.results.species{options}`
- **Seed:** {seed}: first weights, order, places of the windows.
- **Data:** the drawn faces, version {version}: {n_fitting:,} fitting faces; every epoch sees one
  window of 64x64 pixels of each, at most 24 pixels from the middle, half of them mirrored.
- **Training:** {epochs} epochs of Adam, 2e-3 falling along a cosine, batches of 32, cross-entropy.
- **Size:** {parameters:,} parameters, {kilobytes:.0f} kB.
- **Accuracy:** the middle window of {choosing:.1%} of the {n_choosing:,} choosing faces and of
  {validation:.1%} of the {n_validation:,} validation faces is named right; nothing was chosen on
  either.
- **Time:** {seconds:.0f} s of processor time ({minutes:.1f} minutes) on {machine}, shared \
with other
  work.
- **{name}.csv:** mean cross-entropy of each epoch.
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=SEED)
    seed = parser.parse_args().seed
    name, options = ("species", "") if seed == SEED else (f"species_seed_{seed}",
                                                          f" --seed {seed}")
    faces = load_faces()
    species = faces.train_truth.species
    began, used = time.perf_counter(), time.process_time()
    network, losses = train_species_network(faces.fitting_uint8, species[:-N_CHOOSING], seed=seed)
    seconds, minutes = time.process_time() - used, (time.perf_counter() - began) / 60
    path = DATA / f"{name}.keras"
    save_network(network, path, compressed=True)
    write_table(DATA / f"{name}.csv", {"epoch": list(range(1, len(losses) + 1)), "loss": losses})
    accuracy = {"choosing": measure_accuracy(network, faces.choosing_uint8, species[-N_CHOOSING:]),
                "validation": measure_accuracy(network, faces.validation_uint8,
                                               faces.validation_truth.species)}
    print(write_card(
        DATA / f"{name}.md", CARD, name=name, options=options, seed=seed, version=FACES_VERSION,
        n_fitting=len(faces.fitting_uint8), epochs=EPOCHS, parameters=network.count_params(),
        kilobytes=path.stat().st_size / 1000, n_choosing=N_CHOOSING,
        n_validation=len(faces.validation_uint8), seconds=seconds, minutes=minutes, **accuracy))


if __name__ == "__main__":
    main()
