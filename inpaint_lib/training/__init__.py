"""What ``python -m inpaint_lib train`` is made of; one idea a file.

Images and holes that do not fit raise ValueError, images to train on that are not uint8 TypeError;
a folder that cannot be written, or a full disk, raises OSError. All messages say what to do.
"""

from inpaint_lib import open_room

__getattr__, __dir__, __all__ = open_room(__name__, {
    "batches": ("draw_batch",),
    "loop": ("TrainingImages", "train_network"),
    "recipes": ("load_recipe",),
    "small": ("HOLES", "join_mask", "paint_small", "shrink_images",
              "train_small_network"),
})
