"""Encoders after five famous shapes, with one decoder and one latent for all.

An encoder is a list of blocks that leads from the image to a grid of 8x8 cells with 32 channels.
Its filters are multiples of one width, which is chosen so that every shape costs the same. There is
no batch normalisation, which none of the other networks of this course has.
"""

import math
from dataclasses import dataclass, replace

from inpaint_lib.models.compact import INPUT_GAIN, convolve, refine
from inpaint_lib.models.membrane import CELL, put_on_membrane

GRID_SIDE, GRID_CHANNELS = 8, 32
"""Cells of the grid in a row, and the numbers in each, to which every encoder leads."""

LATENT, MIXED = 512, 448
"""Units of the dense latent; channels of the convolution in its place, which costs as much."""

DECODER = (32, 24, 24)
"""Filters of the transposed convolutions: two lead to a 64x64 image's pixels, three to 128x128."""

BUDGETS = {"multiplications": {64: 27_000_000, 128: 109_000_000},
           "weights": {64: 200_000, 128: 400_000}}
"""What an encoder may cost: as many multiplications as the paper's with its 64 filters, or weights
as the others have by that measure."""

TOLERANCE = 0.05


@dataclass(frozen=True)
class Block:
    """One step of an encoder.

    Attributes
    ----------
    kind : str
        "convolution", with a ReLU; "pooling", which keeps the largest value; "inception", four
        branches beside each other; or "residual", two 3x3 convolutions added to what they read.
    filters : number
        Channels that come out; none for a pooling. In `ENCODERS` in units of the width.
    size, stride : int
        Kernel and stride of a convolution or a pooling.
    only_128 : bool
        Whether it is left out for images of 64x64 pixels.
    """

    kind: str
    filters: float = 0
    size: int = 3
    stride: int = 1
    only_128: bool = False


def _pair(share, only_128=False):
    return (Block("convolution", share, only_128=only_128),
            Block("pooling", size=2, stride=2, only_128=only_128))


def _stage(kind, count, share, only_128=False):
    return (Block("convolution", share, stride=2, only_128=only_128),
            *[Block(kind, share, only_128=only_128)] * count)


_POOL = Block("pooling", stride=2)
_POOL_128 = replace(_POOL, only_128=True)

ENCODERS = {
    "paper": (*_pair(1), *_pair(1 / 2), *_pair(1 / 4), *_pair(1 / 4, True)),
    "plain": (*_stage("convolution", 4, 1), *_stage("convolution", 4, 2),
              *_stage("convolution", 4, 4), *_stage("convolution", 4, 8, True)),
    "alexnet": (Block("convolution", 1, 11, 4), _POOL, Block("convolution", 8 / 3, 5), _POOL_128,
                Block("convolution", 4), Block("convolution", 4), Block("convolution", 8 / 3)),
    "googlenet": (Block("convolution", 1, 7, 2), _POOL, Block("convolution", 1, 1),
                  Block("convolution", 3), _POOL, Block("inception", 4), Block("inception", 7.5),
                  _POOL_128, Block("inception", 8, only_128=True)),
    "resnet": (*_stage("residual", 2, 1), *_stage("residual", 2, 2), *_stage("residual", 2, 4),
               *_stage("residual", 2, 8, True)),
}
"""dict : blocks of each shape, the filters in the proportions of the original. `plain` is `resnet`
without the additions."""


def split_inception(filters):
    """Share out an inception block's filters, in the proportions of GoogLeNet's first one.

    Parameters
    ----------
    filters : int
        Channels that come out of the block.

    Returns
    -------
    dict of str: int
        Filters of the 1x1 convolution ("1"), of the 3x3 and the 5x5 one ("3", "5"), of the 1x1 one
        before each of them ("before 3", "before 5"), and of the one behind the pooling ("pooled").

    References
    ----------
    C. Szegedy and others, "Going deeper with convolutions", CVPR 2015, table 1, row 3a.

    Examples
    --------
    >>> split_inception(256)
    {'1': 64, 'before 3': 96, '3': 128, 'before 5': 16, '5': 32, 'pooled': 32}
    """
    if filters < 8:
        raise ValueError(f"An inception block shares out at least 8 filters, got {filters}.")
    split = {name: max(1, round(filters * share / 16)) for name, share in
             (("1", 4), ("before 3", 6), ("3", 8), ("before 5", 1), ("5", 2))}
    return split | {"pooled": filters - split["1"] - split["3"] - split["5"]}


def list_blocks(kind, image_size, width):
    """Return an encoder's blocks, with whole filters; the last one leads to the grid's channels."""
    return [*(replace(block, filters=max(1, round(block.filters * width)) if block.filters else 0)
              for block in ENCODERS[kind] if image_size == 128 or not block.only_128),
            Block("convolution", GRID_CHANNELS, 1)]


def list_convolutions(blocks, image_size):
    """List the convolutions of blocks with whole filters: what each costs follows from it.

    Four whole numbers each: side of the kernel, channels that come in, filters, side of the grid
    that comes out.
    """
    found, channels, side = [], 3, image_size
    for block in blocks:
        side //= block.stride
        if block.kind == "pooling":
            continue
        if block.kind == "inception":
            part = split_inception(block.filters)
            found += [(size, part.get(given, channels), part[name], side) for size, given, name in (
                (1, "", "1"), (1, "", "before 3"), (3, "before 3", "3"), (1, "", "before 5"),
                (5, "before 5", "5"), (1, "", "pooled"))]
        elif block.kind == "residual":
            found += [(3, channels, block.filters, side)] * 2
        else:
            found.append((block.size, channels, block.filters, side))
        channels = block.filters
    return found


def count_cost(convolutions, match="multiplications"):
    """Count multiplications or weights, as `match` says, of what `list_convolutions` gives."""
    if match == "weights":
        return sum((size ** 2 * given + 1) * filters for size, given, filters, _ in convolutions)
    return sum((side * size) ** 2 * given * filters for size, given, filters, side in convolutions)


def list_kernels(blocks):
    """Return (kernel, stride) of the widest path through the blocks, for the receptive field."""
    paths = {"inception": [(5, 1)], "residual": [(3, 1), (3, 1)]}
    return [layer for block in blocks
            for layer in paths.get(block.kind, [(block.size, block.stride)])]


def choose_width(kind, image_size, budget=None, match="multiplications"):
    """Choose the width, by which the filters in `ENCODERS` are multiplied, for an encoder's budget.

    The `budget` counts multiplications or weights, as `match` says; None takes that of `BUDGETS`.
    Where no width comes within 5% of it, ValueError is raised.
    """
    _check_choice(kind, image_size, match)
    budget = BUDGETS[match][image_size] if budget is None else budget

    def count(width):
        return count_cost(list_convolutions(list_blocks(kind, image_size, width), image_size),
                          match)

    least, most = 2.0, 4096.0
    # The cost climbs with the width in steps, as filters are whole: close in on one step.
    while most - least > 1e-3:
        middle = (least + most) / 2
        if count(middle) <= budget:
            least = middle
        else:
            most = middle
    width, cost = min(((width, count(width)) for width in (least, most)),
                      key=lambda pair: abs(pair[1] - budget))
    if abs(cost - budget) > TOLERANCE * budget:
        raise ValueError(f"No width of {kind!r} has {budget:,} {match} within 5%; the nearest has "
                         f"{cost:,}.")
    return width


def build_encoder_network(kind, image_size, hole, dense=True, budget=None,
                          match="multiplications"):
    """Build a network with one of five encoders; all else is the same for all.

    Parameters
    ----------
    kind : str
        "paper", pairs of 3x3 convolution and 2x2 pooling; "plain", a stack of 3x3 convolutions;
        "alexnet", 11x11 with stride 4, then 5x5 and 3x3; "googlenet", inception blocks; "resnet",
        residual blocks.
    image_size : int
        64 or 128.
    hole : Hole
        A square whose side is a multiple of 4, at least two cells of the 8x8 grid from the rim.
    dense : bool
        Whether the latent is dense, so that every number in it hears of the whole image; else a 3x3
        convolution looks at the cells around the hole.
    budget, match
        What the encoder may cost, as for `choose_width`.

    Returns
    -------
    keras.Model
        (N, image_size, image_size, 3) to (N, hole.height, hole.width, 3): the missing square. It
        is painted upon the membrane, which comes out of the untrained network.

    References
    ----------
    The paper, section 6, names AlexNet and GoogLeNet. A. Krizhevsky, I. Sutskever, G. Hinton,
    "ImageNet classification with deep convolutional neural networks", NIPS 2012. K. Simonyan,
    A. Zisserman, "Very deep convolutional networks", ICLR 2015. C. Szegedy and others, "Going
    deeper with convolutions", CVPR 2015. K. He and others, "Deep residual learning", CVPR 2016.

    Examples
    --------
    >>> from inpaint_lib.holes import Hole
    >>> build_encoder_network("alexnet", 64, Hole(26, 27, 16, 16)).output_shape
    (None, 16, 16, 3)
    """
    _check_choice(kind, image_size, match)
    _check_hole(hole, image_size)
    width = choose_width(kind, image_size, budget, match)
    import keras
    from keras import layers

    image = keras.Input((image_size, image_size, 3), name="filled_image")
    grid = layers.Rescaling(INPUT_GAIN)(image)
    *blocks, last = list_blocks(kind, image_size, width)
    for block in blocks:
        grid = add_block(layers, grid, block)
    grid = layers.ReLU(name="grid")(convolve(layers, grid, last.filters, last.size))
    cells = _find_cells(hole, image_size)
    seed = (_add_dense if dense else _add_mixing)(layers, grid, cells)
    square = _decode(layers, seed, cells, hole, image_size)
    return put_on_membrane(keras.Model(image, square, name=kind), hole)


def add_block(layers, x, block):
    """Add a block with whole filters to a network: (N, H, W, C) to (N, H / stride, W / stride, K).

    No number that comes out is negative, as none may be that goes into a residual block.
    """
    if block.kind == "pooling":
        return layers.MaxPooling2D(block.size, block.stride, padding="same")(x)
    if block.kind == "residual":
        return layers.ReLU()(refine(layers, x))
    if block.kind == "inception":
        return add_inception(layers, x, block.filters)
    return layers.ReLU()(convolve(layers, x, block.filters, block.size, block.stride))


def add_inception(layers, x, filters):
    """Look at the cells in four ways beside each other: (N, H, W, C) to (N, H, W, filters).

    The 1x1 convolutions before the larger ones make these cheap; see `split_inception`.
    """
    split = split_inception(filters)

    def look(x, name, size=1):
        return layers.ReLU()(convolve(layers, x, split[name], size))

    pooled = layers.MaxPooling2D(3, 1, padding="same")(x)
    return layers.Concatenate()([look(x, "1"), look(look(x, "before 3"), "3", 3),
                                 look(look(x, "before 5"), "5", 5), look(pooled, "pooled")])


def cut_encoder(network):
    """Return the encoder of a network that `build_encoder_network` made; it shares its weights.

    (N, image_size, image_size, 3) gives the grid, (N, 8, 8, 32). What it reads is the image filled
    with the membrane, less the mean of the ring.
    """
    import keras

    whole = _find_whole(network)
    return keras.Model(whole.input, whole.get_layer("grid").output, name=f"{whole.name}_encoder")


def build_classifier(network, n_classes):
    """Put a classifier on the encoder of a network that `build_encoder_network` made.

    It reads the same holed images, (N, image_size, image_size, 3), and gives (N, n_classes) numbers
    that a softmax makes into probabilities. The encoder's weights are shared: to train one trains
    the other.
    """
    import keras
    from keras import layers

    seen = next(layer for layer in network.layers if isinstance(layer, layers.Subtract)).output
    grid = cut_encoder(network)(seen)
    classes = layers.Dense(n_classes, name="classes")(layers.GlobalAveragePooling2D()(grid))
    return keras.Model(network.input, classes, name=f"{network.name}_classifier")


def count_multiplications(network):
    """Count the products with weights that a network computes for one image.

    Parameters
    ----------
    network : keras.Model
        Of layers that are used once each. What is multiplied without weights, as in an attention or
        a bilinear enlargement, is not counted.

    Returns
    -------
    int

    Examples
    --------
    >>> import keras
    >>> image = keras.Input((8, 8, 3))
    >>> count_multiplications(keras.Model(image, keras.layers.Conv2D(5, 3)(image)))
    4860
    """
    total = 0
    for layer in network.layers:
        if hasattr(layer, "layers"):
            total += count_multiplications(layer)
        elif hasattr(layer, "kernel"):
            # A transposed convolution lays its kernel on the cells that it reads.
            grid = layer.input if "Transpose" in type(layer).__name__ else layer.output
            total += math.prod(layer.kernel.shape) * math.prod(grid.shape[1:-1])
    return total


def _find_cells(hole, image_size):
    """Return the grid's rows and columns under the hole and one more pixel, two slices."""
    cell = image_size // GRID_SIDE
    return tuple(slice((part.start - 1) // cell, -((-part.stop - 1) // cell))
                 for part in hole.slices)


def _crop(layers, x, rows, columns):
    """Keep these rows and columns of (N, H, W, C)."""
    height, width = x.shape[1:3]
    return layers.Cropping2D(((rows.start, height - rows.stop),
                              (columns.start, width - columns.stop)))(x)


def _add_dense(layers, grid, cells):
    """Return the decoder's seed, 2x2 places a cell, from numbers that see the whole grid."""
    height, width = (2 * (part.stop - part.start) for part in cells)
    latent = layers.Dense(LATENT, activation="relu", kernel_initializer="he_normal",
                          name="latent")(layers.Flatten()(grid))
    seed = layers.Dense(height * width * GRID_CHANNELS, activation="relu",
                        kernel_initializer="he_normal")(latent)
    return layers.Reshape((height, width, GRID_CHANNELS), name="seed")(seed)


def _add_mixing(layers, grid, cells):
    """Return the decoder's seed, 2x2 places a cell, each from the 3x3 cells around it."""
    around = [slice(part.start - 1, part.stop + 1) for part in cells]
    latent = layers.Conv2D(MIXED, 3, activation="relu", kernel_initializer="he_normal",
                           name="latent")(_crop(layers, grid, *around))
    # With no overlap it is a 1x1 convolution to four places of each cell.
    return layers.Conv2DTranspose(GRID_CHANNELS, 2, strides=2, activation="relu",
                                  kernel_initializer="he_normal", name="seed")(latent)


def _decode(layers, x, cells, hole, image_size):
    """Paint the cells that the hole touches, and of them the hole."""
    side = image_size // GRID_SIDE
    for filters in DECODER[:int(math.log2(side)) - 1]:
        # Kernels of 4x4 overlap evenly, so that no grid shows.
        x = layers.Conv2DTranspose(filters, 4, strides=2, padding="same", activation="relu",
                                   kernel_initializer="he_normal")(x)
    rim = [slice(part.start - 1 - side * seen.start, part.stop + 1 - side * seen.start)
           for part, seen in zip(hole.slices, cells, strict=True)]
    return layers.Conv2D(3, 3, name="square")(_crop(layers, x, *rim))


def _find_whole(network):
    return next(layer for layer in network.layers if layer.name in ENCODERS)


def _check_choice(kind, image_size, match):
    for name, value, choices in (("kind", kind, ENCODERS), ("image_size", image_size, (64, 128)),
                                 ("match", match, BUDGETS)):
        if value not in choices:
            raise ValueError(f"{name} must be one of {', '.join(map(str, choices))}, got "
                             f"{value!r}.")


def _check_hole(hole, image_size):
    if hole.height != hole.width or hole.height % CELL:
        raise ValueError(f"The encoders' networks paint squares of {CELL}, {2 * CELL}, ... pixels, "
                         f"got {hole}.")
    if any(cells.start < 1 or cells.stop >= GRID_SIDE for cells in _find_cells(hole, image_size)):
        raise ValueError(f"{hole} touches the outermost of the {GRID_SIDE}x{GRID_SIDE} cells of an "
                         f"image of {image_size}x{image_size}; the convolution in place of the "
                         "dense latent looks at one more cell all around.")
