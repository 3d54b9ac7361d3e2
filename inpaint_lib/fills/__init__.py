"""Fills: each takes an image and a mask and returns the image without a hole.

In every mask True means missing. A fill does not read what lies under the hole (`attend` alone
looks at a first fill there), and changes no known pixel. A mask that is not bool, or an image that
is not float (batches of squares and of holes may be uint8), raises a TypeError. A ValueError is
raised if shapes do not fit, nothing or everything is missing, or a known pixel holds anything but
numbers in [0, 1].
"""

from inpaint_lib import open_room

__getattr__, __dir__, __all__ = open_room(__name__, {
    "any_size": ("fill_picture",),
    "attention": ("attend", "copy_patches", "lie_inside"),
    "classical": ("fill_biharmonic", "fill_exemplar", "fill_mean", "fill_telea", "find_ring"),
    "guided": ("doubt_by_disagreement", "doubt_by_spread", "fill_guided"),
    "inwards": ("fill_inwards", "fit_window_model", "make_inwards_fill"),
    "look_alikes": ("copy_look_alikes", "find_look_alikes"),
    "network": ("make_fill", "paint_holes", "paint_squares", "paint_with_fill",
                "sharpen_squares"),
    "pixels": ("fill_pixels", "make_lattice_mask"),
    "smooth": ("fill_membrane", "fill_pull_push", "fill_total_variation"),
    "untrained": ("EXEMPLARS", "FILLS", "find_best"),
})
