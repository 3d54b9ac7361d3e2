"""The lab of chapter 3: what a cell sees, and settings that cannot work."""

import numpy as np
import pytest

from inpaint_lib.course.labs.field_lab import (LIMITS, FieldLab, FieldSettings, check_stack,
                                               trace_field)
from inpaint_lib.holes import Hole
from inpaint_lib.models.receptive_field import measure_receptive_field


def test_the_paper_s_two_blocks_are_blind_in_the_small_hole():
    answer = trace_field(FieldSettings(hole=16))
    assert (answer.size, answer.jump, answer.hidden) == (10, 4, 1.0)
    assert answer.sides == (128, 64, 32) and "blind" in answer.words


def test_a_smaller_hole_is_seen_around():
    answer = trace_field(FieldSettings(hole=4))
    assert answer.hidden == pytest.approx(16 / 100) and "blind" not in answer.words


@pytest.mark.parametrize("kernel, stride, pooling, depth", [(3, 1, 2, 3), (5, 2, 1, 3),
                                                            (7, 2, 2, 2), (2, 1, 1, 4)])
def test_sizes_are_those_of_the_library(kernel, stride, pooling, depth):
    answer = trace_field(FieldSettings(kernel, stride, pooling, depth))
    layers = [(kernel, stride), (pooling, pooling)] * depth
    assert (answer.size, answer.jump) == measure_receptive_field(layers)
    assert f"{answer.size}x{answer.size} pixels" in answer.words


FAULTS = {
    "stride of 3 does not divide a grid of 128x128": FieldSettings(stride=3),
    "pooling of 3 leaves 2 of 128 rows over": FieldSettings(pooling=3),
    "Block 4: a pooling of 4 does not fit into 2x2": FieldSettings(pooling=4, depth=5),
    "Block 4: a stride of 4 does not divide a grid of 2x2": FieldSettings(3, 4, 1, 5),
}


@pytest.mark.parametrize("reason", FAULTS)
def test_settings_that_cannot_work_are_flagged_with_the_reason(reason):
    answer = trace_field(FAULTS[reason])
    assert answer.words.startswith("Cannot work.") and reason in answer.words
    assert answer.size is answer.jump is answer.hidden is None
    assert len(answer.faults) == 1 and "cannot work" in answer.alt


CAUTIONS = {
    "no middle": FieldSettings(kernel=4), "steps over cells": FieldSettings(1, 2, 1, 2),
    "no depth makes": FieldSettings(1, 1, 1, 3), "padding": FieldSettings(11, 1, 4, 3),
}


@pytest.mark.parametrize("reason", CAUTIONS)
def test_odd_settings_work_with_a_caution(reason):
    answer = trace_field(CAUTIONS[reason])
    assert answer.faults == () and answer.size
    assert sum(reason in caution for caution in answer.cautions) == 1
    assert reason in answer.words


def test_flagged_settings_are_those_that_keras_and_doubling_cannot_do():
    for stride in range(1, 5):
        for pooling in range(1, 5):
            for depth in range(1, 7):
                sides, faults, _ = check_stack(FieldSettings(3, stride, pooling, depth))
                whole = 128 % (stride * pooling) ** depth == 0
                assert whole == (not faults)
                assert not whole or sides[-1] * (stride * pooling) ** depth == 128


@pytest.mark.parametrize("name", LIMITS)
def test_numbers_beyond_the_limits_are_refused(name):
    for value in (LIMITS[name][0] - 1, LIMITS[name][1] + 1):
        with pytest.raises(ValueError, match=f"{name} must lie between"):
            trace_field(FieldSettings(**{name: value}))


@pytest.mark.parametrize("settings", [FieldSettings(), FieldSettings(5, 1, 2, 3, 32),
                                      FieldSettings(3, 2, 1, 4, 40)])
def test_the_share_hidden_is_what_keras_finds(settings):
    import keras
    import tensorflow as tf
    # Without negative weights and with means for maxima, each pixel that is seen has a slope.
    pixels = x = tf.ones((1, 128, 128, 1))
    answer = trace_field(settings)
    middle = (np.array([68, 70]) / answer.jump).astype(int)
    mask = np.zeros((128, 128), bool)
    mask[Hole(68 - settings.hole // 2, 70 - settings.hole // 2, settings.hole,
              settings.hole).slices] = True
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(pixels)
        for _ in range(settings.depth):
            x = keras.layers.Conv2D(1, settings.kernel, strides=settings.stride, padding="same",
                                    kernel_initializer="ones")(x)
            x = keras.layers.AveragePooling2D(settings.pooling)(x)
        near = [x[0, middle[0] + down, middle[1] + right, 0]
                for down in (-1, 0, 1) for right in (-1, 0, 1)]
    seen = [tape.gradient(cell, pixels).numpy()[0, :, :, 0] > 0 for cell in near]
    shares = [(part & mask).sum() / part.sum() for part in seen]
    assert min(abs(share - answer.hidden) for share in shares) < 1e-9
    assert max(part.sum() for part in seen) == min(answer.size, 128) ** 2


def test_sliders_are_what_is_answered():
    lab = FieldLab()
    lab.set(kernel=5, stride=1, pooling=2, depth=3, hole=40)
    assert lab.read_settings() == FieldSettings(5, 1, 2, 3, 40) and lab.answer.size == 36
    lab.controls["stride"].value = 3
    assert "Cannot work" in lab._words.value
    lab.controls["stride"].value = 1
    assert "Cannot work" not in lab._words.value
    lab.close()


def test_the_picture_keeps_its_size_while_a_slider_moves():
    stacks = [FieldSettings(), FieldSettings(kernel=1, pooling=1, depth=1), FieldSettings(depth=6),
              FieldSettings(stride=4, pooling=4, depth=6)]
    assert len({trace_field(stack).picture.size for stack in stacks}) == 1
