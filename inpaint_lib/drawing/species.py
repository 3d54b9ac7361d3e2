"""The six species as numbers: proportions and colours, read off photographs of real animals.

Lengths are in head units (1 = half the width of the head), with the origin between the eyes.
Colours are sRGB in [0, 1].
"""

from dataclasses import dataclass

import numpy as np

SPECIES = ("fox", "wolf", "lion", "tiger", "leopard", "cheetah")


@dataclass(frozen=True)
class Form:
    """Shape of a head. Ellipses are (centre x, centre y, radius x, radius y)."""

    kind: str
    eye_x: float
    eye_width: float
    eye_tilt: float
    nose_y: float
    nose_width: float
    nose_height: float
    crown: tuple
    cheek: tuple
    muzzle: tuple
    chin: tuple
    muzzle_rise: float
    ear_tip: tuple
    ear_inner: tuple
    ear_outer: tuple
    marking: str


@dataclass(frozen=True)
class Palette:
    """Colours of one animal."""

    coat: tuple
    dark: tuple
    pale: tuple
    iris: tuple
    nose: tuple


FORMS = {
    "fox": Form("dog", .37, .135, .34, .86, .135, .105, (0, -.10, .80, .58), (.56, .30, .50, .33),
                (0, .72, .27, .44), (0, 1.03, .16, .15), .60,
                (.86, -1.42), (.20, -.56), (.90, -.22), "mask"),
    "wolf": Form("dog", .36, .125, .34, .92, .165, .125, (0, -.08, .78, .62), (.58, .34, .48, .44),
                 (0, .78, .35, .46), (0, 1.14, .22, .17), .62,
                 (.66, -1.22), (.20, -.60), (.84, -.32), "mask"),
    "lion": Form("cat", .37, .112, .30, .94, .225, .130, (0, -.02, .82, .56), (.46, .44, .42, .50),
                 (0, 1.02, .58, .42), (0, 1.40, .42, .23), .52,
                 (.84, -.66), (.50, -.50), (.93, -.14), "plain"),
    "tiger": Form("cat", .39, .135, .26, .82, .170, .105, (0, .0, .84, .80), (.54, .50, .46, .52),
                  (0, .92, .48, .39), (0, 1.28, .30, .19), .36,
                  (.82, -.93), (.40, -.70), (.98, -.46), "stripes"),
    "leopard": Form("cat", .41, .145, .24, .76, .160, .105,
                    (0, .00, .90, .82), (.52, .42, .48, .50),
                    (0, .86, .46, .38), (0, 1.20, .29, .18), .34,
                    (.82, -.84), (.44, -.64), (.98, -.40), "rosettes"),
    "cheetah": Form("cat", .43, .150, .26, .66, .155, .100,
                    (0, .00, .92, .70), (.50, .40, .46, .46),
                    (0, .74, .44, .35), (0, 1.05, .28, .17), .32,
                    (.92, -.62), (.58, -.56), (1.06, -.20), "spots"),
}


def _rgb(*values):
    return tuple(np.array(values, np.float32) / 255)


# Each species with its colour morphs and how often each is met.
PALETTES = {
    "fox": [
        (.80, Palette(_rgb(200, 108, 48), _rgb(44, 30, 26), _rgb(238, 228, 214),
                      _rgb(178, 118, 44), _rgb(28, 25, 26))),
        (.20, Palette(_rgb(196, 128, 70), _rgb(56, 38, 30), _rgb(232, 220, 202),
                      _rgb(168, 116, 50), _rgb(30, 26, 26))),
    ],
    "wolf": [
        (.55, Palette(_rgb(146, 136, 124), _rgb(52, 48, 46), _rgb(228, 222, 212),
                      _rgb(188, 142, 60), _rgb(26, 24, 25))),
        (.20, Palette(_rgb(152, 130, 106), _rgb(54, 45, 40), _rgb(222, 210, 192),
                      _rgb(184, 134, 56), _rgb(28, 25, 25))),
        (.15, Palette(_rgb(206, 200, 190), _rgb(128, 118, 108), _rgb(240, 236, 228),
                      _rgb(180, 140, 66), _rgb(38, 34, 34))),
        (.10, Palette(_rgb(74, 70, 70), _rgb(26, 25, 27), _rgb(150, 144, 138),
                      _rgb(196, 150, 62), _rgb(20, 19, 20))),
    ],
    "lion": [
        (1., Palette(_rgb(204, 162, 108), _rgb(74, 48, 30), _rgb(240, 227, 204),
                     _rgb(170, 114, 46), _rgb(104, 72, 62))),
    ],
    "tiger": [
        (.90, Palette(_rgb(200, 124, 60), _rgb(28, 22, 20), _rgb(240, 234, 224),
                      _rgb(176, 140, 58), _rgb(172, 108, 94))),
        (.10, Palette(_rgb(222, 216, 206), _rgb(46, 40, 38), _rgb(244, 241, 236),
                      _rgb(120, 156, 186), _rgb(180, 122, 112))),
    ],
    "leopard": [
        (.88, Palette(_rgb(204, 156, 98), _rgb(30, 23, 20), _rgb(238, 228, 210),
                      _rgb(150, 138, 74), _rgb(142, 88, 76))),
        (.12, Palette(_rgb(180, 176, 168), _rgb(42, 40, 40), _rgb(232, 230, 226),
                      _rgb(140, 152, 140), _rgb(120, 92, 88))),
    ],
    "cheetah": [
        (1., Palette(_rgb(204, 160, 106), _rgb(28, 21, 19), _rgb(238, 228, 210),
                     _rgb(164, 100, 38), _rgb(36, 28, 26))),
    ],
}
