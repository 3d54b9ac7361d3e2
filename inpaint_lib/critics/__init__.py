"""Critics: networks that say of a picture whether a part of it was painted, and the game with them.

What a critic sees is float in [0, 1], (N, H, W, 4): a picture and its mask, 1 = missing or painted.
All but `linear` is written for Keras, whichever engine computes; it is imported when a network is
built, not before.
"""

from inpaint_lib import open_room

__getattr__, __dir__, __all__ = open_room(__name__, {
    "game": ("measure_critic_loss", "measure_deceit"),
    "judging": ("ask_critic", "deceive_critic", "show_both", "train_critic"),
    "linear": ("describe_holes", "fit_linear_critic"),
    "network": ("build_critic", "normalise_kernel", "start_norm"),
    "refinement": ("build_refinement",),
    "ring": ("Net", "count_covered", "draw_clouds", "find_slopes", "learn_to_tell", "play_ring"),
})
