"""One animal: which species an index is, everything about it that is drawn by lot, and its pose.

Each random number is drawn here or from one of the animal's named streams, once, so that
changing one part of the painting never reshuffles another. A pose is a rotation, a scale and a
shift. Pixels are traced back to the head by marching along the line of sight until it meets the
relief, so the far side of a turned head is hidden by the near side; landmarks go forward.
"""

from dataclasses import dataclass, replace
from functools import cached_property

import cv2
import numpy as np

from inpaint_lib.drawing.canvas import sample
from inpaint_lib.drawing.species import FORMS, PALETTES, SPECIES, Form, Palette

FACES_SEED = 1960
STREAMS = ("kind", "form", "colour", "pose", "fur", "marking", "eyes", "muzzle", "ears", "body",
           "mane", "light", "background", "sensor", "camera", "stance", "blotches")

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


@dataclass(frozen=True)
class Individual:
    """An animal before it is painted."""

    index: int
    species: str
    age: str
    sex: str
    mood: str
    morph: int
    form: Form
    palette: Palette
    pose: Pose
    lid_opening: float
    brow: float
    mouth_opening: float

    def rng(self, stream):
        """Return the generator of one stream, always from its beginning."""
        return np.random.default_rng([FACES_SEED, STREAMS.index(stream), self.index])


def find_species(index):
    """Return the species of an index: each block of six indices holds each species once."""
    block, place = divmod(index, len(SPECIES))
    order = np.random.default_rng([FACES_SEED, 99, block]).permutation(len(SPECIES))
    return SPECIES[order[place]]


def draw_individual(index):
    """Draw everything about the animal with this index."""
    def stream(name):
        return np.random.default_rng([FACES_SEED, STREAMS.index(name), index])

    rng = stream("kind")
    species = find_species(index)
    age = str(rng.choice(["young", "adult", "old"], p=[.2, .6, .2]))
    sex = str(rng.choice(["male", "female"], p=[.64, .36]))
    mood = str(rng.choice(["calm", "alert", "sleepy", "stern"], p=[.4, .25, .15, .2]))
    lid = {"calm": .92, "alert": 1.1, "sleepy": .55, "stern": .75}[mood] * rng.uniform(.93, 1.07)
    brow = {"calm": 0., "alert": -.15, "sleepy": .2, "stern": 1.}[mood] + rng.uniform(-.15, .15)
    # Few keep the mouth open; the jaw drops with it.
    chance, opening = rng.random(), rng.uniform(.4, 1)
    mouth = float(opening) if chance < .16 else 0.
    morph, palette = _draw_palette(stream("colour"), species)
    form = _open_jaw(_draw_form(stream("form"), species, age), mouth)
    pose = _draw_pose(stream("pose"), species, sex)
    return Individual(index, species, age, sex, mood, morph, form, palette, pose,
                      float(lid), float(brow), mouth)


def _draw_palette(rng, species):
    shares = [share for share, _ in PALETTES[species]]
    morph = int(np.searchsorted(np.cumsum(shares), rng.random() * .999999))
    palette = PALETTES[species][morph][1]
    # Brightness and warmth vary, never red, green and blue apart: that would make green manes.
    brightness, warmth = rng.uniform(.86, 1.12), rng.uniform(-.06, .07)
    balance = brightness * np.array([1 + warmth, 1, 1 - 1.4 * warmth])
    coat = tuple(np.clip(np.array(palette.coat) * balance, 0, 1))
    iris = tuple(np.clip(np.array(palette.iris) * rng.uniform(.6, 1.0), 0, 1))
    nose = tuple(np.clip(np.array(palette.nose) * rng.uniform(.7, 1.05), 0, 1))
    return morph, replace(palette, coat=coat, iris=iris, nose=nose)


def _draw_form(rng, species, age):
    form = FORMS[species]

    def vary(value, spread):
        return float(value * (1 + rng.uniform(-spread, spread)))

    def vary_ellipse(ellipse, spread):
        x, y, radius_x, radius_y = ellipse
        return (x, vary(y, spread), vary(radius_x, spread), vary(radius_y, spread))

    long_face = vary(1., .06) * {"young": .88, "adult": 1., "old": 1.03}[age]
    stretched = [(e[0], e[1] * long_face, e[2], e[3]) for e in (form.muzzle, form.chin)]
    eye = {"young": 1.16, "adult": 1., "old": .95}[age]
    ear = {"young": 1.12, "adult": 1., "old": 1.}[age] * vary(1., .07)
    middle = np.array([np.mean([p[0] for p in (form.ear_inner, form.ear_outer)]),
                       np.mean([p[1] for p in (form.ear_inner, form.ear_outer)])])
    splay = rng.uniform(-.10, .10)
    tip = middle + (np.array(form.ear_tip) - middle) * ear + (splay, 0)
    return replace(
        form, eye_x=vary(form.eye_x, .05), eye_width=vary(form.eye_width, .08) * eye,
        eye_tilt=form.eye_tilt + float(rng.uniform(-.06, .06)), nose_y=form.nose_y * long_face,
        nose_width=vary(form.nose_width, .10), nose_height=vary(form.nose_height, .08),
        crown=vary_ellipse(form.crown, .06), cheek=vary_ellipse(form.cheek, .07),
        muzzle=vary_ellipse(stretched[0], .07), chin=vary_ellipse(stretched[1], .06),
        ear_tip=tuple(tip))


def _open_jaw(form, opening):
    x, y, radius_x, radius_y = form.chin
    return replace(form, chin=(x, y + .20 * opening, radius_x, radius_y + .03 * opening))


def _draw_pose(rng, species, sex):
    yaw = float(np.clip(rng.normal(0, 15), -30, 30))
    pitch = float(np.clip(rng.normal(0, 5), -10, 10))
    roll = float(np.clip(rng.normal(0, 6), -15, 15))
    scale = rng.uniform(38, 55)
    if species == "lion":
        scale *= .86 if sex == "male" else .90
    if species in ("fox", "wolf"):
        # A long muzzle that is turned further would hide its own nose.
        yaw, pitch, scale = .85 * yaw, .7 * pitch, .95 * scale
    centre_x = rng.normal(59.5, 4.5)
    centre_y = rng.normal(60, 4.5) - (2 if species == "lion" else 0)
    return Pose(*np.deg2rad([yaw, pitch, roll]).tolist(), float(scale), float(centre_x),
                float(centre_y))


def project(pose, points):
    """Return where head positions (n, 3) fall, in pixels of a 128 frame, (n, 2)."""
    moved = np.atleast_2d(points) - (0, 0, pose.pivot_z)
    turned = moved @ pose.rotation.T
    return turned[:, :2] * pose.scale + (pose.centre_x, pose.centre_y)


def make_sight_lines(pose, pixels):
    """Return each pixel's position in head units, measured in the plane of the picture.

    Across is (1, pixels) and down (pixels, 1), so that what depends on one is computed once.
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
