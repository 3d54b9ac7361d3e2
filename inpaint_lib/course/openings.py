"""The picture that each chapter opens with: what its question is about, and not the answer."""

import numpy as np
from skimage.transform import resize_local_mean

from inpaint_lib.course.plots import plot_images, plot_numbers
from inpaint_lib.datasets.faces import N_TRAIN, draw_face
from inpaint_lib.datasets.photos import load_photo
from inpaint_lib.datasets.tricks import draw_black_cat
from inpaint_lib.files import find_data
from inpaint_lib.fills.classical import fill_mean
from inpaint_lib.fills.smooth import fill_membrane
from inpaint_lib.holes import PAPER_16, PAPER_32, Hole, cut_hole, make_mask, paste_hole
from inpaint_lib.images import as_float, as_uint8
from inpaint_lib.random_holes import draw_table_mask


def _fill_a_cat():
    cat = resize_local_mean(load_photo("chelsea")[:, 70:370], (128, 128)).astype(np.float32)
    mask = make_mask(PAPER_32, 128, 128)
    return plot_images([cut_hole(cat, PAPER_32), fill_mean(cat, mask), fill_membrane(cat, mask)],
                       ["what was found", "one guess", "another guess"],
                       "A tabby cat with a black square on its face, the square filled with one "
                       "colour, and the square filled with a soft shade.", columns=3, size=2.5)


def _lose_one_pixel():
    return plot_numbers(as_uint8(load_photo("chelsea"))[139:146, 175:188, 0],
                        "A table of grey squares with their numbers, bright above and dark below; "
                        "the one in the middle is lost.", hole=Hole(3, 6, 1, 1), size=0.42)


def _lose_every_fifth_pixel():
    cup = load_photo("coffee")[300:360, 120:180]
    holed = cup.copy()
    holed[2::5, 2::5] = 0
    return plot_images([cup, holed], ["the rim of a saucer", "one pixel in 25 lost"],
                       "The rim of a saucer, and the same with a grid of black dots.", size=2.5)


def _cut_faces(hole):
    faces = [draw_face(N_TRAIN + number) for number in (63, 123, 3, 15)]
    return ([cut_hole(as_float(face.image), hole) for face in faces],
            [face.species for face in faces])


def _hide_an_eye():
    return plot_images(*_cut_faces(PAPER_16), "Four drawn animal faces, each with a black square "
                       "over one eye.", size=1.85)


def _hide_more():
    return plot_images(*_cut_faces(PAPER_32), "Four drawn animal faces, each with a black square "
                       "that hides an eye and much of the fur.", size=1.85)


def _paint_one_of_two():
    with np.load(find_data("compact_32_gallery.npz")) as gallery:
        number, square = gallery["index"][19], as_float(gallery["squares_50"][19])
    face = as_float(draw_face(N_TRAIN + int(number)).image)
    return plot_images([paste_hole(face, PAPER_32, square), face], ["left", "right"],
                       "Two pictures of one face that look nearly alike; one holds a painted "
                       "square.", size=2.5)


def _cut_anything():
    faces = [as_float(draw_face(N_TRAIN + number).image) for number in (20, 31, 7)]
    masks = [draw_table_mask(4, "strokes"), draw_table_mask(31, 48), draw_black_cat()]
    return plot_images([np.where(mask[..., np.newaxis], 0, face) for face, mask in
                        zip(faces, masks)], ["strokes", "a square anywhere", "any shape"],
                       "Three drawn faces with black holes: a tangle of strokes and rectangles, a "
                       "large square, the shape of a cat.", columns=3, size=2.5)


def _please_a_critic():
    with np.load(find_data("critic_32_fills.npz")) as fills:
        squares = [as_float(fills[name][7]) for name in ("compact", "critic")]
        face = as_float(draw_face(int(fills["index"][7])).image)
    return plot_images([paste_hole(face, PAPER_32, square) for square in squares],
                       ["least error", "a critic beside it"],
                       "One drawn face with its middle painted twice: with a soft blur, and with "
                       "stronger lines.", size=3)


def _boil_down():
    holed = cut_hole(as_float(draw_face(N_TRAIN + 7).image), PAPER_32)
    sides = (128, 64, 8)
    return plot_images([resize_local_mean(holed, (side, side)) for side in sides],
                       [f"{side}x{side}" for side in sides],
                       "A drawn tiger with a black square, the same at half the size, and eight "
                       "by eight flat cells, in which no tiger can be seen.", columns=3, size=2.5)


OPENINGS = (_fill_a_cat, _lose_one_pixel, _lose_every_fifth_pixel, _hide_an_eye, _hide_more,
            _paint_one_of_two, _cut_anything, _please_a_critic, _boil_down)
"""Of each chapter, by its number, the function that draws its picture."""
