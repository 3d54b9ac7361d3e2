"""Pin thumbnails of 32 faces, so that a test notices when the drawn faces change.

    .venv/bin/python -m tools.results.pin_faces

writes tests/data/faces_thumbnails.npz. Run it only together with a new FACES_VERSION.
"""

import cv2
import numpy as np

from inpaint_lib.datasets.faces import FACES_VERSION, N_FACES, draw_face
from tools.paths import ROOT

THUMBNAILS = ROOT / "tests" / "data" / "faces_thumbnails.npz"
COUNT, SIZE = 32, 16


def main():
    indices = np.linspace(0, N_FACES - 1, COUNT).astype(int)
    small = [cv2.resize(draw_face(int(index)).image.astype(np.float32), (SIZE, SIZE),
                        interpolation=cv2.INTER_AREA) for index in indices]
    THUMBNAILS.parent.mkdir(exist_ok=True)
    np.savez_compressed(THUMBNAILS, version=FACES_VERSION, indices=indices,
                        thumbnails=np.round(small).astype(np.uint8))


if __name__ == "__main__":
    main()
