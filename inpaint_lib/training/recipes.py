"""Recipes: small TOML files that say everything about one training run.

The recipes of the course lie in the folder recipes/.
"""

import dataclasses
import difflib
import math
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from inpaint_lib.critics.adversary import Adversary
from inpaint_lib.holes import Hole
from inpaint_lib.random_holes import RandomHoles
from inpaint_lib.training.batches import Augmentation

NETWORKS = ("paper", "text", "sized", "pocket", "compact", "anywhere")
BASES = ("", "membrane", "black")
HEADS = ("cells", "smooth")
SCHEDULES = ("constant", "cosine")
OPTIMISERS = ("adam", "adamw")
TYPES = {int: "a whole number", float: "a finite number", str: "text in quotes",
         bool: "true or false", tuple: "a list of whole numbers"}


class RecipeError(ValueError):
    """A recipe cannot be used; the message names the file and the line's key."""


@dataclass(frozen=True)
class Data:
    """Which images: `source` is what `inpaint_lib.datasets.folders.load_dataset` takes.

    Several joined by "+", as in "faces+big-cats", give every batch equally many images of each.
    """

    source: str = "faces"


@dataclass(frozen=True)
class Network:
    """Which network.

    Attributes
    ----------
    kind : str
        One of `NETWORKS`.
    window : int
        Only for "compact": side in pixels of the part of the image around the hole that it reads.
    widths, depths : tuple of int
        Only for "compact" and "anywhere": channels, and pairs of convolutions, on each of its
        grids, from the finest to the coarsest.
    base : str
        Only for "compact" and "sized": what they paint upon, "membrane" or "black"; "" for what
        each has by itself, compact the membrane, the paper's shapes a black hole.
    head : str
        Only for "compact": how cells of 4 pixels become pixels, "cells" each by itself, "smooth"
        drawn out in two steps that overlap.
    start : str
        Only for "anywhere": the name of a network in data/ of the same widths and depths to begin
        with, a compact one or "anywhere" itself; "" for random weights.
    attention : int
        Only for "anywhere": numbers in a query and a key of an attention; 0 for none.
    encoder, latent, decoder, strides : tuple of int
        Only for "sized", the paper's shape in other sizes: filters of each pair of convolution
        and pooling; units of each dense layer; filters and strides of the transposed convolutions.
    """

    kind: str = "compact"
    window: int = 96
    widths: tuple = (40, 96, 112)
    depths: tuple = (1, 2, 1)
    base: str = ""
    head: str = "cells"
    start: str = ""
    attention: int = 0
    encoder: tuple = (64, 32)
    latent: tuple = (1024, 1024)
    decoder: tuple = (3, 64, 128, 3, 3)
    strides: tuple = (1, 1, 1, 2, 2)


@dataclass(frozen=True)
class Training:
    """How the weights are fitted.

    Attributes
    ----------
    seed : int
        Decides the first weights, the order of the images and every random change to them.
    epochs, batch : int
    optimiser : str
        "adam" or "adamw" (Adam with decoupled weight decay).
    learning_rate : float
        The largest one of the run.
    schedule : str
        "constant", or "cosine": down to a hundredth along half a cosine wave.
    decay : float
        The rate is divided by 1 + decay x step; the paper's code has 1e-6.
    warm_up : int
        Steps during which the rate climbs from 0.
    weight_decay : float
        Only for "adamw".
    gradient_limit : float
        Longer gradients are shortened to this length; 0 leaves them alone.
    averaging : float
        Share of the past in the running average of the weights, the one that is scored and
        kept; 0 keeps the weights themselves.
    half_precision : bool
        Whether products are computed in 16 bits (bfloat16) and only added up in 32. It is faster
        on processors that have such instructions, and can be slower on others.
    """

    seed: int = 1
    epochs: int = 50
    batch: int = 10
    optimiser: str = "adam"
    learning_rate: float = 1e-3
    schedule: str = "constant"
    decay: float = 0.0
    warm_up: int = 0
    weight_decay: float = 0.0
    gradient_limit: float = 0.0
    averaging: float = 0.0
    half_precision: bool = False


@dataclass(frozen=True)
class Loss:
    """What is made small: the mean squared error in the hole, and what is added to it.

    `eye_weight` is that of the pixels of an eye, for the drawn faces only, which know where their
    eyes are; `gradient_weight` that of the squared error of the differences between neighbours.
    """

    eye_weight: float = 0.0
    gradient_weight: float = 0.0


@dataclass(frozen=True)
class Record:
    """What is kept along the way.

    After these `epochs` the validation images are filled and scored, and `images` of the fills,
    evenly spread over them, are kept as pictures.
    """

    epochs: tuple = ()
    images: int = 24


@dataclass(frozen=True)
class Recipe:
    """One training run, as `load_recipe` reads it: each part is a table of the file.

    Either `hole` says where every image is holed, or `random_holes` how each gets holes of its
    own; the other one is None.
    """

    name: str
    hole: Hole | None = None
    data: Data = field(default_factory=Data)
    network: Network = field(default_factory=Network)
    training: Training = field(default_factory=Training)
    augmentation: Augmentation = field(default_factory=Augmentation)
    loss: Loss = field(default_factory=Loss)
    record: Record = field(default_factory=Record)
    random_holes: RandomHoles | None = None
    adversary: Adversary | None = None


PARTS = {"data": Data, "hole": Hole, "network": Network, "training": Training,
         "augmentation": Augmentation, "loss": Loss, "record": Record,
         "random_holes": RandomHoles, "adversary": Adversary}

USED_BY = {"window": ("compact",), "widths": ("compact", "anywhere"),
           "depths": ("compact", "anywhere"), "base": ("compact", "sized"), "head": ("compact",),
           **dict.fromkeys(("start", "attention"), ("anywhere",)), "weight_decay": ("adamw",),
           **dict.fromkeys(("encoder", "latent", "decoder", "strides"), ("sized",))}
"""Which networks, or optimisers, use a key; all use what is not here."""

RANGES = {
    "network": {"window": (1, 4096), "widths": (1, 4096), "depths": (1, 100),
                "attention": (0, 4096), "encoder": (1, 4096), "latent": (1, 2 ** 16),
                "decoder": (1, 4096), "strides": (1, 32)},
    "training": {"seed": (0, 2 ** 32 - 1), "epochs": (1,), "batch": (1,),
                 "learning_rate": (1e-12, 1000), "decay": (0,), "warm_up": (0,),
                 "weight_decay": (0,), "gradient_limit": (0,), "averaging": (0, 0.99999)},
    "augmentation": {"shift": (0, 64), "turn": (0, 45), "zoom": (0, 0.5), "brightness": (0, 0.9),
                     "colour": (0, 0.9)},
    "loss": {"eye_weight": (0,), "gradient_weight": (0,)}, "record": {"images": (1,)},
    "adversary": {"weight": (0,), "matching": (0,), "learning_rate": (1e-12, 1000),
                  "critic_rate": (1e-12, 1000), "filters": (1, 4096)},
}
"""The least number that a key may have, and the largest where there is one."""


def list_recipes():
    """Return the names of the recipes in the folder recipes/, sorted."""
    return sorted(path.stem for path in _find_folder().glob("*.toml"))


def load_recipe(name_or_path):
    """Read a recipe.

    Parameters
    ----------
    name_or_path : str or pathlib.Path
        The name of one in recipes/, as "paper_32", or the path of a TOML file. "paper_32_seed_2"
        is paper_32 with another seed.

    Returns
    -------
    Recipe

    Raises
    ------
    FileNotFoundError
        If there is none of that name.
    RecipeError
        If the file is no TOML, or a key or a value in it is unknown.

    Examples
    --------
    >>> recipe = load_recipe("paper_32")
    >>> recipe.training.batch, recipe.training.learning_rate, recipe.hole.top
    (10, 0.001, 52)
    """
    stem, _, seed = str(name_or_path).rpartition("_seed_")
    if stem and seed.isdecimal():
        return change_run(load_recipe(stem), seed=int(seed))
    path = Path(name_or_path)
    if path.suffix != ".toml":
        path = _find_folder() / f"{name_or_path}.toml"
    if not path.is_file():
        names = list_recipes()
        close = difflib.get_close_matches(Path(name_or_path).stem, names, n=1)
        hint = f" Did you mean {close[0]!r}?" if close else ""
        raise FileNotFoundError(f"There is no recipe {str(name_or_path)!r}.{hint} Wanted the path "
                                f"of a .toml file, or one of {', '.join(names)}.")
    try:
        # Windows Notepad begins a file with a mark that says how its letters are coded.
        return _build_recipe(path, tomllib.loads(path.read_text(encoding="utf-8-sig")))
    except RecipeError:
        raise
    except (ValueError, RecursionError) as error:
        raise RecipeError(f"{path} is not a TOML file: {error}") from error


def change_run(recipe, seed=None, epochs=None):
    """Return the recipe with another seed, which its name then tells, or other epochs.

    A run of paper_32 with seed 2 is called paper_32_seed_2.
    """
    given = {key: value for key, value in (("seed", seed), ("epochs", epochs)) if value is not None}
    training = dataclasses.replace(recipe.training, **given)
    recorded = tuple(epoch for epoch in recipe.record.epochs if epoch <= training.epochs)
    name = recipe.name + (f"_seed_{seed}" if training.seed != recipe.training.seed else "")
    recipe = dataclasses.replace(
        recipe, name=name, training=training,
        record=dataclasses.replace(recipe.record, epochs=recorded))
    check_recipe(name, recipe)
    return recipe


def _find_folder():
    return Path(__file__).resolve().parents[2] / "recipes"


def _build_recipe(path, tables):
    for table in tables:
        _check_known(path, table, PARTS, "table")
    if "hole" not in tables and "random_holes" not in tables:
        raise RecipeError(f"{path} has no table [hole] and no table [random_holes] either.")
    if "hole" in tables and "random_holes" in tables:
        raise RecipeError(f"{path} has both [hole] and [random_holes]; wanted one of them.")
    parts = {name: _build_part(path, name, tables[name]) for name in tables}
    recipe = Recipe(name=path.stem, **parts)
    check_recipe(path, recipe)
    _check_use(path, tables, recipe)
    return recipe


def _build_part(path, name, values):
    kind = PARTS[name]
    if not isinstance(values, dict):
        raise RecipeError(f"{path}: {name} must be a table, written [{name}].")
    fields = {item.name: item for item in dataclasses.fields(kind)}
    checked = {}
    for key, value in values.items():
        _check_known(path, key, fields, f"key in [{name}]")
        checked[key] = _check_type(path, f"[{name}] {key}", value, fields[key].type)
    missing = [item for item, one in fields.items()
               if one.default is dataclasses.MISSING and item not in values]
    if missing:
        raise RecipeError(f"{path}: [{name}] wants {', '.join(fields)}; missing: "
                          f"{', '.join(missing)}.")
    try:
        return kind(**checked)
    except (TypeError, ValueError) as error:
        raise RecipeError(f"{path}: [{name}]: {error}") from error


def _check_known(path, key, known, what):
    if key not in known:
        close = difflib.get_close_matches(key, known, n=1)
        hint = f" Did you mean {close[0]!r}?" if close else ""
        raise RecipeError(f"{path}: {key!r} is no {what}.{hint} Wanted one of {', '.join(known)}.")


def _check_type(path, where, value, wanted):
    items, kind = (value, int) if isinstance(value, list) and wanted is tuple else ([value], wanted)
    if not all(_is_of(kind, item) for item in items):
        raise RecipeError(f"{path}: {where} wants {TYPES[wanted]}, got {value!r}.")
    return wanted(value)


def _is_of(kind, value):
    if kind is str:
        return isinstance(value, str) and "\0" not in value
    if kind is bool or isinstance(value, bool):
        return kind is bool and isinstance(value, bool)
    if isinstance(value, int):
        # TOML's whole numbers have 64 bits, though Python reads longer ones.
        return kind in (int, float) and abs(value) < 2 ** 63
    return kind is float and isinstance(value, float) and math.isfinite(value)


def check_recipe(where, recipe):
    """Raise RecipeError, with words for where the recipe is from, if it contradicts itself."""
    kind, n_epochs = recipe.network.kind, recipe.training.epochs
    for table, key, choices in (("network", "kind", NETWORKS), ("network", "base", BASES),
                                ("network", "head", HEADS), ("training", "schedule", SCHEDULES),
                                ("training", "optimiser", OPTIMISERS)):
        value = getattr(getattr(recipe, table), key)
        if value not in choices:
            raise RecipeError(f"{where}: [{table}] {key} must be one of {', '.join(choices)}, got "
                              f"{value!r}.")
    if not (kind == "anywhere") == (recipe.random_holes is not None) == (recipe.hole is None):
        raise RecipeError(f"{where}: the network \"anywhere\" goes with the table [random_holes], "
                          f"and every other with [hole]; got {kind!r}.")
    for table, ranges in RANGES.items():
        for key, limits in ranges.items() if getattr(recipe, table) else ():
            value = getattr(getattr(recipe, table), key)
            for number in value if isinstance(value, tuple) else (value,):
                _check_range(where, f"[{table}] {key}", number, *limits)
    _check_range(where, "[augmentation] calm_epochs", recipe.augmentation.calm_epochs, 0, n_epochs)
    if recipe.adversary:
        _check_adversary(where, recipe)
    for epoch in recipe.record.epochs:
        _check_range(where, "[record] epochs", epoch, 1, n_epochs)
    if len(recipe.network.decoder) != len(recipe.network.strides):
        raise RecipeError(f"{where}: [network] decoder and strides must be equally long, got "
                          f"{len(recipe.network.decoder)} and {len(recipe.network.strides)}.")
    if recipe.loss.eye_weight and (recipe.data.source != "faces" or recipe.random_holes):
        raise RecipeError(f"{where}: [loss] eye_weight goes with the source \"faces\", as nobody "
                          "knows where the eyes of photographs are, and with one [hole].")


def _check_adversary(where, recipe):
    adversary, kind = recipe.adversary, recipe.network.kind
    if kind not in ("compact", "anywhere"):
        raise RecipeError(f"{where}: [adversary] goes with the networks \"compact\" and "
                          f"\"anywhere\" only, got {kind!r}.")
    _check_range(where, "[adversary] begin", adversary.begin, 0, recipe.training.epochs)
    if not adversary.filters:
        raise RecipeError(f"{where}: [adversary] filters wants at least one number.")


def _check_use(path, tables, recipe):
    """Check that all that a file gives is used: by the network and the optimiser it names."""
    if not all(name.strip() for name in recipe.data.source.split("+")):
        raise RecipeError(f"{path}: [data] source wants a name or a folder, several joined by "
                          f"\"+\", got {recipe.data.source!r}.")
    for table, what, one in (("network", "network", recipe.network.kind),
                             ("training", "optimiser", recipe.training.optimiser)):
        for key in tables.get(table, ()):
            if one not in USED_BY.get(key, (one,)):
                users = " and ".join(f'"{name}"' for name in USED_BY[key])
                raise RecipeError(f"{path}: [{table}] {key} goes with the {what} {users} only, "
                                  f"got {one!r}.")
    if "images" in tables.get("record", ()) and not recipe.record.epochs:
        raise RecipeError(f"{path}: [record] images goes with [record] epochs only.")


def _check_range(path, where, value, low, high=float("inf")):
    if not low <= value <= high:
        most = "" if high == float("inf") else f" and at most {high}"
        raise RecipeError(f"{path}: {where} must be at least {low}{most}, got {value}.")
