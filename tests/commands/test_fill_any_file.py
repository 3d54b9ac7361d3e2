"""Any picture and mask through the command `fill`: a right result, or one line that says why."""

import contextlib
import io
import tempfile
import warnings
from pathlib import Path
from unittest import mock

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageOps

from inpaint_lib.commands import fill
from inpaint_lib.datasets.picture_files import read_picture

SIDES = st.sampled_from([1, 2, 5, 9, 30, 64, 127, 129])
MODES = ("1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16", "I", "F", "YCbCr")
FORMATS = {"PNG": MODES[:-5] + ("I;16",), "TIFF": MODES, "JPEG": ("1", "L", "RGB", "CMYK"),
           "BMP": ("1", "L", "P", "RGB", "RGBA"), "GIF": ("1", "L", "P", "RGB", "RGBA"),
           "WEBP": ("RGB", "RGBA"), "PPM": ("1", "L", "RGB", "I;16", "I"), "TGA": MODES[1:6]}
OUT = (".png",) * 6 + (".tif",) * 4 + (".bmp", ".jpg", ".webp", "")


def overshoot(images, masks):
    return images + np.random.default_rng(0).normal(0, 1, images.shape).astype(np.float32)


def make_pixels(rng, height, width, look):
    """Return uint8 (height, width, 4): noise, one grey, or black with a white box."""
    pixels = rng.integers(0, 256, (height, width, 4), dtype=np.uint8)
    if look == "grey":
        pixels[:, :, :3] = pixels[0, 0, 0]
        pixels[:, :, 3] = rng.choice([0, 255, 255], (height, width))
    elif look in ("mask", "strokes"):
        row, column = rng.integers(0, (height, width))
        pixels[:] = (0, 0, 0, 255 if look == "mask" else 0)
        pixels[row:row + height // 2 + 1, column:column + width // 2 + 1] = 255
    else:
        pixels[:, :, 3] = 255 if rng.random() < 0.5 else rng.choice([0, 255], (height, width))
    return pixels


def encode(pixels, mode, form, orientation, tags):
    """Return the bytes of a picture file; of what a format does not know, as much as it takes."""
    picture = Image.fromarray(pixels)
    if mode.startswith("I"):
        picture = Image.fromarray(257 * pixels[:, :, 0].astype(np.uint16))
        picture = picture.convert("I") if mode == "I" else picture
    else:
        picture = picture.convert("RGB").convert(mode) if mode in (
            "CMYK", "YCbCr", "F", "P") else picture.convert(mode)
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = orientation, "x" * 40
    content = io.BytesIO()
    options = {"exif": exif} if orientation and form in ("PNG", "TIFF", "JPEG", "WEBP") else {}
    if form == "TIFF" or form in ("PNG", "JPEG") and max(tags.get("dpi", (0,))) < 65536:
        options |= tags
    picture.save(content, form, **options)
    return content.getvalue()


@st.composite
def draw_files(draw, size, looks):
    """Return a name, its content and whether it is whole."""
    form = draw(st.sampled_from(sorted(FORMATS)))
    rng = np.random.default_rng(draw(st.integers(0, 999)))
    content = encode(make_pixels(rng, *size, draw(st.sampled_from(looks))),
                     draw(st.sampled_from(FORMATS[form])), form,
                     draw(st.sampled_from([0, 0, 1, 3, 6, 8, 99])),
                     draw(st.sampled_from([{}, {}, {"dpi": (72, 72)}, {"dpi": (0.1, 1e9)},
                                           {"icc_profile": b"\0" * 16 + b"RGB " + b"\0" * 200}])))
    harm = draw(st.sampled_from(["none"] * 17 + ["cut", "noise", "words"]))
    if harm == "cut":
        content = content[:draw(st.integers(0, len(content)))]
    elif harm == "noise":
        place = draw(st.integers(0, len(content) - 1))
        content = content[:place] + draw(st.binary(min_size=1, max_size=9)) + content[place + 4:]
    elif harm == "words":
        content = draw(st.sampled_from([b"", b"Dear diary", b"<html>404</html>"]))
    suffix = draw(st.sampled_from([form.lower()] * 12 + ["jpg", "heic", "txt", ""]))
    return suffix, content, harm == "none"


@st.composite
def draw_cases(draw):
    """Return a photo and a mask (or None), as `draw_files` does, an ending and options."""
    size = draw(SIDES), draw(SIDES)
    photo = draw(draw_files(size, ["noise", "noise", "grey", "strokes"]))
    other = size if draw(st.integers(0, 9)) else size[::-1]
    # Most masks are good, or nothing would be filled.
    mask = draw(st.one_of(st.none(), draw_files(other, ["mask", "strokes", "noise"]),
                          *[draw_files(size, ["mask"])] * 4))
    grow = draw(st.sampled_from([[], [], [], ["--grow", "2"], ["--grow", "1000"]]))
    return photo, mask, draw(st.sampled_from(OUT)), grow


def write(folder, name, file):
    path = folder / f"{name}.{file[0]}".rstrip(".")
    path.write_bytes(file[1])
    return path


def run(arguments):
    """Run the command in this process; return its exit code, its words, and the mask it used."""
    used, out, said = [], io.StringIO(), io.StringIO()

    def remember(*given):
        used.append(fill_file(*given)[0])
        return used[0], []

    fill_file = fill.fill_file
    with mock.patch.object(fill, "fill_file", remember), \
            mock.patch.object(fill, "load_fill_batch", lambda **_: overshoot), \
            contextlib.redirect_stdout(out), contextlib.redirect_stderr(said):
        code = fill.main(arguments)
    return code, out.getvalue(), said.getvalue(), *(used or [None])


def check_result(photo, is_whole, out, missing):
    """Known pixels are those of the photo, bit for bit, as the library and as Pillow read it."""
    picture = read_picture(photo)
    with Image.open(out) as written:
        assert written.size == missing.shape[::-1]
        if out.suffix == ".jpg" or picture.alpha is not None and out.suffix == ".bmp":
            return  # loses something, and says so
        kept = np.asarray(written.convert("RGBA"))
    np.testing.assert_array_equal(kept[~missing, :3], picture.pixels[~missing])
    assert (kept[missing, 3] == 255).all()
    if picture.alpha is not None:
        np.testing.assert_array_equal(kept[~missing, 3], picture.alpha[~missing])
    elif is_whole and picture.bits == 8:
        with Image.open(photo) as source, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            upright = ImageOps.exif_transpose(source).convert("RGB")
        np.testing.assert_array_equal(kept[~missing, :3], np.asarray(upright)[~missing])


def test_any_picture_is_filled_or_refused_in_words():
    filled = []

    @settings(max_examples=200, derandomize=True, deadline=None)
    @given(draw_cases())
    def try_one(case):
        photo, mask, ending, grow = case
        with tempfile.TemporaryDirectory() as folder:
            path, out = write(Path(folder), "photo", photo), Path(folder, f"out{ending}")
            paths = [path] if mask is None else [path, write(Path(folder), "mask", mask)]
            before = sorted(Path(folder).iterdir())
            code, told, said, missing = run([*map(str, [*paths, out]), *grow])
            filled.append(code == 0)
            if code:
                assert code == 1 and told == "" and sorted(Path(folder).iterdir()) == before
                assert said.startswith("Error: ") and said.count("\n") == 1 and len(said) > 40
            else:
                assert sorted(Path(folder).iterdir()) == sorted([*before, out])
                check_result(path, photo[2], out, missing)

    try_one()
    # Were all of them refused, nothing would be tested.
    assert 0.25 < np.mean(filled) < 0.9
