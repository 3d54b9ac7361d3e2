"""Pictures that are nearly the same: a copy resized, recompressed, re-coloured or mirrored."""

import cv2
import numpy as np

from inpaint_lib.images import check_images

LAYOUT_SIDE = 12
DETAIL_SIDE, DETAIL_WINDOW = 64, 48
N_CANDIDATES = 10
MIN_LAYOUT_MATCH = 0.5
LOWEST_THRESHOLD, HIGHEST_THRESHOLD = 0.45, 0.8
N_SPREADS = 5


def find_near_duplicates(train_uint8, validation_uint8, threshold=None):
    """Find the validation images that have a near-duplicate among the training images.

    Both are uint8, (N, H, W, 3). Returns a list of (training row, validation row, match of details
    from -1 to 1): for each validation image its best training image only; best match first. The
    smallest match that counts is `threshold`, by default from `choose_threshold`.

    Notes
    -----
    Two steps. Layout: each image is shrunk to 12 x 12 and each channel centred; the ten
    training images of highest correlation are candidates. Details: both are shrunk to 64 x 64,
    what is left after taking a blurred copy away is scaled to the same contrast everywhere,
    and the middle 48 x 48 of one is slid over the other; the highest correlation is the match.
    Both steps look at the mirrored image too. Copies turned, or cropped by more than an eighth,
    are not found.
    """
    train_uint8 = check_images(train_uint8, "train_uint8")
    validation_uint8 = check_images(validation_uint8, "validation_uint8")
    layouts, details = _describe_layouts(train_uint8), _describe_details(train_uint8)
    best_rows = np.zeros(len(validation_uint8), int)
    best_matches = np.zeros(len(validation_uint8))
    for views in (validation_uint8, validation_uint8[:, :, ::-1]):
        windows = _describe_details(views)[:, _MIDDLE, _MIDDLE]
        for other, row in _list_candidates(layouts, _describe_layouts(views)):
            match = cv2.matchTemplate(details[row], windows[other].copy(),
                                      cv2.TM_CCOEFF_NORMED).max()
            if match > best_matches[other]:
                best_rows[other], best_matches[other] = row, match
    if threshold is None:
        threshold = choose_threshold(best_matches)
    found = [other for other in np.argsort(-best_matches, kind="stable")
             if best_matches[other] >= max(threshold, 1e-6)]
    return [(int(best_rows[other]), int(other), float(best_matches[other])) for other in found]


def choose_threshold(best_matches):
    """Say from which match of details on two images count as nearly the same.

    From each validation image's best match, (M,): five robust standard deviations (1.4826 times the
    median distance from the median) above the median, but at least 0.45 and at most 0.8.

    Notes
    -----
    0.45 was set by eye on the big-cat photographs: the 21 pairs above it were all
    near-duplicates; of the next 20 pairs, 9 were too. In portraits that are all taken alike
    different animals match better than that, so the threshold rises with what is usual in the set.
    """
    typical = np.median(best_matches)
    spread = 1.4826 * np.median(np.abs(np.asarray(best_matches) - typical))
    return float(np.clip(typical + N_SPREADS * spread, LOWEST_THRESHOLD, HIGHEST_THRESHOLD))


_MARGIN = (DETAIL_SIDE - DETAIL_WINDOW) // 2
_MIDDLE = slice(_MARGIN, _MARGIN + DETAIL_WINDOW)


def _shrink(images, side):
    return np.stack([cv2.resize(np.ascontiguousarray(image), (side, side),
                                interpolation=cv2.INTER_AREA) for image in images])


def _describe_layouts(images):
    small = _shrink(images, LAYOUT_SIDE).astype(np.float32)
    small -= small.mean(axis=(1, 2), keepdims=True)
    rows = small.reshape(len(small), -1)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0)


def _describe_details(images):
    details = _shrink(images, DETAIL_SIDE).mean(axis=-1, dtype=np.float32)
    for grey in details:
        grey -= cv2.GaussianBlur(grey, (0, 0), 3)
        # The 4 of 255 grey levels keep sensor noise in flat regions from counting as detail.
        grey /= np.sqrt(cv2.GaussianBlur(grey * grey, (0, 0), 6)) + 4
    return details


def _list_candidates(layouts, other_layouts):
    similarity = other_layouts @ layouts.T
    n_candidates = min(N_CANDIDATES, len(layouts))
    nearest = np.argpartition(-similarity, n_candidates - 1, axis=1)[:, :n_candidates]
    for other, rows in enumerate(nearest):
        yield from ((other, int(row)) for row in rows
                    if similarity[other, row] >= MIN_LAYOUT_MATCH)
