"""Lab of chapter 8: stack blocks to an encoder, and see what it costs, how far it sees, what fails.

All is counted without building a network; TensorFlow is not used.
"""

from dataclasses import dataclass

from PIL import Image, ImageDraw

from inpaint_lib.course.labs.field_lab import load_fox
from inpaint_lib.course.labs.lab import Lab
from inpaint_lib.course.labs.panels import (ACCENT, BLUE, PAPER, draw_table, enlarge, join_panels,
                                            outline)
from inpaint_lib.course.labs.parts.encoder_layers import (
    HOLES, KINDS, LIMITS, MOST_BLOCKS, USED, EncoderSettings, check_settings, count_layers,
    find_oddities, find_share, judge_whole, load_preset, make_block, name_kind)
from inpaint_lib.holes import PAPER_32, cut_hole
from inpaint_lib.models.encoders import ENCODERS, GRID_CHANNELS, list_kernels
from inpaint_lib.models.receptive_field import find_seen

OWN = "your own"
SCALE = 2
ROW = 18


@dataclass(frozen=True, eq=False)
class EncoderAnswer:
    """The layers that work, what they cost together, and in sentences what is wrong with them.

    The last of `layers` is `LAST`, unless a block before it is at `fault`, which says why the stack
    cannot work and is "" if it can; `cautions` say what is wasteful or odd.
    """

    layers: tuple
    weights: int
    multiplications: int
    fault: str
    cautions: tuple
    picture: Image.Image
    alt: str
    words: str


def inspect_encoder(settings):
    """Return what a stack of blocks costs, how far its cells see, and what is wrong with it."""
    check_settings(settings)
    layers, fault = count_layers(settings.blocks, settings.image_size)
    cautions = [*find_oddities(settings, layers), *([] if fault else judge_whole(settings, layers))]
    return EncoderAnswer(
        layers, sum(layer.weights for layer in layers),
        sum(layer.multiplications for layer in layers), fault, tuple(cautions),
        _draw(settings, layers, fault), _describe_table(settings, layers, fault),
        _describe(settings, layers, fault, cautions))


def _name_block(block):
    name = name_kind(block)
    size = f" {block.size}x{block.size}" if name in ("convolution", "pooling") else ""
    stride = f", stride {block.stride}" if block.stride > 1 else ""
    return f"{name}{size}{stride}"


def _describe(settings, layers, fault, cautions):
    words = [fault] if fault else []
    if len(layers) > len(settings.blocks):
        last, hole = layers[-1], HOLES[settings.image_size]
        whole = ", the whole image" if last.field >= 2 * settings.image_size else ""
        beyond = "" if last.blind else ", so each sees past the hole"
        words.append(
            f"{len(settings.blocks)} blocks and the 1x1 to {GRID_CHANNELS} channels: "
            f"{sum(layer.weights for layer in layers):,} weights, "
            f"{sum(layer.multiplications for layer in layers):,} multiplications, "
            f"{find_share(settings, layers):.2f} of the budget. Each of the "
            f"{last.side}x{last.side} cells sees {last.field}x{last.field} pixels{whole}, "
            f"{last.jump} from the next; the hole has {hole.height}x{hole.width}{beyond}.")
    words += cautions
    if settings.chosen:
        block = settings.blocks[settings.chosen - 1]
        filters = f" with {block.filters} filters" if block.filters else ""
        words.append(f"Chosen is block {settings.chosen}, {_name_block(block)}{filters}.")
    return " ".join(words)


def _tabulate(settings, layers):
    """Return the rows of the table, the heading first and the sums last."""
    rows = [("", "block", "grid", "channels", "weights", "multiplications", "sees", "blind cells"),
            ("", "image", f"{settings.image_size}x{settings.image_size}", "3", "", "", "1", "")]
    rows += [(str(number), _name_block(layer.block), f"{layer.side}x{layer.side}",
              str(layer.channels), f"{layer.weights:,}", f"{layer.multiplications:,}",
              str(layer.field), str(layer.blind)) for number, layer in enumerate(layers, 1)]
    rows += [(str(number), _name_block(block), *["-"] * 6)
             for number, block in enumerate(settings.blocks, 1) if number > len(layers)]
    return [*rows, ("", "together", "", "", f"{sum(layer.weights for layer in layers):,}",
                    f"{sum(layer.multiplications for layer in layers):,}", "", "")]


def _describe_table(settings, layers, fault):
    lines = "; ".join(" ".join(text for text in row if text)
                      for row in _tabulate(settings, layers)[2:])
    seen = ("crossed out, because the blocks cannot work" if fault else
            "with a frame around what the cell in the middle sees")
    return (f"A table, a row a block: number, block, grid, channels, weights, multiplications, "
            f"pixels that a cell sees in each direction, cells that see only hole. {lines}. Bars "
            f"of the multiplications, and a drawn fox with a black square, {seen}.")


def _draw(settings, layers, fault):
    rows = _tabulate(settings, layers)
    table = draw_table(rows, (22, 146, 62, 62, 66, 104, 40, 74), height=ROW, n_left=2,
                       marked=settings.chosen + 1 if settings.chosen else None)
    most = max((layer.multiplications for layer in layers), default=1)
    bars = Image.new("RGB", (90, table.height), PAPER)
    draw = ImageDraw.Draw(bars)
    for number, layer in enumerate(layers, 2):
        if layer.multiplications:
            draw.rectangle([0, number * ROW + 4, 88 * layer.multiplications / most,
                            (number + 1) * ROW - 5], fill=BLUE)
    return join_panels([
        ("the encoder, layer by layer", table), ("multiplications", bars),
        (f"what a middle cell sees, {settings.image_size} pixels" if not fault else "cannot work",
         _draw_seen(settings, layers, fault))])


def _draw_seen(settings, layers, fault):
    face = enlarge(cut_hole(load_fox(), PAPER_32), SCALE)
    if fault:
        end, draw = face.width - 1, ImageDraw.Draw(face)
        for line in ([0, 0, end, end], [0, end, end, 0]):
            draw.line(line, fill=ACCENT, width=6)
        return face
    kernels, hole = list_kernels([layer.block for layer in layers]), HOLES[settings.image_size]
    window = [find_seen(kernels, middle // layers[-1].jump) for middle in
              (hole.top + hole.height // 2, hole.left + hole.width // 2)]
    outline(face, *(slice(view.start, min(view.stop, settings.image_size)) for view in window),
            SCALE * 128 // settings.image_size)
    return face


class EncoderLab(Lab):
    """The lab of chapter 8 on the screen."""

    name = "encoder"

    def make_controls(self, widgets):
        """Return the controls."""
        self._blocks = load_preset("paper", 64)
        add, remove = (widgets.Button(description=text) for text in ("add", "remove"))
        add.on_click(self.on_add)
        remove.on_click(self.on_remove)
        first = self._blocks[0]
        sliders = {name: widgets.IntSlider(getattr(first, name), low, high, description=name)
                   for name, (low, high) in LIMITS.items()}
        return {
            "preset": widgets.Dropdown(options=[*ENCODERS, OWN], value="paper",
                                       description="preset"),
            "image": widgets.Dropdown(options=[*HOLES], value=64, description="image"),
            "block": widgets.IntSlider(1, 1, len(self._blocks), description="block"),
            "kind": widgets.Dropdown(options=KINDS, value=name_kind(first), description="kind"),
            **sliders, "add": add, "remove": remove,
        }

    def read_settings(self):
        """Return the settings: the stack, and which block is chosen."""
        chosen = self.controls["block"].value if self._blocks else 0
        return EncoderSettings(self._blocks, self.controls["image"].value, chosen)

    def find_answer(self, settings):
        """Return the answer to settings."""
        return inspect_encoder(settings)

    def on_change(self, change):
        """Load a preset, show the numbers of the chosen block, or change that block."""
        if self._is_held:
            return
        owner = change["owner"]
        if owner in (self.controls["preset"], self.controls["image"]):
            self.load_blocks()
        elif owner is self.controls["block"]:
            self.show_block()
        elif self._blocks:
            self.change_block()

    def load_blocks(self):
        """Begin with the blocks of the preset; a stack of one's own is kept."""
        preset = self.controls["preset"].value
        if preset != OWN:
            self._blocks = load_preset(preset, self.controls["image"].value)
        self.show_block(1)

    def show_block(self, number=None):
        """Let the controls show a block, of which they also say what it has; answer anew."""
        with self.hold():
            block = self.controls["block"]
            block.max = max(len(self._blocks), 1)
            block.value = min(number or block.value, block.max)
            if self._blocks:
                chosen = self._blocks[block.value - 1]
                self.controls["kind"].value = name_kind(chosen)
                for name in LIMITS:
                    self.controls[name].disabled = name not in USED[name_kind(chosen)]
                    if not self.controls[name].disabled:
                        self.controls[name].value = getattr(chosen, name)

    def change_block(self):
        """Put a block as the controls say in the place of the chosen one."""
        place = self.controls["block"].value - 1
        self.set_blocks((*self._blocks[:place], self._read_block(), *self._blocks[place + 1:]),
                        place + 1)

    def set_blocks(self, blocks, number):
        """Show a stack of one's own, with one block chosen."""
        self._blocks = blocks
        with self.hold():
            self.controls["preset"].value = OWN
        self.show_block(number)

    def _read_block(self):
        return make_block(self.controls["kind"].value,
                          *(self.controls[name].value for name in LIMITS))

    def on_add(self, button=None):
        """Put a block like the chosen one behind it, up to as many as the lab takes."""
        if len(self._blocks) < MOST_BLOCKS:
            place = self.controls["block"].value if self._blocks else 0
            self.set_blocks((*self._blocks[:place], self._read_block(), *self._blocks[place:]),
                            place + 1)

    def on_remove(self, button=None):
        """Take the chosen block away."""
        place = self.controls["block"].value - 1
        self.set_blocks((*self._blocks[:place], *self._blocks[place + 1:]), max(place, 1))

    def close(self):
        """Take the lab from the screen and let go of the stack."""
        for name, callback in (("add", self.on_add), ("remove", self.on_remove)):
            if name in self.controls:
                self.controls[name].on_click(callback, remove=True)
        super().close()
        self._blocks = ()
