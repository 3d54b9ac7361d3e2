"""Pose: how head positions become pixels, and back.

A pose is a rotation, a scale and a shift. Pixels are traced back to the head by marching along
the line of sight until it meets the relief, so the far side of a turned head is hidden by the
near side; landmarks go forward through the same rotation, scale and shift.
"""

from dataclasses import dataclass

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

    @property
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
    """Return each pixel's position in head units, measured in the plane of the picture."""
    per_pixel = FRAME / pixels
    steps = (np.arange(pixels, dtype=np.float32) + 0.5) * per_pixel - 0.5
    across = (steps - pose.centre_x) / pose.scale
    down = (steps - pose.centre_y) / pose.scale
    return np.meshgrid(across.astype(np.float32), down.astype(np.float32))


def hit_plane(pose, across, down, z):
    """Return x and y where the lines of sight cross depth z (a number or one a pixel)."""
    r = pose.rotation.astype(np.float32)
    # A point on the line of sight is R^T (across, down, t); t follows from the wanted depth.
    t = ((z - np.float32(pose.pivot_z)) - r[0, 2] * across - r[1, 2] * down) / r[2, 2]
    x = r[0, 0] * across + r[1, 0] * down + r[2, 0] * t
    y = r[0, 1] * across + r[1, 1] * down + r[2, 1] * t
    return x, y


def hit_relief(pose, across, down, relief):
    """Return x and y of the nearest point of the relief on each line of sight."""
    coarse_across, coarse_down = across[::2, ::2], down[::2, ::2]
    depth = _march(pose, coarse_across, coarse_down, relief)
    depth = cv2.resize(depth, across.shape[::-1], interpolation=cv2.INTER_LINEAR)
    for _ in range(2):
        x, y = hit_plane(pose, across, down, depth)
        depth = 0.35 * depth + 0.65 * sample(relief, x, y)
    return hit_plane(pose, across, down, depth)


def _march(pose, across, down, relief):
    levels = np.linspace(NEAREST, FARTHEST, MARCH_STEPS, dtype=np.float32)
    found = np.zeros(across.shape, bool)
    depth = np.full(across.shape, levels[-1], np.float32)
    gap_before = np.full(across.shape, -1, np.float32)
    step = levels[0] - levels[1]
    for level in levels:
        x, y = hit_plane(pose, across, down, level)
        gap = sample(relief, x, y) - level
        hit = (gap >= 0) & ~found
        # Between the last two levels the surface is crossed where the gap is nought.
        inside = np.clip(gap / np.maximum(gap - gap_before, 1e-4), 0, 1)
        depth = np.where(hit, level + inside * step, depth)
        found |= hit
        gap_before = gap
    return depth
