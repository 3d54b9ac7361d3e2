"""The commands of ``python -m inpaint_lib``; a file each."""

import importlib

# What the chapters use. A file is imported when one of its names is asked for.
_NAMES = {
    "fill": ("read_photo",),
}
_FILES = {name: file for file, names in _NAMES.items() for name in names}
__all__ = sorted(_FILES)


def __getattr__(name):
    if name not in _FILES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_FILES[name]}"), name)


def __dir__():
    return __all__
