"""What the labs share that work on a drawn face or on a photo of the reader's own."""

import numpy as np

from inpaint_lib.faces import N_FACES, N_TRAIN, draw_face, find_cache
from inpaint_lib.images import as_float
from inpaint_lib.labs.board import Lab
from inpaint_lib.labs.uploads import LARGEST_UPLOAD, read_upload
from inpaint_lib.picture_files import UnreadablePicture

FACE, PHOTO = "drawn face", "your photo"
UPLOAD_HINT = (f"Your photo: JPEG or PNG, at most 10 MB and {LARGEST_UPLOAD // 1_000_000} million "
               "pixels. Jupyter drops a larger file without a word. It stays in this session.")
"""Ten megabytes is what a Jupyter server takes from a page in one message, unless set otherwise."""


def load_face(index):
    """Return one of the faces, read from disk where they were drawn before, or else drawn.

    Parameters
    ----------
    index : int
        0 to 4740.

    Returns
    -------
    numpy.ndarray of float32, (128, 128, 3), values in [0, 1]

    Examples
    --------
    >>> load_face(3348).shape
    (128, 128, 3)
    """
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
        """Show an uploaded picture, or say why it cannot be used.

        Parameters
        ----------
        files : sequence of dict
            As ipywidgets hands them over, with "name" and "content".
        """
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
