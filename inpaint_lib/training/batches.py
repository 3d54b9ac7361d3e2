"""Batches: which images come when, and the random changes made to them.

Everything follows from the seed, the epoch and the step, so that a run that was stopped goes on
with the very batches it would have had. Images stay uint8 until the network's first step.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from inpaint_lib.images import check_images
from inpaint_lib.random_holes import draw_masks


@dataclass(frozen=True)
class Augmentation:
    """Random changes to the images, drawn anew for every batch.

    Attributes
    ----------
    shift : int
        Largest shift, in pixels, down or right; the rim is mirrored.
    mirror : bool
        Whether half of the images are mirrored left to right.
    turn, zoom : float
        Largest turn of half of the images, in degrees, and largest relative change of size of the
        same half, either way.
    brightness, colour : float
        Largest relative change of all channels together, and of each by itself.
    calm_epochs : int
        So many epochs at the end see the images as they are.
    """

    shift: int = 0
    mirror: bool = False
    turn: float = 0.0
    zoom: float = 0.0
    brightness: float = 0.0
    colour: float = 0.0
    calm_epochs: int = 0

    def choose(self, epoch, epochs):
        """Return what is drawn in one epoch, counted from 0, of a run of `epochs`."""
        return Augmentation() if epoch >= epochs - self.calm_epochs else self


@dataclass(frozen=True)
class Batch:
    """What one training step gets.

    Attributes
    ----------
    images_uint8 : numpy.ndarray of uint8, (N, H, W, 3)
        Moved: shifted, mirrored, turned, zoomed.
    gains : numpy.ndarray of float32, (N, 1, 1, 3)
        What the pixel values are to be multiplied by: brightness and colour.
    weights_uint8 : numpy.ndarray of uint8, (N, H, W, 1), or None
        Moved like the images: 255 where a pixel counts more.
    masks : numpy.ndarray of bool, (N, H, W, 1), or None
        True = missing, where each image has holes of its own.
    """

    images_uint8: np.ndarray
    gains: np.ndarray
    weights_uint8: np.ndarray | None = None
    masks: np.ndarray | None = None


def count_steps(n_images, batch):
    """Return the steps of one epoch; the images that fill no whole batch wait for the next."""
    if n_images < batch:
        raise ValueError(f"The data set has {n_images} images to train on, fewer than one batch "
                         f"of {batch}. Make the batch smaller in the recipe, or use more images.")
    return n_images // batch


def order_images(n_images, seed, epoch):
    """Return the order of the images in one epoch, int64 (n_images,): a new one each."""
    return np.random.default_rng([seed, epoch]).permutation(n_images)


def order_sets(sizes, seed, epoch):
    """Return an order in which images of several sets take turns, however large each set is.

    Images are numbered through, set after set. Of the order, int64 (len(sizes) * max(sizes),), the
    largest set comes once, anew each epoch; a smaller one begins anew as often as it must.
    """
    rng, longest = np.random.default_rng([seed, epoch]), max(sizes)
    starts = np.cumsum([0, *sizes[:-1]])
    turns = [start + np.concatenate([rng.permutation(size) for _ in range(-(-longest // size))])
             for start, size in zip(starts, sizes, strict=True)]
    return np.stack([turn[:longest] for turn in turns], axis=1).ravel()


def draw_batch(images_uint8, order, batch, seed, epoch, step, augmentation, weights_uint8=None,
               share=slice(None), random_holes=None):
    """Return the images of one step, changed at random.

    Parameters
    ----------
    images_uint8 : numpy.ndarray of uint8, (N, H, W, 3)
    order : numpy.ndarray of int, (N,)
        From `order_images` or `order_sets`.
    batch, seed, epoch, step : int
        Epoch and step are counted from 0.
    augmentation : Augmentation
    weights_uint8 : numpy.ndarray of uint8, (N, H, W, 1), optional
        Maps that are moved with the images.
    share : slice
        Which images of the batch to return; all workers draw the same batch and take their own.
    random_holes : RandomHoles, optional
        Gives each image a mask of its own.

    Returns
    -------
    Batch

    Examples
    --------
    >>> from inpaint_lib.training.recipes import Augmentation
    >>> images = np.arange(2 * 4 * 4 * 3, dtype=np.uint8).reshape(2, 4, 4, 3)
    >>> drawn = draw_batch(images, np.array([1, 0]), 1, 0, 0, 0, Augmentation())
    >>> bool((drawn.images_uint8 == images[1:]).all()), drawn.gains.ravel().tolist()
    (True, [1.0, 1.0, 1.0])
    """
    rng = np.random.default_rng([seed, epoch, step])
    picked = order[step * batch:(step + 1) * batch]
    moves = _draw_moves(rng, len(picked), augmentation)
    gains = (1 + augmentation.brightness * rng.uniform(-1, 1, (len(picked), 1, 1, 1))
             + augmentation.colour * rng.uniform(-1, 1, (len(picked), 1, 1, 3)))
    masks = None
    if random_holes:
        # Seeded apart, so that the images are moved as they would be without these holes.
        masks = draw_masks([seed, epoch, step, 1], len(picked), *images_uint8.shape[1:3],
                           random_holes)[share, ..., np.newaxis]
    picked, moves, gains = picked[share], moves[share], gains[share]
    return Batch(
        _move_images(images_uint8, picked, moves), gains.astype(np.float32),
        None if weights_uint8 is None else _move_images(weights_uint8, picked, moves), masks)


@dataclass(frozen=True)
class _Move:
    """Where the pixels of one image go."""

    down: int
    right: int
    mirror: bool
    degrees: float
    scale: float


def _draw_moves(rng, count, augmentation):
    shifts = rng.integers(-augmentation.shift, augmentation.shift + 1, (count, 2))
    mirrored = rng.random(count) < (0.5 if augmentation.mirror else 0)
    # Turning and zooming blurs a little, so half of the images keep the sharpness they have.
    sharp = rng.random(count) < 0.5
    degrees = np.where(sharp, 0, augmentation.turn * rng.uniform(-1, 1, count))
    scales = np.where(sharp, 1, 1 + augmentation.zoom * rng.uniform(-1, 1, count))
    return [_Move(int(down), int(right), bool(mirror), float(turn), float(scale))
            for (down, right), mirror, turn, scale
            in zip(shifts, mirrored, degrees, scales, strict=True)]


def _move_images(images, picked, moves):
    height, width, channels = images.shape[1:]
    moved = np.empty((len(picked), height, width, channels), images.dtype)
    for target, index, move in zip(moved, picked, moves, strict=True):
        rows = _reflect(np.arange(height) - move.down, height)
        columns = _reflect(np.arange(width) - move.right, width)
        image = images[index][rows[:, np.newaxis], columns[::-1] if move.mirror else columns]
        if move.degrees or move.scale != 1:
            centre = ((width - 1) / 2, (height - 1) / 2)
            image = cv2.warpAffine(
                image, cv2.getRotationMatrix2D(centre, move.degrees, move.scale), (width, height),
                flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT_101)
        target[:] = image.reshape(target.shape)
    return moved


def _reflect(places, length):
    """Fold places beyond the rim back inside, as in a mirror that stands on the outermost pixel."""
    places = np.abs(places)
    return np.where(places >= length, 2 * (length - 1) - places, places)


def check_training_images(images_uint8, hole=None):
    """Return the uint8 images, (N, H, W, 3), if a network can be trained on them with this hole."""
    images_uint8 = check_images(images_uint8)
    if images_uint8.dtype != np.uint8:
        raise TypeError(f"Training takes uint8 images, which need a quarter of the memory; got "
                        f"{images_uint8.dtype}.")
    if images_uint8.ndim != 4 or images_uint8.shape[-1] != 3:
        raise ValueError(f"Training takes colour images (N, H, W, 3), got {images_uint8.shape}.")
    height, width = images_uint8.shape[1:3]
    if hole and (hole.bottom > height or hole.right > width):
        raise ValueError(f"{hole} does not fit into images of {height}x{width}.")
    return images_uint8
