"""What is wrong with a fill: errors, sharpness, seams, depth, eyes, grain, grids.

Fills and true images are float in [0, 1]; a fill may overshoot, to -1 or 2 at most. uint8 raises a
TypeError where it is not named; other values, arrays, masks and holes that do not fit together, and
a mask without a missing or without a known pixel, a ValueError. In every mask True means missing.
"""

from inpaint_lib import open_room

__getattr__, __dir__, __all__ = open_room(__name__, {
    "depth": ("measure_depths", "profile_errors"),
    "errors": ("measure_psnr", "mse_hole", "mse_hole_each", "mse_image", "psnr_hole",
               "psnr_image", "rmse_hole", "ssim_hole", "ssim_image"),
    "eyes": ("find_eye_box", "hide_eye", "score_eyes"),
    "features": ("load_species_network", "measure_accuracy", "measure_feature_distance"),
    "grain": ("SIDE", "find_quietest", "is_inside", "map_grain", "measure_grain"),
    "grid": ("compare_grid",),
    "irises": ("compare_irises",),
    "sets": ("describe_pictures", "measure_kernel_distance"),
    "sharpness": ("compare_sharpness", "correlate_edges", "measure_edges", "measure_variance"),
})
