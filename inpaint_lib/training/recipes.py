"""Recipes: small TOML files that say everything about one training run.

The recipes of the course lie in the folder recipes/.
"""

import dataclasses
import difflib
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from inpaint_lib.holes import Hole
from inpaint_lib.random_holes import RandomHoles

NETWORKS = ("paper", "text", "sized", "pocket", "compact", "anywhere")
BASES = ("", "membrane", "black")
SCHEDULES = ("constant", "cosine")
OPTIMISERS = ("adam", "adamw")


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
class Augmentation:
    """Random changes to the images, drawn anew for every batch.

    Attributes
    ----------
    shift : int
        Largest shift, in pixels, down or right; the rim is mirrored.
    mirror : bool
        Whether half of the images are mirrored left to right.
    turn, zoom : float
        Largest turn of half of the images, in degrees, and largest relative change of size of the
        same half, either way.
    brightness, colour : float
        Largest relative change of all channels together, and of each by itself.
    calm_epochs : int
        So many epochs at the end see the images as they are.
    """

    shift: int = 0
    mirror: bool = False
    turn: float = 0.0
    zoom: float = 0.0
    brightness: float = 0.0
    colour: float = 0.0
    calm_epochs: int = 0

    def choose(self, epoch, epochs):
        """Return what is drawn in one epoch, counted from 0, of a run of `epochs`."""
        return Augmentation() if epoch >= epochs - self.calm_epochs else self


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


PARTS = {"data": Data, "hole": Hole, "network": Network, "training": Training,
         "augmentation": Augmentation, "loss": Loss, "record": Record,
         "random_holes": RandomHoles}


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
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RecipeError(f"{path} is not a TOML file: {error}") from error
    return _build_recipe(path, tables)


def change_run(recipe, seed=None, epochs=None):
    """Return the recipe with another seed, which its name then tells, or other epochs.

    A run of paper_32 with seed 2 is called paper_32_seed_2.
    """
    training = recipe.training
    if epochs is not None:
        training = dataclasses.replace(training, epochs=epochs)
        recorded = tuple(epoch for epoch in recipe.record.epochs if epoch <= epochs)
        recipe = dataclasses.replace(
            recipe, record=dataclasses.replace(recipe.record, epochs=recorded))
    name = recipe.name
    if seed is not None and seed != training.seed:
        training = dataclasses.replace(training, seed=seed)
        name = f"{name}_seed_{seed}"
    recipe = dataclasses.replace(recipe, name=name, training=training)
    _check_recipe(name, recipe)
    return recipe


def _find_folder():
    return Path(__file__).resolve().parents[2] / "recipes"


def _build_recipe(path, tables):
    for table in tables:
        _check_known(path, table, PARTS, "table")
    if "hole" not in tables and "random_holes" not in tables:
        raise RecipeError(f"{path} has no table [hole] with top, left, height and width, and no "
                          "table [random_holes] either.")
    if "hole" in tables and "random_holes" in tables:
        raise RecipeError(f"{path} has both [hole] and [random_holes]; wanted one of them.")
    parts = {name: _build_part(path, name, tables[name]) for name in tables}
    recipe = Recipe(name=path.stem, **parts)
    _check_recipe(path, recipe)
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
    if wanted is float and isinstance(value, int) and not isinstance(value, bool):
        value = float(value)
    if wanted is tuple and isinstance(value, list):
        if not all(isinstance(item, int) and not isinstance(item, bool) for item in value):
            raise RecipeError(f"{path}: {where} wants whole numbers, got {value!r}.")
        value = tuple(value)
    if not isinstance(value, wanted) or (wanted is not bool and isinstance(value, bool)):
        raise RecipeError(f"{path}: {where} wants {_name_type(wanted)}, got {value!r}.")
    return value


def _name_type(wanted):
    return {int: "a whole number", float: "a number", str: "text in quotes",
            bool: "true or false", tuple: "a list of whole numbers"}[wanted]


def _check_recipe(path, recipe):
    training, augmentation, loss = recipe.training, recipe.augmentation, recipe.loss
    _check_choice(path, "[network] kind", recipe.network.kind, NETWORKS)
    if (recipe.network.kind == "anywhere") != (recipe.random_holes is not None):
        raise RecipeError(f"{path}: the network \"anywhere\" goes with the table [random_holes], "
                          f"and every other with [hole]; got {recipe.network.kind!r}.")
    if recipe.network.start and recipe.network.kind != "anywhere":
        raise RecipeError(f"{path}: [network] start goes with the network \"anywhere\" only, got "
                          f"{recipe.network.kind!r}.")
    _check_choice(path, "[network] base", recipe.network.base, BASES)
    if recipe.network.base and recipe.network.kind not in ("compact", "sized"):
        raise RecipeError(f"{path}: [network] base goes with the networks \"compact\" and "
                          f"\"sized\" only, got {recipe.network.kind!r}.")
    _check_choice(path, "[training] schedule", training.schedule, SCHEDULES)
    _check_choice(path, "[training] optimiser", training.optimiser, OPTIMISERS)
    _check_range(path, "[training] epochs", training.epochs, 1)
    _check_range(path, "[training] batch", training.batch, 1)
    _check_range(path, "[training] seed", training.seed, 0)
    _check_range(path, "[training] averaging", training.averaging, 0, 0.99999)
    _check_range(path, "[record] images", recipe.record.images, 1)
    if len(recipe.network.decoder) != len(recipe.network.strides):
        raise RecipeError(f"{path}: [network] decoder and strides must be equally long, got "
                          f"{len(recipe.network.decoder)} and {len(recipe.network.strides)} "
                          "numbers.")
    if not 0 < training.learning_rate < 1e3:
        raise RecipeError(f"{path}: [training] learning_rate must be above 0, got "
                          f"{training.learning_rate}.")
    for where, value in (
            ("[training] decay", training.decay), ("[training] warm_up", training.warm_up),
            ("[training] weight_decay", training.weight_decay),
            ("[training] gradient_limit", training.gradient_limit),
            ("[loss] eye_weight", loss.eye_weight),
            ("[loss] gradient_weight", loss.gradient_weight)):
        _check_range(path, where, value, 0)
    _check_range(path, "[augmentation] shift", augmentation.shift, 0, 64)
    _check_range(path, "[augmentation] turn", augmentation.turn, 0, 45)
    _check_range(path, "[augmentation] zoom", augmentation.zoom, 0, 0.5)
    _check_range(path, "[augmentation] brightness", augmentation.brightness, 0, 0.9)
    _check_range(path, "[augmentation] colour", augmentation.colour, 0, 0.9)
    _check_range(path, "[augmentation] calm_epochs", augmentation.calm_epochs, 0, training.epochs)
    for epoch in recipe.record.epochs:
        _check_range(path, "[record] epochs", epoch, 1, training.epochs)
    if loss.eye_weight and recipe.data.source != "faces":
        raise RecipeError(f"{path}: [loss] eye_weight goes with the source \"faces\" only; "
                          "nobody knows where the eyes of photographs are.")
    if loss.eye_weight and recipe.random_holes:
        raise RecipeError(f"{path}: [loss] eye_weight goes with one [hole], not with "
                          "[random_holes].")


def _check_choice(path, where, value, choices):
    if value not in choices:
        raise RecipeError(f"{path}: {where} must be one of {', '.join(choices)}, got {value!r}.")


def _check_range(path, where, value, low, high=float("inf")):
    if not low <= value <= high:
        raise RecipeError(f"{path}: {where} must be at least {low}"
                          f"{'' if high == float('inf') else f' and at most {high}'}, "
                          f"got {value}.")
