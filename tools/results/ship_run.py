"""Copy what the book shows of a finished run from runs/ to data/, and write its card.

`python -m tools.results.ship_run RECIPE COMMAND` where COMMAND is the one that made the
run. The files:
`RECIPE_history.csv`, `RECIPE_gallery.npz` (faces only: no picture of others' is shipped), for our
own networks `RECIPE.keras`, and the card `RECIPE.md`. With `--numbers` neither pictures nor the
network: for runs of which the book shows the numbers alone.
"""

import argparse
import sys

import numpy as np

from inpaint_lib.files import read_rows, replace_file
from inpaint_lib.models.weights import load_network, save_network
from inpaint_lib.training.recipes import load_recipe
from tools.card import tabulate_files, write_card
from tools.paths import DATA, ROOT

MAX_BYTES = 4_200_000

CARD = """# {name}

The run of {recipe}.

- **Command:** `{command}`, then `python -m tools.results.ship_run {run}{options}`
- **Data:** {source}; the weights are fitted to the training images less those for choosing, the \
best epoch is chosen on these
- **Seed:** {seed}
- **Epochs:** {epochs}, in batches of {batch}
- **Time:** {minutes:.1f} minutes on {machine}, shared with other work
- **Best epoch:** {best}, choosing loss {best_loss:.5f}; last epoch: {last_loss:.5f}, training \
loss {train_loss:.5f} (mean squared error in the hole)

{files}
"""


def gather_gallery(recorded):
    """Put the gallery's squares of all recorded epochs into one set of arrays."""
    files = sorted(recorded.glob("epoch_*.npz"))
    gallery = {}
    for path in files:
        with np.load(path) as epoch:
            gallery["index"] = epoch["index"]
            gallery[f"squares_{int(path.stem[6:])}"] = epoch["squares"]
            gallery[f"mse_{int(path.stem[6:])}"] = epoch["mse"].astype(np.float32)
    return gallery


def gather_facts(recipe, rows):
    """Return what a card tells of a run."""
    best, last = min(rows, key=lambda row: float(row["choosing_loss"])), rows[-1]
    stem = recipe.name.split("_seed_")[0]
    with_seed = " with another seed" if stem != recipe.name else ""
    return dict(
        name=recipe.name, recipe=f"`recipes/{stem}.toml`{with_seed}", run=recipe.name,
        source=recipe.data.source, seed=recipe.training.seed,
        epochs=last["epoch"], batch=recipe.training.batch, minutes=float(last["seconds"]) / 60,
        best=best["epoch"], best_loss=float(best["choosing_loss"]),
        last_loss=float(last["choosing_loss"]), train_loss=float(last["train_loss"]))


def ship_run(name, command, runs=ROOT / "runs", data=DATA, numbers_only=False):
    """Copy the run of a recipe, and write its card."""
    recipe, folder = load_recipe(name), runs / name
    if not (folder / "network.keras").exists():
        raise FileNotFoundError(f"The run in {folder} is not complete.")
    rows = read_rows(folder / "history.csv")
    shipped = [(f"{name}_history.csv", "losses, learning rate and seconds, a row an epoch")]
    with replace_file(data / shipped[0][0]) as part:
        part.write_bytes((folder / "history.csv").read_bytes())
    # Whole pictures, some of them photographs of others, are not for the book.
    gallery = gather_gallery(folder / "recorded") if recipe.random_holes is None else {}
    with_pictures = recipe.data.source == "faces" and not numbers_only
    if not with_pictures:
        gallery = {key: value for key, value in gallery.items() if not key.startswith("squares")}
    if gallery:
        shipped.append((f"{name}_gallery.npz", "after the recorded epochs: `mse_EPOCH`, the hole "
                        "MSE of every validation image"
                        + ("; `squares_EPOCH`, what was painted (uint8) into the validation "
                           "images `index`" if with_pictures else "")))
        with replace_file(data / shipped[-1][0]) as part:
            np.savez_compressed(part, **gallery)
    if recipe.network.kind in ("compact", "pocket", "anywhere") and not numbers_only:
        shipped.append((f"{name}.keras", "the network of the best epoch"))
        path = data / shipped[-1][0]
        save_network(load_network(folder / "best.keras"), path, compressed=True)
        if path.stat().st_size > MAX_BYTES:
            raise ValueError(f"{path} has {path.stat().st_size} bytes; at most {MAX_BYTES}.")
    write_card(data / f"{name}.md", CARD, command=command, files=tabulate_files(shipped),
               options=" --numbers" if numbers_only else "", **gather_facts(recipe, rows))
    return shipped


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("recipe")
    parser.add_argument("command", nargs="?")
    parser.add_argument("--numbers", action="store_true", help="neither pictures nor the network")
    options = parser.parse_args()
    made_by = options.command or f"python -m inpaint_lib train {options.recipe}"
    for shipped_name, _ in ship_run(options.recipe, made_by, numbers_only=options.numbers):
        print(shipped_name, file=sys.stderr)
