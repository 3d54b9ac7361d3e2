"""Near-duplicates: altered copies are found, other pictures of the same kind are not."""

import cv2
import numpy as np
import pytest

from inpaint_lib.datasets.near_duplicates import choose_threshold, find_near_duplicates
from inpaint_lib.datasets.photos import load_photo


@pytest.fixture(scope="module")
def cuts():
    """Forty 128 x 128 cuts of the wheel's photographs, no two of which overlap."""
    images = []
    for name in ("astronaut", "coffee", "chelsea", "motorcycle", "rocket"):
        photo = np.rint(255 * load_photo(name)).astype(np.uint8)
        images += [photo[top:top + 128, left:left + 128]
                   for top in range(0, photo.shape[0] - 127, 128)
                   for left in range(0, photo.shape[1] - 127, 128)]
    return np.stack(images)[:40]


def recompress(image):
    return cv2.imdecode(cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, 30])[1], 1)


def resize_twice(image):
    return cv2.resize(cv2.resize(image, (70, 70), interpolation=cv2.INTER_AREA), (128, 128))


ALTERATIONS = {
    "recompressed": recompress,
    "resized": resize_twice,
    "mirrored": lambda image: image[:, ::-1],
    "darker": lambda image: image // 2,
    "paler": lambda image: 128 + image // 2,
    "tinted": lambda image: (image * [1.0, 0.8, 0.6]).astype(np.uint8),
    "shifted": lambda image: cv2.resize(image[4:, 4:], (128, 128)),
}


@pytest.mark.parametrize("alter", ALTERATIONS.values(), ids=ALTERATIONS)
def test_altered_copies_are_found(cuts, alter):
    rows = [3, 11, 27]
    pairs = find_near_duplicates(cuts, np.stack([alter(cuts[row]) for row in rows]), 0.45)
    assert sorted((other, row) for row, other, _ in pairs) == list(enumerate(rows))


def test_a_few_copies_among_many_others_are_found_without_a_threshold(cuts):
    validation = np.concatenate([cuts[20:], [ALTERATIONS["tinted"](cuts[3])]])
    assert [(row, other) for row, other, _ in find_near_duplicates(cuts[:20], validation)] \
        == [(3, 20)]


def test_threshold_rises_with_what_is_usual_and_stays_in_its_range():
    rng = np.random.default_rng(0)
    for typical, expected in [(0.1, 0.45), (0.3, 0.55), (0.6, 0.8), (0.95, 0.8)]:
        assert choose_threshold(rng.normal(typical, 0.05, 10_000)) == pytest.approx(
            expected, abs=0.01)


def test_different_cuts_are_no_near_duplicates(cuts):
    assert find_near_duplicates(cuts[::2], cuts[1::2]) == []


def test_best_partner_is_named_and_pairs_are_sorted(cuts):
    train = np.concatenate([recompress(cuts[5])[None], cuts[5:6], cuts[:5]])
    pairs = find_near_duplicates(train, np.stack([recompress(cuts[2]), cuts[5]]))
    assert [(row, other) for row, other, _ in pairs] == [(1, 1), (4, 0)]
    assert pairs[0][2] == pytest.approx(1, abs=1e-3) and pairs[1][2] < 1


def test_flat_images_are_not_compared():
    flat = np.full((3, 128, 128, 3), 90, np.uint8)
    assert find_near_duplicates(flat, flat + 1) == []
