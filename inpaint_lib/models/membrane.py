"""The membrane, the smoothest fill of a square: its weights, and a network that paints on it.

Layers take Keras's module `layers`.
"""

import numpy as np
from scipy.sparse import lil_matrix
from scipy.sparse.linalg import splu

CELL = 4
"""Side in pixels of the square cells on which networks compute the membrane."""


def solve_smooth_weights(height, width):
    """Weights that turn the ring around a hole into the smoothest surface inside it.

    Each missing pixel is the mean of its four direct neighbours (Laplace's equation), so each
    is a fixed weighted sum of the ring.

    Parameters
    ----------
    height, width : int
        Size of the hole, in pixels.

    Returns
    -------
    numpy.ndarray of float32, (height * width, 2 * (height + width))
        A row for each missing pixel, row by row; columns in the order top, bottom, left, right
        of the ring without its corners. Each row sums to 1.

    References
    ----------
    P. Pérez, M. Gangnet, A. Blake, "Poisson image editing", SIGGRAPH 2003: the membrane, which
    is its equation with nothing pasted.

    Examples
    --------
    >>> solve_smooth_weights(1, 1).tolist()
    [[0.25, 0.25, 0.25, 0.25]]
    """
    if height < 1 or width < 1:
        raise ValueError(f"A hole needs at least 1 row and 1 column, got {height}x{width}.")
    n_pixels, n_ring = height * width, 2 * (height + width)
    equations, ring = lil_matrix((n_pixels, n_pixels)), np.zeros((n_pixels, n_ring))
    for row, column in np.ndindex(height, width):
        pixel = row * width + column
        equations[pixel, pixel] = 4
        for step_down, step_right in ((-1, 0), (1, 0), (0, -1), (0, 1)):
            near, beside = row + step_down, column + step_right
            if 0 <= near < height and 0 <= beside < width:
                equations[pixel, near * width + beside] = -1
            elif near < 0:
                ring[pixel, column] = 1
            elif near == height:
                ring[pixel, width + column] = 1
            else:
                ring[pixel, 2 * width + row + (height if beside == width else 0)] = 1
    return splu(equations.tocsc()).solve(ring).astype(np.float32)


def draw_membrane(layers, ring, side):
    """Draw the membrane over a square, on cells of 4 pixels: (N, 4 * side, 3) to a picture.

    The picture is (N, side, side, 3); the ring's order is that of `solve_smooth_weights`.
    """
    n_cells = side // CELL
    weights = solve_smooth_weights(side, side).reshape(n_cells, CELL, n_cells, CELL, -1)
    weights = weights.mean(axis=(1, 3)).reshape(n_cells ** 2, -1)
    membrane = layers.Dense(n_cells ** 2, use_bias=False, trainable=False, name="membrane")
    cells = layers.Permute((2, 1))(membrane(layers.Permute((2, 1))(ring)))
    membrane.set_weights([weights.T])
    cells = layers.Reshape((n_cells, n_cells, 3))(cells)
    return layers.UpSampling2D(CELL, interpolation="bilinear", name="smooth_fill")(cells)


def put_on_membrane(network, hole):
    """Turn a network that paints a square into one that paints what is to be added to a membrane.

    Where it saw the hole it sees the membrane, less the ring's mean. Its last layer loses its
    activation, so that it can darken, and begins at zero: at first the membrane comes out. For the
    measurement of what this start is worth to the paper's network.
    """
    import keras
    from keras import layers

    size, side = network.input_shape[1], hole.height
    image = keras.Input((size, size, 3), name="holed_image")
    ring = cut_ring(layers, image, hole)
    smooth = draw_membrane(layers, ring, side)
    mean = layers.Reshape((1, 1, 3))(layers.GlobalAveragePooling1D()(ring))
    rest = ((hole.top, size - hole.bottom), (hole.left, size - hole.right))
    filled = layers.Add()([image, layers.ZeroPadding2D(rest)(smooth)])
    last = network.layers[-1]
    last.activation = keras.activations.linear
    last.kernel.assign(np.zeros(last.kernel.shape))
    added = network(layers.Subtract()([filled, mean]))
    return keras.Model(image, layers.Add()([smooth, added]), name=f"{network.name}_on_membrane")


def cut_ring(layers, image, hole):
    """Return the pixels that touch a square hole, (N, 4 * side, 3): top, bottom, left, right."""
    size = image.shape[1]
    rows, columns = (hole.top, size - hole.bottom), (hole.left, size - hole.right)
    crops = (((hole.top - 1, size - hole.top), columns),
             ((hole.bottom, size - hole.bottom - 1), columns),
             (rows, (hole.left - 1, size - hole.left)), (rows, (hole.right, size - hole.right - 1)))
    return layers.Concatenate(axis=1, name="ring")(
        [layers.Reshape((hole.height, 3))(layers.Cropping2D(crop)(image)) for crop in crops])
