"""The library of the course: holes, patches, fills, scores, pixel models and drawn faces.

Each file holds one idea and is named for it; the files lie in rooms. Images are float32 in [0, 1]
of shape (N, H, W, C) or (H, W, C) unless a name says uint8. In every mask True means missing.
Importing this package does not import TensorFlow.
"""

import importlib
import os

# TensorFlow reads these when it is imported: no oneDNN notices in the notebooks, and sums in the
# same order on every machine.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")


def open_room(room, names):
    """Return what lets a room offer names of its files: `__getattr__`, `__dir__` and `__all__`.

    Chapters import these names from the room. A file is read when one of its names is asked for, so
    that a room opens at once; `names` is a dictionary of file: the names it gives.
    """
    files = {name: file for file, offered in names.items() for name in offered}

    def find(name):
        if name not in files:
            raise AttributeError(f"module {room!r} has no attribute {name!r}")
        return getattr(importlib.import_module(f"{room}.{files[name]}"), name)
    return find, lambda: sorted(files), sorted(files)
