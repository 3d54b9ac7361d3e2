"""Lab of chapter 0: move a hole over a picture and watch two scores of the same fill."""

import functools
from dataclasses import dataclass

import numpy as np
from PIL import Image

from inpaint_lib.course.labs.lab import CanvasLab, import_package
from inpaint_lib.course.labs.panels import TITLE_HEIGHT, colour_errors, enlarge, join_panels
from inpaint_lib.datasets.faces import draw_face
from inpaint_lib.datasets.photos import load_photo
from inpaint_lib.fills.untrained import FILLS
from inpaint_lib.holes import Hole, cut_hole, make_mask
from inpaint_lib.images import as_float, as_uint8
from inpaint_lib.metrics.errors import mse_hole, mse_image, psnr_hole, psnr_image

SIDE = 128
SCALE = 2
LARGEST_HOLE = 64
PICTURES = ("Chelsea", "a cup of coffee", "a drawn fox")


@dataclass(frozen=True)
class HoleSettings:
    """What the lab of chapter 0 is asked.

    `picture` is one of `PICTURES`, `fill` one of `FILLS`, and `size` 1 to 64 pixels. A hole that
    would reach over the rim from row `top` and column `left` is moved back inside.
    """

    picture: str = PICTURES[0]
    fill: str = "Telea"
    top: int = 52
    left: int = 54
    size: int = 32


@dataclass(frozen=True, eq=False)
class HoleAnswer:
    """A filled picture and its scores, as squared errors of values in [0, 1] and in decibels.

    `hole` is where it came to lie, `holed` the picture with it, enlarged twice; `picture` shows the
    fill and where it errs.
    """

    hole: Hole
    mse_hole: float
    mse_image: float
    psnr_hole: float
    psnr_image: float
    holed: Image.Image
    picture: Image.Image
    alt: str
    words: str


@functools.cache
def load_picture(name):
    """Return one of `PICTURES`, float32 in [0, 1], (128, 128, 3)."""
    if name not in PICTURES:
        raise ValueError(f"There is no picture {name!r}; there are {', '.join(PICTURES)}.")
    if name == "a drawn fox":
        return as_float(draw_face(3404).image)
    photo, left = ("chelsea", 70) if name == "Chelsea" else ("coffee", 100)
    square = as_uint8(load_photo(photo))[:300, left:left + 300]
    return as_float(np.asarray(Image.fromarray(square).resize((SIDE, SIDE), Image.Resampling.BOX)))


def score_hole(settings):
    """Return the fill of the hole with its scores inside the hole and over the whole picture."""
    if settings.fill not in FILLS:
        raise ValueError(f"There is no fill {settings.fill!r}; there are {', '.join(FILLS)}.")
    if not 1 <= settings.size <= LARGEST_HOLE:
        raise ValueError(f"The hole's side must lie between 1 and {LARGEST_HOLE} pixels, got "
                         f"{settings.size}.")
    truth = load_picture(settings.picture)
    top, left = (min(max(place, 0), SIDE - settings.size)
                 for place in (settings.top, settings.left))
    hole = Hole(top, left, settings.size, settings.size)
    mask = make_mask(hole, SIDE, SIDE)
    fill = FILLS[settings.fill](truth, mask)
    scores = {"mse_hole": mse_hole(fill, truth, mask), "mse_image": mse_image(fill, truth),
              "psnr_hole": psnr_hole(fill, truth, mask), "psnr_image": psnr_image(fill, truth)}
    alt, words = _describe(settings, hole, scores)
    return HoleAnswer(hole, **scores, holed=enlarge(cut_hole(truth, hole), SCALE),
                      picture=_draw(settings.fill, fill, truth), alt=alt, words=words)


def _draw(name, fill, truth):
    return join_panels([(f"filled: {name}", enlarge(fill, SCALE)),
                        ("where it errs", enlarge(colour_errors(fill, truth), SCALE))])


def _describe(settings, hole, scores):
    share = SIDE * SIDE / settings.size ** 2
    where = f"{hole.height}x{hole.width} pixels from row {hole.top} and column {hole.left} on"
    alt = (f"The picture {settings.picture}, its hole of {where} filled by {settings.fill}; and "
           "the errors of the fill, bright on black, all inside the hole.")
    words = (f"{settings.fill}, hole of {where}, one pixel in {share:,.1f}. Inside the hole: "
             f"{scores['psnr_hole']:.1f} dB. Over the whole picture: {scores['psnr_image']:.1f} "
             f"dB, which is {10 * np.log10(share):.1f} dB more for pixels that nobody lost.")
    return alt, words


class HoleLab(CanvasLab):
    """The lab of chapter 0 on the screen: drag the hole, or move it with sliders or arrow keys."""

    name = "hole"

    def make_controls(self, widgets):
        """Return the controls, and make the canvas on which the hole is dragged."""
        start = HoleSettings()
        self._grip = None
        self.make_canvas(widgets, SIDE * SCALE)
        return {
            "picture": widgets.Dropdown(options=PICTURES, description="picture"),
            "fill": widgets.Dropdown(options=list(FILLS), value=start.fill, description="fill"),
            "top": widgets.IntSlider(start.top, 0, SIDE - start.size, description="top"),
            "left": widgets.IntSlider(start.left, 0, SIDE - start.size, description="left"),
            "size": widgets.IntSlider(start.size, 1, LARGEST_HOLE, description="size"),
        }

    def arrange(self, widgets):
        """Return the box: the canvas beside fill and errors."""
        controls = widgets.Box(list(self.controls.values()),
                               layout=widgets.Layout(flex_flow="row wrap"))
        hint = widgets.HTML("Drag the hole, or click into the picture and use the arrow keys.")
        # As high as the titles of the other two pictures, so that all three stand in line.
        title = widgets.HTML(f'<div style="line-height: {TITLE_HEIGHT}px">with its hole</div>',
                             layout=widgets.Layout(height=f"{TITLE_HEIGHT}px", margin="0"))
        left = widgets.VBox([title, self.canvas], layout=widgets.Layout(margin="2px 8px 0 2px"))
        pictures = widgets.Box([left, self._picture], layout=widgets.Layout(flex_flow="row wrap"))
        return widgets.VBox([controls, self._words, hint, pictures])

    def read_settings(self):
        """Return the settings that the controls show."""
        return HoleSettings(**{name: control.value for name, control in self.controls.items()})

    def find_answer(self, settings):
        """Return the answer to settings."""
        return score_hole(settings)

    def on_change(self, change):
        """Answer anew; a larger hole leaves less way to go."""
        if change["owner"] is self.controls["size"]:
            with self.hold():
                for name in ("top", "left"):
                    self.controls[name].max = SIDE - change["new"]
            return
        super().on_change(change)
        if change["owner"] is self.controls["picture"]:
            self.draw_picture()

    def show(self, answer):
        """Show an answer, and the hole on the canvas."""
        super().show(answer)
        self.draw_hole()

    def draw_picture(self):
        """Draw the picture on the lower layer of the canvas."""
        pixels = load_picture(self.controls["picture"].value)
        self.canvas[0].put_image_data(np.asarray(enlarge(pixels, SCALE)))

    def draw_hole(self):
        """Draw the hole on the upper layer of the canvas."""
        layer, hole = self.canvas[1], self.answer.hole
        box = [SCALE * number for number in (hole.left, hole.top, hole.width, hole.height)]
        with import_package("ipycanvas").hold_canvas():
            layer.clear()
            layer.fill_style, layer.stroke_style = "black", "white"
            layer.fill_rect(*box)
            layer.stroke_rect(*box)

    def draw_canvas(self):
        """Draw all, for a browser that has just opened the canvas."""
        self.draw_picture()
        self.draw_hole()

    def on_press(self, x, y):
        """Take the hole where it is touched; a press beside it brings its middle there."""
        hole, row, column = self.answer.hole, y / SCALE, x / SCALE
        inside = hole.top <= row < hole.bottom and hole.left <= column < hole.right
        self._grip = (row - hole.top, column - hole.left) if inside else (hole.height / 2,) * 2
        self.on_drag(x, y)

    def on_drag(self, x, y):
        """Let the hole follow while it is held."""
        if self._grip is not None:
            self.move_to(round(y / SCALE - self._grip[0]), round(x / SCALE - self._grip[1]))

    def on_release(self, *place):
        """Let the hole go."""
        self._grip = None

    def move_by(self, down, right):
        """Move the hole by a number of pixels."""
        self.move_to(self.answer.hole.top + down, self.answer.hole.left + right)

    def move_to(self, top, left):
        """Bring the hole to a place, or as near to it as the rim allows."""
        last = SIDE - self.controls["size"].value
        top, left = (min(max(place, 0), last) for place in (top, left))
        if (top, left) != (self.answer.hole.top, self.answer.hole.left):
            self.set(top=top, left=left)

    def draw_still(self):
        """Return the three pictures side by side, what they show, and the words."""
        panel = [("with its hole", self.answer.holed)]
        whole = join_panels(panel)
        sheet = Image.new("RGB", (whole.width + 10 + self.answer.picture.width, whole.height),
                          "white")
        sheet.paste(whole, (0, 0))
        sheet.paste(self.answer.picture, (whole.width + 10, 0))
        return sheet, f"A picture with a black square. {self.answer.alt}", self.answer.words
