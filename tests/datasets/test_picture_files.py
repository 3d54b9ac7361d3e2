"""Files as they lie about on real disks: each kind is read rightly, or refused with a reason."""

import os
import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from inpaint_lib.datasets.picture_files import UnreadablePicture, list_pictures, read_square

RED, GREEN, BLUE = [254, 0, 0], [0, 128, 0], [0, 0, 254]


@pytest.fixture
def photo():
    """A 200 x 160 picture whose four quarters differ."""
    pixels = np.zeros((160, 200, 3), np.uint8)
    pixels[:80, :100], pixels[:80, 100:], pixels[80:, :100] = RED, GREEN, BLUE
    return Image.fromarray(pixels)


def corners(square):
    return [square[row, column].astype(int) for row in (8, -9) for column in (8, -9)]


def assert_corners(square, *colours, within=8):
    assert square.shape == (128, 128, 3) and square.dtype == np.uint8
    assert np.abs(np.array(corners(square)) - np.array(colours)).max() <= within


QUARTERS = (RED, GREEN, BLUE, [0, 0, 0])


@pytest.mark.parametrize("ending, mode", [
    ("jpg", "RGB"), ("jpg", "CMYK"), ("png", "RGB"), ("png", "RGBA"), ("png", "P"), ("gif", "P"),
    ("tif", "CMYK"), ("tif", "RGB"), ("tif", "LAB"), ("bmp", "RGB"), ("webp", "RGB"),
    ("webp", "RGBA"), ("ppm", "RGB")])
def test_colour_pictures_keep_their_colours(tmp_path, photo, ending, mode):
    path = tmp_path / f"picture.{ending}"
    if mode == "LAB":
        from PIL import ImageCms
        profiles = ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB")
        picture = ImageCms.profileToProfile(photo, *profiles, outputMode="LAB")
    else:
        picture = photo.quantize(8) if mode == "P" else photo.convert(mode)
    picture.save(path)
    # Lossy coding blurs colours, and Pillow turns LAB and CMYK back with simple formulas.
    assert_corners(read_square(path), *QUARTERS, within=40 if mode in ("LAB", "CMYK") else 8)


@pytest.mark.parametrize("ending, mode", [("png", "1"), ("png", "L"), ("png", "LA"), ("jpg", "L"),
                                          ("pgm", "L"), ("tif", "L")])
def test_grey_pictures_become_three_equal_channels(tmp_path, photo, ending, mode):
    path = tmp_path / f"picture.{ending}"
    photo.convert("L").point(lambda value: 255 * (value > 50)).convert(mode).save(path)
    square = read_square(path)
    assert_corners(square, [255] * 3, [255] * 3, [0] * 3, [0] * 3)
    assert np.ptp(square, axis=2).max() == 0


@pytest.mark.parametrize("ending", ["png", "tif", "pgm"])
def test_16_bit_pixels_are_scaled_and_not_clipped(tmp_path, ending):
    path = tmp_path / f"deep.{ending}"
    deep = np.full((130, 130), 25700, np.uint16)
    deep[:65] = 65535
    Image.fromarray(deep).save(path)
    assert_corners(read_square(path), [255] * 3, [255] * 3, [100] * 3, [100] * 3, within=0)


def test_16_bit_colour_png_is_scaled(tmp_path):
    def chunk(kind, body):
        return (struct.pack(">I", len(body)) + kind + body
                + struct.pack(">I", zlib.crc32(kind + body)))
    rows = (b"\0" + struct.pack(">3H", 65535, 25700, 0) * 128) * 128
    path = tmp_path / "deep.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n"
                     + chunk(b"IHDR", struct.pack(">2I5B", 128, 128, 16, 2, 0, 0, 0))
                     + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))
    assert_corners(read_square(path), *[[255, 100, 0]] * 4, within=0)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_transparency_is_laid_on_white(tmp_path, mode):
    path = tmp_path / "clear.png"
    picture = Image.new("RGBA", (128, 128), (0, 0, 0, 0))
    picture.paste((0, 0, 0, 255), (0, 0, 128, 64))
    if mode == "P":
        picture.convert("RGB").quantize(2).save(path, transparency=0)
        assert_corners(read_square(path), *[[255] * 3] * 4)
    else:
        picture.convert(mode).save(path)
        assert_corners(read_square(path), [0] * 3, [0] * 3, [255] * 3, [255] * 3)


@pytest.mark.parametrize("tag, turned", [
    (1, lambda a: a), (2, np.fliplr), (3, lambda a: np.rot90(a, 2)), (4, np.flipud),
    (5, lambda a: a.swapaxes(0, 1)), (6, lambda a: np.rot90(a, 1)),
    (7, lambda a: np.rot90(a, 2).swapaxes(0, 1)), (8, lambda a: np.rot90(a, -1))])
def test_exif_rotation_is_undone(tmp_path, photo, tag, turned):
    stored = Image.fromarray(np.ascontiguousarray(turned(np.asarray(photo))))
    exif = Image.Exif()
    exif[0x0112] = tag
    stored.save(tmp_path / "turned.png", exif=exif)
    assert_corners(read_square(tmp_path / "turned.png"), *QUARTERS)


@pytest.mark.parametrize("ending", ["gif", "webp", "png", "tif"])
def test_first_frame_of_an_animation_is_taken(tmp_path, photo, ending):
    path = tmp_path / f"animation.{ending}"
    photo.save(path, save_all=True, append_images=[Image.new("RGB", photo.size, "white")] * 2)
    assert_corners(read_square(path), *QUARTERS)


@pytest.mark.parametrize("width, height", [(300, 200), (200, 300), (301, 128), (128, 129)])
def test_square_is_the_centre(tmp_path, width, height):
    side = min(width, height)
    left, top = (width - side) // 2, (height - side) // 2
    pixels = np.random.default_rng(0).integers(0, 256, (height, width, 3), dtype=np.uint8)
    Image.fromarray(pixels).save(tmp_path / "whole.png")
    Image.fromarray(pixels[top:top + side, left:left + side]).save(tmp_path / "centre.png")
    assert (read_square(tmp_path / "whole.png") == read_square(tmp_path / "centre.png")).all()


@pytest.mark.parametrize("side", [128, 200, 256, 331, 512])
def test_resize_is_the_mean_of_the_area_under_each_pixel(tmp_path, side):
    pixels = np.random.default_rng(side).integers(0, 256, (side, side, 3), dtype=np.uint8)
    Image.fromarray(pixels).save(tmp_path / "noise.png")
    edges = np.arange(129) * side / 128
    covered = np.clip(np.minimum(edges[1:, None], np.arange(1, side + 1))
                      - np.maximum(edges[:-1, None], np.arange(side)), 0, 1)
    weights = covered / covered.sum(axis=1, keepdims=True)
    expected = np.einsum("ij,jkc,lk->ilc", weights, pixels.astype(float), weights, optimize=True)
    assert np.abs(read_square(tmp_path / "noise.png") - expected).max() <= 0.51


def test_small_picture_is_enlarged(tmp_path, photo):
    photo.resize((50, 40)).save(tmp_path / "small.png")
    assert_corners(read_square(tmp_path / "small.png"), *QUARTERS, within=12)


def write_truncated(path, photo):
    photo.save(path, format="JPEG")
    path.write_bytes(path.read_bytes()[:-path.stat().st_size // 2])


def write_damaged_png(path, photo):
    photo.save(path, format="PNG")
    coded = bytearray(path.read_bytes())
    coded[60:90] = bytes(30)
    path.write_bytes(coded)


BAD_FILES = {
    "cut.jpg": (write_truncated, "damaged or cut short"),
    "damaged.png": (write_damaged_png, "damaged or cut short"),
    "empty.jpg": (lambda path, photo: path.touch(), "empty (0 bytes)"),
    "text.jpg": (lambda path, photo: path.write_text("Dear diary"), "not a picture"),
    "page.png": (lambda path, photo: path.write_text("<html>404</html>"), "not a picture"),
    "phone.heic": (lambda path, photo: path.write_bytes(b"\0\0\0\x18ftypheic"), "HEIC"),
    "dot.png": (lambda path, photo: Image.new("RGB", (1, 1)).save(path), "1 x 1 pixels"),
    "line.png": (lambda path, photo: Image.new("RGB", (500, 1)).save(path), "500 x 1 pixels"),
    "huge.png": (lambda path, photo: Image.new("1", (8000, 7000)).save(path),
                 "8000 x 7000 = 56,000,000 pixels, wanted at most 50,000,000"),
    "just.png": (lambda path, photo: Image.new("1", (50_001, 1000)).save(path),
                 "50001 x 1000 = 50,001,000 pixels, wanted at most 50,000,000"),
    "bomb.png": (lambda path, photo: Image.new("1", (20000, 10000)).save(path), "enormous"),
    "link.jpg": (lambda path, photo: path.symlink_to("nowhere.jpg"), "broken link"),
    "folder.jpg": (lambda path, photo: path.mkdir(), "not a file"),
    "float.tif": (lambda path, photo: photo.convert("F").save(path), "decimal pixel values"),
    "deep.tif": (lambda path, photo: Image.new("I", (99, 99), 70000).save(path), "32-bit"),
}


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", BAD_FILES)
def test_bad_file_is_refused_with_its_reason(tmp_path, photo, name):
    write, reason = BAD_FILES[name]
    write(tmp_path / name, photo)
    with pytest.raises(UnreadablePicture) as caught:
        read_square(tmp_path / name)
    assert reason in str(caught.value)
    assert str(tmp_path) not in str(caught.value)


def test_too_little_memory_is_no_damage(tmp_path, photo, monkeypatch):
    def fail(*_):
        raise MemoryError
    photo.save(tmp_path / "whole.png")
    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", fail)
    with pytest.raises(UnreadablePicture, match="not enough memory to read it"):
        read_square(tmp_path / "whole.png")


def test_listing_passes_over_what_is_no_picture(tmp_path):
    (tmp_path / "b" / "c").mkdir(parents=True)
    (tmp_path / ".git").mkdir()
    (tmp_path / "__MACOSX").mkdir()
    for name in ["z.jpg", "B.JPEG", "b/c/1.webp", "b/ä ö.png", "b/.thumb.jpg", ".git/x.png",
                 "__MACOSX/z.jpg", "notes.txt", "model.h5", "labels.csv", "jpg"]:
        (tmp_path / name).touch()
    os.symlink(tmp_path, tmp_path / "b" / "loop", target_is_directory=True)
    os.symlink(tmp_path / "z.jpg", tmp_path / "b" / "also.jpg")
    assert list_pictures(tmp_path) == ["B.JPEG", "b/also.jpg", "b/c/1.webp", "b/ä ö.png", "z.jpg"]
