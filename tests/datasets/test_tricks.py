"""The black cat: one connected shape, black all over, before any picture."""

import numpy as np
import pytest
from scipy import ndimage

from inpaint_lib.black_cat import draw_black_cat, seat_black_cat


@pytest.mark.parametrize("size", [64, 128, 200])
def test_the_cat_is_in_one_piece_and_covers_an_eighth(size):
    cat = draw_black_cat(size, size)
    assert ndimage.label(cat)[1] == 1
    assert cat.mean() == pytest.approx(0.124, abs=0.01)


def test_only_the_cat_is_black():
    image = np.random.default_rng(0).uniform(0.1, 1, (128, 128, 3)).astype(np.float32)
    before = image.copy()
    seated, cat = seat_black_cat(image)
    assert seated.dtype == np.float32 and not seated[cat].any()
    np.testing.assert_array_equal(seated[~cat], image[~cat])
    np.testing.assert_array_equal(image, before)
