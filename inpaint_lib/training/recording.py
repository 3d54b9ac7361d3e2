"""What a run keeps of chosen epochs: fills as pictures, and the score of every image."""

import csv

import numpy as np
from PIL import Image

from inpaint_lib.files import replace_file
from inpaint_lib.fills.network import paint_holes, paint_squares
from inpaint_lib.holes import crop_hole, paste_hole
from inpaint_lib.images import as_float, as_uint8

COLUMNS = 6
BATCH = 100


def choose_gallery(n_images, n_shown):
    """Choose images evenly spread over a set, by rule and not by taste: rising numbers from 0.

    There are all of them where fewer than `n_shown` are there.

    Examples
    --------
    >>> choose_gallery(1400, 4).tolist()
    [0, 350, 700, 1050]
    """
    n_shown = min(n_shown, n_images)
    return np.arange(n_shown) * n_images // n_shown


def record_epoch(network, images_uint8, hole, n_shown, folder, epoch):
    """Fill all images, and write scores and a few fills to `folder`; epochs count from 1.

    Two files: ``epoch_030.npz`` with ``mse`` (one hole MSE an image), ``painted`` (uint8, every
    square), ``index`` and ``squares`` (the gallery's `n_shown` rows and squares), and
    ``epoch_030.png``, the gallery pasted into its images.
    """
    folder.mkdir(exist_ok=True)
    squares = paint_squares(network, images_uint8, hole)
    errors = (squares - as_float(crop_hole(images_uint8, hole))) ** 2
    shown = choose_gallery(len(images_uint8), n_shown)
    painted = as_uint8(squares)
    with replace_file(folder / f"epoch_{epoch:03d}.npz") as part:
        np.savez_compressed(part, mse=errors.mean(axis=(1, 2, 3)), painted=painted,
                            index=shown, squares=painted[shown])
    _write_gallery(paste_hole(images_uint8[shown], hole, painted[shown]), folder, epoch)


def record_filled_epoch(network, images_uint8, masks, n_shown, folder, epoch):
    """Fill all images, each with holes of its own, and write scores and a few fills to `folder`.

    In masks, (N, H, W), True is missing; epochs count from 1. Two files: ``epoch_030.npz`` with
    ``mse`` (over the missing pixels of each image), ``index`` (the gallery's rows) and ``pictures``
    (uint8, the gallery's images, filled), and ``epoch_030.png``, the gallery.
    """
    folder.mkdir(exist_ok=True)
    mse = np.concatenate([
        _score_filled(network, images_uint8[start:start + BATCH], masks[start:start + BATCH])
        for start in range(0, len(images_uint8), BATCH)])
    shown = choose_gallery(len(images_uint8), n_shown)
    pictures = paint_holes(network, images_uint8[shown], masks[shown])
    with replace_file(folder / f"epoch_{epoch:03d}.npz") as part:
        np.savez_compressed(part, mse=mse, index=shown, pictures=pictures)
    _write_gallery(pictures, folder, epoch)


def _score_filled(network, images_uint8, masks):
    images = as_float(images_uint8)
    squares = (paint_holes(network, images, masks) - images) ** 2
    return squares.sum(axis=(1, 2, 3)) / (3 * masks.sum(axis=(1, 2)))


def _write_gallery(pictures, folder, epoch):
    with replace_file(folder / f"epoch_{epoch:03d}.png") as part:
        Image.fromarray(tile_pictures(pictures)).save(part)


def tile_pictures(pictures, columns=COLUMNS):
    """Put pictures, uint8 (N, H, W, 3), side by side, row below row; empty places are white.

    Examples
    --------
    >>> tile_pictures(np.zeros((5, 2, 2, 3), np.uint8), columns=3).shape
    (4, 6, 3)
    """
    n_rows = -(-len(pictures) // columns)
    height, width, channels = pictures.shape[1:]
    tiles = np.full((n_rows * columns, height, width, channels), 255, np.uint8)
    tiles[:len(pictures)] = pictures
    rows = tiles.reshape(n_rows, columns, height, width, channels).swapaxes(1, 2)
    return rows.reshape(n_rows * height, columns * width, channels)


def write_history(path, rows):
    """Write a run's history: one row an epoch, under the keys of the first."""
    # With the line ends of the histories in data/, which the library's other tables do not have.
    with replace_file(path) as part, open(part, "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
