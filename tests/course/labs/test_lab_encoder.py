"""The lab of chapter 8: what blocks cost and see, as Keras has it, and stacks that cannot work."""

import numpy as np
import pytest

from inpaint_lib.course.labs.encoder_lab import OWN, EncoderLab, inspect_encoder
from inpaint_lib.course.labs.parts.encoder_layers import (HOLES, KINDS, LAST, LIMITS,
                                                          MOST_BLOCKS, EncoderSettings,
                                                          load_preset, make_block, name_kind)
from inpaint_lib.models.encoders import (BUDGETS, ENCODERS, Block, add_block,
                                         count_multiplications, list_kernels)
from inpaint_lib.models.receptive_field import measure_receptive_field

OWN_STACK = (make_block("convolution", 16, 7, 2), make_block("pooling", size=3, stride=2),
             make_block("residual", 16), make_block("1x1", 9), make_block("inception", 40),
             make_block("pooling", size=2, stride=2))
STACKS = {f"{kind} {size}": (load_preset(kind, size), size) for kind in ENCODERS for size in HOLES}
STACKS["own 64"] = OWN_STACK, 64
BLIND = (make_block("convolution", 32, 4, 4), make_block("pooling", size=2, stride=2))


@pytest.fixture
def lab():
    opened = EncoderLab()
    yield opened
    opened.close()


def build(blocks, size):
    """Build a stack in Keras, and return the network and the output of each block."""
    import keras

    outputs = [keras.Input((size, size, 3))]
    for block in blocks:
        outputs.append(add_block(keras.layers, outputs[-1], block))
    return keras.Model(outputs[0], outputs[1:])


@pytest.mark.parametrize("name", STACKS)
def test_each_layer_costs_and_is_shaped_as_keras_has_it(name):
    import keras

    blocks, size = STACKS[name]
    answer = inspect_encoder(EncoderSettings(blocks, size))
    network = build([*blocks, LAST], size)
    assert [(None, layer.side, layer.side, layer.channels) for layer in answer.layers] == [
        tuple(output.shape) for output in network.outputs]
    until = [keras.Model(network.inputs, output) for output in network.outputs]
    for count, found in ((lambda model: model.count_params(), "weights"),
                         (count_multiplications, "multiplications")):
        wanted = np.diff([0, *map(count, until)]).tolist()
        assert [getattr(layer, found) for layer in answer.layers] == wanted
        assert getattr(answer, found) == sum(wanted)
        assert f"{sum(wanted):,} {found}" in answer.words


@pytest.mark.parametrize("name", [*STACKS, "blind"])
def test_blind_cells_are_those_that_no_known_pixel_reaches(name):
    blocks, size = STACKS.get(name, (BLIND, 64))
    network = build([*blocks, LAST], size)
    # Means of what is 1 where the image is known: only a cell that sees none of it stays at 0.
    network.set_weights([np.full(weights.shape, weights.ndim > 1) / np.prod(weights.shape[:-1])
                         for weights in network.get_weights()])
    known = np.ones((1, size, size, 3), np.float32)
    known[:, *HOLES[size].slices] = 0
    layers = inspect_encoder(EncoderSettings(blocks, size)).layers
    assert [layer.blind for layer in layers] == [
        int((np.asarray(output)[0].max(axis=-1) == 0).sum()) for output in network(known)]
    assert [(layer.field, layer.jump) for layer in layers] == [
        measure_receptive_field(list_kernels([*blocks, LAST][:number]))
        for number in range(1, len(layers) + 1)]


@pytest.mark.parametrize("size", HOLES)
@pytest.mark.parametrize("kind", ENCODERS)
def test_presets_work_and_keep_the_budget(kind, size):
    answer = inspect_encoder(EncoderSettings(load_preset(kind, size), size))
    assert answer.fault == "" and answer.layers[-1].side == 8
    assert answer.multiplications == pytest.approx(BUDGETS["multiplications"][size], rel=0.05)
    assert not any("budget" in caution for caution in answer.cautions)


STEPS = tuple(make_block("convolution", 8, 3, 2) for _ in range(3))
FAULTS = {
    "Block 1 cannot work. A stride of 3 does not divide a grid of 64x64":
        (make_block("convolution", 8, 3, 3), *STEPS),
    "Block 5 cannot work. A stride of 4 does not divide a grid of 2x2":
        (*STEPS, make_block("pooling", size=4, stride=4), make_block("pooling", size=4, stride=4)),
    "end in 16x16 cells, and the decoder begins with 8x8: the strides must multiply to 8, got 4":
        STEPS[:2],
    "end in 4x4 cells": (*STEPS, STEPS[0]),
    "end in 64x64 cells": (),
    "Block 4 cannot work. An inception block shares out at least 8 filters, got 7":
        (*STEPS, make_block("inception", 7)),
    "Block 4 cannot work. A residual block adds what comes out to what goes in, so it needs as "
    "many filters as channels come in: 8, got 9": (*STEPS, make_block("residual", 9)),
    "channels come in: 3, got 8": (make_block("residual", 8), *STEPS),
}


@pytest.mark.parametrize("reason", FAULTS)
def test_stacks_that_cannot_work_are_flagged_with_the_reason(reason):
    answer = inspect_encoder(EncoderSettings(FAULTS[reason]))
    assert reason in answer.fault and answer.words.startswith(answer.fault)
    assert "crossed out" in answer.alt
    number = int(answer.fault.split()[1]) if answer.fault.startswith("Block") else None
    assert len(answer.layers) == (len(FAULTS[reason]) + 1 if number is None else number - 1)


CAUTIONS = {
    "Block 4 lays a kernel of 11 on 8x8 cells": (*STEPS, make_block("convolution", 8, 11)),
    "Block 1 steps over cells that nobody reads: its stride of 4 is larger than its kernel of 2":
        (make_block("convolution", 8, 2, 4), make_block("pooling", size=2, stride=2)),
    "Block 4 has a kernel of 2, which has no middle": (*STEPS, make_block("convolution", 8, 2)),
    "1 of the 8x8 cells sees nothing but hole: a view of 8x8 does not reach beyond it": BLIND,
    "A view of 15x15 is no larger than the hole": (make_block("convolution", 32, 11, 4),
                                                   make_block("pooling", size=2, stride=2)),
    "The budget is exceeded, 1.80 times": (make_block("convolution", 512, 11, 4),
                                           make_block("pooling", size=2, stride=2)),
    "Only 0.02 of the budget is used": STEPS,
}


@pytest.mark.parametrize("reason", CAUTIONS)
def test_odd_stacks_work_with_a_caution(reason):
    answer = inspect_encoder(EncoderSettings(CAUTIONS[reason]))
    assert answer.fault == "" and sum(reason in caution for caution in answer.cautions) == 1
    assert reason in answer.words


def test_a_pooling_of_2_and_the_paper_s_blocks_are_not_odd():
    assert inspect_encoder(EncoderSettings(load_preset("paper", 64))).cautions == ()


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_keeps_the_numbers_that_it_has(kind):
    block = make_block(kind, 8, 5, 2)
    assert name_kind(block) == kind
    assert block == {"convolution": Block("convolution", 8, 5, 2),
                     "1x1": Block("convolution", 8, 1), "pooling": Block("pooling", 0, 5, 2),
                     "inception": Block("inception", 8), "residual": Block("residual", 8)}[kind]


@pytest.mark.parametrize("name", LIMITS)
def test_numbers_beyond_the_limits_are_refused(name):
    for value in (LIMITS[name][0] - 1, LIMITS[name][1] + 1):
        with pytest.raises(ValueError, match=f"{name} must lie between"):
            make_block("convolution", **{name: value})


@pytest.mark.parametrize("call, message", [
    (lambda: make_block("attention"), "no block 'attention'; there are convolution, 1x1"),
    (lambda: load_preset("vgg", 64), "no preset 'vgg'; there are paper, plain"),
    (lambda: inspect_encoder(EncoderSettings((), 96)), "64 or 128 pixels, got 96"),
    (lambda: inspect_encoder(EncoderSettings(STEPS, chosen=4)), "3 blocks; there is no block 4"),
    (lambda: inspect_encoder(EncoderSettings(STEPS[:1] * 25)), "at most 24 blocks, got 25"),
    (lambda: inspect_encoder(EncoderSettings((Block("residual", 8, 3, 2),))), "cannot count"),
    (lambda: inspect_encoder(EncoderSettings((Block("attention", 8),))), "no block 'attention'"),
    (lambda: inspect_encoder(EncoderSettings((Block("convolution", 2000),))), "filters must lie"),
])
def test_wrong_settings_are_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_the_lab_opens_with_the_paper_s_encoder(lab):
    assert lab.read_settings() == EncoderSettings(load_preset("paper", 64), 64, 1)
    assert lab.answer.multiplications == 27_164_672


def test_a_preset_and_an_image_bring_their_blocks(lab):
    lab.controls["block"].value = 3
    lab.controls["preset"].value = "googlenet"
    assert lab.read_settings() == EncoderSettings(load_preset("googlenet", 64), 64, 1)
    lab.controls["image"].value = 128
    assert lab.read_settings() == EncoderSettings(load_preset("googlenet", 128), 128, 1)
    assert lab.controls["block"].max == 9


def test_the_chosen_block_is_shown_and_only_what_it_has_can_be_changed(lab):
    lab.controls["block"].value = 2
    shown = {name: control.value for name, control in lab.controls.items() if name in LIMITS}
    assert (lab.controls["kind"].value, shown["size"], shown["stride"]) == ("pooling", 2, 2)
    assert lab.controls["filters"].disabled and not lab.controls["size"].disabled
    assert lab.controls["preset"].value == "paper"
    assert "Chosen is block 2, pooling 2x2, stride 2." in lab._words.value
    lab.controls["block"].value = 3
    assert lab.controls["filters"].value == 32 and not lab.controls["filters"].disabled


def test_a_changed_block_makes_the_stack_one_s_own(lab):
    lab.controls["filters"].value = 63
    assert lab.read_settings().blocks == (make_block("convolution", 63),
                                          *load_preset("paper", 64)[1:])
    assert lab.controls["preset"].value == OWN
    lab.controls["stride"].value = 3
    assert "Block 1 cannot work" in lab._words.value
    lab.controls["kind"].value = "1x1"
    assert lab.read_settings().blocks[0] == make_block("1x1", 63)
    assert "cannot work" not in lab._words.value and lab.controls["stride"].disabled
    lab.controls["image"].value = 128
    assert lab.read_settings().blocks[0] == make_block("1x1", 63)
    assert "end in 16x16 cells" in lab._words.value
    lab.controls["preset"].value = "paper"
    assert lab.read_settings().blocks == load_preset("paper", 128)


def test_blocks_are_added_behind_the_chosen_one_and_removed(lab):
    paper = load_preset("paper", 64)
    lab.controls["block"].value = 3
    lab.controls["add"].click()
    assert lab.read_settings() == EncoderSettings((*paper[:3], *paper[2:]), 64, 4)
    lab.controls["remove"].click()
    assert lab.read_settings() == EncoderSettings(paper, 64, 3)
    for _ in range(40):
        lab.controls["add"].click()
    assert len(lab.read_settings().blocks) == MOST_BLOCKS


def test_all_blocks_can_go_and_come_again(lab):
    for _ in range(8):
        lab.controls["remove"].click()
    assert lab.read_settings() == EncoderSettings((), 64, 0)
    assert "end in 64x64 cells" in lab._words.value
    lab.controls["size"].value = 5
    lab.controls["add"].click()
    assert len(lab.read_settings().blocks) == 1 and lab.read_settings().chosen == 1


def test_a_closed_lab_answers_no_button(lab):
    add, remove = lab.controls["add"], lab.controls["remove"]
    lab.close()
    add.click()
    remove.click()
    assert lab.answer is None and lab._blocks == ()


def test_the_table_is_in_the_words_of_the_picture():
    answer = inspect_encoder(EncoderSettings(load_preset("paper", 64), chosen=3))
    assert "3 convolution 3x3 32x32 32 18,464 18,874,368 8 20;" in answer.alt
    other = inspect_encoder(EncoderSettings(load_preset("paper", 64), chosen=4))
    assert not np.array_equal(answer.picture, other.picture)
