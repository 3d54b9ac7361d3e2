"""What the lab of chapter 8 knows: blocks, what each costs and sees, and what cannot work."""

import functools
from dataclasses import dataclass, replace

from inpaint_lib.holes import PAPER_32, Hole
from inpaint_lib.models.encoders import (BUDGETS, ENCODERS, GRID_CHANNELS, GRID_SIDE, Block,
                                         choose_width, count_cost, list_blocks,
                                         list_convolutions, list_kernels, split_inception)
from inpaint_lib.models.receptive_field import find_seen, measure_receptive_field

HOLES = {64: Hole(PAPER_32.top // 2, PAPER_32.left // 2, 16, 16), 128: PAPER_32}
"""dict : the paper's hole, by the side of the image."""

KINDS = ("convolution", "1x1", "pooling", "inception", "residual")
LIMITS = {"filters": (1, 512), "size": (1, 11), "stride": (1, 4)}
USED = {"convolution": ("filters", "size", "stride"), "1x1": ("filters",),
        "pooling": ("size", "stride"), "inception": ("filters",), "residual": ("filters",)}
"""dict : which of the numbers each kind of block has."""

MOST_BLOCKS = 24
LAST = Block("convolution", GRID_CHANNELS, 1)
"""What follows the blocks: the convolution that leads to the channels of the decoder's grid."""


@dataclass(frozen=True)
class EncoderSettings:
    """A stack of blocks with whole filters, and the side of the image, 64 or 128 pixels.

    `chosen`, from 1, is the block that is marked in the table; 0 is none.
    """

    blocks: tuple
    image_size: int = 64
    chosen: int = 0


@dataclass(frozen=True)
class Layer:
    """What comes out of a block, what it costs, and what of the image reaches one of its cells.

    `blind` counts the cells that see nothing but hole.
    """

    block: Block
    side: int
    channels: int
    weights: int
    multiplications: int
    field: int
    jump: int
    blind: int


def make_block(kind, filters=32, size=3, stride=1):
    """Make a block of one of `KINDS`; numbers that the kind has not got are left out.

    Examples
    --------
    >>> make_block("pooling", filters=32, size=2, stride=2)
    Block(kind='pooling', filters=0, size=2, stride=2, only_128=False)
    """
    if kind not in KINDS:
        raise ValueError(f"There is no block {kind!r}; there are {', '.join(KINDS)}.")
    given = {"filters": filters, "size": size, "stride": stride}
    numbers = {name: given[name] for name in USED[kind]}
    for name, value in numbers.items():
        low, high = LIMITS[name]
        if not low <= value <= high:
            raise ValueError(f"{name} must lie between {low} and {high}, got {value}.")
    if kind == "1x1":
        return Block("convolution", size=1, **numbers)
    return Block(kind, **numbers)


def name_kind(block):
    """Return which of `KINDS` a block is."""
    is_1x1 = block.kind == "convolution" and (block.size, block.stride) == (1, 1)
    return "1x1" if is_1x1 else block.kind


@functools.cache
def load_preset(name, image_size):
    """Return the blocks of one of `ENCODERS` with as many filters as its budget allows."""
    if name not in ENCODERS:
        raise ValueError(f"There is no preset {name!r}; there are {', '.join(ENCODERS)}.")
    return tuple(replace(block, only_128=False) for block in
                 list_blocks(name, image_size, choose_width(name, image_size))[:-1])


def count_layers(blocks, image_size):
    """Return a `Layer` for each block up to the first that cannot work, and the fault, or "".

    `LAST` is counted too; that the grid behind it is not the decoder's is a fault of the whole.
    """
    layers, side, channels = [], image_size, 3
    for number, block in enumerate((*blocks, LAST), 1):
        fault = _find_fault(block, side, channels)
        if fault:
            return tuple(layers), f"Block {number} cannot work. {fault}"
        stack = [*blocks, LAST][:number]
        convolutions = list_convolutions(stack, image_size)
        own = convolutions[len(list_convolutions(stack[:-1], image_size)):]
        side, channels = side // block.stride, block.filters or channels
        kernels = list_kernels(stack)
        layers.append(Layer(block, side, channels, count_cost(own, "weights"), count_cost(own),
                            *measure_receptive_field(kernels),
                            _count_blind(kernels, side, HOLES[image_size])))
    if side == GRID_SIDE:
        return tuple(layers), ""
    return tuple(layers), (
        f"This cannot work. The blocks end in {side}x{side} cells, and the decoder begins with "
        f"{GRID_SIDE}x{GRID_SIDE}: the strides must multiply to {image_size // GRID_SIDE}, got "
        f"{image_size // side}.")


def _find_fault(block, side, channels):
    if side % block.stride:
        return (f"A stride of {block.stride} does not divide a grid of {side}x{side} cells; the "
                "last row would look over the rim, and no doubling on the way back meets the "
                "picture's size.")
    if block.kind == "inception":
        try:
            split_inception(block.filters)
        except ValueError as error:
            return str(error)
    if block.kind == "residual" and block.filters != channels:
        return (f"A residual block adds what comes out to what goes in, so it needs as many "
                f"filters as channels come in: {channels}, got {block.filters}.")
    return ""


def _count_blind(kernels, side, hole):
    blind = 1
    for start, stop in ((hole.top, hole.bottom), (hole.left, hole.right)):
        views = [find_seen(kernels, cell) for cell in range(side)]
        blind *= sum(start <= view.start and view.stop <= stop for view in views)
    return blind


def check_settings(settings):
    if settings.image_size not in HOLES:
        raise ValueError(f"The lab has images of 64 or 128 pixels, got {settings.image_size}.")
    if len(settings.blocks) > MOST_BLOCKS:
        raise ValueError(f"The lab stacks at most {MOST_BLOCKS} blocks, got "
                         f"{len(settings.blocks)}.")
    if not 0 <= settings.chosen <= len(settings.blocks):
        raise ValueError(f"There are {len(settings.blocks)} blocks; there is no block "
                         f"{settings.chosen}.")
    for block in settings.blocks:
        if make_block(name_kind(block), block.filters, block.size, block.stride) != block:
            raise ValueError(f"The lab cannot count {block}: filters, size and stride belong to a "
                             "convolution, size and stride to a pooling, filters to the others.")


def find_oddities(settings, layers):
    """Return what is odd about single blocks that can be built."""
    found, given = [], settings.image_size
    for number, (layer, block) in enumerate(zip(layers, settings.blocks), 1):
        name, has_kernel = f"Block {number}", block.kind in ("convolution", "pooling")
        if has_kernel and block.size > given:
            found.append(f"{name} lays a kernel of {block.size} on {given}x{given} cells: much of "
                         "what it reads is padding, zeros that no picture held.")
        if has_kernel and block.size < block.stride:
            found.append(f"{name} steps over cells that nobody reads: its stride of {block.stride} "
                         f"is larger than its kernel of {block.size}.")
        if block.kind == "convolution" and block.size % 2 == 0:
            found.append(f"{name} has a kernel of {block.size}, which has no middle: every cell "
                         "looks one step further down and right than up and left.")
        given = layer.side
    return found


def judge_whole(settings, layers):
    """Return what is to be said against a whole stack that can be built."""
    found, last, hole = [], layers[-1], HOLES[settings.image_size]
    if last.blind:
        one = last.blind == 1
        found.append(f"{last.blind} of the {last.side}x{last.side} cells see{'s' * one} nothing "
                     f"but hole: a view of {last.field}x{last.field} does not reach beyond it, "
                     f"and all that {'it knows' if one else 'they know'} is the membrane that the "
                     "hole was filled with.")
    elif last.field <= hole.height:
        found.append(f"A view of {last.field}x{last.field} is no larger than the hole: that no "
                     "cell sees nothing else hangs on where the hole lies.")
    share = find_share(settings, layers)
    if share > 1.05:
        found.append(f"The budget is exceeded, {share:.2f} times: beside encoders that cost less, "
                     "a smaller error would prove nothing.")
    elif share < 0.95:
        found.append(f"Only {share:.2f} of the budget is used: there is room for more filters.")
    return found


def find_share(settings, layers):
    budget = BUDGETS["multiplications"][settings.image_size]
    return sum(layer.multiplications for layer in layers) / budget
