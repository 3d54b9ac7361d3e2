"""Lab of chapter 5: which one was painted? A blind test, with the score of a guesser beside yours.

TensorFlow is loaded when our network is first asked for.
"""

import functools
from dataclasses import dataclass, replace

import numpy as np
from PIL import Image

from inpaint_lib.course.labs.paint_lab import NETWORK, load_compact
from inpaint_lib.course.labs.panels import enlarge, join_panels
from inpaint_lib.course.labs.parts.pair_lab import PairLab
from inpaint_lib.course.labs.pictures import load_face
from inpaint_lib.datasets.faces import N_FACES, N_TRAIN
from inpaint_lib.evaluation.blind_test import make_pairs, score_pairs
from inpaint_lib.fills.untrained import EXEMPLARS, FILLS
from inpaint_lib.fills.inwards import make_inwards_fill
from inpaint_lib.holes import PAPER_32, crop_hole, cut_hole, make_mask, paste_hole
from inpaint_lib.images import as_uint8
from inpaint_lib.metrics.errors import mse_hole

TRUTH = "the truth"
N_TRIALS = 20
N_TESTS = 50
MARGIN = 16
SCALE, SMALL = 4, 2
N_FITTED, PATCHES = 20, 200
"""How many fitting faces the 3x3 model is fitted to, and how many patches of each."""


@functools.cache
def _make_3x3_fill():
    images = as_uint8(np.stack([load_face(index) for index in range(N_FITTED)]))
    return make_inwards_fill(images, 3, PATCHES)


PAINTERS = FILLS | EXEMPLARS | {
    # Fitted when it first paints, not at the import.
    "3x3 inwards": lambda image, mask: _make_3x3_fill()(image, mask)}


@dataclass(frozen=True, eq=False)
class BlindSettings:
    """What the lab of chapter 5 is asked: to `find` one of two of `TRUTH`, `PAINTERS`, `NETWORK`.

    `test`, 1 to 50, says which faces are shown, and `answers` are "left" or "right", one for each
    pair so far. Where our network is to paint and none is given, it is loaded.
    """

    find: str = TRUTH
    beside: str = "Telea"
    test: int = 1
    answers: tuple = ()
    network: object = None


@dataclass(frozen=True, eq=False)
class BlindAnswer:
    """The next pair, and what came of the last one; `score` is None until all have been answered.

    Neither `alt` nor `words` says which of the two is which before it has been answered.
    """

    n_right: int
    score: object
    picture: Image.Image
    alt: str
    words: str


def ask_pair(settings):
    """Return the next pair of a blind test, and the number of right answers so far.

    The faces are validation faces, drawn by lot, and so is the side.
    """
    for name in (settings.find, settings.beside):
        if name not in (TRUTH, *PAINTERS, NETWORK):
            raise ValueError(f"There is no painter {name!r}; there are "
                             f"{', '.join((TRUTH, *PAINTERS, NETWORK))}.")
    trials = make_pairs(N_FACES - N_TRAIN, N_TRIALS, (settings.find, settings.beside),
                        seed=settings.test)
    n_answered = len(settings.answers)
    if n_answered > N_TRIALS:
        raise ValueError(f"{n_answered} answers came for {N_TRIALS} pairs.")
    answered = list(zip(trials, settings.answers))
    n_right = sum(trial.answer == answer for trial, answer in answered)
    panels, alt, words = [], [], []
    if n_answered < N_TRIALS:
        sides = _paint_pair(trials[n_answered], settings)
        panels += [(side, enlarge(square, SCALE)) for side, square in sides.items()]
        alt.append("Two pictures of the middle of one face, left and right, in large.")
    if answered:
        trial, answer = answered[-1]
        shown = _paint_pair(trial, settings)
        panels += [(f"before, {side}: {getattr(trial, side)}", enlarge(square, SMALL))
                   for side, square in shown.items()]
        alt.append(f"The pair before in small: left {trial.left}, right {trial.right}.")
        was_right = "Right" if trial.answer == answer else "Wrong"
        words.append(f"{was_right}: {trial.answer} was {settings.find}, the other "
                     f"{settings.beside}, with a mean squared error of "
                     f"{_find_error(trial, settings):.4f}.")
    if n_answered < N_TRIALS:
        words.append(f"Test {settings.test}, pair {n_answered + 1} of {N_TRIALS}, right so far "
                     f"{n_right} of {n_answered}. One is {settings.find}, the other "
                     f"{settings.beside}. Which one is {settings.find}? Press left or right.")
        score = None
    else:
        score = score_pairs(trials, settings.answers)
        words.append(_describe(score))
    return BlindAnswer(n_right, score, join_panels(panels, columns=2), " ".join(alt),
                       " ".join(words))


def _describe(score):
    verdict = {"told apart": "You can tell the two apart.",
               "not decided": "Guessing can give that too; the test does not decide.",
               "mistaken for each other": "That is fewer than guessing gives: you take the one for "
                                          "the other."}[score.verdict]
    return (f"All {score.n_trials} pairs: {score.n_right} right, {score.share:.0%} "
            f"[{score.low:.0%}, {score.high:.0%}]. Who guesses gets {score.chance_low} to "
            f"{score.chance_high} in 95 of 100 tests. {verdict}")


def _paint_pair(trial, settings):
    """Return what lies left and right: the hole with its surroundings."""
    near = (slice(PAPER_32.top - MARGIN, PAPER_32.bottom + MARGIN),
            slice(PAPER_32.left - MARGIN, PAPER_32.right + MARGIN))
    return {side: _paint(trial.image, getattr(trial, side), settings.network)[near]
            for side in ("left", "right")}


def _find_error(trial, settings):
    """Error of what was painted; of the one beside where both were."""
    face = load_face(N_TRAIN + trial.image)
    name = settings.find if settings.beside == TRUTH else settings.beside
    return mse_hole(_paint(trial.image, name, settings.network), face,
                    make_mask(PAPER_32, *face.shape[:2]))


@functools.lru_cache(maxsize=16)
def _paint(image, name, network):
    face = load_face(N_TRAIN + image)
    if name == TRUTH:
        return face
    holed = cut_hole(face, PAPER_32)
    if name == NETWORK:
        from inpaint_lib.fills.network import paint_squares

        return paste_hole(face, PAPER_32,
                          paint_squares(network or load_compact(), holed[np.newaxis], PAPER_32)[0])
    filled = PAINTERS[name](holed, make_mask(PAPER_32, *face.shape[:2]))
    return paste_hole(face, PAPER_32, crop_hole(filled, PAPER_32))


class BlindLab(PairLab):
    """The lab of chapter 5 on the screen.

    Parameters
    ----------
    network : keras.Model, optional
        Our compact network where it is loaded already. Otherwise it is loaded when it is chosen.
    """

    name = "blind"
    n_trials = N_TRIALS

    def __init__(self, network=None):
        self._network, self._settings = network, BlindSettings(network=network)
        super().__init__()

    def make_controls(self, widgets):
        """Return the controls."""
        start, names = BlindSettings(), [TRUTH, *PAINTERS, NETWORK]
        return {
            **self.make_buttons(widgets),
            "find": widgets.Dropdown(options=names, value=start.find, description="find"),
            "beside": widgets.Dropdown(options=names[1:], value=start.beside,
                                       description="beside"),
            "test": widgets.IntSlider(start.test, 1, N_TESTS, description="test"),
        }

    def read_settings(self):
        """Return the settings: what is compared, and the answers so far."""
        asked = {name: self.controls[name].value for name in ("find", "beside", "test")}
        if any(getattr(self._settings, name) != value for name, value in asked.items()):
            self._settings = replace(self._settings, answers=())
        self._settings = replace(self._settings, **asked, network=self._network)
        return self._settings

    def find_answer(self, settings):
        """Return the answer to settings."""
        return ask_pair(settings)

    def on_change(self, change):
        """Begin anew with other painters or faces; one painter on both sides is not let through."""
        if self._is_held:
            return
        find, beside = self.controls["find"], self.controls["beside"]
        if find.value == beside.value:
            other = beside if change["owner"] is find else find
            with self.hold():
                other.value = next(name for name in other.options if name != change["new"])
            return
        if NETWORK in (find.value, beside.value) and self._network is None:
            self.say("Loading TensorFlow and our network; this takes some seconds, once.")
            self._network = load_compact()
        self.refresh()

    def close(self):
        """Take the lab from the screen and let go of the network and of what was painted."""
        super().close()
        self._network = None
        _paint.cache_clear()
