"""What all labs share: controls, a picture and a line of words, and what a page without them shows.

A lab is a pure function, from settings to an answer, and this thin layer of widgets around it.
ipywidgets is imported when a lab is opened, not before.
"""

import html
from contextlib import contextmanager

from inpaint_lib.labs.panels import make_tag

HOW_TO_RUN = ("A still picture of a lab. To move its controls, open this chapter in JupyterLab "
              "(<code>make lab</code>, or this page's launch button if it has one) and run the "
              "cell.")


class MissingWidgets(ImportError):
    """A lab was opened where the packages for its controls are not installed."""


def import_package(name):
    """Import ipywidgets or ipycanvas, or say how to get it.

    Parameters
    ----------
    name : str

    Returns
    -------
    module

    Raises
    ------
    MissingWidgets
        If the package is not installed.
    """
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

    Attributes
    ----------
    controls : dict of str to ipywidgets.Widget
        By the text that stands beside each.
    answer : object
        The last one: it has `picture`, `alt` and `words`.
    box : ipywidgets.VBox
        What is shown.

    Notes
    -----
    A subclass says what its controls are (`make_controls`), reads them (`read_settings`) and
    answers (`find_answer`). Opening a lab closes the one of the same kind that was open.
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
        """Set controls by name, with one answer at the end.

        Parameters
        ----------
        **values
            A blank in a control's name is written as an underscore.

        Raises
        ------
        KeyError
            If there is no such control.
        """
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
