"""What ``python -m inpaint_lib train`` is made of; one idea a file.

Images and holes that do not fit raise ValueError, images to train on that are not uint8 TypeError;
a folder that cannot be written, or a full disk, raises OSError. All messages say what to do.
"""

import importlib

# What the chapters use. A file is imported when one of its names is asked for.
_NAMES = {
    "batches": ("draw_batch",),
    "loop": ("TrainingImages", "train_network"),
    "recipes": ("load_recipe",),
    "small": ("HOLES", "join_mask", "paint_small", "score_fills", "shrink_images",
              "train_small_network"),
}
_FILES = {name: file for file, names in _NAMES.items() for name in names}
__all__ = sorted(_FILES)


def __getattr__(name):
    if name not in _FILES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_FILES[name]}"), name)


def __dir__():
    return __all__
