"""The commands of ``python -m inpaint_lib``; a file each.

Each `main` takes a list of arguments, by default those of the command line, and returns the exit
code: 0 when all is complete, 1 after an error, 130 when it was stopped. What loads or trains raises
what `load_dataset` and `train_network` do; what is complete stays.
"""

from inpaint_lib import open_room

__getattr__, __dir__, __all__ = open_room(__name__, {
    "fill_masks": ("read_photo",),
})
