"""A recipe's network has the sizes that the recipe says."""

import dataclasses

import numpy as np
import pytest

from inpaint_lib.training.build import build_network
from inpaint_lib.training.recipes import BASES, Network, load_recipe
from tests.training.tiny_runs import RECIPE


def test_the_paper_s_network_as_a_sized_one():
    paper = load_recipe("paper_32")
    sized = dataclasses.replace(paper, network=Network("sized"))
    shapes, sized_shapes = ([weights.shape for weights in build_network(recipe, 128).weights]
                            for recipe in (paper, sized))
    assert sized_shapes == shapes


def test_a_recipe_says_every_size_of_a_sized_network(tmp_path):
    path = tmp_path / "sized.toml"
    sizes = 'encoder = [4]\nlatent = [8, 64]\ndecoder = [2, 3]\nstrides = [1, 2]'
    path.write_text(RECIPE.replace('"pocket"', f'"sized"\n{sizes}', 1))
    network = build_network(load_recipe(path), 32)
    assert network.output_shape == (None, 16, 16, 3)
    assert [weights.shape[-1] for weights in network.weights if len(weights.shape) == 2] == [8, 64]
    assert [layer.filters for layer in network.layers if hasattr(layer, "filters")] == [4, 2, 3]


@pytest.mark.parametrize("kind", ["compact", "sized"])
def test_a_network_paints_upon_its_base(kind):
    """An untrained network adds little to what it paints upon."""
    recipe = load_recipe("paper_16")
    image = np.full((1, 128, 128, 3), 0.5, np.float32)
    image[:, *recipe.hole.slices] = 0
    networks = {base: Network(kind, base=base, strides=(1, 1, 1, 2, 1)) for base in BASES}
    means = {base: float(np.mean(build_network(dataclasses.replace(
        recipe, network=network), 128)(image))) for base, network in networks.items()}
    assert means["membrane"] > 0.4 > 0.2 > means["black"]
    assert means[""] == means["membrane" if kind == "compact" else "black"]
