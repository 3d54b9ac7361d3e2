"""What the labs share that work on a drawn face or on a photo of the reader's own.

A picture that a reader uploads is read, or plain words say why it cannot be used.
"""

import io
import tempfile
import warnings
from pathlib import Path

import numpy as np
from PIL import Image

from inpaint_lib.course.labs.lab import Lab
from inpaint_lib.datasets.face_cache import find_cache
from inpaint_lib.datasets.faces import N_FACES, N_TRAIN, draw_face
from inpaint_lib.datasets.picture_files import UnreadablePicture, read_square
from inpaint_lib.images import as_float, check_values

FACE, PHOTO = "drawn face", "your photo"
SIDE = 128

LARGEST_UPLOAD = 25_000_000
"""Pixels of the largest picture that a lab takes: decoding it must fit beside everything else."""
UPLOAD_HINT = (f"Your photo: JPEG or PNG, at most 10 MB and {LARGEST_UPLOAD // 1_000_000} million "
               "pixels. Jupyter drops a larger file without a word. It stays in this session.")
"""Ten megabytes is what a Jupyter server takes from a page in one message, unless set otherwise."""


def check_square(image):
    """Return a lab's image as an array if it is (128, 128, 3), float in [0, 1]; else raise."""
    image = np.asarray(image)
    if image.shape != (SIDE, SIDE, 3):
        raise ValueError(f"The lab takes images of shape ({SIDE}, {SIDE}, 3), got {image.shape}.")
    check_values(image, "image", taker="labs take")
    return image


def load_face(index):
    """Return face 0 to 4740, float32 in [0, 1], (128, 128, 3), from disk or newly drawn."""
    try:
        # One record, not `load_faces`: that reads the whole file, which counts as memory.
        record = np.load(find_cache(), mmap_mode="r")[index]
        if record["index"] == index:
            return as_float(np.array(record["image"]))
    except (OSError, ValueError, EOFError):
        pass  # Not there, or damaged.
    return as_float(draw_face(index).image)


class PictureLab(Lab):
    """A lab with a choice between the drawn faces and a photo that the reader uploads."""

    first_face = N_TRAIN + 7

    def __init__(self):
        self._photo, self._remark, self._face = None, "", (None, None)
        super().__init__()

    def make_picture_controls(self, widgets):
        """Return the controls by name: the slider of faces, what is shown, and the upload."""
        self._upload = widgets.FileUpload(accept="image/*", multiple=False, description=PHOTO)
        return {
            "face": widgets.IntSlider(self.first_face, N_TRAIN, N_FACES - 1, description="face"),
            "picture": widgets.Dropdown(options=[FACE], description="picture"),
            PHOTO: self._upload,
        }

    def read_image(self):
        """Return the picture that is chosen, and whether it is a drawn face."""
        if self.controls["picture"].value == PHOTO:
            return self._photo, False
        index = self.controls["face"].value
        if self._face[0] != index:
            self._face = index, load_face(index)
        return self._face[1], True

    def on_change(self, change):
        """Answer anew; another face is shown, and a file becomes the picture."""
        if self._is_held:
            return
        owner = change["owner"]
        if owner is self._upload:
            # An upload is let go of once it is read, which rings here again.
            if change["new"]:
                self.on_upload(change["new"])
        elif owner is self.controls["face"]:
            with self.hold():
                self.controls["picture"].value = FACE
        else:
            self.refresh()

    def on_upload(self, files):
        """Show an uploaded picture, as ipywidgets hands it over, or say why it cannot be used."""
        name, content = files[0]["name"], files[0]["content"]
        try:
            square, note = read_upload(name, content)
        except UnreadablePicture as reason:
            self._upload.value = ()
            self.say(f"{name} cannot be used: {reason}. The picture stays as it was.")
            return
        self._photo, self._remark = as_float(square), note
        picture = self.controls["picture"]
        with self.hold():
            self._upload.value = ()
            picture.options = [FACE, PHOTO]
            picture.value = PHOTO

    def choose_words(self, answer):
        """Return the words, with what is to be said about an uploaded picture."""
        words = super().choose_words(answer)
        if self.controls["picture"].value == PHOTO and self._remark:
            words += f" About your picture: {self._remark}"
        return words

    def close(self):
        """Take the lab from the screen and let go of the pictures."""
        super().close()
        self._photo, self._face = None, (None, None)


def read_upload(name, content, size=128):
    """Return the middle of an uploaded picture, uint8 (size, size, 3), and a remark, often empty.

    The remark says what was done to it that the reader would want to know; `name` counts for its
    ending only. The message of an `UnreadablePicture` is the reason why it cannot be used.
    """
    content = bytes(content)
    notes = _look_at(content)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "upload").with_suffix(_take_suffix(name))
        path.write_bytes(content)
        return read_square(path, size), notes


def _take_suffix(name):
    suffix = Path(str(name).replace("\0", "")).suffix
    return suffix if suffix[1:].isalnum() and len(suffix) < 9 else ""


def _look_at(content):
    """Return what is unusual about a picture; one too large is refused before it is decoded."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(content)) as picture:
                (width, height), mode = picture.size, picture.mode
                frames = getattr(picture, "n_frames", 1)
    except Image.DecompressionBombError:
        raise UnreadablePicture(_say_too_large("more than 178,000,000")) from None
    except Exception:  # noqa: BLE001 - read_square finds the same fault and words it
        return ""
    if width * height > LARGEST_UPLOAD:
        raise UnreadablePicture(_say_too_large(f"{width} x {height} = {width * height:,}"))
    notes = []
    if frames > 1:
        notes.append(f"It is animated or has several pages; the first of {frames} is shown.")
    if mode == "CMYK":
        notes.append("Its colours are meant for print (CMYK) and may look a little different.")
    return " ".join(notes)


def _say_too_large(pixels):
    return (f"too large: {pixels} pixels, a lab takes at most {LARGEST_UPLOAD:,}; save a smaller "
            "copy")
