"""The photographs that scikit-image's wheel carries: by name, with author, licence and source."""

import difflib
from dataclasses import dataclass
from importlib.resources import files

import numpy as np
from PIL import Image

from inpaint_lib.images import as_float

NOT_STATED = "not stated by scikit-image"


@dataclass(frozen=True)
class Photo:
    """What is known about one photograph; `load_photo` takes its `name`.

    Title, author, licence and source are as scikit-image's own documentation gives them; "not
    stated by scikit-image" where it does not. `file` lies in scikit-image's data folder; height and
    width are in pixels.
    """

    name: str
    title: str
    author: str
    licence: str
    source: str
    file: str
    height: int
    width: int
    is_colour: bool = True

    @property
    def credit(self):
        """One line to put under the picture."""
        return (f"{self.title}. Author: {self.author}. Licence: {self.licence}. "
                f"Source: {self.source}. Shipped with scikit-image as {self.file}.")


# Facts from the docstrings of skimage.data (scikit-image 0.26); tests compare them.
_PHOTOS = {photo.name: photo for photo in [
    Photo("astronaut", "Eileen Collins, astronaut", NOT_STATED,
          "released into the public domain, no known copyright restrictions",
          "NASA Great Images database, https://flic.kr/p/r9qvLn", "astronaut.png", 512, 512),
    Photo("chelsea", "Chelsea the cat", "Stefan van der Walt", "CC0", NOT_STATED,
          "chelsea.png", 300, 451),
    Photo("coffee", "Coffee cup, courtesy of Pikolo Espresso Bar", "Rachel Michetti", "CC0",
          NOT_STATED, "coffee.png", 400, 600),
    Photo("hubble_deep_field", "Hubble eXtreme Deep Field", "NASA",
          "may be freely used in the public domain",
          "http://hubblesite.org/newscenter/archive/releases/2012/37/image/a/",
          "hubble_deep_field.jpg", 872, 1000),
    Photo("immunohistochemistry", "Colonic glands under a microscope",
          "Center for Microscopy And Molecular Imaging (CMMI)",
          "no known copyright restrictions", NOT_STATED, "ihc.png", 512, 512),
    Photo("motorcycle", "Motorcycle, the left picture of a stereo pair",
          "Nera Nesic, Porter Westling, Xi Wang, York Kitajima, Greg Krathwohl, "
          "Daniel Scharstein", NOT_STATED,
          "Middlebury 2014 stereo benchmark, http://vision.middlebury.edu/stereo/data/scenes2014/",
          "motorcycle_left.png", 500, 741),
    Photo("retina", "Human retina", "Mikael Häggström", "CC0",
          "https://commons.wikimedia.org/wiki/File:Fundus_photograph_of_normal_left_eye.jpg",
          "retina.jpg", 1411, 1411),
    Photo("rocket", "Launch of DSCOVR on a Falcon 9", "SpaceX", "released in the public domain",
          "https://www.flickr.com/photos/spacexphotos/16511594820/in/photostream/",
          "rocket.jpg", 427, 640),
    Photo("brick", "Brick wall", NOT_STATED, "CC0",
          "https://cc0textures.com/view.php?tex=Bricks25", "brick.png", 512, 512, False),
    Photo("camera", "A man with a camera on a tripod", "Lav Varshney", "CC0", NOT_STATED,
          "camera.png", 512, 512, False),
    Photo("clock", "Wall clock, blurred by motion", "Stefan van der Walt",
          "released into the public domain", NOT_STATED, "clock_motion.png", 300, 400, False),
    Photo("coins", "Greek coins from Pompeii", NOT_STATED, "no known copyright restrictions",
          "Brooklyn Museum Collection, "
          "https://www.brooklynmuseum.org/opencollection/archives/image/51611",
          "coins.png", 303, 384, False),
    Photo("grass", "Grass", NOT_STATED, "CC0",
          "https://www.deviantart.com/linolafett/art/Grass-01-434853879",
          "grass.png", 512, 512, False),
    Photo("gravel", "Gravel", NOT_STATED, "CC0",
          "https://cc0textures.com/view.php?tex=Gravel04", "gravel.png", 512, 512, False),
    Photo("moon", "Surface of the Moon", NOT_STATED, NOT_STATED, NOT_STATED,
          "moon.png", 512, 512, False),
]}


def list_photos(*, include_grey=False):
    """Return the names of the photographs, in alphabetical order.

    Parameters
    ----------
    include_grey : bool
        Also name the photographs that have no colour.

    Returns
    -------
    list of str

    Examples
    --------
    >>> list_photos()[:3]
    ['astronaut', 'chelsea', 'coffee']
    >>> "camera" in list_photos(), "camera" in list_photos(include_grey=True)
    (False, True)
    """
    return sorted(name for name, photo in _PHOTOS.items() if photo.is_colour or include_grey)


def describe_photo(name):
    """Return who took a photograph, under which licence it comes, and from where, as a `Photo`."""
    if name in _PHOTOS:
        return _PHOTOS[name]
    close = difflib.get_close_matches(str(name), _PHOTOS, n=1)
    hint = f" Did you mean {close[0]!r}?" if close else ""
    raise ValueError(f"There is no photograph named {name!r}.{hint} The names are: "
                     f"{', '.join(list_photos(include_grey=True))}.")


def load_photo(name):
    """Load one photograph, from the installed scikit-image and never from the network.

    Parameters
    ----------
    name : str
        One of `list_photos(include_grey=True)`.

    Returns
    -------
    numpy.ndarray of float32, (H, W, 3), values in [0, 1]
        A grey photograph has three equal channels.

    Raises
    ------
    FileNotFoundError
        If the installed scikit-image does not carry the file.

    Examples
    --------
    >>> chelsea = load_photo("chelsea")
    >>> chelsea.shape, chelsea.dtype.name
    ((300, 451, 3), 'float32')
    """
    photo = describe_photo(name)
    path = files("skimage") / "data" / photo.file
    if not path.is_file():
        raise FileNotFoundError(f"The installed scikit-image does not carry {photo.file}. "
                                "The course uses the version in requirements.lock; "
                                "`make` installs it.")
    with path.open("rb") as stream, Image.open(stream) as picture:
        return as_float(np.asarray(picture.convert("RGB")))
