"""The paper's autoencoder in other sizes: its sizes, its hole, its training."""

import numpy as np
import pytest

from inpaint_lib.commands.sizes import HALF_HOLE, SIZES, Run, halve_images, list_runs, make_recipe
from inpaint_lib.holes import PAPER_32
from inpaint_lib.models.autoencoder import build_paper_network, build_text_network
from inpaint_lib.training.build import build_network
from inpaint_lib.training.recipes import load_recipe


def list_sizes(network):
    """Everything about the layers but what follows from the size of the image."""
    return [(type(layer).__name__, getattr(layer, "filters", getattr(layer, "units", None)),
             getattr(layer, "strides", None)) for layer in network.layers]


def test_a_pixel_is_the_mean_of_four():
    images = np.zeros((1, 4, 4, 3), np.uint8)
    images[0, :2, :2] = np.array([[[255], [255]], [[255], [254]]])
    images[0, :2, 2:] = np.array([[[0], [0]], [[1], [1]]])
    halved = halve_images(images)
    assert halved.dtype == np.uint8
    assert halved[0, :, :, 1].tolist() == [[255, 1], [0, 0]]


def test_the_hole_is_the_paper_s_at_half_size():
    assert [2 * side for side in (HALF_HOLE.top, HALF_HOLE.left, HALF_HOLE.height)] == [
        PAPER_32.top, PAPER_32.left, PAPER_32.height]


def test_sizes_are_the_paper_s_and_the_text_s():
    networks = {size: build_network(make_recipe(Run(size, 1)), 64) for size in ("paper", "text")}
    assert list_sizes(networks["paper"]) == list_sizes(build_paper_network(16))
    assert list_sizes(networks["text"]) == list_sizes(build_text_network(16))


@pytest.mark.parametrize("size", SIZES)
def test_every_size_reads_and_paints_at_half_size(size):
    network = build_network(make_recipe(Run(size, 1)), 64)
    assert network.input_shape == (None, 64, 64, 3)
    assert network.output_shape == (None, 16, 16, 3)


def test_training_is_the_paper_s():
    recipe, paper = make_recipe(Run("latent 64", 2)), load_recipe("paper_32")
    assert recipe.augmentation == paper.augmentation
    assert recipe.loss == paper.loss
    for key, value in vars(paper.training).items():
        if key not in ("seed", "epochs"):
            assert getattr(recipe.training, key) == value, key


def test_all_sizes_have_one_seed_before_any_has_two():
    assert [run.column for run in list_runs(["text", "paper"], [1, 2])] == [
        "text 1", "paper 1", "text 2", "paper 2"]
