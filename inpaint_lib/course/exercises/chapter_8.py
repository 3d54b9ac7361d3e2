"""Exercises of chapter 8, `Heavier encoders`."""

import math

from inpaint_lib.course.exercises.checking import Exercise, Mistake

SIZES = {"3": 3, "5": 5}
FEWER = {"3": "before 3", "5": "before 5"}


def _count_inception(channels, split, sizes=SIZES, fewer=FEWER, biases=1):
    return sum((sizes.get(name, 1) ** 2 * split.get(fewer.get(name), channels) + biases) * filters
               for name, filters in split.items())


def _choose_filters(budget, size, side):
    return math.isqrt(budget // (size * side) ** 2)


INCEPTION_TRIALS = (
    (7, {"1": 2, "before 3": 5, "3": 3, "before 5": 4, "5": 6, "pooled": 1}),
    (30, {"1": 8, "before 3": 12, "3": 17, "before 5": 3, "5": 4, "pooled": 5}),
    (1, {"1": 1, "before 3": 2, "3": 1, "before 5": 3, "5": 1, "pooled": 2}))
BUDGET_TRIALS = ((5_000_000, 3, 16), (9 * 16 * 7 ** 2, 3, 4), (9 * 16 * 7 ** 2 - 1, 3, 4),
                 (1_000_000, 5, 8), (24, 5, 1), (700, 1, 6))

EXERCISES = (
    # 8.1
    Exercise(
        name="first_weights",
        answer=11 * 11 * 3 * 96 + 96,
        why="121 places times 3 colours for each of the 96 kernels, and a bias for each.",
        mistakes=(
            Mistake(11 * 11 * 3 * 96, "Those are the weights. Each kernel has a bias besides."),
            Mistake(11 * 11 * 96 + 96, "A kernel has weights for each of the three colours."),
            Mistake(11 * 11 * 96, "A kernel has weights for each of the three colours, and a "
                                  "bias."),
            Mistake(11 * 3 * 96 + 96, "The kernel has 11 rows as well as 11 columns."),
            Mistake(11 * 11 * 3 * 96 + 1, "Every kernel has a bias of its own."),
            Mistake(11 * 11 * 3 * 96 + 3, "The biases belong to what comes out, not to what comes "
                                          "in."),
            Mistake((11 * 11 + 1) * 3 * 96, "One bias for each kernel, not for each of its "
                                            "colours."),
        ),
        hint="How many weights has a single kernel? Then times the kernels, and the biases.",
    ),
    # 8.2
    Exercise(
        name="stride_products",
        answer=11 * 11 * 3 * 96 * 32 ** 2,
        why="Each of the 34,848 weights is used at 32 times 32 places.",
        mistakes=(
            Mistake(11 * 11 * 3 * 96 * 128 ** 2, "That is with a stride of 1. How many places does "
                                                 "a stride of 4 leave?"),
            Mistake(11 * 11 * 3 * 96 * 128 * 32, "The stride counts in both directions."),
            Mistake(11 * 11 * 3 * 96 * 32, "Those are the places of one row."),
            Mistake((11 * 11 * 3 * 96 + 96) * 32 ** 2, "A bias is added and multiplies nothing."),
            Mistake(11 * 11 * 3 * 96 * 30 ** 2, "With padding `same` the kernel may reach beyond "
                                                "the rim."),
            Mistake(11 * 11 * 3 * 96, "Those are the weights. At how many places is each used?"),
            Mistake(11 * 11 * 96 * 32 ** 2, "Each kernel reads three colours."),
        ),
        hint="The weights, times the number of places that come out.",
    ),
    # 8.3
    Exercise(
        name="stem_field",
        answer=27,
        why="7, then 7 + 2 * 2, the same, 11 + 2 * 4, and 19 + 2 * 4.",
        mistakes=(
            Mistake(7 + 2 + 0 + 2 + 2, "That would be so with strides of 1. After a stride of 2 "
                                       "each step is two pixels wide."),
            Mistake(35, "The last stride counts for what follows, and nothing follows."),
            Mistake(19, "The last pooling widens the view as well."),
            Mistake(17, "A pooling of 3x3 cells widens the view like a convolution of 3x3."),
            Mistake(8, "That is how far apart two neighbouring cells look, the jump."),
            Mistake(23, "Look at the jump again: after two strides of 2 it is 4."),
            Mistake(27 ** 2, "Asked are the pixels in a row, not in the square."),
            Mistake(31, "The 1x1 convolution adds nothing."),
        ),
        hint="Each layer adds (kernel - 1) times the jump, and its stride multiplies the jump.",
    ),
    # 8.4
    Exercise(
        name="saving",
        answer=25 * 64 * 32 / (64 * 8 + 25 * 8 * 32),
        decimals=2,
        why="51,200 at each place against 512 and 6,400.",
        mistakes=(
            Mistake(64 / 8, "That is what the 5x5 saves. The 1x1 has to be paid for."),
            Mistake((64 * 8 + 25 * 8 * 32) / (25 * 64 * 32), "The other way round: how many times "
                                                             "fewer?"),
            Mistake(25 * 64 * 32 / (64 * 8 + 25 * 64 * 32), "Behind the 1x1 the 5x5 reads 8 "
                                                            "channels, not 64."),
            Mistake(25 * 64 * 32 / (64 * 8), "That is beside the 1x1 alone. The 5x5 is still "
                                             "there."),
            Mistake(5 * 64 * 32 / (64 * 8 + 5 * 8 * 32), "A 5x5 kernel has 25 places."),
            Mistake(25 * 64 * 32 / (25 * 64 * 8 + 25 * 8 * 32), "The layer in front is 1x1, not "
                                                                "5x5."),
            Mistake(25 * 64 * 32 - (64 * 8 + 25 * 8 * 32), "Not how many fewer: how many times."),
        ),
        hint="Multiplications at one place: 25 * 64 * 32 alone. And the two together?",
    ),
    # 8.5
    Exercise(
        name="count_inception",
        answer=_count_inception,
        trials=INCEPTION_TRIALS,
        why="Four layers read what came in; the 3x3 and the 5x5 read what a 1x1 left of it.",
        mistakes=(
            Mistake(lambda channels, split: _count_inception(channels, split, biases=0),
                    "The biases are missing."),
            Mistake(lambda channels, split: _count_inception(channels, split, fewer={}),
                    "The 3x3 and the 5x5 do not read what the block is given, but what the 1x1 "
                    "before them made."),
            Mistake(lambda channels, split: _count_inception(channels, split, sizes={}),
                    "All your kernels are 1x1. Two of the six are not."),
            Mistake(lambda channels, split: _count_inception(channels, split,
                                                             sizes=SIZES | {"pooled": 3}),
                    "The pooling has no weights; the convolution behind it is 1x1."),
            Mistake(lambda channels, split: sum(
                        (SIZES.get(name, 1) ** 2 * split.get(FEWER.get(name), channels) + 1)
                        * filters for name, filters in split.items() if "before" not in name),
                    "The two 1x1 convolutions before the larger ones have weights, too."),
            Mistake(lambda channels, split: _count_inception(
                        channels, split, fewer={"3": "before 5", "5": "before 3"}),
                    "The 3x3 reads `before 3`, and the 5x5 reads `before 5`."),
            Mistake(lambda channels, split: _count_inception(channels, split,
                                                             sizes={"3": 3 ** .5, "5": 5 ** .5}),
                    "A 3x3 kernel has nine places, and a 5x5 one 25."),
            Mistake(lambda channels, split: _count_inception(channels, split, biases=0) + 1,
                    "Every filter has a bias of its own, in all six layers."),
            Mistake(lambda channels, split: _count_inception(
                        channels, split, fewer=FEWER | {"pooled": "1"}),
                    "The pooling reads what the block is given, beside the others."),
        ),
        hint="Six layers: for each, (kernel ** 2 * channels it reads + 1) * filters.",
    ),
    # 8.6
    Exercise(
        name="residual_cell",
        answer=[0, 5],
        why="The change is (-3, 6), and it is added to (3, -1) as it came in.",
        mistakes=(
            Mistake([-3, 6], "That is the change. Add it to what came in."),
            Mistake([0, 6], "The block adds to what came in, -1 and all; the ReLU is for the "
                            "change alone."),
            Mistake([3, 5], "Behind the second table there is no ReLU: the change may be "
                            "negative."),
            Mistake([-2, 4], "Take the ReLU before the first table: -1 becomes 0."),
            Mistake([3, 6], "That is what the first table gives. Another ReLU, another table, and "
                            "the sum."),
            Mistake([3, -1], "Those are the numbers that came in. Where is the change?"),
            Mistake([-9, 14], "The row of a table belongs to the number that comes in, the column "
                              "to the one that comes out."),
        ),
        hint="Write the three steps down: after the ReLU (3, 0), after the first table two "
             "numbers, after the second the change.",
    ),
    # 8.7
    Exercise(
        name="choose_filters",
        answer=_choose_filters,
        trials=BUDGET_TRIALS,
        why="The cost grows with the square of the width.",
        mistakes=(
            Mistake(lambda budget, size, side: budget // (size * side) ** 2,
                    "That is as if only one side had K channels. It is K channels to K."),
            Mistake(lambda budget, size, side: math.ceil(math.sqrt(budget) / (size * side)),
                    "Round down: one filter more and the budget is broken."),
            Mistake(lambda budget, size, side: round(math.sqrt(budget) / (size * side)),
                    "Round down, not to the nearest: the budget is a limit."),
            Mistake(lambda budget, size, side: math.sqrt(budget) / (size * side),
                    "A number of filters is whole. Round down."),
            Mistake(lambda budget, size, side: max(1, _choose_filters(budget, size, side)),
                    "If not even one filter fits, the answer is 0."),
            Mistake(lambda budget, size, side: math.isqrt(budget // size ** 2),
                    "At how many places is each weight used? side times side."),
            Mistake(lambda budget, size, side: math.isqrt(budget // (size * side)),
                    "The kernel has size * size places, and the grid side * side."),
            Mistake(lambda budget, size, side: math.isqrt(budget // side ** 2),
                    "A kernel has size times size weights for each pair of channels."),
            Mistake(lambda budget, size, side: _choose_filters(budget - 1, size, side),
                    "A layer that takes exactly the budget fits."),
        ),
        hint="The layer takes (size * side * K) ** 2 multiplications. For which K is that the "
             "budget?",
    ),
)
