"""What is wrong with a fill: errors, sharpness, seams, depth, eyes, grain.

Fills and true images are float in [0, 1]: uint8 raises TypeError where it is not named, arrays,
masks and holes that do not fit together ValueError, and so does a mask without a missing or without
a known pixel. In every mask True means missing.
"""

import importlib

# What the chapters use. A file is imported when one of its names is asked for.
_NAMES = {
    "depth": ("measure_depths", "profile_errors"),
    "errors": ("measure_psnr", "mse_hole", "mse_hole_each", "mse_image", "psnr_hole",
               "psnr_image", "rmse_hole", "ssim_hole", "ssim_image"),
    "eyes": ("find_eye_box", "hide_eye", "score_eyes"),
    "features": ("load_species_network", "measure_accuracy", "measure_feature_distance"),
    "grain": ("SIDE", "find_quietest", "is_inside", "map_grain", "measure_grain"),
    "sharpness": ("compare_sharpness",),
}
_FILES = {name: file for file, names in _NAMES.items() for name in names}
__all__ = sorted(_FILES)


def __getattr__(name):
    if name not in _FILES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_FILES[name]}"), name)


def __dir__():
    return __all__
