"""Lab of chapter 6: paint any hole with a brush, and see how the network `anywhere` fills it.

In every mask True means missing. TensorFlow is loaded when the network is first asked for.
"""

import functools
from dataclasses import dataclass

import numpy as np
from PIL import Image

from inpaint_lib.course.labs.lab import CanvasLab, import_package
from inpaint_lib.course.labs.panels import ACCENT, PAPER, TITLE_HEIGHT, enlarge, join_panels
from inpaint_lib.course.labs.parts.brush_pictures import (
    ANYWHERE, ERRORS, INSIDE, MEMBRANE, NEARER, SCALE, SIDE, BrushFills, Looks, draw_errors,
    draw_fills, draw_holed, draw_inside, draw_nearer, find_point)
from inpaint_lib.course.labs.parts.brush_words import (describe_brush, describe_picture,
                                                       describe_scores)
from inpaint_lib.course.labs.pictures import PHOTO, UPLOAD_HINT, PictureLab, check_square
from inpaint_lib.datasets.faces import N_TRAIN
from inpaint_lib.fills.attention import attend
from inpaint_lib.fills.inwards import number_rings
from inpaint_lib.fills.smooth import fill_membrane
from inpaint_lib.metrics.errors import mse_hole
from inpaint_lib.random_holes import Stroke, draw_strokes

LARGEST_BRUSH = 48
WINDOW_STEP = 4
"""Every fourth window in each direction is one that the attention may look at; all take longer."""

N_ARROWS = 5
"""How many of the places that one place looks to are shown, the first ones."""

FIRST_FACE = N_TRAIN + 8
START = (Stroke(((66, 44),), 23), Stroke(((44, 52), (40, 68), (46, 84)), 9))
"""On the first face one eye and a line over the forehead."""


@dataclass(frozen=True, eq=False)
class BrushSettings:
    """What the lab of chapter 6 is asked about an image (128, 128, 3), float32 in [0, 1].

    Attributes
    ----------
    strokes : tuple of Stroke
        Together they are the hole.
    row, column, breadth : int
        The brush: its middle, 0 to 127, and its breadth in pixels, 1 to 48.
    below : str
        What is shown below the fills: `INSIDE`, `ERRORS` or `NEARER`.
    network : keras.Model or None
        The network `anywhere`; None leaves it out.
    is_face : bool
        Whether the image is a drawn face.
    """

    image: np.ndarray
    strokes: tuple = START
    row: int = 66
    column: int = 44
    breadth: int = 25
    below: str = INSIDE
    network: object = None
    is_face: bool = True


@dataclass(frozen=True, eq=False)
class BrushAnswer:
    """The hole, its fills, and what is seen from the brush.

    `panels` are four pairs of title and picture, two fills and the two below; `picture` has all.
    `holed` is the picture with its hole, enlarged twice. `score` says what came out, `brush` what
    is where the brush is, and `words` both.
    """

    mask: np.ndarray
    rings: np.ndarray
    errors: dict
    panels: tuple
    holed: Image.Image
    picture: Image.Image
    alt: str
    score: str
    brush: str
    words: str


def fill_strokes(settings):
    """Return how the painted hole is filled, how the fills score, and what lies behind them.

    The attention compares windows of the picture as the first of the fills left it; neither of the
    fills uses it.
    """
    _check_settings(settings)
    image = np.ascontiguousarray(settings.image, dtype=np.float32)
    found = _fill_hole(image.tobytes(), settings.strokes, settings.network)
    looks = _look_from(settings, found)
    if settings.below == INSIDE:
        below = draw_inside(image, settings, found, looks)
    else:
        below = (draw_errors if settings.below == ERRORS else draw_nearer)(image, found)
    panels = (*draw_fills(image, found), *below)
    score, brush = describe_scores(settings, found, image), describe_brush(settings, found, looks)
    return BrushAnswer(found.mask, found.rings, found.errors, panels,
                       draw_holed(image, found.mask), join_panels(panels, columns=2),
                       describe_picture(settings, found, looks), score, brush, f"{score} {brush}")


def _check_settings(settings):
    check_square(settings.image)
    if not (0 <= settings.row < SIDE and 0 <= settings.column < SIDE):
        raise ValueError(f"The brush must be in rows and columns 0 to {SIDE - 1}, got row "
                         f"{settings.row}, column {settings.column}.")
    if not 1 <= settings.breadth <= LARGEST_BRUSH:
        raise ValueError(f"The brush must be 1 to {LARGEST_BRUSH} pixels broad, got "
                         f"{settings.breadth}.")
    if settings.below not in (INSIDE, ERRORS, NEARER):
        raise ValueError(f"Below the fills can be {INSIDE!r}, {ERRORS!r} or {NEARER!r}, got "
                         f"{settings.below!r}.")


# Moving the brush alone changes nothing here, so the last hole is kept.
@functools.lru_cache(maxsize=2)
def _fill_hole(pixels, strokes, network):
    image = np.frombuffer(pixels, np.float32).reshape(SIDE, SIDE, 3)
    mask = draw_strokes(strokes, SIDE, SIDE)
    if not mask.any() or mask.all():
        return BrushFills(mask, np.zeros(mask.shape, np.int32), {}, {}, None)
    fills = {}
    if network is not None:
        from inpaint_lib.fills.network import paint_holes

        fills[ANYWHERE] = paint_holes(network, image[np.newaxis], mask)[0]
    fills[MEMBRANE] = fill_membrane(image, mask)
    errors = {name: mse_hole(fill, image, mask) for name, fill in fills.items()}
    return BrushFills(mask, number_rings(mask), fills, errors,
                      _find_attention(next(iter(fills.values())), mask))


def _find_attention(filled, mask):
    try:
        return attend(filled, mask, step=WINDOW_STEP, mirrored=True)
    except ValueError:
        return None  # No window is known all over.


def _look_from(settings, found):
    if found.attention is None:
        return None
    half = (found.attention.cell - 1) / 2
    places = found.attention.places + half
    nearest = np.hypot(*(places - (settings.row, settings.column)).T).argmin()
    weights = found.attention.weights[nearest]
    best = np.argsort(-weights, kind="stable")[:N_ARROWS]
    return Looks(places[nearest], found.attention.sources[best] + half, weights[best])


@functools.cache
def load_anywhere():
    """Load the network `anywhere`, and TensorFlow with it."""
    from inpaint_lib.files import find_data
    from inpaint_lib.models.weights import load_network

    return load_network(find_data("anywhere.keras"))


class BrushLab(CanvasLab, PictureLab):
    """The lab of chapter 6 on the screen: paint holes with mouse, finger or keyboard.

    Parameters
    ----------
    network : keras.Model, optional
        The network `anywhere` where it is loaded already. Otherwise a tick loads it.
    """

    name = "brush"
    first_face = FIRST_FACE

    def __init__(self, network=None):
        self._network, self._line, self._score = network, [], None
        self._strokes = START
        # What undo goes back to, the latest last.
        self._past = [START[:count] for count in range(len(START))]
        super().__init__()

    def make_controls(self, widgets):
        """Return the controls, and make the canvas on which the brush paints."""
        self.make_canvas(widgets, SIDE * SCALE)
        start = BrushSettings(None)
        pictures = self.make_picture_controls(widgets)
        buttons = {text: widgets.Button(description=text,
                                        layout=widgets.Layout(width="auto"))
                   for text in ("paint here", "undo", "clear")}
        for text, callback in self.list_presses():
            buttons[text].on_click(callback)
        return pictures | {
            "below": widgets.Dropdown(options=[INSIDE, ERRORS, NEARER], description="below"),
            ANYWHERE: widgets.Checkbox(self._network is not None, description=ANYWHERE),
            "row": widgets.IntSlider(start.row, 0, SIDE - 1, description="row"),
            "column": widgets.IntSlider(start.column, 0, SIDE - 1, description="column"),
            "size": widgets.IntSlider(start.breadth, 1, LARGEST_BRUSH, description="size"),
        } | buttons

    def list_presses(self):
        """Return the buttons' names, each with what a press does."""
        return (("paint here", self.on_paint), ("undo", self.on_undo), ("clear", self.on_clear))

    def arrange(self, widgets):
        """Return the box: canvas and brush at the left, the fills at the right."""
        def take(*names):
            return [self.controls[name] for name in names]

        top = widgets.Box(take("face", "picture", PHOTO, "below", ANYWHERE),
                          layout=widgets.Layout(flex_flow="row wrap"))
        hint = widgets.HTML(
            "Paint on the picture at the left, with the mouse or a finger. By keyboard, reach it "
            "with the Tab key: the arrow keys move the brush (with Shift by 8 pixels), the space "
            "bar paints, + and - change the size, U undoes, C clears, Escape leaves.")
        # As high as the titles of the other pictures, so that all stand in line.
        title = widgets.HTML(f'<div style="line-height: {TITLE_HEIGHT}px">paint here</div>',
                             layout=widgets.Layout(height=f"{TITLE_HEIGHT}px", margin="0"))
        left = widgets.VBox([title, self.canvas, widgets.Box(take("paint here", "undo", "clear")),
                             *take("row", "column", "size"), self._words],
                            layout=widgets.Layout(margin="2px 8px 0 2px", width="304px"))
        # The words stand below the canvas: above, it would jump under the mouse as they change.
        pictures = widgets.Box([left, self._picture], layout=widgets.Layout(flex_flow="row wrap"))
        return widgets.VBox([top, hint, pictures,
                             widgets.HTML(f"<small>{UPLOAD_HINT}</small>")])

    def read_settings(self):
        """Return the settings: what the controls show, and the strokes so far."""
        image, is_face = self.read_image()
        network = self._network if self.controls[ANYWHERE].value else None
        row, column, breadth, below = (self.controls[name].value
                                       for name in ("row", "column", "size", "below"))
        return BrushSettings(image, self._strokes, row, column, breadth, below, network, is_face)

    def find_answer(self, settings):
        """Return the answer to settings."""
        return fill_strokes(settings)

    def on_change(self, change):
        """Answer anew; a tick loads the network."""
        ticked = change["owner"] is self.controls[ANYWHERE] and change["new"]
        if ticked and self._network is None:
            self.load_network()
            if self._network is None:
                return
        super().on_change(change)

    def load_network(self):
        """Load the network, and say so first: it takes some seconds. Or say why it cannot be."""
        self.say("Loading TensorFlow and the network; this takes some seconds, once.")
        try:
            self._network = load_anywhere()
        except (ImportError, OSError, ValueError) as error:
            self.controls[ANYWHERE].value = False
            self.say(f"The network cannot be loaded: {error}")

    def choose_words(self, answer):
        """Return the words, what is new first: the score, or else the brush."""
        words, before = super().choose_words(answer), self._score
        self._score = answer.score
        if before != answer.score:
            return words
        return words.replace(answer.words, f"{answer.brush} {answer.score}")

    def show(self, answer):
        """Show an answer, and the hole on the canvas."""
        super().show(answer)
        self.draw_canvas()

    def draw_canvas(self):
        """Draw the picture with its hole on the lower layer, and the brush on the upper one."""
        self.canvas[0].put_image_data(np.asarray(self.answer.holed))
        settings = self.read_settings()
        layer, (x, y) = self.canvas[1], find_point((settings.row, settings.column))
        with import_package("ipycanvas").hold_canvas():
            layer.clear()
            for width, colour in ((4, PAPER), (2, ACCENT)):
                layer.line_width, layer.stroke_style = width, colour
                layer.stroke_circle(x, y, settings.breadth * SCALE / 2)

    def on_press(self, x, y):
        """Put the brush down."""
        self._line = []
        self.on_drag(x, y, is_down=True)

    def on_drag(self, x, y, is_down=False):
        """Draw on, while the brush is down; the hole is filled when it is lifted."""
        if not (self._line or is_down):
            return
        point = tuple(min(max(int(place // SCALE), 0), SIDE - 1) for place in (y, x))
        if self._line and point == self._line[-1]:
            return
        self._line.append(point)
        layer = self.canvas[1]
        layer.line_width, layer.line_cap = self.controls["size"].value * SCALE, "round"
        layer.stroke_style = "black"
        layer.stroke_lines([find_point(place)[axis] for place in (self._line * 2)[-2:]
                            for axis in (0, 1)])

    def on_release(self, *place):
        """Lift the brush: what it drew is missing from now on."""
        if self._line:
            line, self._line = tuple(self._line), []
            self.paint(line)

    def on_touch(self, touches):
        """Put the brush down where the first finger is; another finger does nothing."""
        if not self._line:
            super().on_touch(touches)

    def move_by(self, down, right):
        """Move the brush by a number of pixels, or as far as the rim allows."""
        row, column = (min(max(self.controls[name].value + step, 0), SIDE - 1)
                       for name, step in (("row", down), ("column", right)))
        self.set(row=row, column=column)

    def press_key(self, key):
        """Paint, change the brush's size, undo or clear."""
        size = self.controls["size"]
        if key in (" ", "Enter"):
            self.on_paint()
        elif key in ("+", "="):
            size.value += 1
        elif key == "-":
            size.value -= 1
        elif key.lower() in ("u", "z", "backspace"):
            self.on_undo()
        elif key.lower() in ("c", "delete"):
            self.on_clear()

    def on_paint(self, button=None):
        """Paint where the brush is."""
        self.paint(((self.controls["row"].value, self.controls["column"].value),))

    def on_undo(self, button=None):
        """Take the last change of the hole back."""
        if self._past:
            self._strokes = self._past.pop()
            self.refresh()
        else:
            self.say(f"There is nothing left to undo. {self.answer.words}")

    def on_clear(self, button=None):
        """Take all strokes away; undo brings them back."""
        if self._strokes:
            self._past.append(self._strokes)
            self._strokes = ()
            self.refresh()
        else:
            self.say(f"There is nothing to clear. {self.answer.words}")

    def paint(self, points):
        """Add a stroke of (row, column) points; one that covers nothing new moves the brush."""
        strokes = (*self._strokes, Stroke(points, self.controls["size"].value))
        is_new = (draw_strokes(strokes, SIDE, SIDE) & ~self.answer.mask).any()
        if is_new:
            self._past.append(self._strokes)
            self._strokes = strokes
        row, column = points[-1]
        self.set(row=row, column=column)
        if not is_new:
            self.say(f"Nothing new: all this is missing already. {self.answer.words}")

    def draw_still(self):
        """Return all pictures side by side, what they show, and the words."""
        truth = self.read_settings().image
        first, second, *below = self.answer.panels
        sheet = join_panels([("with its hole", self.answer.holed), first, second,
                             ("the truth", enlarge(truth, SCALE)), *below], columns=3)
        alt = f"A picture with black holes, and the whole picture. {self.answer.alt}"
        return sheet, alt, self.answer.words

    def close(self):
        """Take the lab from the screen and let go of network, pictures and fills."""
        for text, callback in self.list_presses():
            if text in self.controls:
                self.controls[text].on_click(callback, remove=True)
        super().close()
        self._network, self._strokes, self._past, self._line = None, (), [], []
        _fill_hole.cache_clear()
