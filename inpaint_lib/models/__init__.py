"""Models that fill a hole or learn to: from one pixel's neighbours to whole networks.

Sizes, shapes or numbers that cannot work raise ValueError, a number that should be whole TypeError.
TensorFlow is imported when a network is built, loaded or fitted, not before.
"""

from inpaint_lib import open_room

__getattr__, __dir__, __all__ = open_room(__name__, {
    "anywhere": ("build_anywhere_network", "cut_skip", "fill_smoothly"),
    "autoencoder": ("PAPER_PARAMETERS", "build_paper_network", "build_pocket_network",
                    "build_text_network"),
    "convolution": ("add_partial_convolution",),
    "descent": ("fit_linear", "fit_net", "fit_nets", "take_adam_step"),
    "encoders": ("ENCODERS", "build_classifier", "build_encoder_network", "choose_width",
                 "count_multiplications", "cut_encoder", "list_blocks", "list_convolutions",
                 "list_kernels", "split_inception"),
    "membrane": ("solve_smooth_weights",),
    "moments": ("find_eigenvalues", "load_paper_moments", "make_hessian", "measure_mse",
                "measure_rmse", "solve_least_squares", "sum_patches", "sum_products"),
    "patches": ("CORNERS", "MEAN_OF_EIGHT", "MEAN_OF_FOUR", "MIXED_DIFFERENCE", "SIDES",
                "extract_patches", "split_patches"),
    "pixel": ("LinearModel", "fit_least_squares", "split_channel"),
    "receptive_field": ("find_seen", "measure_receptive_field", "nudge_pixels"),
    "weights": ("load_network",),
})
