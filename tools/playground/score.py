"""The playground ``score``: all it loads is shared; this draws its still picture."""

from inpaint_lib.datasets.faces import draw_face
from inpaint_lib.fills.classical import fill_mean
from inpaint_lib.fills.smooth import fill_membrane
from inpaint_lib.holes import make_mask
from inpaint_lib.images import as_float
from tools.playground.faces import FACES, find_start
from tools.playground.pictures import join_still, show_hole


def write_score(folder):
    """Return a face with its hole, filled with the mean of the ring, and with the membrane."""
    drawn = draw_face(FACES[1])
    face, mask = as_float(drawn.image), make_mask(find_start(drawn), *drawn.image.shape[:2])
    return join_still([show_hole(face, mask), fill_mean(face, mask), fill_membrane(face, mask)])
