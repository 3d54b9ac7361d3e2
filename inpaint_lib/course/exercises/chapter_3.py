"""Exercises of chapter 3, `The whole picture`."""

import numpy as np

from inpaint_lib.course.exercises.checking import Exercise, Mistake
from inpaint_lib.holes import Hole, crop_hole
from inpaint_lib.models.receptive_field import measure_receptive_field


def _add_up_kernels(layers):
    return (1 + sum(kernel - 1 for kernel, _ in layers),
            int(np.prod([stride for _, stride in layers])))


def _stride_first(layers):
    size, jump = 1, 1
    for kernel, stride in layers:
        jump *= stride
        size += (kernel - 1) * jump
    return size, jump


def _whole_kernels(layers):
    size, jump = 1, 1
    for kernel, stride in layers:
        size += kernel * jump
        jump *= stride
    return size, jump


def _add_up_strides(layers):
    size, jump = 1, 1
    for kernel, stride in layers:
        size += (kernel - 1) * jump
        jump += stride
    return size, jump


def _measure_loss(painted, images, hole):
    return np.mean((painted - crop_hole(images, hole)) ** 2)


def _make_square_trials():
    rng = np.random.default_rng(seed=0)
    trials = []
    for count, hole in ((3, Hole(2, 4, 5, 5)), (1, Hole(0, 1, 4, 6))):
        images = rng.random((count, 12, 14, 3))
        trials.append((rng.random((count, hole.height, hole.width, 3)), images, hole))
    return tuple(trials)


_PAIR = [(3, 1), (2, 2)]
_STACKS = ((_PAIR * 2,), ([(3, 1)] * 8,), ([(7, 2), (3, 1), (3, 2)],), ([(5, 3), (3, 1)],), ([],))

EXERCISES = (
    # 3.1
    Exercise(
        name="larger_photo",
        answer=3 * 3 * 3 * 64 + 64,
        why="A stencil is used at every place, so the size of the photo does not enter.",
        mistakes=(
            Mistake(1792 * 16, "That would give each place its own weights. A stencil slides: the "
                               "same weights serve everywhere."),
            Mistake(3 * 3 * 3 * 64, "Those are the weights. Each of the 64 stencils has a bias as "
                                    "well."),
            Mistake(3 * 3 * 64 + 64, "Each stencil lies on three colours at once: 3x3x3 weights."),
            Mistake(512 * 512 * 64, "That is how many numbers come out. How many weights make "
                                    "them?"),
        ),
        hint="Which of these enter the number of weights: rows of the photo, rows of a stencil, "
             "colours, stencils?",
    ),
    # 3.2
    Exercise(
        name="corner_value",
        answer=4 / 9,
        decimals=2,
        why="In the corner four places of the stencil lie on the image and five on invented "
            "zeros, so a plain image gets a dark rim.",
        mistakes=(
            Mistake(1, "So it is far from the rim. In the corner part of the stencil hangs over."),
            Mistake(6 / 9, "That is the value along a side. In a corner two sides of the stencil "
                           "hang over."),
            Mistake(4, "Four pixels are under the stencil: each counts with its weight."),
            Mistake(0, "The padding is zero, and four places of the stencil still lie on the "
                       "image."),
        ),
        hint="Draw the 3x3 stencil with its middle on the corner pixel. How many of its nine "
             "places lie on the image?",
    ),
    # 3.3
    Exercise(
        name="side_after_layers",
        answer=23,
        why="96 stays 96, is halved to 48, loses 2 rows without padding, and 46 is halved to 23.",
        mistakes=(
            Mistake(24, "That is right if both convolutions are padded; the second is not."),
            Mistake(22, "You took two rows away twice. The first convolution is padded."),
            Mistake(46, "One pooling is still to come."),
            Mistake(22.5, "Rows are whole, and the first convolution is padded."),
        ),
        hint="Go layer by layer: same keeps the side, no padding takes 2 off for a 3x3 stencil, "
             "a 2x2 pooling halves.",
    ),
    # 3.4
    Exercise(
        name="dense_weights",
        answer=16 * 16 * 32 * 500 + 500,
        why="Two poolings leave 16x16 cells of 32 channels, 8,192 numbers; each has a weight to "
            "each of 500 units, and each unit has a bias.",
        mistakes=(
            Mistake(16 * 16 * 32 * 500, "Nearly: each unit has a bias as well."),
            Mistake(64 * 64 * 32 * 500 + 500, "The poolings are missing: each halves both sides."),
            Mistake(16 * 16 * 500 + 500, "The channels are missing: every cell holds 32 numbers."),
            Mistake(32 * 32 * 32 * 500 + 500, "Each of the two poolings halves both sides."),
            Mistake(16 * 16 * 32 + 500, "Every number has a weight to every unit: multiply."),
        ),
        hint="How many numbers are in the row? Times the units, plus one bias a unit.",
    ),
    # 3.5
    Exercise(
        name="transposed_side",
        answer=21,
        why="Ten copies of 3 rows, each 2 below the one before: the last one ends at row 9 x 2 + "
            "3.",
        mistakes=(
            Mistake(20, "That is the side with padding same, which cuts the surplus off."),
            Mistake(12, "That is stride 1. Here each copy lies two rows below the one before."),
            Mistake(23, "One stride too many: between ten copies there are nine steps."),
            Mistake(30, "Copies of 3 rows that lie 2 apart overlap."),
            Mistake(4, "That is a convolution, which makes the grid smaller. This one spreads."),
        ),
        hint="Where does the last copy of the stencil start, and how many rows does it have? Or "
             "ask convolve_transposed.",
    ),
    # 3.6
    Exercise(
        name="lost_layer",
        answer="conv_3",
        why="Its result goes into pool_3 and from there into x, and the next line overwrites x "
            "with what is made from the second pair. No gradient ever reaches its weights.",
        mistakes=(
            Mistake("pool_3", "It is lost too, but a pooling has no weights of its own. What did "
                              "it read?"),
            Mistake("conv_2", "Its result is in x when pool_2 reads it, and pool_2 leads on."),
            Mistake("pool_2", "Its result is kept under the name seen, and that is what Flatten "
                              "reads."),
            Mistake("flatten", "It is the last layer of the network, and has no weights. Ask what "
                               "it reads, and what it does not."),
            Mistake("x", "That is a name that holds results, one after the other. Which layer's "
                         "result is lost when it is overwritten?"),
        ),
        hint="Compare the names in the code with the printed list. Which of the missing layers "
             "has weights?",
    ),
    # 3.7
    Exercise(
        name="repaired_row",
        answer=16 * 16 * 16,
        why="Flatten must read x. Three poolings leave 16x16 cells, the third convolution has 16 "
            "stencils.",
        mistakes=(
            Mistake(32 * 32 * 32, "That is what the faulty encoder returns."),
            Mistake(16 * 16 * 32, "The 32 channels are those of the second convolution; the third "
                                  "has fewer."),
            Mistake(32 * 32 * 16, "The third pooling halves both sides once more."),
            Mistake(16 * 16, "Every cell holds one number a channel."),
        ),
        hint="Change the last line but one, build the encoder and print output_shape.",
    ),
    # 3.8
    Exercise(
        name="sure_blind",
        answer=13,
        why="Among any four rows one after the other a window starts, and from the last of them "
            "it needs ten rows: 3 + 10.",
        mistakes=(
            Mistake(10, "That is enough where a window happens to fit. Move the hole by one row "
                        "and none may fit."),
            Mistake(14, "That is safe, and one more than needed. Count the rows in which a window "
                        "can start."),
            Mistake(16, "That is safe, and a smaller hole is safe too."),
            Mistake(12, "With 12 rows a window can start in three of them; starts are four "
                        "apart."),
        ),
        hint="Windows of 10 rows start every 4 rows. In how many rows of the hole may a window "
             "start and still end inside? There must be four.",
    ),
    # 3.9
    Exercise(
        name="receptive_field",
        answer=measure_receptive_field,
        trials=_STACKS,
        why="Each kernel adds its width less one, counted in the jumps that hold before it; each "
            "stride multiplies the jump.",
        mistakes=(
            Mistake(_add_up_kernels, "Behind a pooling neighbouring cells are further apart in "
                                     "the image: a kernel adds (kernel - 1) times the jump."),
            Mistake(_stride_first, "The stride of a layer counts for the layers behind it. First "
                                   "the size, then the jump."),
            Mistake(_whole_kernels, "One cell of the kernel is the one you had already: add "
                                    "kernel - 1, not kernel."),
            Mistake(_add_up_strides, "Strides multiply: two poolings of 2 put cells 4 apart."),
            Mistake(lambda layers: measure_receptive_field(layers)[0],
                    "The size is right. Return the jump as well: size, jump."),
            Mistake(lambda layers: measure_receptive_field(layers)[::-1],
                    "Both are right, in the wrong order: first the size, then the jump."),
        ),
        hint="Start with size 1 and jump 1 and go through the layers in their order. For one 3x3 "
             "convolution and one 2x2 pooling it must return 4 and 2.",
    ),
    # 3.10
    Exercise(
        name="hole_loss",
        answer=_measure_loss,
        trials=_make_square_trials(),
        why="The network paints the missing square alone, so its loss is about the missing pixels "
            "alone.",
        mistakes=(
            Mistake(lambda painted, images, hole: np.sqrt(_measure_loss(painted, images, hole)),
                    "That is the root. The loss of the paper is the mean squared error itself."),
            Mistake(lambda painted, images, hole: ((painted - crop_hole(images, hole)) ** 2).sum(),
                    "That is the sum. Divide by how many values there are."),
            Mistake(lambda painted, images, hole: ((painted - crop_hole(images, hole)) ** 2).sum()
                    / (len(images) * hole.height * hole.width),
                    "You divide by the pixels. Each has three colours: divide by those."),
            Mistake(lambda painted, images, hole: (
                        (painted - crop_hole(images, hole)) ** 2).mean(axis=(1, 2, 3)),
                    "That is a number for each square. One for all of them was asked."),
            Mistake(lambda painted, images, hole: ((painted - crop_hole(images, hole)) ** 2).sum()
                    / images.size, "You divide by all values of the images. The known pixels are "
                    "no part of this loss."),
            Mistake(lambda painted, images, hole: np.abs(painted - crop_hole(images, hole)).mean(),
                    "That is the mean of the absolute differences. Square them."),
            Mistake(lambda painted, images, hole: np.mean(painted - crop_hole(images, hole)),
                    "Differences of both signs cancel. Square them first."),
        ),
        hint="Crop the true squares, subtract, square, and take the mean over everything.",
    ),
)
