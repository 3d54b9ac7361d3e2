"""The embedded data set: wild-animal faces drawn by this library, with their ground truth.

4,741 faces at 128x128, as many as in the paper: 3,341 for training, of which the last 400 are for
choosing models, and 1,400 for validation. Each face follows from its index alone. The page `The
faces` tells how they are drawn.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from tqdm import tqdm

from inpaint_lib.drawing import ears, individual
from inpaint_lib.drawing.individual import draw_individual
from inpaint_lib.drawing.portrait import finish_picture, paint_portrait

FACES_VERSION = "2"
N_TRAIN = 3341
N_VALIDATION = 1400
N_CHOOSING = 400
N_FACES = N_TRAIN + N_VALIDATION
FIRST_TEST, N_TEST = 100_000, 1000
"""Index of the first test face, and their number: faces on which nothing was ever chosen."""
FACE_SIZE = 128

LANDMARKS = ("eye_left", "eye_right", "nose", "mouth", "chin", "ear_left", "ear_right")
"""Names of the landmarks, in the order of `FaceSet`'s arrays. Left and right are the viewer's."""
AGES, SEXES = ("young", "adult", "old"), ("male", "female")
MOODS = ("calm", "alert", "sleepy", "stern")


@dataclass(frozen=True, eq=False)
class Face:
    """One drawn face and the truth about it.

    Attributes
    ----------
    image : numpy.ndarray of uint8, (size, size, 3)
    marking : str
        "mask", "plain", "stripes", "rosettes" or "spots".
    mane : bool
        True for a male lion; a young one's is short.
    yaw : float
        Turn of the head in degrees; positive towards the viewer's right.
    landmarks : dict of str to (float, float)
        Name to (x, y) in pixels of this image; (0, 0) is the centre of the top left pixel. Left
        and right are the viewer's.
    eye_radius : float
        Half the width of an eye, in pixels.
    """

    index: int
    image: np.ndarray
    species: str
    marking: str
    age: str
    sex: str
    mood: str
    mane: bool
    yaw: float
    landmarks: dict
    eye_radius: float


@dataclass(frozen=True, eq=False)
class FaceTruth:
    """The truth about a batch of faces, an array each; see `Face` for what they mean."""

    index: np.ndarray
    species: np.ndarray
    marking: np.ndarray
    age: np.ndarray
    sex: np.ndarray
    mood: np.ndarray
    mane: np.ndarray
    yaw: np.ndarray
    landmarks: np.ndarray
    eye_radius: np.ndarray


@dataclass(frozen=True, eq=False)
class FaceSet:
    """The whole data set; its images are read-only uint8, (3341 or 1400, 128, 128, 3).

    The last 400 for training, `choosing_uint8`, are for choosing between models. Those for
    validation are only ever scored.
    """

    train_uint8: np.ndarray
    validation_uint8: np.ndarray
    train_truth: FaceTruth
    validation_truth: FaceTruth

    @property
    def fitting_uint8(self):
        """numpy.ndarray of uint8, (2941, 128, 128, 3) : the training faces to fit."""
        return self.train_uint8[:-N_CHOOSING]

    @property
    def choosing_uint8(self):
        """numpy.ndarray of uint8, (400, 128, 128, 3) : the last training faces."""
        return self.train_uint8[-N_CHOOSING:]


def draw_face(index, size=FACE_SIZE):
    """Draw one face.

    Parameters
    ----------
    index : int
        Which face, 0 or more; the data set holds 0 to 4740, in the order training, validation.
    size : int
        Height and width of the image in pixels, 16 to 1024. The face is the same at each size.

    Returns
    -------
    Face

    Raises
    ------
    TypeError, ValueError
        If index or size is not a whole number, or outside its range.

    Examples
    --------
    >>> face = draw_face(0)
    >>> face.image.shape, face.species
    ((128, 128, 3), 'tiger')
    """
    _check_whole("index", index, 0, 2**31 - 1)
    _check_whole("size", size, 16, 1024)
    animal = draw_individual(int(index))
    threads = cv2.getNumThreads()
    cv2.setNumThreads(1)
    try:
        picture, landmarks = paint_portrait(animal, max(2 * FACE_SIZE, size))
        image = finish_picture(picture, animal, size)
    finally:
        cv2.setNumThreads(threads)
    zoom = size / individual.FRAME
    # Pixel centres are whole numbers, so enlarging moves them by half a pixel more or less.
    landmarks = {name: tuple(((landmarks[name] + 0.5) * zoom - 0.5).tolist()) for name in LANDMARKS}
    return Face(int(index), image, animal.species, animal.form.marking, animal.age, animal.sex,
                animal.mood, ears.has_mane(animal), float(np.rad2deg(animal.pose.yaw)), landmarks,
                animal.form.eye_width * animal.pose.scale * zoom)


def draw_test_faces(count=N_TEST):
    """Draw the first test faces: images, uint8 (count, 128, 128, 3), and the `FaceTruth` of them.

    Nothing is fitted to them or chosen on them; they are for final tables alone.
    """
    faces = [draw_face(FIRST_TEST + number) for number in tqdm(range(count), unit="face",
                                                               desc="Drawing the test faces")]
    truth = {name: np.array([getattr(face, name) for face in faces])
             for name in FaceTruth.__annotations__ if name != "landmarks"}
    places = [[face.landmarks[name] for name in LANDMARKS] for face in faces]
    return (np.array([face.image for face in faces]),
            FaceTruth(**truth, landmarks=np.array(places, np.float32)))


def eye_under_hole(face, hole):
    """Say whether the centre of an eye lies under the hole.

    Parameters
    ----------
    face : Face
    hole : Hole

    Returns
    -------
    bool

    Examples
    --------
    >>> from inpaint_lib.holes import Hole
    >>> eye_under_hole(draw_face(0), Hole(0, 0, 128, 128))
    True
    """
    places = np.array([[face.landmarks[name] for name in LANDMARKS]])
    return bool(find_eyes_under_hole(places, hole).any())


def find_eyes_under_hole(landmarks, hole):
    """Say for each face which eyes have their centre under the hole.

    Parameters
    ----------
    landmarks : numpy.ndarray, (N, 7, 2)
        Those of a `FaceTruth`: (x, y) in pixels, in the order of `LANDMARKS`.
    hole : Hole

    Returns
    -------
    numpy.ndarray of bool, (N, 2)
        Left eye, right eye, as the viewer sees them.

    Raises
    ------
    ValueError
        If the array has another shape.

    Examples
    --------
    >>> from inpaint_lib.holes import PAPER_32
    >>> left, *others = [60, 60], *[[0, 0]] * 6
    >>> find_eyes_under_hole(np.array([[left, *others]]), PAPER_32).tolist()
    [[True, False]]
    """
    landmarks = np.asarray(landmarks)
    if landmarks.ndim != 3 or landmarks.shape[1:] != (len(LANDMARKS), 2):
        raise ValueError(f"landmarks has shape {landmarks.shape}; "
                         f"wanted (N, {len(LANDMARKS)}, 2) as in FaceTruth.landmarks.")
    x, y = landmarks[:, :2, 0] + .5, landmarks[:, :2, 1] + .5
    return (hole.left <= x) & (x < hole.right) & (hole.top <= y) & (y < hole.bottom)


def _check_whole(name, value, low, high):
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)):
        raise TypeError(f"{name} must be a whole number, got {value!r}.")
    if not low <= value <= high:
        raise ValueError(f"{name} must lie between {low} and {high}, got {value}.")
