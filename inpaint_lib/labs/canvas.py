"""A canvas in a lab: what mouse, fingers and keys do on it reaches the lab, and Tab leads out."""

from inpaint_lib.labs.board import Lab, import_package

ARROWS = {"ArrowUp": (-1, 0), "ArrowDown": (1, 0), "ArrowLeft": (0, -1), "ArrowRight": (0, 1)}


class CanvasLab(Lab):
    """A lab with a canvas of two layers, a picture below and what moves above.

    Notes
    -----
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
