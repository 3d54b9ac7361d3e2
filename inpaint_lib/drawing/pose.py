"""Pose: how head positions become pixels, and back.

A pose is a rotation, a scale and a shift. Pixels are traced back to the head by marching along
the line of sight until it meets the relief, so the far side of a turned head is hidden by the
near side; landmarks go forward through the same rotation, scale and shift.
"""

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np

from inpaint_lib.drawing.canvas import sample

FRAME = 128
MARCH_STEPS = 26
NEAREST, FARTHEST = 1.35, -0.45


@dataclass(frozen=True)
class Pose:
    """Angles in radians; scale in pixels a head unit and position in pixels of a 128 frame."""

    yaw: float
    pitch: float
    roll: float
    scale: float
    centre_x: float
    centre_y: float
    pivot_z: float = 0.45

    @cached_property
    def rotation(self):
        """The 3x3 matrix that turns head positions (x, y, z) to the viewer."""
        cy, sy, cp, sp = np.cos(self.yaw), np.sin(self.yaw), np.cos(self.pitch), np.sin(self.pitch)
        cr, sr = np.cos(self.roll), np.sin(self.roll)
        yaw = np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]])
        pitch = np.array([[1, 0, 0], [0, cp, sp], [0, -sp, cp]])
        roll = np.array([[cr, -sr, 0], [sr, cr, 0], [0, 0, 1]])
        return roll @ pitch @ yaw


def project(pose, points):
    """Return where head positions (n, 3) fall, in pixels of a 128 frame, (n, 2)."""
    moved = np.atleast_2d(points) - (0, 0, pose.pivot_z)
    turned = moved @ pose.rotation.T
    return turned[:, :2] * pose.scale + (pose.centre_x, pose.centre_y)


def make_sight_lines(pose, pixels):
    """Return each pixel's position in head units, measured in the plane of the picture.

    Across is (1, pixels) and down (pixels, 1): broadcasting makes the grid, and what follows from
    one of them alone is computed once a column or row.
    """
    per_pixel = FRAME / pixels
    steps = (np.arange(pixels, dtype=np.float32) + 0.5) * per_pixel - 0.5
    across = (steps - pose.centre_x) / pose.scale
    down = (steps - pose.centre_y) / pose.scale
    return np.meshgrid(across.astype(np.float32), down.astype(np.float32), sparse=True)


def hit_plane(pose, across, down, z):
    """Return x and y where the lines of sight cross depth z (a number or one a pixel)."""
    return trace_lines(pose, across, down)(z)


def trace_lines(pose, across, down):
    """Return the function z -> x, y of `hit_plane`, for many z: what z leaves alone is kept."""
    r = pose.rotation.astype(np.float32)
    side, fall = r[0, 2] * across, r[1, 2] * down
    start_x, start_y = (r[0, axis] * across + r[1, axis] * down for axis in (0, 1))

    def hit(z):
        # A point on the line of sight is R^T (across, down, t); t follows from the wanted depth.
        t = ((z - np.float32(pose.pivot_z)) - side - fall) / r[2, 2]
        return start_x + r[2, 0] * t, start_y + r[2, 1] * t

    return hit


def hit_relief(pose, across, down, relief):
    """Return x and y of the nearest point of the relief on each line of sight."""
    coarse_across, coarse_down = across[::2, ::2], down[::2, ::2]
    hit = trace_lines(pose, coarse_across, coarse_down)
    depth = _march(hit, relief, coarse_across.shape)
    depth = cv2.resize(depth, across.shape[::-1], interpolation=cv2.INTER_LINEAR)
    hit = trace_lines(pose, across, down)
    for _ in range(2):
        depth = 0.35 * depth + 0.65 * sample(relief, *hit(depth))
    return hit(depth)


def _march(hit, relief, shape):
    levels = np.linspace(NEAREST, FARTHEST, MARCH_STEPS, dtype=np.float32)
    step = levels[0] - levels[1]
    # Above the summit nothing is hit: the march sets out from the last level there.
    start = max(int((levels > relief.max() + step / 2).sum()) - 1, 0)
    depth = np.full(shape[0] * shape[1], levels[-1], np.float32)
    gap_before = np.full(depth.shape, -1, np.float32)
    missing = np.ones(depth.shape, bool)
    for level in levels[start:]:
        gap = (sample(relief, *hit(level)) - level).ravel()
        new = np.flatnonzero((gap >= 0) & missing)
        # Between the last two levels the surface is crossed where the gap is nought.
        near, far = gap[new], gap_before[new]
        depth[new] = level + np.clip(near / np.maximum(near - far, 1e-4), 0, 1) * step
        missing[new] = False
        if not missing.any():
            break
        gap_before = gap
    return depth.reshape(shape)
