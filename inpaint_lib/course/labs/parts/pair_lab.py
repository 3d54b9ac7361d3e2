"""A lab with pairs to judge: which of two pictures is it, the left one or the right one?"""

from dataclasses import replace

from inpaint_lib.course.labs.lab import Lab


class PairLab(Lab):
    """Keeps the answers of a test in its settings, `_settings.answers`, at most `n_trials`."""

    n_trials = 0

    def make_buttons(self, widgets):
        """Return the controls that answer, by name."""
        left, right = (widgets.Button(description=text) for text in ("left", "right"))
        left.on_click(self.on_left)
        right.on_click(self.on_right)
        return {"left": left, "right": right}

    def on_left(self, button=None):
        """Answer: left."""
        self.take_answer("left")

    def on_right(self, button=None):
        """Answer: right."""
        self.take_answer("right")

    def take_answer(self, side):
        """Take "left" or "right", show the next pair; after the last only another test goes on."""
        if len(self._settings.answers) < self.n_trials:
            self._settings = replace(self._settings, answers=(*self._settings.answers, side))
            self.refresh()

    def draw_still(self):
        """Return the second pair with the first one told, for a page that takes no answers."""
        answer = self.find_answer(replace(self.read_settings(), answers=("left",)))
        return answer.picture, answer.alt, answer.words

    def close(self):
        """Take the lab from the screen and forget the answers."""
        for name, callback in (("left", self.on_left), ("right", self.on_right)):
            if name in self.controls:
                self.controls[name].on_click(callback, remove=True)
        super().close()
        self._settings = type(self._settings)()
