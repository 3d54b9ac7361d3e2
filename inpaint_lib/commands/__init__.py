"""The commands of ``python -m inpaint_lib``; a file each.

Each `main` takes a list of arguments, by default those of the command line, and returns the exit
code: 0 when all is complete, 1 after an error, 130 when it was stopped. What loads or trains raises
what `load_dataset` and `train_network` do; what is complete stays.
"""

import importlib

# What the chapters use. A file is imported when one of its names is asked for.
_NAMES = {
    "fill_masks": ("read_photo",),
}
_FILES = {name: file for file, names in _NAMES.items() for name in names}
__all__ = sorted(_FILES)


def __getattr__(name):
    if name not in _FILES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_FILES[name]}"), name)


def __dir__():
    return __all__
