"""A distance that blur does not fool: what a small species classifier sees in two images.

The classifier learns to name the animal from windows of faces. Its inner layers answer to colours
and patterns of fur; two images are near each other where these answers are alike. TensorFlow is
imported when a network is built, not before.
"""

import functools

import numpy as np

from inpaint_lib.drawing.species import SPECIES
from inpaint_lib.files import find_data
from inpaint_lib.holes import Hole, check_squares, crop_hole, paste_hole
from inpaint_lib.images import as_float, check_images, check_values, read_images
from inpaint_lib.models.weights import load_network

WINDOW = 64
"""Side in pixels of the windows that the classifier reads."""

REACH = 24
"""How far, in pixels, a training window lies at most from the middle of the image."""

MARGIN = 16
"""Known pixels around the hole that the distance looks at too."""

LAYERS = ("edges", "patterns", "parts")
"""The inner layers whose answers are compared, from fine to coarse."""

FILTERS = (16, 32, 64)
SIZES = (5, 3, 3)
EPOCHS = 15
WEIGHTS_FILE = "species.keras"


def build_species_network(seed=0):
    """Build the classifier: three convolutions, the mean of each filter's answer, one dense layer.

    (N, H, W, 3) float in [0, 1], of any height and width, gives (N, 6) probabilities, in the order
    of `inpaint_lib.drawing.species.SPECIES`. The seed decides the first weights.
    """
    import keras
    from keras import layers

    keras.utils.set_random_seed(seed)
    image = answers = keras.Input((None, None, 3))
    for name, filters, size in zip(LAYERS, FILTERS, SIZES, strict=True):
        answers = layers.Conv2D(filters, size, strides=2, padding="same", activation="relu",
                                name=name)(answers)
    means = layers.GlobalAveragePooling2D()(answers)
    return keras.Model(image, layers.Dense(len(SPECIES), activation="softmax")(means),
                       name="species")


def number_species(names):
    """Turn names into places in `SPECIES`, int (N,); an unknown name raises ValueError."""
    order = list(SPECIES)
    unknown = sorted(set(np.asarray(names).tolist()) - set(order))
    if unknown:
        raise ValueError(f"There is no species {unknown[0]!r}; there are {', '.join(order)}.")
    return np.array([order.index(name) for name in np.asarray(names).tolist()])


def cut_windows(images, rng=None):
    """Cut a window out of each image: float32 (N, 64, 64, 3) in [0, 1].

    The images are float in [0, 1] or uint8, at least 64 pixels high and wide. `rng` draws a place
    round the middle and mirrors half of the windows; left out, the middle is cut.
    """
    images = check_images(images)
    if images.dtype != np.uint8:
        check_values(images)
    height, width = images.shape[1:3]
    if min(height, width) < WINDOW:
        raise ValueError(f"Images of {height}x{width} are smaller than a window of "
                         f"{WINDOW}x{WINDOW}.")
    places = np.tile([(height - WINDOW) // 2, (width - WINDOW) // 2], (len(images), 1))
    if rng is not None:
        reach = np.minimum(places[0], REACH) if len(images) else 0
        places = places + rng.integers(-reach, reach + 1, places.shape)
    windows = np.empty((len(images), WINDOW, WINDOW, 3), np.float32)
    for window, image, (top, left) in zip(windows, images, places, strict=True):
        cut = image[top:top + WINDOW, left:left + WINDOW]
        window[:] = as_float(cut) if cut.dtype == np.uint8 else cut
    if rng is not None:
        mirrored = rng.random(len(images)) < 0.5
        windows[mirrored] = windows[mirrored, :, ::-1]
    return windows


def train_species_network(images_uint8, species, epochs=EPOCHS, seed=0):
    """Train the classifier on uint8 images (N, H, W, 3), one new window of each in every epoch.

    Returns the network and the mean cross-entropy of each epoch.
    """
    import keras

    network, numbers = build_species_network(seed), number_species(species)
    rng, batch = np.random.default_rng(seed), 32
    n_steps = epochs * -(-len(numbers) // batch)
    rate = keras.optimizers.schedules.CosineDecay(2e-3, n_steps, alpha=0.01)
    # A second name for the same weights: what is returned and saved knows nothing of Adam.
    trainer = keras.Model(network.inputs[0], network.outputs[0])
    trainer.compile(optimizer=keras.optimizers.Adam(rate), loss="sparse_categorical_crossentropy")
    losses = []
    for _ in range(epochs):
        order = rng.permutation(len(numbers))
        history = trainer.fit(cut_windows(images_uint8[order], rng), numbers[order],
                              batch_size=batch, shuffle=False, verbose=0)
        losses.append(float(history.history["loss"][0]))
    return network, losses


def measure_accuracy(network, images, species):
    """Share of images whose middle window is given the right name.

    Parameters
    ----------
    network : keras.Model
    images : array_like, (N, H, W, 3)
        float in [0, 1], or uint8.
    species : array_like of str, (N,)

    Returns
    -------
    float
        From 0 to 1; six names guessed at random are right in one case of six.

    Examples
    --------
    >>> faces = np.zeros((3, 64, 64, 3), np.uint8)
    >>> 0 <= measure_accuracy(build_species_network(), faces, ["fox", "lion", "wolf"]) <= 1
    True
    """
    guesses = network.predict(cut_windows(images), batch_size=64, verbose=0).argmax(axis=1)
    return float(np.mean(guesses == number_species(species)))


@functools.lru_cache(maxsize=1)
def load_species_network():
    """Load the classifier that comes with the course.

    Returns
    -------
    keras.Model
    """
    return load_network(find_data(WEIGHTS_FILE))


def measure_feature_distance(squares, images, hole, network=None):
    """Compare what the classifier sees in filled images with what it sees in the true ones.

    Parameters
    ----------
    squares : array_like of float, (N, hole.height, hole.width, 3), values in [0, 1]
        What was painted.
    images : array_like, (N, H, W, 3)
        The true images; float in [0, 1], or uint8.
    hole : Hole
    network : keras.Model, optional
        The classifier; the one that comes with the course if left out.

    Returns
    -------
    numpy.ndarray of float64, (N,)
        0 for the truth itself. In each inner layer, the answers of all filters at one place are
        scaled to length 1, the squared differences added up, and their mean over the hole taken;
        the result is the mean over the layers, at most 2.

    References
    ----------
    R. Zhang, P. Isola, A. A. Efros, E. Shechtman, O. Wang, "The unreasonable effectiveness of
    deep features as a perceptual metric", CVPR 2018: scaled features of a classifier, compared
    place by place. Theirs has weights fitted to people's judgements; this one has none.

    Examples
    --------
    >>> faces = np.random.default_rng(0).random((2, 128, 128, 3), dtype=np.float32)
    >>> hole = Hole(52, 54, 32, 32)
    >>> network = build_species_network()
    >>> measure_feature_distance(faces[:, 52:84, 54:86], faces, hole, network).tolist()
    [0.0, 0.0]
    """
    near, inside = _cut_near(images, hole)
    squares, _ = check_squares(squares, crop_hole(near, inside), hole)
    reader = _make_reader(network or load_species_network())
    distances = np.zeros(len(near))
    for start in range(0, len(near), 64):
        part = slice(start, start + 64)
        filled = paste_hole(near[part], inside, squares[part])
        for seen, wanted in zip(reader(filled), reader(near[part]), strict=True):
            distances[part] += _compare_answers(np.asarray(seen), np.asarray(wanted), inside,
                                                near.shape[1])
    return distances / len(LAYERS)


def _cut_near(images, hole):
    """Cut the hole's surroundings; the margin is a multiple of the network's largest stride."""
    images = check_images(images)
    top, left = max(hole.top - MARGIN, 0), max(hole.left - MARGIN, 0)
    near = read_images(images[..., top:hole.bottom + MARGIN, left:hole.right + MARGIN, :])
    return (near.astype(np.float32, copy=False),
            Hole(hole.top - top, hole.left - left, hole.height, hole.width))


def _make_reader(network):
    import keras

    return keras.Model(network.inputs[0], [network.get_layer(name).output for name in LAYERS])


def _compare_answers(seen, wanted, inside, height):
    """Mean over the hole of the squared distance of the scaled answers."""
    stride = round(height / seen.shape[1])
    seen, wanted = (one / (np.linalg.norm(one, axis=-1, keepdims=True) + 1e-3)
                    for one in (seen.astype(np.float64), wanted.astype(np.float64)))
    apart = ((seen - wanted) ** 2).sum(axis=-1)
    return apart[:, inside.top // stride:-(-inside.bottom // stride),
                 inside.left // stride:-(-inside.right // stride)].mean(axis=(1, 2))
