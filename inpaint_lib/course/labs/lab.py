"""What all labs share: controls, a picture and a line of words, and what a page without them shows.

A lab is a pure function, from settings to an answer, and this thin layer of widgets around it.
What mouse, fingers and keys do on a canvas reaches the lab, and Tab leads out. ipywidgets is
imported when a lab is opened, not before.
"""

import html
from contextlib import contextmanager

from inpaint_lib.course.labs.panels import make_tag

HOW_TO_RUN = ("A still picture of a lab: its controls need Python. The page on how to run this "
              "course says where there is one, for example in JupyterLab by <code>make lab</code>.")

ARROWS = {"ArrowUp": (-1, 0), "ArrowDown": (1, 0), "ArrowLeft": (0, -1), "ArrowRight": (0, 1)}


class MissingWidgets(ImportError):
    """A lab was opened where the packages for its controls are not installed."""


def import_package(name):
    """Return ipywidgets or ipycanvas, or say in a `MissingWidgets` how to get it."""
    try:
        return __import__(name)
    except ImportError as error:
        raise MissingWidgets(
            f"A lab needs the package {name}, which is not installed here. Install what the labs "
            "need with `pip install ipywidgets ipycanvas`, restart the kernel and run this cell "
            "again. `make lab` and the course's Binder have it already.") from error


def list_widgets(widget):
    """Return a widget and all that it holds, layouts and styles too, the outermost last."""
    held = [*getattr(widget, "children", ()), *getattr(widget, "_canvases", ())]
    looks = [getattr(widget, name) for name in ("layout", "style") if widget.has_trait(name)]
    return [part for child in held for part in list_widgets(child)] + looks + [widget]


class Lab:
    """A lab on the screen.

    A subclass says what its `controls` are, by the text beside each (`make_controls`), reads them
    (`read_settings`) and answers (`find_answer`); `answer` is the last one, with `picture`, `alt`
    and `words`, and `box` is what is shown. Opening a lab closes an open one of its kind.
    """

    name = ""
    _open = {}

    def __init__(self):
        if self.name in Lab._open:
            Lab._open[self.name].close()
        widgets = import_package("ipywidgets")
        self._is_held = False
        self._picture = widgets.HTML()
        self._words = widgets.HTML()
        self.controls = self.make_controls(widgets)
        for control in self.controls.values():
            if control.has_trait("value"):
                control.observe(self.on_change, "value")
        self.box = self.arrange(widgets)
        self.box.add_class("lab")
        self.box.add_class(f"lab-{self.name}")
        Lab._open[self.name] = self
        self.refresh()

    def make_controls(self, widgets):
        """Return the controls by name, in the order they stand in."""
        raise NotImplementedError

    def read_settings(self):
        """Return the settings that the controls show."""
        raise NotImplementedError

    def find_answer(self, settings):
        """Return the answer to settings: the lab's pure function."""
        raise NotImplementedError

    def arrange(self, widgets):
        """Return the box that holds controls, words and picture."""
        rows = widgets.Box(list(self.controls.values()),
                           layout=widgets.Layout(flex_flow="row wrap"))
        return widgets.VBox([rows, self._words, self._picture])

    def on_change(self, change):
        """Answer anew when a control was moved."""
        self.refresh()

    def refresh(self):
        """Answer what the controls ask, and show it."""
        if self._is_held:
            return
        self.answer = self.find_answer(self.read_settings())
        self.show(self.answer)

    def show(self, answer):
        """Show an answer's picture and words."""
        self._picture.value = make_tag(answer.picture, answer.alt)
        self.say(self.choose_words(answer))

    def choose_words(self, answer):
        """Return the words that go with an answer."""
        return answer.words

    def say(self, words):
        """Show a line of words; a screen reader speaks it."""
        self._words.value = (f'<p class="lab-words" role="status" aria-live="polite" '
                             f'style="line-height: 1.4; margin: 0.4em 0">{html.escape(words)}</p>')

    @contextmanager
    def hold(self):
        """Let several controls be set with one answer at the end."""
        was_held, self._is_held = self._is_held, True
        try:
            yield
        finally:
            self._is_held = was_held
        self.refresh()

    def set(self, **values):
        """Set controls by name, blanks written as underscores, with one answer at the end."""
        with self.hold():
            for name, value in values.items():
                self.controls[name.replace("_", " ")].value = value

    def close(self):
        """Take the lab from the screen and let go of all that it holds."""
        for widget in list_widgets(self.box):
            widget.unobserve_all()
            widget.close()
        self.controls, self.answer = {}, None
        if Lab._open.get(self.name) is self:
            del Lab._open[self.name]

    def draw_still(self):
        """Return picture, alternative text and words for a page without a kernel."""
        return self.answer.picture, self.answer.alt, self.answer.words

    def _repr_mimebundle_(self, include=None, exclude=None):
        if self.answer is None:
            return {"text/plain": f"The lab {self.name!r}, closed. Run its cell again."}
        picture, alt, words = self.draw_still()
        still = (f'<div class="lab-still">{make_tag(picture, alt)}'
                 f'<p class="lab-words" style="margin-top: 0.6em">{html.escape(words)}</p>'
                 f"<p><em>{HOW_TO_RUN}</em></p></div>")
        view = {"version_major": 2, "version_minor": 0, "model_id": self.box.model_id}
        return {"text/plain": f"The lab {self.name!r}: {self.answer.words}",
                "text/html": still, "application/vnd.jupyter.widget-view+json": view}


class CanvasLab(Lab):
    """A lab with a canvas of two layers, a picture below and what moves above.

    A subclass answers `on_press`, `on_drag`, `on_release` with a place in pixels of the canvas,
    `move_by` with a number of rows and columns, `press_key` with any other key, and draws the
    canvas anew in `draw_canvas`.
    """

    def make_canvas(self, widgets, side):
        """Make the canvas, a square, and let all that happens on it reach the lab."""
        self.canvas = import_package("ipycanvas").MultiCanvas(
            2, width=side, height=side, layout=widgets.Layout(width=f"{side}px"))
        for register, callback in (
                ("on_mouse_down", self.on_press), ("on_mouse_move", self.on_drag),
                ("on_mouse_up", self.on_release), ("on_mouse_out", self.on_release),
                ("on_touch_start", self.on_touch), ("on_touch_move", self.on_touch_drag),
                ("on_touch_end", self.on_release), ("on_touch_cancel", self.on_release),
                ("on_key_down", self.on_key), ("on_client_ready", self.draw_canvas)):
            getattr(self.canvas, register)(callback)

    def on_touch(self, touches):
        """Press with the first finger."""
        self.on_press(*touches[0])

    def on_touch_drag(self, touches):
        """Let the first finger draw."""
        self.on_drag(*touches[0])

    def on_key(self, key, shift_key, ctrl_key, meta_key):
        """Move by one pixel with an arrow key, by eight with Shift; Tab and Escape lead out."""
        if key in ARROWS:
            self.move_by(*((8 if shift_key else 1) * step for step in ARROWS[key]))
        elif key in ("Tab", "Escape"):
            # The canvas keeps every key to itself, so that nobody could leave it by keyboard.
            # Without the focus, the next Tab goes on from here.
            self.canvas.blur()
        else:
            self.press_key(key)

    def press_key(self, key):
        """Do nothing, unless the lab knows the key."""
