"""Lab of chapter 2: watch a small net train, and look which of its hidden units fire for a patch.

The same net, patches and steps of Adam as there, but in NumPy and a hundred steps at a time;
TensorFlow is not used.
"""

import functools
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

from inpaint_lib.course.labs.lab import Lab
from inpaint_lib.course.labs.panels import (ACCENT, BLUE, INK, PALE, colour_values, draw_numbers,
                                            enlarge, join_panels, load_font)
from inpaint_lib.datasets.photos import load_photo
from inpaint_lib.images import as_uint8
from inpaint_lib.models.descent import take_adam_step
from inpaint_lib.models.pixel import fit_least_squares, predict_with_net, split_channel

WIDEST, GRID, ROUND, LAST_STEP = 64, 20, 100, 10_000
STILL_STEP = 3_000
"""How far the net of the still picture has trained."""

SEED = 0
LARGEST_START, START_BIAS = 2.0, 0.1


@dataclass(frozen=True, eq=False)
class NetState:
    """A net in the middle of its training.

    Attributes
    ----------
    parameters : tuple of numpy.ndarray
        Hidden weights (24, width), hidden biases (width,), output weights (width,), output bias.
    means, squares : tuple of numpy.ndarray
        Adam's running means, shaped as the parameters.
    steps, errors : tuple of int and of float
        The steps after which the training RMSE was recorded, and this in grey levels.
    """

    parameters: tuple
    means: tuple
    squares: tuple
    steps: tuple
    errors: tuple

    @property
    def width(self):
        """Number of hidden units."""
        return len(self.parameters[2])


@dataclass(frozen=True, eq=False)
class NetAnswer:
    """What a net does with one patch: its guess, the true middle pixel, the mean of its neighbours.

    `fires` and `silent`, bool (width,), say which hidden units are above zero for this patch, and
    which for no patch. The errors are RMSE in grey levels.
    """

    guess: float
    truth: float
    mean: float
    fires: np.ndarray
    silent: np.ndarray
    train_error: float
    test_error: float
    picture: Image.Image
    alt: str
    words: str


@functools.cache
def load_patches():
    """Return neighbours (400, 24) and centres (400,) of the cat's fur, then of the cup to test on.

    Their red channel, float64, 0 to 255.
    """
    cat = as_uint8(load_photo("chelsea"))[80:180, 180:280]
    cup = as_uint8(load_photo("coffee"))[150:250, 200:300]
    return tuple(part.astype(np.float64) for cut in (cat, cup) for part in split_channel(cut, 0))


@functools.cache
def measure_linear():
    """Return the RMSE of linear regression on training and test patches, in grey levels."""
    neighbours, centres, *test = load_patches()
    model = fit_least_squares(neighbours, centres)
    return model.rmse(neighbours, centres), model.rmse(*test)


def start_net(width, seed=SEED):
    """Draw the random start, at step 0, of a net of 1 to 64 hidden units, as the paper does.

    The weights come from NumPy's generator, so they are other ones than `fit_net` draws.
    """
    if not 1 <= width <= WIDEST:
        raise ValueError(f"The lab has nets of 1 to {WIDEST} hidden units, got {width}.")
    rng = np.random.default_rng(seed)
    weights = rng.standard_normal((25, width))
    while (far := abs(weights) > LARGEST_START).any():
        weights[far] = rng.standard_normal(far.sum())
    parameters = (weights[:-1], np.full(width, START_BIAS), weights[-1], np.array(START_BIAS))
    zeros = tuple(np.zeros_like(parameter) for parameter in parameters)
    state = NetState(parameters, zeros, zeros, (0,), ())
    return NetState(parameters, zeros, zeros, (0,), (_measure(state),))


def _measure(state):
    neighbours, centres, *_ = load_patches()
    return float(np.sqrt(np.mean((predict_with_net(neighbours, *state.parameters) - centres) ** 2)))


def find_slopes(parameters, neighbours, centres):
    """Return the gradient of the mean squared error, shaped as the parameters of a `NetState`.

    The chain rule, from the output back to the input. Where a unit is silent its slope is zero.
    """
    hidden_weights, hidden_bias, output_weights, output_bias = parameters
    hidden = np.maximum(neighbours @ hidden_weights + hidden_bias, 0)
    error = 2 * (hidden @ output_weights + output_bias - centres) / len(centres)
    back = np.outer(error, output_weights) * (hidden > 0)
    return neighbours.T @ back, back.sum(axis=0), hidden.T @ error, error.sum()


def train_net(state, steps=ROUND):
    """Return a new state: the net after some more steps of Adam on all patches."""
    neighbours, centres, *_ = load_patches()
    parameters, means, squares = state.parameters, state.means, state.squares
    for step in range(state.steps[-1] + 1, state.steps[-1] + steps + 1):
        slopes = find_slopes(parameters, neighbours, centres)
        moved = [take_adam_step(*values, step)
                 for values in zip(parameters, slopes, means, squares)]
        parameters, means, squares = zip(*moved)
    trained = NetState(parameters, means, squares, state.steps, state.errors)
    return NetState(parameters, means, squares, (*state.steps, state.steps[-1] + steps),
                    (*state.errors, _measure(trained)))


def look_into_net(state, row=10, column=10):
    """Return what a net guesses for one of the 20x20 training patches, and which units fire."""
    if not (0 <= row < GRID and 0 <= column < GRID):
        raise ValueError(f"Patches lie in rows and columns 0 to {GRID - 1}, got {row} and "
                         f"{column}.")
    neighbours, centres, test_neighbours, test_centres = load_patches()
    number = row * GRID + column
    hidden = neighbours @ state.parameters[0] + state.parameters[1] > 0
    fires, silent = hidden[number], ~hidden.any(axis=0)
    guess = float(predict_with_net(neighbours[number], *state.parameters))
    off = predict_with_net(test_neighbours, *state.parameters) - test_centres
    numbers = {"guess": guess, "truth": centres[number].item(),
               "mean": neighbours[number].mean().item(), "train_error": state.errors[-1],
               "test_error": float(np.sqrt(np.mean(off ** 2)))}
    picture = join_panels([("patch", _draw_patch(neighbours[number])),
                           ("hidden units; framed: it fires", _draw_units(state, fires, silent)),
                           ("training error over the steps", _draw_errors(state))])
    alt, words = _describe(state, numbers, fires, silent)
    return NetAnswer(fires=fires, silent=silent, picture=picture, alt=alt, words=words, **numbers)


def _describe(state, numbers, fires, silent):
    linear = measure_linear()
    words = (f"Width {state.width} after {state.steps[-1]:,} steps: training RMSE "
             f"{numbers['train_error']:.1f} grey levels, test {numbers['test_error']:.1f}; linear "
             f"regression {linear[0]:.1f} and {linear[1]:.1f}. For this patch {fires.sum()} of "
             f"{state.width} units fire, and the net says {numbers['guess']:.0f}; the pixel is "
             f"{numbers['truth']:.0f}. Silent for every patch: {silent.sum()}.")
    alt = (f"A patch with its numbers; {state.width} hidden units as small tables of weights, of "
           f"which {fires.sum()} are framed because they fire; and the falling training error.")
    return alt, words


def _draw_patch(neighbours):
    values = np.insert(neighbours, 12, 255).reshape(5, 5).astype(np.uint8)
    texts = [[str(value) for value in line] for line in values]
    texts[2][2] = "?"
    return draw_numbers(texts, np.repeat(values[:, :, np.newaxis], 3, axis=2), side=42)


def _draw_units(state, fires, silent, scale=6, columns=8):
    side = 5 * scale + 6
    rows = -(-state.width // columns)
    sheet = Image.new("RGB", (columns * (side + 4), max(rows * (side + 4), 210)), "white")
    draw = ImageDraw.Draw(sheet)
    tables = np.insert(state.parameters[0].T, 12, 0, axis=1).reshape(-1, 5, 5)
    for unit, table in enumerate(tables):
        colours = colour_values(table, "RdBu", -LARGEST_START, LARGEST_START)
        if not fires[unit]:
            # Pale, so that firing can be told without colour.
            colours = (0.35 * colours + 0.65 * 255).astype(np.uint8)
        left, top = (side + 4) * (unit % columns), (side + 4) * (unit // columns)
        sheet.paste(enlarge(colours, scale), (left + 3, top + 3))
        draw.rectangle([left, top, left + side - 1, top + side - 1],
                       outline=ACCENT if fires[unit] else PALE, width=3 if fires[unit] else 1)
        if silent[unit]:
            draw.line([left, top, left + side - 1, top + side - 1], fill=INK, width=2)
    return sheet


def _draw_errors(state, width=260, height=210):
    sheet = Image.new("RGB", (width, height), "white")
    draw, font = ImageDraw.Draw(sheet), load_font(12)
    low, high = np.log(2.0), np.log(max(state.errors[0], 200.0))

    def place(step, error):
        share = (np.log(max(error, 2.0)) - low) / (high - low)
        return 34 + (width - 44) * step / LAST_STEP, height - 20 - (height - 30) * share

    for level in (3, 10, 30, 100, 300, 1000):
        if level <= np.exp(high):
            height_of = place(0, level)[1]
            draw.line([34, height_of, width - 10, height_of], fill="#dddddd")
            draw.text((28, height_of), str(level), fill=INK, anchor="rm", font=font)
    linear = place(0, measure_linear()[0])[1]
    draw.line([34, linear, width - 10, linear], fill=INK)
    draw.text((width - 10, linear + 2), "linear regression", fill=INK, anchor="ra", font=font)
    dots = [place(*dot) for dot in zip(state.steps, state.errors)]
    draw.line([*dots, dots[-1]], fill=BLUE, width=2)
    draw.ellipse([dots[-1][0] - 3, dots[-1][1] - 3, dots[-1][0] + 3, dots[-1][1] + 3],
                 fill=BLUE)
    draw.text((34, height - 16), "0", fill=INK, font=font)
    draw.text((width - 10, height - 16), f"{LAST_STEP:,} steps", fill=INK, anchor="ra", font=font)
    return sheet


class NetLab(Lab):
    """The lab of chapter 2 on the screen: press a button or the play sign, and the net trains."""

    name = "net"

    def make_controls(self, widgets):
        """Return the controls."""
        self.state = start_net(16)
        self._next, self._again = (
            widgets.Button(description=text, layout=widgets.Layout(width="160px"))
            for text in (f"Train {ROUND} steps", "Start again"))
        self._next.on_click(self.on_train)
        self._again.on_click(self.on_start_again)
        return {
            "width": widgets.IntSlider(16, 1, WIDEST, description="width"),
            "row": widgets.IntSlider(10, 0, GRID - 1, description="row"),
            "column": widgets.IntSlider(10, 0, GRID - 1, description="column"),
            f"Train {ROUND} steps": self._next, "Start again": self._again,
            "play": widgets.Play(min=0, max=LAST_STEP // ROUND, interval=250,
                                 description="play"),
        }

    def read_settings(self):
        """Return row and column of the patch."""
        return self.controls["row"].value, self.controls["column"].value

    def find_answer(self, settings):
        """Return what the net does with the patch."""
        return look_into_net(self.state, *settings)

    def on_change(self, change):
        """Answer anew; another width starts another net, and each beat of the player trains."""
        if self._is_held:
            return
        if change["owner"] is self.controls["width"]:
            self.on_start_again()
        elif change["owner"] is self.controls["play"]:
            if change["new"] > 0:
                self.on_train()
        else:
            self.refresh()

    def on_train(self, button=None):
        """Train for some more steps, up to as many as the chapter takes."""
        if self.state.steps[-1] < LAST_STEP:
            self.state = train_net(self.state)
        self.refresh()

    def on_start_again(self, button=None):
        """Forget what was learned; a running player goes on with the new net."""
        self.state = start_net(self.controls["width"].value)
        with self.hold():
            self.controls["play"].value = 0

    def draw_still(self):
        """Return a net that has trained a while, for a page that cannot train it."""
        state = self.state
        while state.steps[-1] < STILL_STEP:
            state = train_net(state)
        answer = look_into_net(state, *self.read_settings())
        return answer.picture, answer.alt, answer.words

    def close(self):
        """Take the lab from the screen and let go of the net."""
        # The player ticks in the browser, and would go on after its kernel's half is gone.
        if self.controls:
            self.controls["play"].playing = False
        self._next.on_click(self.on_train, remove=True)
        self._again.on_click(self.on_start_again, remove=True)
        super().close()
        self.state = None
