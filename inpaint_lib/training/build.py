"""Which network a recipe asks for."""

from inpaint_lib.critics.game import BETAS
from inpaint_lib.critics.players import Players
from inpaint_lib.files import find_data
from inpaint_lib.models.anywhere import build_anywhere_network
from inpaint_lib.models.autoencoder import (build_autoencoder, build_paper_network,
                                            build_pocket_network, build_text_network)
from inpaint_lib.models.compact import build_compact_network
from inpaint_lib.models.membrane import put_on_membrane
from inpaint_lib.models.weights import load_network
from inpaint_lib.training.optimisers import build_adam


def build_network(recipe, image_size):
    """Build the network of a recipe with its first weights: random ones, or those it starts from.

    The images are `image_size` pixels high and wide. Where the recipe starts from a network that
    data/ does not have, FileNotFoundError is raised.
    """
    import keras

    keras.utils.set_random_seed(recipe.training.seed)
    hole, wanted, kind = recipe.hole, recipe.network, recipe.network.kind
    if kind == "anywhere":
        start = load_network(find_data(f"{wanted.start}.keras")) if wanted.start else None
        return build_anywhere_network(image_size, wanted.widths, wanted.depths, start,
                                      wanted.attention)
    if kind == "compact":
        return build_compact_network(hole, image_size, wanted.window, wanted.widths, wanted.depths,
                                     wanted.base or "membrane", wanted.head)
    if hole.height != hole.width:
        raise ValueError(f"The network {kind!r} paints squares, got {hole}.")
    if kind == "pocket":
        return build_pocket_network(hole.height, image_size)
    if kind == "sized":
        decoder = tuple(zip(wanted.decoder, wanted.strides, strict=True))
        network = build_autoencoder(hole.height, wanted.encoder, wanted.latent, decoder,
                                    image_size)
        return put_on_membrane(network, hole) if wanted.base == "membrane" else network
    if image_size != 128:
        raise ValueError(f"The network {kind!r} reads images of 128x128 pixels, got "
                         f"{image_size}x{image_size}.")
    return {"paper": build_paper_network, "text": build_text_network}[kind](hole.height)


def build_players(recipe, image_size, network):
    """Build the critic of a recipe, and the optimisers of both players, for its network."""
    adversary = recipe.adversary
    players = Players(recipe, image_size, build_adam(adversary.critic_rate, *BETAS),
                      build_adam(adversary.learning_rate, *BETAS))
    players.of_critic.build(players.critic.trainable_variables)
    players.of_painter.build(network.trainable_variables)
    return players
