"""Lab of chapter 1: set eight weights and a bias by hand, and try to beat the mean of eight.

Pixels count 0 to 255, as in that chapter.
"""

import functools
from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image

from inpaint_lib.course.labs.lab import Lab
from inpaint_lib.course.labs.panels import colour_values, draw_numbers, enlarge, join_panels
from inpaint_lib.datasets.photos import list_photos, load_photo
from inpaint_lib.images import as_uint8
from inpaint_lib.models.moments import (descend_gradient, load_paper_moments, measure_rmse,
                                        solve_least_squares, sum_patches)
from inpaint_lib.models.patches import MEAN_OF_EIGHT, MEAN_OF_FOUR, MIXED_DIFFERENCE

PLACES = ("top left", "top", "top right", "left", "right", "bottom left", "bottom",
          "bottom right")
"""The eight neighbours, in the order of the weights."""

OWN, START = "your own", "mean of eight"
PRESETS = (OWN, START, "mean of four", "step 900", "least squares", "+1/2 and -1/4")
PAPER_RATE, EARLY_STEP = 1e-5, 900
LARGEST_WEIGHT, LARGEST_BIAS, STEP = 1.0, 50.0, 0.005
WINDOW, SCALE, BRIGHTEST_ERROR = 128, 2, 40


@dataclass(frozen=True)
class StencilSettings:
    """What the lab of chapter 1 is asked: to predict the red channel of a photo of the library.

    The eight weights come in the order of `PLACES`; the bias is in grey levels.
    """

    photo: str = "chelsea"
    weights: tuple = tuple(MEAN_OF_EIGHT)
    bias: float = 0.0


@dataclass(frozen=True, eq=False)
class StencilAnswer:
    """How well the weights predict a photo.

    The errors are over the whole photo, in grey levels: `rmse` of these weights, `mean_rmse` of the
    mean of eight, and `best_rmse` of least squares, below which no weights can go.
    """

    rmse: float
    mean_rmse: float
    best_rmse: float
    picture: Image.Image
    alt: str
    words: str


@functools.lru_cache(maxsize=2)
def load_red(photo):
    """Return the red channel of a photo, uint8 (H, W), and its sums of products (10, 10).

    Examples
    --------
    >>> red, sums = load_red("chelsea")
    >>> red.shape, int(sums[0, 0])
    ((300, 451), 15000)
    """
    red = np.ascontiguousarray(as_uint8(load_photo(photo))[:, :, 0])
    return red, sum_patches(red)


def choose_weights(preset, photo):
    """Return the eight weights and the bias of a preset; least squares is fitted to the photo."""
    fixed = {START: MEAN_OF_EIGHT, "mean of four": MEAN_OF_FOUR,
             "+1/2 and -1/4": MIXED_DIFFERENCE}
    if preset in fixed:
        return fixed[preset], 0.0
    if preset == "step 900":
        bias, *weights = _walk_to_early_step()
        return np.array(weights), float(bias)
    if preset == "least squares":
        model = solve_least_squares(load_red(photo)[1])
        return model.weights, model.bias
    raise ValueError(f"There is no preset {preset!r}; there are {', '.join(PRESETS[1:])}.")


@functools.cache
def _walk_to_early_step():
    return descend_gradient(load_paper_moments()["train_R"], PAPER_RATE, EARLY_STEP)[-1]


def predict_photo(settings):
    """Return how well the weights predict every pixel of a photo from its eight neighbours.

    The error is taken over the patches that do not overlap, as in chapter 1; the picture shows a
    square from the middle of the photo.
    """
    weights = np.asarray(settings.weights, dtype=np.float64)
    if weights.shape != (8,) or not np.isfinite([*weights, settings.bias]).all():
        raise ValueError(f"Wanted eight weights and a bias, all of them numbers; got "
                         f"{settings.weights} and {settings.bias}.")
    red, sums = load_red(settings.photo)
    best = solve_least_squares(sums)
    errors = [float(measure_rmse(sums, *model)) for model in
              ((weights, settings.bias), (MEAN_OF_EIGHT, 0.0), (best.weights, best.bias))]
    words = (f"RMSE {errors[0]:.2f} grey levels over the whole photo. Mean of eight: "
             f"{errors[1]:.2f}; least squares, the smallest there can be: {errors[2]:.2f}. The "
             f"weights add up to {weights.sum():.2f}.")
    listed = ", ".join(f"{place} {weight:+.3f}" for place, weight in zip(PLACES, weights))
    alt = (f"Part of {settings.photo} in grey, the same predicted, the errors, and the weights: "
           f"{listed}, bias {settings.bias:+.1f}.")
    return StencilAnswer(*errors, _draw(red, weights, settings.bias), alt, words)


def _draw(red, weights, bias):
    top, left = ((side - WINDOW) // 2 for side in red.shape)
    around = red[top - 1:top + WINDOW + 1, left - 1:left + WINDOW + 1].astype(np.float64)
    stencil = np.insert(weights, 4, 0).reshape(3, 3)
    predicted = (cv2.filter2D(around, -1, stencil) + bias)[1:-1, 1:-1]
    truth = around[1:-1, 1:-1]
    colours = colour_values(stencil, "RdBu", -1, 1)
    texts = [[f"{weight:+.3f}" for weight in row] for row in stencil]
    texts[1][1] = "?"
    return join_panels([
        ("truth, red channel", enlarge(truth / 255, SCALE)),
        ("predicted", enlarge(predicted / 255, SCALE)),
        (f"where it errs, 0 to {BRIGHTEST_ERROR}",
         enlarge(colour_values(abs(predicted - truth), "magma", 0, BRIGHTEST_ERROR), SCALE)),
        ("weights", draw_numbers(texts, colours, side=52))])


class StencilLab(Lab):
    """The lab of chapter 1 on the screen, and the game to beat the mean of eight."""

    name = "stencil"
    best_scores = {}
    """Your best error by photo, kept for the session."""

    def make_controls(self, widgets):
        """Return the controls."""
        looks = {"layout": widgets.Layout(width="280px"), "style": {"description_width": "92px"}}
        self._is_playing = True
        sliders = {place: widgets.FloatSlider(
            1 / 8, min=-LARGEST_WEIGHT, max=LARGEST_WEIGHT, step=STEP, readout_format=".3f",
            description=place, **looks) for place in PLACES}
        return {
            "photo": widgets.Dropdown(options=list_photos(), value="chelsea",
                                      description="photo"),
            "preset": widgets.Dropdown(options=PRESETS, value=START, description="preset"),
            **sliders,
            "bias": widgets.FloatSlider(0, min=-LARGEST_BIAS, max=LARGEST_BIAS, step=0.5,
                                        description="bias", **looks),
        }

    def arrange(self, widgets):
        """Return the box: the sliders stand as the neighbours stand around the pixel."""
        grid = [self.controls[place] for place in PLACES]
        grid.insert(4, self.controls["bias"])
        table = widgets.GridBox(grid, layout=widgets.Layout(
            grid_template_columns="repeat(auto-fit, minmax(280px, 1fr))", max_width="900px"))
        above = widgets.Box([self.controls["photo"], self.controls["preset"]],
                            layout=widgets.Layout(flex_flow="row wrap"))
        return widgets.VBox([above, table, self._words, self._picture])

    def read_settings(self):
        """Return the settings that the controls show; those of a preset are exact."""
        photo, preset = self.controls["photo"].value, self.controls["preset"].value
        if preset != OWN:
            weights, bias = choose_weights(preset, photo)
            return StencilSettings(photo, tuple(weights), bias)
        return StencilSettings(photo, tuple(self.controls[place].value for place in PLACES),
                               self.controls["bias"].value)

    def find_answer(self, settings):
        """Return the answer to settings."""
        return predict_photo(settings)

    def on_change(self, change):
        """Answer anew; a preset moves the sliders, a slider makes the weights your own."""
        if self._is_held:
            return
        preset = self.controls["preset"]
        is_slider = change["owner"] not in (preset, self.controls["photo"])
        if is_slider and abs(change["new"] - change["old"]) < STEP / 2:
            return  # A browser's rounding, not a move.
        with self.hold():
            if is_slider:
                preset.value = OWN
            elif preset.value != OWN:
                self._is_playing = preset.value == START
                weights, bias = choose_weights(preset.value, self.controls["photo"].value)
                # A browser would send a value between two steps of a slider back as a move.
                for place, weight in zip(PLACES, weights):
                    self.controls[place].value = round(STEP * round(weight / STEP), 3)
                self.controls["bias"].value = round(2 * bias) / 2

    def show(self, answer):
        """Show an answer, and keep score."""
        super().show(answer)
        photo = self.controls["photo"].value
        if self._is_playing and self.controls["preset"].value == OWN:
            best = min(answer.rmse, self.best_scores.get(photo, np.inf))
            self.best_scores[photo] = best
        self.say(f"{answer.words} {self.report_game(photo)}")

    def report_game(self, photo):
        """Return how the game stands, in words."""
        best = self.best_scores.get(photo)
        score = "no score yet" if best is None else f"your best is {best:.2f}"
        if not self._is_playing:
            return (f"Game: {score}. To play on, choose the preset {START}: the others win too "
                    "easily.")
        if best is not None and best < self.answer.mean_rmse:
            return f"Game: {score}, and the mean is beaten."
        return f"Game: beat the mean of eight by hand; {score}."
