"""The classifier knows its animals, and its distance forgives a shift and not a blur."""

import cv2
import numpy as np
import pytest

from inpaint_lib.datasets.faces import N_TRAIN, draw_face
from inpaint_lib.holes import PAPER_32, Hole, crop_hole
from inpaint_lib.images import as_float
from inpaint_lib.metrics.features import (build_species_network, cut_windows,
                                          load_species_network, measure_accuracy,
                                          measure_feature_distance, number_species,
                                          train_species_network)

FACES = [draw_face(N_TRAIN + number) for number in range(30)]
IMAGES = np.stack([face.image for face in FACES])
SPECIES = [face.species for face in FACES]
TRUTH = as_float(crop_hole(IMAGES, PAPER_32))


def measure(squares):
    """Return mean squared error and mean distance of squares."""
    distance = measure_feature_distance(squares, IMAGES, PAPER_32).mean()
    return ((squares - TRUTH) ** 2).mean(), distance


def test_the_classifier_of_the_course_names_most_validation_faces():
    assert measure_accuracy(load_species_network(), IMAGES, SPECIES) >= 0.85


def test_the_distance_is_not_fooled_by_blur():
    blurred = np.stack([cv2.GaussianBlur(image, (0, 0), 2) for image in IMAGES])
    blur_mse, blur_distance = measure(as_float(crop_hole(blurred, PAPER_32)))
    moved = Hole(PAPER_32.top, PAPER_32.left - 2, 32, 32)
    shift_mse, shift_distance = measure(as_float(crop_hole(IMAGES, moved)))
    assert blur_mse < shift_mse and blur_distance > 2 * shift_distance
    other_mse, other_distance = measure(np.roll(TRUTH, 1, axis=0))
    assert other_mse > shift_mse and other_distance > 2 * blur_distance


def test_the_truth_has_no_distance():
    assert measure(TRUTH) == (0, 0)


def test_what_lies_far_from_the_hole_does_not_matter():
    changed = IMAGES[:3].copy()
    changed[:, :PAPER_32.top - 16] = 0
    squares = np.full((3, 32, 32, 3), 0.5, np.float32)
    first, second = (measure_feature_distance(squares, images, PAPER_32)
                     for images in (IMAGES[:3], changed))
    assert (first == second).all()


def test_training_learns_and_the_seed_decides():
    images, species = IMAGES[:12], SPECIES[:12]
    network, losses = train_species_network(images, species, epochs=6, seed=1)
    again, _ = train_species_network(images, species, epochs=6, seed=1)
    assert losses[-1] < losses[0]
    windows = cut_windows(images)
    np.testing.assert_allclose(network.predict(windows, verbose=0),
                               again.predict(windows, verbose=0), atol=1e-4)


def test_windows_lie_round_the_middle():
    middle = cut_windows(IMAGES[:2])
    assert (middle == as_float(IMAGES[:2, 32:96, 32:96])).all()
    drawn = cut_windows(IMAGES[:2], np.random.default_rng(0))
    assert drawn.shape == middle.shape and (drawn != middle).any()


def test_wrong_input_is_named():
    with pytest.raises(ValueError, match="'cat'"):
        number_species(["fox", "cat"])
    with pytest.raises(ValueError, match="smaller than a window"):
        cut_windows(IMAGES[:, :40])
    with pytest.raises(ValueError, match=r"\(30, 32, 32, 3\)"):
        measure_feature_distance(TRUTH[:, :9], IMAGES, PAPER_32, build_species_network())
