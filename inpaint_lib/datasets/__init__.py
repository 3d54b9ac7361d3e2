"""Pictures to learn from: the drawn faces, photographs, folders of your own.

A name that no photograph has raises ValueError. A file or folder that is not there raises
FileNotFoundError; one that cannot be written, or a full disk, OSError. Messages say what to do.
"""

import importlib

# What the chapters use. A file is imported when one of its names is asked for.
_NAMES = {
    "face_cache": ("load_faces",),
    "faces": ("draw_face", "eye_under_hole", "find_eyes_under_hole"),
    "folders": ("drop_near_duplicates", "load_dataset"),
    "photos": ("list_photos", "load_photo"),
    "tricks": ("draw_twins", "seat_black_cat"),
}
_FILES = {name: file for file, names in _NAMES.items() for name in names}
__all__ = sorted(_FILES)


def __getattr__(name):
    if name not in _FILES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_FILES[name]}"), name)


def __dir__():
    return __all__
