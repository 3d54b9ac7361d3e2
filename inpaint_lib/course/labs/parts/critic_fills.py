"""What the lab of chapter 7 knows: fills with and without a critic, their scores, a linear critic.

The fills of both networks lie in a file with what TensorFlow says of them, so it is not needed.
"""

import functools
from dataclasses import dataclass

import numpy as np

from inpaint_lib.course.labs.pictures import load_face
from inpaint_lib.critics.linear import describe_holes, fit_linear_critic
from inpaint_lib.datasets.faces import N_TRAIN
from inpaint_lib.files import find_data
from inpaint_lib.fills.network import sharpen_squares
from inpaint_lib.holes import PAPER_32, Hole, crop_hole, paste_hole
from inpaint_lib.images import as_float
from inpaint_lib.metrics.eyes import score_eyes
from inpaint_lib.metrics.grid import compare_grid
from inpaint_lib.metrics.sharpness import compare_sharpness

TRUTH, MIXED, COMPACT, SHARPENED = "the truth", "mixed", "compact", "sharpened"
SHARES = tuple(number / 10 for number in range(11))
AMOUNTS = tuple(number / 4 for number in range(13))
STEPS = {MIXED: SHARES, SHARPENED: AMOUNTS}
FILE = "critic_32_fills.npz"

N_SHOWN, N_JUDGED = 24, 36
"""The first faces are shown, and the linear critic is fitted to them; the others make the pairs."""

N_TRIALS, N_TESTS = 20, 50
MARGIN = 16
INSIDE = Hole(MARGIN, MARGIN, PAPER_32.height, PAPER_32.width)


@dataclass(frozen=True)
class CriticSettings:
    """What the lab of chapter 7 is asked.

    Attributes
    ----------
    face : int
        One of the `N_SHOWN` first validation faces.
    share : float
        0, 0.1, ... 1: how much of the fill of the network with a critic is mixed, pixel by pixel,
        into that of the compact network. It is not a mixture of their weights, whose heads differ.
    amount : float
        0, 0.25, ... 3: of the unsharp mask on the compact network's fill.
    judge : str
        What is shown beside the truth: `MIXED`, `COMPACT` or `SHARPENED`.
    test, answers : int, tuple of str
        Which pairs are shown, 1 to 50; "left" or "right" for each pair so far.
    """

    face: int = N_TRAIN
    share: float = 1.0
    amount: float = 1.0
    judge: str = MIXED
    test: int = 1
    answers: tuple = ()


@dataclass(frozen=True, eq=False)
class CriticFills:
    """What the lab knows of its 60 faces.

    `windows` (N, 64, 64, 3) are the truth with 16 pixels around the hole; `compact` and `critic`
    the fills, (N, 32, 32, 3), float32; `features` the distance of each of `STEPS`, (N, steps).
    """

    windows: np.ndarray
    compact: np.ndarray
    critic: np.ndarray
    features: dict
    landmarks: np.ndarray
    eye_radius: np.ndarray


@functools.cache
def load_fills():
    """Load the fills, and the faces that they are of."""
    with np.load(find_data(FILE)) as kept:
        faces = np.stack([load_face(index) for index in kept["index"]])
        near = (slice(PAPER_32.top - MARGIN, PAPER_32.bottom + MARGIN),
                slice(PAPER_32.left - MARGIN, PAPER_32.right + MARGIN))
        return CriticFills(faces[:, *near], as_float(kept["compact"]), as_float(kept["critic"]),
                           {name: kept[f"features_{name}"] for name in STEPS},
                           kept["landmarks"], kept["eye_radius"])


def change_fills(kind, value, compact, critic):
    """Return the mixed or the sharpened fills, (N, H, W, 3) as those of both networks."""
    if kind == MIXED:
        return (1 - value) * compact + value * critic
    return sharpen_squares(compact, value)


@functools.lru_cache(maxsize=8)
def _fill(kind, value):
    fills = load_fills()
    return np.float32(change_fills(kind, value, fills.compact, fills.critic))


def find_fill(name, settings):
    """Return the fills of one of the three names, (N, 32, 32, 3)."""
    return _fill(*name_step(name, settings))


def name_step(name, settings):
    return {MIXED: (MIXED, settings.share), COMPACT: (MIXED, 0.0),
            SHARPENED: (SHARPENED, settings.amount)}[name]


@functools.lru_cache(maxsize=64)
def _score(kind, value, row):
    """Score the fill of the face in a row, or for None of all faces: dict of str: float."""
    rows = slice(row, None if row is None else row + 1)
    fills, squares = load_fills(), _fill(kind, value)[rows]
    truth = crop_hole(fills.windows[rows], INSIDE)
    eyes = score_eyes(squares, truth, PAPER_32, fills.landmarks[rows], fills.eye_radius[rows])
    features = fills.features[kind][rows, STEPS[kind].index(value)]
    return {"error": float(((squares - truth) ** 2).mean()),
            "features": float(features.mean()),
            "sharpness": float(np.nanmedian(compare_sharpness(squares, truth))),
            "grid": compare_grid(squares, truth),
            "eyes": float(np.median(eyes.contrast)) if len(eyes.contrast) else np.nan}


def score_three(settings, row=None):
    """Score the three fills of one or of all faces; error and features over those of compact's."""
    found = {name: _score(*name_step(name, settings), row)
             for name in (COMPACT, MIXED, SHARPENED)}
    return {name: scores | {key: scores[key] / found[COMPACT][key]
                            for key in ("error", "features")}
            for name, scores in found.items()}


@functools.cache
def trace_trade(kind):
    """Return error and distance by features over compact's, for all steps: two (steps,) arrays."""
    fills = load_fills()
    truth = crop_hole(fills.windows, INSIDE)
    errors = [((_fill(kind, value) - truth) ** 2).mean() for value in STEPS[kind]]
    features = fills.features[kind].mean(axis=0)
    return np.array(errors) / errors[0], features / features[0]


def _describe_judged(kind, value):
    """Return the numbers of the holes in the true faces and in the filled ones, (60, 2) each."""
    windows = load_fills().windows
    filled = paste_hole(windows, INSIDE, _fill(kind, value))
    return describe_holes(windows, INSIDE), describe_holes(filled, INSIDE)


@functools.lru_cache(maxsize=8)
def choose_real(kind, value):
    """Return which of the judged faces a linear critic takes for real beside the fill: bool (36,).

    It is fitted to the shown faces and the same fill of them, so it has seen none of these.
    """
    real, painted = _describe_judged(kind, value)
    critic = fit_linear_critic(real[:N_SHOWN], painted[:N_SHOWN])
    return critic.judge(real[N_SHOWN:]) > critic.judge(painted[N_SHOWN:])


def forget_fills():
    """Let go of all that was loaded and painted."""
    for kept in (load_fills, _fill, _score):
        kept.cache_clear()
