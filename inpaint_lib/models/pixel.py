"""Models that compute one missing pixel from its neighbours: a weighted sum, and a small net.

Pixel values here are raw, 0 to 255, as in the paper. All arithmetic is float64. The linear fit then
ends in the same place on any computer; a net can carry a difference in the last digit of one sum to
half a per cent of its final error.
"""

from dataclasses import dataclass

import numpy as np

from inpaint_lib.images import check_images
from inpaint_lib.models.patches import extract_patches, split_patches


class PixelModel:
    """What the models have in common: they predict centres from neighbours."""

    def predict(self, neighbours):
        """Return one centre a row of neighbours: (..., k), values 0 to 255, to float64 (...,)."""
        neighbours = np.asarray(neighbours, dtype=np.float64)
        if neighbours.ndim == 0 or neighbours.shape[-1] != self.n_neighbours:
            raise ValueError(f"This model reads {self.n_neighbours} neighbours of a pixel, got an "
                             f"array of shape {neighbours.shape}; its last axis must be "
                             f"{self.n_neighbours}.")
        return self._predict(neighbours)

    def rmse(self, neighbours, centres):
        """Return the root mean squared error, in 0-255 units, over (n, k) and centres (n,)."""
        neighbours, centres = check_patches(neighbours, centres)
        return float(np.sqrt(np.mean((self.predict(neighbours) - centres) ** 2)))


@dataclass(frozen=True)
class LinearModel(PixelModel):
    """A weighted sum of the neighbours plus a bias.

    Parameters
    ----------
    weights : numpy.ndarray of float64, (k,)
        One a neighbour, row by row without the middle.
    bias : float
        In 0-255 units.

    Examples
    --------
    >>> mean_of_eight = LinearModel([1 / 8] * 8)
    >>> mean_of_eight.predict([10, 20, 30, 40, 50, 60, 70, 80]).item()
    45.0
    """

    weights: np.ndarray
    bias: float = 0.0

    @property
    def n_neighbours(self):
        """Number of neighbours that the model reads."""
        return len(self.weights)

    def _predict(self, neighbours):
        return neighbours @ np.asarray(self.weights, dtype=np.float64) + self.bias


@dataclass(frozen=True)
class LinearFit(LinearModel):
    """A linear model and how gradient descent got there; made by `fit_linear`.

    `steps` (r,) are the recorded steps from 0 (the start) to the last; `losses` (r,) the mean
    squared errors on the training patches there, in squared 0-255 units; `weights_path` (r, k) and
    `bias_path` (r,) the parameters; `diverged_at` the first step whose loss was no finite number,
    or None.
    """

    steps: np.ndarray = None
    losses: np.ndarray = None
    weights_path: np.ndarray = None
    bias_path: np.ndarray = None
    diverged_at: int | None = None


@dataclass(frozen=True)
class NetFit(PixelModel):
    """A net with one hidden layer and how Adam got there; made by `fit_net`.

    `hidden_weights` are (k, hidden), `hidden_bias` and `output_weights` (hidden,). Their paths hold
    them at the recorded steps, along a first axis of length r; the rest is as in `LinearFit`.
    """

    hidden_weights: np.ndarray
    hidden_bias: np.ndarray
    output_weights: np.ndarray
    output_bias: float
    steps: np.ndarray
    losses: np.ndarray
    hidden_weights_path: np.ndarray
    hidden_bias_path: np.ndarray
    output_weights_path: np.ndarray
    output_bias_path: np.ndarray
    diverged_at: int | None = None

    @property
    def n_neighbours(self):
        """Number of neighbours that the model reads."""
        return len(self.hidden_weights)

    def _predict(self, neighbours):
        return predict_with_net(neighbours, self.hidden_weights, self.hidden_bias,
                                self.output_weights, self.output_bias)


def predict_with_net(neighbours, hidden_weights, hidden_bias, output_weights, output_bias):
    """Run a net with one hidden layer of rectified sums and one linear output: (..., k) to (...,).

    Weights are (k, hidden) and (hidden,). The paper, section 7.2.
    """
    hidden = np.maximum(neighbours @ np.asarray(hidden_weights) + hidden_bias, 0)
    return hidden @ np.asarray(output_weights) + output_bias

def split_channel(image_uint8, channel, size=5, stride=5):
    """Cut one channel of an image into patches; return their neighbours and centres.

    Parameters
    ----------
    image_uint8 : array_like of uint8, (H, W, C)
    channel : int
        0, 1 or 2 for red, green or blue.
    size : int
        Side of a patch, in pixels; odd.
    stride : int
        Steps between two patches, down and across.

    Returns
    -------
    neighbours : numpy.ndarray of float64, (n, size * size - 1), values 0 to 255
    centres : numpy.ndarray of float64, (n,), values 0 to 255

    Raises
    ------
    TypeError
        If the image is not uint8: the models of the paper read raw values, 0 to 255.
    ValueError
        If the image has no channel axis, or size and stride do not fit.

    References
    ----------
    The paper, section 7.2: 100x100 pixels give 400 patches.

    Examples
    --------
    >>> neighbours, centres = split_channel(np.zeros((100, 100, 3), dtype=np.uint8), channel=0)
    >>> neighbours.shape, centres.shape
    ((400, 24), (400,))
    """
    image_uint8 = check_images(image_uint8, "image_uint8")
    if image_uint8.dtype != np.uint8:
        raise TypeError(f"split_channel wants uint8 values (0 to 255), got {image_uint8.dtype}. "
                        "as_uint8 makes them.")
    patches = extract_patches(image_uint8[:, :, channel].astype(np.float64), size, stride)
    return split_patches(patches)


def check_patches(neighbours, centres):
    """Return neighbours (n, k), centres (n,) as float64, having checked that they go together.

    Examples
    --------
    >>> check_patches([[1, 2]], [3, 4])
    Traceback (most recent call last):
    ...
    ValueError: 1 rows of neighbours came with 2 centres; wanted one centre a row.
    """
    neighbours = np.asarray(neighbours, dtype=np.float64)
    centres = np.asarray(centres, dtype=np.float64)
    if neighbours.ndim != 2 or centres.ndim != 1:
        raise ValueError(f"Wanted neighbours of shape (n, k) and centres of shape (n,), got "
                         f"{neighbours.shape} and {centres.shape}. split_patches makes both.")
    if len(neighbours) != len(centres):
        raise ValueError(f"{len(neighbours)} rows of neighbours came with {len(centres)} centres; "
                         "wanted one centre a row.")
    if neighbours.size == 0:
        raise ValueError(f"There is nothing to fit: neighbours have shape {neighbours.shape}.")
    for name, values in (("neighbours", neighbours), ("centres", centres)):
        if not np.isfinite(values).all():
            raise ValueError(f"{name} hold {np.count_nonzero(~np.isfinite(values))} values that "
                             "are not finite (NaN or inf). Fill or drop those patches first.")
    return neighbours, centres

def fit_least_squares(neighbours, centres):
    """Return the linear model with the smallest squared error, at once and without descent.

    Parameters
    ----------
    neighbours : array_like, (n, k)
        Values 0 to 255; any neighbourhood.
    centres : array_like, (n,)

    Returns
    -------
    LinearModel
        Where several models are equally good, the one with the smallest weights.

    Examples
    --------
    >>> model = fit_least_squares([[0], [10], [20]], [5, 25, 45])
    >>> model.weights.round(6).tolist(), round(model.bias, 6)
    ([2.0], 5.0)
    """
    neighbours, centres = check_patches(neighbours, centres)
    columns = np.column_stack([neighbours, np.ones(len(neighbours))])
    solution = np.linalg.lstsq(columns, centres, rcond=None)[0]
    return LinearModel(solution[:-1], float(solution[-1]))
