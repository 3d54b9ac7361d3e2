"""The portrait: background, body, mane, ears and head put together in one picture."""

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np

from inpaint_lib.drawing import body, canvas, coat, ears, eyes, individual, light, muzzle, strokes
from inpaint_lib.drawing import body as anatomy
from inpaint_lib.drawing import canvas as noise
from inpaint_lib.drawing import coat as markings
from inpaint_lib.drawing import ears as mane
from inpaint_lib.drawing import light as background
from inpaint_lib.drawing.canvas import bump, flood, ramp, tint

COARSE = 160
# How strongly hairs and tufts differ in brightness; how much of the hair stands off the outline.
STREAKS = {"wolf": .20, "fox": .17, "lion": .12}
CLUMPING = {"lion": .045, "cheetah": .08}
FRINGE = {"fox": .8, "wolf": .75, "lion": .35}
EAR_Z, MANE_Z, BODY_Z = .02, -.05, -.35


@dataclass(frozen=True)
class Fur:
    """The three furs of one animal, sampled by head position."""

    fine: np.ndarray
    clumps: np.ndarray
    mirror: float

    def at(self, x, y):
        """Return fine fur and clumps at head positions."""
        return canvas.sample_all([self.fine, self.clumps], x * np.float32(self.mirror), y)

    def fine_at(self, x, y):
        """Return the fine fur alone."""
        return canvas.sample(self.fine, x * np.float32(self.mirror), y)


@lru_cache(maxsize=2)
def _coarse_grid():
    return canvas.make_grid(COARSE)


def paint_portrait(animal, pixels):
    """Paint one animal; return planar float32 (3, pixels, pixels) in [0, 1], and landmarks."""
    sight = individual.make_sight_lines(animal.pose, pixels)
    grid = _coarse_grid()
    relief = anatomy.raise_relief(animal.form, *grid)
    lamp = light.draw_lamp(animal.rng("light"))
    hairs = _choose_fur(animal)
    picture = background.paint_background(animal.rng("background"), pixels)
    _paint_body(picture, animal, sight, lamp)
    _paint_canvas_layer(picture, mane.draw_locks(animal), animal, sight, MANE_Z, hairs, lamp)
    _paint_canvas_layer(picture, ears.draw_ears(animal), animal, sight, EAR_Z, hairs, lamp)
    _paint_head(picture, animal, sight, relief, lamp, hairs)
    whiskers = muzzle.draw_whiskers(animal, pixels, _make_depth(relief))
    tint(picture, (.95, .93, .90), .6 * whiskers)
    landmarks = find_landmarks(animal, relief)
    zoom = pixels / individual.FRAME
    eye_places = [landmarks[name] * zoom for name in ("eye_left", "eye_right")]
    light.focus(picture, eye_places, .42 * animal.pose.scale * zoom)
    return picture, landmarks


def find_landmarks(animal, relief):
    """Return each landmark's position (x, y) in pixels of a 128 frame."""
    form, depth_at = animal.form, _make_depth(relief)
    mouth = muzzle.find_mouth_y(form)
    chin = form.chin[1] + form.chin[3]
    surface = {"eye_left": (-form.eye_x, 0), "eye_right": (form.eye_x, 0), "nose": (0, form.nose_y),
               "mouth": (0, mouth), "chin": (0, chin - .04)}
    points = {name: (x, y, depth_at(x, y)) for name, (x, y) in surface.items()}
    front = muzzle.find_front_depth(form, relief, [[mouth]])
    points["mouth"] = (0, mouth, float(front[0, 0]))
    tip_x, tip_y = form.ear_tip
    points["ear_left"], points["ear_right"] = (-tip_x, tip_y, EAR_Z), (tip_x, tip_y, EAR_Z)
    flat = individual.project(animal.pose, np.array(list(points.values())))
    return dict(zip(points, flat))


def _make_depth(relief):
    def depth_at(x, y):
        one = np.array([[x]], np.float32), np.array([[y]], np.float32)
        return float(canvas.sample(relief, *one)[0, 0])
    return depth_at


def _choose_fur(animal):
    rng = animal.rng("fur")
    nose = .70 if animal.form.kind == "dog" else .55
    variant = int(rng.integers(strokes.VARIANTS))
    return Fur(strokes.make_head_fur(nose, .0115, .13, variant),
               strokes.make_head_fur(nose, .030, .34, variant), float(rng.choice([-1, 1])))


def _blend(picture, layer, cover):
    picture += (layer - picture) * cover


def _find_tallest(texture):
    """Return the largest size of a texture's values, whatever their sign."""
    return cv2.norm(texture, cv2.NORM_INF)


def _paint_body(picture, animal, sight, lamp):
    stance = body.draw_stance(animal.rng("stance"))
    x, y = individual.hit_plane(animal.pose, *sight, BODY_Z)
    furs = [strokes.make_body_fur(*hair, 0) for hair in ((.014, .16), (.035, .4))]
    distance = body.measure_body(stance, x, y)
    window = canvas.find_window(distance < .04 + .022 * _find_tallest(furs[0])
                                + .018 * _find_tallest(furs[1]))
    x, y, distance = x[window], y[window], distance[window]
    picture = picture[(slice(None), *window)]
    fine, clumps = canvas.sample_all_tiled(furs, x + 2, y + 2)
    ragged = .022 * fine + .018 * clumps
    distance = distance + ragged
    marks, hearts = markings.draw_body_markings(animal)
    coat_colour = np.array(animal.palette.coat)
    if mane.has_mane(animal):
        # The mane runs on over the chest.
        coat_colour = .5 * coat_colour + .5 * np.array(animal.palette.dark)
    layer = flood(coat_colour, x.shape) * .92
    pale = ramp(.6, .1, np.abs(x - stance[0] * .4) + .1 * clumps)
    tint(layer, animal.palette.pale, pale * (.75 if animal.species in ("fox", "wolf") else .35))
    xm, ym = x + .3 * ragged, y + .45 * ragged
    if hearts is not None:
        heart = canvas.sample(hearts, xm, ym) * np.float32(1 / 255)
        tint(layer, np.array(animal.palette.coat) * .7, .7 * heart)
    if marks is not None:
        tint(layer, animal.palette.dark, .92 * (canvas.sample(marks, xm, ym) * np.float32(1 / 255)))
    layer *= 1 + .15 * fine + .13 * clumps
    layer *= body.shade_body(stance, x, y, distance, lamp)
    _blend(picture, layer, ramp(.03, -.03, distance))


def _paint_canvas_layer(picture, drawn, animal, sight, z, hairs, lamp):
    if drawn is None:
        return
    colours, cover = drawn
    x, y = individual.hit_plane(animal.pose, *sight, z)
    ruffling = .018 if z == MANE_Z else .009
    tallest = _find_tallest(hairs.fine)
    window = canvas.find_window(
        canvas.may_show(cover, x, y, 1.1 * ruffling * tallest, .15 * tallest))
    x, y, picture = x[window], y[window], picture[(slice(None), *window)]
    fine = hairs.fine_at(x, y)
    ruffle = np.float32(ruffling) * fine
    x, y = x + .6 * ruffle, y + ruffle
    layer = np.stack(cv2.split(canvas.sample(colours, x, y))).astype(np.float32) / 255
    layer = layer * (1 + .12 * fine) * (.95 + .22 * np.clip(x * lamp.direction[0], -1, 1))
    shadow = ramp(.30, -.10, anatomy.measure_head(animal.form, x, y))
    layer *= 1 - (.58 if z == MANE_Z else .40) * shadow
    cover = canvas.sample(cover, x, y).astype(np.float32) / 255
    _blend(picture, layer, cover * canvas.fade_to_edge(x + .12 * fine, y + .12 * fine))


def _paint_head(picture, animal, sight, relief, lamp, hairs):
    across, down = sight
    fine, clumps = hairs.at(*np.broadcast_arrays(across, down))
    away = ramp(.55, 1.05, np.sqrt(across**2 + (down - .4) ** 2))
    reach = FRINGE.get(animal.species, .55)
    fringe = (.030 * fine + .030 * clumps) * (away * np.float32(reach))
    length = np.sqrt(across**2 + (down - .5) ** 2) + .2
    x, y = individual.hit_relief(animal.pose, across + fringe * across / length,
                           down + fringe * (down - .5) / length, relief)
    windows = _find_windows(animal, relief, x.shape[0])
    window = windows["muzzle"]
    front = muzzle.find_front(animal, across[:, window[1]], down[window[0]], relief)
    muzzle.bring_forward(animal, front, x[window], y[window])
    head = anatomy.measure_head(animal.form, x, y)
    soft, shaggy = (.10, .05) if mane.has_mane(animal) else (.025, 0)
    seen = canvas.find_window(head < soft + .01 + shaggy * _find_tallest(hairs.clumps))
    x, y, head, picture = x[seen], y[seen], head[seen], picture[(slice(None), *seen)]
    within, window = canvas.find_overlap(window, seen)
    front = [place[within] for place in front]
    fine, clumps = hairs.at(x, y)
    calm = .35 + .65 * ramp(.3, 1., np.sqrt(x * x + (y - .5) ** 2))
    push = (.020 * fine + .010 * clumps) * calm
    xf, yf = x + push * x, y + push
    layer = _colour_head(animal, x, y, xf, yf, relief, lamp, fine, clumps, calm)
    eye_windows = {side: canvas.find_overlap(windows[side], seen)[1] for side in (-1, 1)}
    eyes.paint_eyes(layer, eye_windows, x, y, animal, lamp)
    part = layer[(slice(None), *window)]
    muzzle.paint_mouth(part, *front, animal, fine[window])
    muzzle.paint_nose(part, *front, animal, lamp)
    _blend(picture, layer, ramp(soft, -soft, head + shaggy * clumps))


def _colour_head(animal, x, y, xf, yf, relief, lamp, fine, clumps, calm):
    grid = _coarse_grid()
    coat_map = coat.paint_coat(animal, *grid)
    shade_map = light.shade_relief(relief, animal.pose.rotation, lamp)
    layer = canvas.sample_colours(coat_map, xf, yf)
    blotches = noise.shift_noise(animal.rng("blotches"), .3)(x, y)
    layer *= 1 + .05 * blotches
    marks = markings.draw_face_markings(animal)
    if marks is not None:
        # Marks follow the hair less than pale areas do, or spots would be drawn out into quills.
        xm, ym = x + .33 * (xf - x), y + .33 * (yf - y)
        tint(layer, animal.palette.dark, canvas.sample(marks, xm, ym) * np.float32(.95 / 255))
    streaks, clumping = STREAKS.get(animal.species, .16), CLUMPING.get(animal.species, .13)
    layer *= 1 + (streaks * fine + clumping * clumps) * calm
    shade = canvas.sample(shade_map, x, y)
    socket = bump(np.abs(x), y, animal.form.eye_x, 0, .22, .15)
    if animal.form.kind == "cat":
        bridge_side = bump(np.abs(x), y, .25, .30, .06, .26)
        shade = shade * (1 - .10 * bridge_side)
    return layer * (shade * (1 - .28 * socket))


def _find_windows(animal, relief, pixels):
    """Return slices of the picture that surely hold each eye, and the muzzle."""
    depth_at = _make_depth(relief)
    form = animal.form
    spots = {-1: (-form.eye_x, 0, .42), 1: (form.eye_x, 0, .42),
             "muzzle": (0, form.nose_y + .18, .66)}
    windows = {}
    for name, (x, y, reach) in spots.items():
        centre = individual.project(animal.pose, np.array([[x, y, depth_at(x, y)]]))[0]
        middle = centre * pixels / individual.FRAME
        half = reach * animal.pose.scale * pixels / individual.FRAME
        low, high = np.clip([middle - half, middle + half], 0, pixels).astype(int)
        windows[name] = (slice(low[1], high[1]), slice(low[0], high[0]))
    return windows


def finish_picture(picture, animal, size):
    """Expose, reduce to the wanted size, add sensor noise; return uint8 (size, size, 3)."""
    picture = light.expose(picture, animal.rng("camera"))
    image = cv2.merge(list(picture))
    if image.shape[0] != size:
        image = cv2.resize(image, (size, size), interpolation=cv2.INTER_AREA)
    grain = animal.rng("sensor").standard_normal(image.shape, np.float32)
    image = image + np.float32(.008) * grain
    return (np.clip(image, 0, 1) * 255 + np.float32(.5)).astype(np.uint8)
