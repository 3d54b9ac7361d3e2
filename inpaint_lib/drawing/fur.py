"""Fur that follows the form: noise smeared along the lie of the hair.

The smearing is line integral convolution by doubling: averaging a picture with itself moved by
1, 2, 4, ... steps along the flow gives 32 samples a streak for five look-ups.
"""

from functools import lru_cache

import cv2
import numpy as np

from inpaint_lib.drawing import canvas
from inpaint_lib.drawing.fields import ramp
from inpaint_lib.drawing.noise import make_noise

VARIANTS = 3
STEPS = 5


def find_hair_flow(x, y, nose_y):
    """Return the unit direction of the hair: away from the nose, and falling on the cheeks."""
    dx, dy = x, (y - np.float32(nose_y)) * np.float32(0.9)
    length = np.sqrt(dx * dx + dy * dy) + 0.12
    flow_x, flow_y = dx / length, dy / length
    outer = np.sqrt(x * x + (y - 0.3) ** 2)
    flow_y = flow_y + ramp(0.5, 1.4, outer) * ramp(-0.3, 0.8, y) * 0.6
    length = np.sqrt(flow_x * flow_x + flow_y * flow_y) + 1e-3
    return (flow_x / length).astype(np.float32), (flow_y / length).astype(np.float32)


def smear(texture, flow_x, flow_y, length):
    """Average a texture along the flow over `length` texels."""
    columns, rows = np.meshgrid(*(np.arange(n, dtype=np.float32) for n in texture.shape[::-1]))
    step = length / 2**STEPS
    for doubling in range(STEPS):
        reach = np.float32(step * 2**doubling)
        moved = cv2.remap(texture, columns - flow_x * reach, rows - flow_y * reach,
                          cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP)
        texture = 0.5 * (texture + moved)
    return texture


def _standardise(texture, width):
    local = texture - cv2.GaussianBlur(texture, (0, 0), width * 5)
    return np.ascontiguousarray(local / local.std())


@lru_cache(maxsize=None)
def make_head_fur(nose_y, hair_width, hair_length, variant):
    """Return one fur texture of unit variance on the canvas; widths in head units."""
    x, y = canvas.make_grid()
    flow_x, flow_y = find_hair_flow(x, y, nose_y)
    turn = 0.45 * make_noise(0.25, variant)
    cos, sin = np.cos(turn), np.sin(turn)
    flow_x, flow_y = flow_x * cos - flow_y * sin, flow_x * sin + flow_y * cos
    grain = make_noise(hair_width, 10 + variant)
    smeared = smear(grain, flow_x, flow_y, hair_length * canvas.PER_UNIT)
    return _standardise(smeared, hair_width * canvas.PER_UNIT)


@lru_cache(maxsize=None)
def make_body_fur(hair_width, hair_length, variant):
    """Return fur that hangs straight down, for neck and chest."""
    turn = 0.35 * make_noise(0.3, variant)
    grain = make_noise(hair_width, 20 + variant)
    smeared = smear(grain, np.sin(turn), np.cos(turn), hair_length * canvas.PER_UNIT)
    return _standardise(smeared, hair_width * canvas.PER_UNIT)
