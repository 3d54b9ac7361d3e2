"""A distance between two sets of pictures: no fill is compared with its own truth."""

import numpy as np

from inpaint_lib.images import check_images
from inpaint_lib.metrics.features import load_species_network

LAYER = "parts"
"""The classifier's layer whose answers, averaged over a picture, describe it."""


def describe_pictures(images, network=None):
    """Describe each picture by what the species classifier's last inner layer answers on average.

    Parameters
    ----------
    images : array_like of float, (N, H, W, 3), values in [0, 1]
    network : keras.Model, optional
        The classifier; the one that comes with the course if left out.

    Returns
    -------
    numpy.ndarray of float64, (N, 64)

    Examples
    --------
    >>> from inpaint_lib.metrics.features import build_species_network
    >>> describe_pictures(np.zeros((2, 64, 64, 3), np.float32), build_species_network()).shape
    (2, 64)
    """
    import keras

    images, network = check_images(images), network or load_species_network()
    reader = keras.Model(network.inputs[0], network.get_layer(LAYER).output)
    return np.concatenate([
        np.asarray(reader(images[start:start + 64].astype(np.float32))).mean(axis=(1, 2))
        for start in range(0, len(images), 64)]).astype(np.float64)


def measure_kernel_distance(described, wanted):
    """Measure how far two sets of descriptions are apart, whichever belongs to which.

    Parameters
    ----------
    described, wanted : array_like of float, (N, D) and (M, D)
        At least two of each.

    Returns
    -------
    float
        The squared distance of the sets' means in the space of the kernel (x y / D + 1)^3, without
        bias: about 0, or a little below, for two samples of one set.

    References
    ----------
    M. Binkowski, D. J. Sutherland, M. Arbel, A. Gretton, "Demystifying MMD GANs", ICLR 2018, who
    call it the kernel inception distance, with the features of another classifier.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> one, same, other = (rng.normal(mean, 1, (500, 4)) for mean in (0, 0, 1))
    >>> abs(measure_kernel_distance(one, same)) < 0.1 < measure_kernel_distance(one, other)
    True
    """
    described, wanted = (np.asarray(one, np.float64) for one in (described, wanted))
    if described.ndim != 2 or wanted.ndim != 2 or described.shape[1] != wanted.shape[1]:
        raise ValueError(f"Wanted two sets of descriptions of one length, (N, D) and (M, D), got "
                         f"{described.shape} and {wanted.shape}.")
    if min(len(described), len(wanted)) < 2:
        raise ValueError("A distance between sets wants at least two pictures in each.")

    def compare(one, other):
        return (one @ other.T / one.shape[1] + 1) ** 3

    def average_pairs(one):
        # Without the pairs of a picture with itself, which would count a set as near itself.
        kernel = compare(one, one)
        return (kernel.sum() - np.trace(kernel)) / (len(one) * (len(one) - 1))

    return float(average_pairs(described) + average_pairs(wanted)
                 - 2 * compare(described, wanted).mean())
