"""Repeat the whole paper on photographs: ``python -m inpaint_lib replicate``.

Both holes, the paper's network and our compact one, the scores of every method, and a verdict on
every claim, on the reader's own download of the paper's data set. It takes hours. Stop it whenever
you like, with Ctrl+C or by force, and give the same command again: it goes on where it was.
"""

import argparse
import dataclasses
import json
import signal
import sys
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image
from tqdm import tqdm

from inpaint_lib.commands.report import (EPOCHS, KINDS, REPORT, SCORE_TABLE, SIDES, VERDICT_TABLE,
                                         write_report)
from inpaint_lib.commands.score import (paint_all, tabulate_context, tabulate_epochs,
                                        tabulate_scores)
from inpaint_lib.commands.sizes import (SEEDS, SIZES, halve_images, list_missing, list_runs,
                                        measure_run)
from inpaint_lib.commands.sizes import EPOCHS as SIZE_EPOCHS
from inpaint_lib.commands.train import StopSignals, set_up_tensorflow
from inpaint_lib.datasets.folders import Dataset, load_dataset
from inpaint_lib.evaluation.claims import (judge_context, judge_detail, judge_late_epochs,
                                           judge_rivals, judge_shapes, judge_sizes)
from inpaint_lib.evaluation.pixel_claims import (PAPER_PAIR, judge_channels, judge_first_loss,
                                                 judge_limit_of_loss, judge_pairs, judge_weights)
from inpaint_lib.files import (check_folder, explain_error, hold_folder, read_table, replace_file,
                               write_table)
from inpaint_lib.fills.untrained import FILLS
from inpaint_lib.holes import crop_hole
from inpaint_lib.images import as_float
from inpaint_lib.metrics.sharpness import measure_edges, measure_variance
from inpaint_lib.models.descent import fit_nets
from inpaint_lib.models.pixel import split_channel
from inpaint_lib.models.weights import load_network
from inpaint_lib.options import MOST_CORES, read_number
from inpaint_lib.training.loop import Stopped, TrainingError, TrainingImages, train_network
from inpaint_lib.training.memory import FullMemoryError, explain_full_memory
from inpaint_lib.training.recipes import Data, load_recipe

PAIRS = 120
CUT = 100
SIDE_BY_SIDE = 15
PAIR_SEED = 0


@dataclass(frozen=True)
class Plan:
    """What is repeated, and where.

    Attributes
    ----------
    dataset : Dataset
    folder : pathlib.Path
        Of all that is made.
    epochs : int
        Of the four networks; the paper trains for 50.
    n_seeds : int
        How often each size of claim 10 is trained.
    """

    dataset: Dataset
    folder: Path
    epochs: int = EPOCHS
    n_seeds: int = len(SEEDS)

    @property
    def images(self):
        """TrainingImages : those of the data set."""
        return TrainingImages(self.dataset.fitting_uint8, self.dataset.choosing_uint8,
                              self.dataset.validation_uint8)

    @property
    def size_epochs(self):
        """int : epochs of each run of claim 10, in the chapter's proportion."""
        return scale_epoch(SIZE_EPOCHS, self.epochs)

    @property
    def size_runs(self):
        """list of inpaint_lib.commands.sizes.Run : the runs of claim 10."""
        return list_runs(SIZES, range(1, self.n_seeds + 1))


def scale_epoch(epoch, epochs):
    """Find the epoch, at least 1, of a run of `epochs` that stands for one of the paper's 50.

    Examples
    --------
    >>> scale_epoch(30, 50), scale_epoch(30, 10), scale_epoch(1, 10)
    (30, 6, 1)
    """
    return max(1, round(epoch * epochs / EPOCHS))


def load_photos(folder=None):
    """Load the photographs that the paper is repeated on, as a `Dataset`.

    They are those of `folder`, an unpacked copy of the paper's set, whole or in part, or any folder
    of pictures; without it the set is downloaded from Kaggle.
    """
    if folder is None:
        return load_dataset("afhq-wild")
    try:
        return load_dataset("afhq-wild", folder=folder, partial=True)
    except FileNotFoundError:
        # It exists and is laid out in another way, or load_dataset says what is wrong.
        return load_dataset(Path(folder))


def check_plan(plan):
    """Make the folder; raise ValueError if what lies in it belongs to other images or epochs."""
    checksum = 0
    for part in (plan.dataset.train_uint8, plan.dataset.validation_uint8):
        checksum = zlib.crc32(np.ascontiguousarray(part), checksum)
    images = plan.images
    facts = {"images": [*map(len, (images.fitting, images.choosing, images.validation)), checksum],
             "epochs": plan.epochs}
    check_folder(plan.folder, 0)
    path = plan.folder / "plan.json"
    if path.exists():
        begun = _read_begun(path)
        for part, what in (("images", "other images"),
                           ("epochs", f"{begun['epochs']} epochs, not {plan.epochs}")):
            if begun[part] != facts[part]:
                raise ValueError(f"What lies in {plan.folder} was begun with {what}. Choose "
                                 "another folder with --runs, or delete that one.")
    with replace_file(path) as part:
        part.write_text(json.dumps(facts), encoding="utf-8")


def _read_begun(path):
    try:
        begun = json.loads(path.read_text(encoding="utf-8"))
        return {"images": begun["images"], "epochs": begun["epochs"]}
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(f"{path} is damaged, so nobody knows what the results beside it are of. "
                         "Choose another folder with --runs, or delete that one.") from error


def list_stages(plan):
    """List the stages of a plan in their order, as (title, file, function that makes it).

    The file is there when the stage is complete.
    """
    stages = [("5x5 networks on pairs of photos (claim 5)", plan.folder / "pairs.csv",
               lambda: measure_pairs(plan))]
    for kind in KINDS:
        for side in SIDES:
            name = f"{kind}_{side}"
            stages.append((f"training {name}, {plan.epochs} epochs",
                           plan.folder / name / "network.keras",
                           lambda name=name: train_recipe(plan, name)))
    for what, measure in (("scores", measure_scores), ("epochs", measure_epochs),
                          ("context", measure_context)):
        for side in SIDES:
            stages.append((f"{what} at {side}x{side}", plan.folder / f"{what}_{side}.csv",
                           lambda measure=measure, side=side: measure(plan, side)))
    for run in plan.size_runs:
        stages.append((f"another size: {run.size}, seed {run.seed} (claim 10)",
                       run.find_part(plan.folder / "sizes"),
                       lambda run=run: train_size(plan, run)))
    return stages


def replicate(plan):
    """Run every stage that is not complete, and keep the report up to date.

    Ctrl+C or a request to end raises Stopped; a training has then saved where it was. OSError if
    another process does the same in this folder.
    """
    with hold_folder(plan.folder):
        check_plan(plan)
        stages = list_stages(plan)
        report_stages(plan, stages)
        for number, (title, path, make) in enumerate(stages, 1):
            if path.exists():
                continue
            print(f"[{number}/{len(stages)}] {title}", flush=True)
            make()
            report_stages(plan, stages)


def report_stages(plan, stages):
    """Write the report of a plan, with the titles of those of its stages that are left."""
    left = [title for title, path, _ in stages if not path.exists()]
    write_report(plan, judge_claims(plan), left)


def make_recipe(plan, name):
    """Write a recipe of the course, as "paper_32", anew for the plan's images and epochs."""
    recipe = load_recipe(name)
    recorded = sorted({scale_epoch(epoch, plan.epochs) for epoch in recipe.record.epochs})
    calm_epochs = recipe.augmentation.calm_epochs * plan.epochs // EPOCHS
    return dataclasses.replace(
        recipe, data=Data(plan.dataset.name),
        training=dataclasses.replace(recipe.training, epochs=plan.epochs),
        augmentation=dataclasses.replace(recipe.augmentation, calm_epochs=calm_epochs),
        # Nobody knows where the eyes of photographs are.
        loss=dataclasses.replace(recipe.loss, eye_weight=0.0),
        record=dataclasses.replace(recipe.record, epochs=tuple(recorded)))


def train_recipe(plan, name):
    """Train one of the four networks, or go on with it."""
    import keras

    # The network of the stage before would stay in memory.
    keras.utils.clear_session()
    with StopSignals() as signals:
        for _ in train_network(make_recipe(plan, name), plan.images, plan.folder / name,
                               should_stop=signals.came, hold_memory=True):
            pass


def train_size(plan, run):
    """Train one size of the paper's network with one seed, for claim 10."""
    images = plan.images
    halves = TrainingImages(*map(halve_images, (images.fitting, images.choosing,
                                                images.validation)))
    with StopSignals() as signals:
        measure_run(run, halves, plan.folder / "sizes", plan.size_epochs,
                    should_stop=signals.came)


def measure_pairs(plan):
    """Fit the 5x5 network on one photo and test it on another, as section 7.2, for many pairs.

    Writes ``pairs.csv``: names of both photos and root mean squared errors in grey levels. If no
    two photos are large enough, ValueError is raised.
    """
    corners = cut_corners(plan, 2 * PAIRS)
    pairs = list(zip(corners[::2], corners[1::2]))
    if not pairs:
        raise ValueError(f"The 5x5 network wants two photos of at least {CUT}x{CUT} pixels.")
    rows = []
    for start in tqdm(range(0, len(pairs), SIDE_BY_SIDE), desc="pairs"):
        batch = pairs[start:start + SIDE_BY_SIDE]
        training = [split_channel(first, 0) for (_, first), _ in batch]
        nets = fit_nets(np.stack([neighbours for neighbours, _ in training]),
                        np.stack([centres for _, centres in training]), [PAIR_SEED] * len(batch))
        for ((first_name, _), (name, photo)), patches, net in zip(batch, training, nets):
            tests = [split_channel(photo, channel) for channel in range(3)]
            rows.append([first_name, name, *(net.rmse(*part) for part in (patches, *tests))])
    write_table(plan.folder / "pairs.csv",
                dict(zip(("fitted", "tested", *PAPER_PAIR), zip(*rows, strict=True))))


def cut_corners(plan, count):
    """Cut the top left corner out of photos at their full size, in an order drawn by chance.

    Returns at most `count` pairs of name and corner, uint8 (100, 100, 3), without the photos that
    are smaller.
    """
    dataset, corners = plan.dataset, []
    names = np.concatenate([dataset.train_names, dataset.validation_names])
    for name in np.random.default_rng(PAIR_SEED).permutation(names):
        with Image.open(Path(dataset.report.place, name)) as photo:
            if min(photo.size) >= CUT:
                corners.append((str(name), np.asarray(photo.convert("RGB"))[:CUT, :CUT]))
        if len(corners) == count:
            break
    return corners


def measure_scores(plan, side):
    """Score every method on the validation images; writes ``scores_SIDE.csv``."""
    recipes = [make_recipe(plan, f"{kind}_{side}") for kind in KINDS]
    squares = paint_all(recipes, plan.dataset.validation_uint8, plan.folder)
    write_table(plan.folder / f"scores_{side}.csv",
                tabulate_scores(squares, plan.dataset, recipes[0].hole))


def measure_epochs(plan, side):
    """Score the recorded epochs of the paper's network; writes ``epochs_SIDE.csv``."""
    recipe, images = make_recipe(plan, f"paper_{side}"), plan.dataset.validation_uint8
    truth = as_float(crop_hole(images, recipe.hole))
    table = {"detail": (measure_edges(truth) ** 2).sum(axis=(1, 2)).tolist(),
             "contrast": measure_variance(truth).tolist()}
    table |= tabulate_epochs(plan.folder / recipe.name / "recorded", images, recipe.hole)
    write_table(plan.folder / f"epochs_{side}.csv", table)


def measure_context(plan, side):
    """Change the far context and watch the paper's network; writes ``context_SIDE.csv``."""
    recipe, dataset = make_recipe(plan, f"paper_{side}"), plan.dataset
    network = load_network(plan.folder / recipe.name / "best.keras")
    write_table(plan.folder / f"context_{side}.csv", tabulate_context(
        network, dataset.validation_uint8, dataset.validation_labels, recipe.hole))


def judge_claims(plan):
    """Judge every claim whose measurements are there, in the order of the claims.

    Each judgement comes with its hole, as "32x32", or "" where the claim has none.
    """
    found = [("", judge()) for judge in (judge_first_loss, judge_limit_of_loss, judge_weights,
                                         judge_channels, judge_shapes)]
    if (plan.folder / "pairs.csv").exists():
        found.append(("", judge_pairs(read_table(plan.folder / "pairs.csv"))))
    for side in SIDES:
        found += [(f"{side}x{side}", judgement) for judgement in judge_hole(plan, side)]
    if not list_missing(plan.size_runs, plan.folder / "sizes"):
        found.append(("", judge_sizes(gather_sizes(plan))))
    return sorted(found, key=lambda item: item[1].claim)


def judge_hole(plan, side):
    """Judge the claims about one hole, `side` pixels wide, whose measurements are there."""
    scores, epochs, context = (
        read_table(path) if (path := plan.folder / f"{what}_{side}.csv").exists() else None
        for what in ("scores", "epochs", "context"))
    found = []
    if context:
        found.append(judge_context(context))
    if epochs:
        found.append(judge_late_epochs(epochs, scale_epoch(30, plan.epochs), plan.epochs, "photos"))
    if scores:
        mse = scores[f"mse paper_{side} last"]
        fills = {name: scores[f"mse {name}"] for name in FILLS}
        found.append(judge_rivals({"photos": (mse, fills)}, side))
        if epochs:
            found.append(judge_detail(mse, epochs["contrast"], epochs["detail"],
                                      epochs[f"sharpness {plan.epochs}"]))
    return found


def gather_sizes(plan):
    """Read the errors of all sizes: by size, for each seed the mean over the images, (S,)."""
    return {size: [read_table(run.find_scores(plan.folder / "sizes"))["mse"].mean()
                   for run in plan.size_runs if run.size == size] for size in SIZES}


def main(arguments=None):
    """Run the command; return its exit code."""
    options = _read_options(arguments)
    try:
        with explain_full_memory():
            with StopSignals(at_once=True):
                set_up_tensorflow(options.threads)
            plan = Plan(load_photos(options.data), options.runs, options.epochs, options.seeds)
            print(plan.dataset.report, flush=True)
            replicate(plan)
    except (Stopped, KeyboardInterrupt) as stopped:
        words = str(stopped) or "Stopped."
        print(f"{words} Give the same command again to go on.", file=sys.stderr)
        return 128 + signal.SIGINT
    except (TrainingError, FullMemoryError, OSError, ValueError, TypeError, ImportError) as error:
        print(f"Error: {explain_error(error)}", file=sys.stderr)
        if not options.data and isinstance(error, ConnectionError | ImportError):
            print("With a copy of your own, add --data where/it/lies to this command, or "
                  "DATA=where/it/lies to make replicate.", file=sys.stderr)
        return 1
    print((options.runs / REPORT).read_text(encoding="utf-8"))
    print(f"This report lies in {options.runs / REPORT}; its tables are {VERDICT_TABLE} and "
          f"{SCORE_TABLE} beside it.")
    return 0


def _read_options(arguments):
    parser = argparse.ArgumentParser(
        prog="python -m inpaint_lib replicate",
        description="Repeat the whole paper on photographs. It takes hours; stop it whenever you "
        "like and give the same command again.")
    parser.add_argument("--data", metavar="FOLDER",
                        help="your unpacked copy of the paper's data set, or any folder of "
                        "pictures (default: the set is downloaded from Kaggle, 730 MB)")
    parser.add_argument("--runs", default=Path("runs", "replicate"), type=Path, metavar="FOLDER",
                        help="where everything is kept (default: runs/replicate)")
    parser.add_argument("--epochs", type=read_number(1, 100_000), default=EPOCHS, metavar="N",
                        help=f"of each network (default: the paper's {EPOCHS})")
    parser.add_argument("--seeds", type=read_number(1, 100), default=len(SEEDS), metavar="N",
                        help="how often each size of claim 10 is trained "
                        f"(default: {len(SEEDS)})")
    parser.add_argument("--threads", type=read_number(0, MOST_CORES), default=0, metavar="N",
                        help="processor cores to use (default: all)")
    return parser.parse_args(arguments)
