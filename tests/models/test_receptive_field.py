"""Receptive fields: what is computed agrees with what a nudge finds."""

import numpy as np
import pytest

from inpaint_lib.models.receptive_field import find_seen, measure_receptive_field, nudge_pixels

PAIR = [(3, 1), (2, 2)]
STACKS = {"convolution": [(3, 1)], "pair": PAIR, "paper": PAIR * 2, "text": PAIR * 3,
          "strided": [(3, 2), (3, 2)], "cells": [(8, 4), (3, 1), (3, 2)], "five": [(5, 1), (2, 2)]}


def build_stack(layers, side):
    """Build the layers in Keras with one channel and positive weights: nothing hides a nudge."""
    keras = pytest.importorskip("keras")
    image = x = keras.Input((side, side, 1))
    for kernel, stride in layers:
        if kernel == stride:
            x = keras.layers.MaxPooling2D(kernel)(x)
        else:
            x = keras.layers.Conv2D(1, kernel, strides=stride, padding="same", activation="relu",
                                    kernel_initializer="ones")(x)
    return keras.Model(image, x)


@pytest.mark.parametrize("layers, wanted", [
    ([], (1, 1)), ([(3, 1)] * 8, (17, 1)), (PAIR, (4, 2)), (PAIR * 2, (10, 4)),
    (PAIR * 3, (22, 8)), ([(8, 4), (3, 1)], (16, 4))])
def test_sizes_worked_out_by_hand(layers, wanted):
    assert measure_receptive_field(layers) == wanted


@pytest.mark.parametrize("name", STACKS)
@pytest.mark.parametrize("cell", [(0, 1), (2, 2)])
def test_a_nudge_is_noticed_exactly_where_it_should_be(name, cell):
    layers, side = STACKS[name], 48
    changes = nudge_pixels(build_stack(layers, side), cell)
    seen = np.zeros((side, side), bool)
    seen[find_seen(layers, cell[0]), find_seen(layers, cell[1])] = True
    assert np.array_equal(changes > 0, seen)


@pytest.mark.parametrize("name", STACKS)
def test_the_window_has_the_size_and_the_jump(name):
    layers = STACKS[name]
    size, jump = measure_receptive_field(layers)
    window, neighbour = find_seen(layers, 10), find_seen(layers, 11)
    assert window.stop - window.start == size
    assert neighbour.start - window.start == jump


@pytest.mark.parametrize("call, words", [
    (lambda: measure_receptive_field([(3, 0)]), r"got \(3, 0\)"),
    (lambda: find_seen([(0, 1)], 3), r"got \(0, 1\)"),
    (lambda: find_seen(PAIR, -1), "counted from 0, got -1"),
    (lambda: nudge_pixels(build_stack(PAIR, 8), (4, 0)), r"no cell \(4, 0\) in a grid of \(4, 4\)"),
])
def test_wrong_input_is_named(call, words):
    with pytest.raises(ValueError, match=words):
        call()
