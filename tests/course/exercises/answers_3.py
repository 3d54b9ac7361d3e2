"""Chapter 3: answers that are right however written, and wrong ones beyond the known mistakes."""

from fractions import Fraction

import numpy as np

from inpaint_lib.holes import Hole, crop_hole
from inpaint_lib.models.receptive_field import measure_receptive_field


def field_backwards(layers):
    size = 1
    for kernel, stride in reversed(layers):
        size = (size - 1) * stride + kernel
    return [size, int(np.prod([stride for _, stride in layers]))]


def field_by_recursion(layers):
    if not layers:
        return 1, 1
    size, jump = field_by_recursion(layers[:-1])
    return size + (layers[-1][0] - 1) * jump, jump * layers[-1][1]


def field_by_products(layers):
    jumps = np.cumprod([1] + [stride for _, stride in layers])
    return np.array([1 + sum((pair[0] - 1) * jump for pair, jump in zip(layers, jumps)),
                     jumps[-1]])


def field_without_first(layers):
    size, jump = layers[0]
    for kernel, stride in layers[1:]:
        size, jump = size + (kernel - 1) * jump, jump * stride
    return size, jump


def field_or(layers, empty):
    return measure_receptive_field(layers) if layers else empty


def field_popping(layers):
    size, jump = 1, 1
    while layers:
        kernel, stride = layers.pop(0)
        size, jump = size + (kernel - 1) * jump, jump * stride
    return size, jump


def field_with(layers, grow, step=lambda jump, stride: jump * stride):
    size, jump = 1, 1
    for kernel, stride in layers:
        size, jump = grow(size, jump, kernel, stride), step(jump, stride)
    return size, jump


def differ(painted, images, hole):
    return painted - crop_hole(images, hole)


def loss_in_loops(painted, images, hole):
    total = 0.0
    for square, image in zip(painted, images):
        for row in range(hole.height):
            for column in range(hole.width):
                pair = zip(square[row, column], image[hole.top + row, hole.left + column])
                total += sum((one - other) ** 2 for one, other in pair)
    return total / painted.size


def loss_in_place(painted, images, hole):
    painted -= crop_hole(images, hole)
    return np.mean(painted ** 2)


def loss_moved(painted, images, hole, down):
    return np.mean(differ(painted, images, Hole(
        hole.top + down, hole.left, hole.height, hole.width)) ** 2)


RIGHT = {
    "larger_photo": {"number": 1792, "float": 1792.0, "text": "1792"},
    "corner_value": {"two decimals": 0.44, "three decimals": 0.444, "float32": np.float32(4 / 9),
                     "text": "0.44", "fraction": Fraction(4, 9)},
    "side_after_layers": {"float": 23.0, "text": "23"},
    "dense_weights": {"sum": 8192 * 500 + 500, "text": "4096500"},
    "transposed_side": {"float": 21.0, "array": np.array(21)},
    "lost_layer": {"list": ["conv_3"], "array": np.array(["conv_3"]), "quoted": "'conv_3'",
                   "tuple": ("conv_3",), "capital": " Conv_3 ", "set": {"conv_3"}},
    "repaired_row": {"cube": 16 ** 3, "text": "4096"},
    "sure_blind": {"sum": 10 + 3, "float": 13.0},
    "receptive_field": {"backwards": field_backwards, "recursion": field_by_recursion,
                        "products": field_by_products, "floats": lambda layers: [
                            float(part) for part in measure_receptive_field(layers)]},
    "hole_loss": {
        "loops": loss_in_loops,
        "sliced": lambda painted, images, hole: np.square(np.subtract(painted, images[
            :, hole.top:hole.bottom, hole.left:hole.right])).sum() / painted.size,
        "image by image": lambda painted, images, hole: np.mean(
            [(one ** 2).mean() for one in differ(painted, images, hole)]),
        "norm": lambda painted, images, hole: np.linalg.norm(
            differ(painted, images, hole)) ** 2 / painted.size},
}

WRONG = {
    "larger_photo": {"one bias": 1729, "one colour": 640, "double": 2 * 1792, "cut": 1791},
    "corner_value": {"cut to one": 0.4, "wrong decimal": 0.446, "five": 5 / 9, "half": 0.5},
    "side_after_layers": {"unpooled": 48, "one less": 47, "area": 23 * 23, "cut": 21},
    "dense_weights": {"one more": 4096501, "one bias": 16 * 16 * 32 * 500 + 1, "cells": 8192},
    "transposed_side": {"one more": 22, "one less": 19, "area": 441},
    "lost_layer": {"first": "conv_1", "digit": "conv_", "both": ["conv_3", "pool_3"], "none": "?",
                   "other": "conv_33", "number": 3},
    "repaired_row": {"side": 16, "with bias": 4097, "half": 2048},
    "sure_blind": {"sum": 14.5, "jump": 4, "twice": 20},
    "receptive_field": {
        "no first layer": field_without_first,
        "empty is nothing": lambda layers: field_or(layers, (0, 1)),
        "empty is None": lambda layers: field_or(layers, None),
        "empty is zero": lambda layers: field_or(layers, (0, 0)),
        "reversed": lambda layers: measure_receptive_field(layers[::-1]),
        "half kernels": lambda layers: field_with(
            layers, lambda size, jump, kernel, _: size + kernel // 2 * jump),
        "own stride": lambda layers: field_with(
            layers, lambda size, jump, kernel, stride: size + (kernel - 1) * stride),
        "kernels multiply": lambda layers: field_with(
            layers, lambda size, jump, kernel, _: size * kernel),
        "largest stride": lambda layers: field_with(
            layers, lambda size, jump, kernel, _: size + (kernel - 1) * jump, max),
        "last stride": lambda layers: field_with(
            layers, lambda size, jump, kernel, _: size + (kernel - 1) * jump, lambda _, new: new),
        "kernels of three": lambda layers: field_with(
            layers, lambda size, jump, kernel, _: size + 2 * jump),
        "strides of two": lambda layers: (measure_receptive_field(layers)[0],
                                          2 ** sum(stride > 1 for _, stride in layers)),
        "all but the last": lambda layers: measure_receptive_field(layers[:-1]),
        "list used up": field_popping},
    "hole_loss": {
        "median": lambda painted, images, hole: np.median(differ(painted, images, hole) ** 2),
        "largest": lambda painted, images, hole: np.max(differ(painted, images, hole) ** 2),
        "over images": lambda painted, images, hole: (
            (differ(painted, images, hole) ** 2).sum() / len(images)),
        "over pixels": lambda painted, images, hole: (
            (differ(painted, images, hole) ** 2).sum(axis=-1).mean()),
        "an image each": lambda painted, images, hole: (
            (differ(painted, images, hole) ** 2).mean(axis=(1, 2, 3))),
        "first image": lambda painted, images, hole: np.mean(
            differ(painted, images, hole)[0] ** 2),
        "mean of roots": lambda painted, images, hole: np.sqrt(
            (differ(painted, images, hole) ** 2).mean(axis=(1, 2, 3))).mean(),
        "variance": lambda painted, images, hole: differ(painted, images, hole).var(),
        "half": lambda painted, images, hole: np.mean(differ(painted, images, hole) ** 2) / 2,
        "one less": lambda painted, images, hole: (
            (differ(painted, images, hole) ** 2).sum() / (painted.size - 1)),
        "one row down": lambda *answer: loss_moved(*answer, down=1),
        "top left corner": lambda painted, images, hole: np.mean(
            (painted - images[:, :hole.height, :hole.width]) ** 2),
        "in bytes": lambda painted, images, hole: np.mean(
            (255 * differ(painted, images, hole)) ** 2),
        "squares of both": lambda painted, images, hole: np.mean(
            painted ** 2 - crop_hole(images, hole) ** 2),
        "in place": loss_in_place},
}

HINTS = {
    "corner_value": ((0.67, "along a side"),),
    "lost_layer": ((["pool_3"], "no weights of its own"), ("'X'", "holds results")),
    "receptive_field": ((field_popping, "changed the list"),
                        (field_without_first, "IndexError: list index out of range (given [])")),
}
