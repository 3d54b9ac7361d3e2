"""Chapter 8: answers that are right however written, and wrong ones beyond the known mistakes."""

import math

import numpy as np

from inpaint_lib.models.receptive_field import measure_receptive_field


def count_in_words(channels, split):
    total = 0
    for name in ("1", "before 3", "before 5", "pooled"):
        total += channels * split[name] + split[name]
    for name in ("3", "5"):
        total += int(name) ** 2 * split["before " + name] * split[name] + split[name]
    return total


def count_with_arrays(channels, split):
    kernels = np.array([1, 1, 9, 1, 25, 1])
    reads = np.array([channels, channels, split["before 3"], channels, split["before 5"],
                      channels])
    filters = np.array([split[name] for name in ("1", "before 3", "3", "before 5", "5",
                                                 "pooled")])
    return np.sum((kernels * reads + 1) * filters)


def count_and_spoil(channels, split):
    total = count_in_words(channels, split)
    split["1"] = 0
    return total


def climb(budget, size, side):
    filters = 0
    while (size * side * (filters + 1)) ** 2 <= budget:
        filters += 1
    return filters


def climb_too_far(budget, size, side):
    filters = 0
    while (size * side * filters) ** 2 <= budget:
        filters += 1
    return filters


RIGHT = {
    "first_weights": {"sum": (11 * 11 * 3 + 1) * 96, "text": "34944", "float": 34944.0},
    "stride_products": {"product": 35_684_352, "text": "35684352", "array": np.array([35684352])},
    "stem_field": {"computed": measure_receptive_field([(7, 2), (3, 2), (1, 1), (3, 1), (3, 2)])[0],
                   "text": "27", "float": 27.0},
    "saving": {"exact": 51200 / 6912, "two decimals": 7.41, "three": 7.407, "text": "7.41"},
    "count_inception": {"words": count_in_words, "arrays": count_with_arrays,
                        "float": lambda channels, split: float(count_in_words(channels, split))},
    "residual_cell": {"list": [0, 5], "array": np.array([0.0, 5.0]), "tuple": (0, 5),
                      "a grid": np.array([[[0, 5]]]), "texts": ["0", "5"]},
    "choose_filters": {
        "loop": climb, "root": lambda budget, size, side: int(math.sqrt(budget) / (size * side)),
        "numpy": lambda budget, size, side: np.floor(np.sqrt(budget / (size * side) ** 2)),
        "search": lambda budget, size, side: max(
            filters for filters in range(2000) if (size * side * filters) ** 2 <= budget)},
}

WRONG = {
    "first_weights": {"stride": 11 * 11 * 3 * 96 * 16, "turned": 3 * 3 * 11 * 96 + 96,
                      "twice": 2 * 34944, "one kernel": 364},
    "stride_products": {"added": 11 * 11 * 3 * 96 + 32 ** 2, "valid": 34848 * 29 ** 2,
                        "stride 2": 34848 * 64 ** 2, "in millions": 35.7},
    "stem_field": {"one more": 28, "without pooling": 15, "sum of kernels": 17.5, "last 3x3": 25},
    "saving": {"cut off": 7.4, "whole": 7, "rounded wrong": 7.42, "bias": 7.3},
    "count_inception": {
        "only out": lambda channels, split: sum(split.values()),
        "no pooled": lambda channels, split: count_in_words(channels, split)
        - split["pooled"] * (channels + 1),
        "pooled reads channels three times": lambda channels, split: count_in_words(
            channels, split) + 2 * channels * split["pooled"],
        "chained": lambda channels, split: count_in_words(split["1"], split),
        "biases doubled": lambda channels, split: count_in_words(channels, split)
        + sum(split.values()),
        "5x5 as 3x3": lambda channels, split: count_in_words(channels, split)
        - 16 * split["before 5"] * split["5"],
        "channels added": lambda channels, split: count_in_words(channels, split) + channels,
        "spoilt": count_and_spoil},
    "residual_cell": {"turned": [5, 0], "sum": 5, "three": [0, 5, 0], "minus": [6, -7],
                      "no second relu": [1, 5]},
    "choose_filters": {
        "one too many": climb_too_far,
        "bytes": lambda budget, size, side: math.isqrt(budget // (4 * (size * side) ** 2)),
        "one less": lambda budget, size, side: max(0, climb(budget, size, side) - 1),
        "side once": lambda budget, size, side: math.isqrt(budget // (size ** 2 * side)),
        "with biases": lambda budget, size, side: max(
            filters for filters in range(2000)
            if (size * side * filters) ** 2 + filters * side ** 2 <= budget),
        "a multiple of 8": lambda budget, size, side: climb(budget, size, side) // 8 * 8,
        "of three channels": lambda budget, size, side: budget // (3 * (size * side) ** 2),
        "the cost": lambda budget, size, side: (size * side * climb(budget, size, side)) ** 2},
}

HINTS = {
    "choose_filters": ((lambda budget, size, side: budget // (size * side) ** 2,
                        "K channels to K"),),
    "first_weights": ((34848, "bias"),),
    "stride_products": ((34848 * 128 ** 2, "stride of 1"), (34944 * 1024, "bias is added")),
    "saving": ((8, "paid for"), (0.14, "other way round")),
    "stem_field": ((13, "two pixels wide"), (8, "the jump")),
    "residual_cell": (([-3, 6], "Add it"), ([3, 5], "may be negative")),
    "count_inception": ((lambda channels, split: count_in_words(channels, split)
                         - sum(split.values()), "biases are missing"),),
}
