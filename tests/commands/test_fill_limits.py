"""The command `fill` at its limits: enormous pictures, little memory, two at once."""

import re
import struct
import threading
import zlib
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from inpaint_lib.commands import fill
from inpaint_lib.commands.fill import fill_file, main
from inpaint_lib.fills.any_size import MAX_PIXELS


@pytest.fixture
def files(tmp_path, monkeypatch):
    monkeypatch.setattr(fill, "load_fill_batch", lambda **_: lambda images, masks: images)
    monkeypatch.chdir(tmp_path)
    Image.new("RGB", (60, 40), "teal").save("photo.png")
    Image.fromarray(np.eye(40, 60, dtype=bool)).save("mask.png")
    return ["photo.png", "mask.png", "out.png"]


def refuse(capsys, arguments):
    """Run the command, which must fail; return what it says, one line."""
    assert main(arguments) == 1
    out, said = capsys.readouterr()
    assert out == "" and said.startswith("Error: ") and said.count("\n") == 1
    assert not Path("out.png").exists()
    return said


def write_header(path, width, height):
    """Write a PNG of which nothing but the size is there, so that none of it can be decoded."""
    facts = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = b"IDAT" + zlib.compress(b"")
    Path(path).write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(part) - 4) + part + struct.pack(">I", zlib.crc32(part))
        for part in (facts, chunk, b"IEND")))


@pytest.mark.parametrize("place", [0, 1])
@pytest.mark.parametrize("width, height", [
    (7036, 7036), (2048, 2049), (MAX_PIXELS, 1), (127, 40_000), (30_000, 30_000)])
def test_the_size_is_read_before_the_pixels_and_what_fits_is_advised(files, capsys, place, width,
                                                                     height):
    write_header("large.png", width, height)
    files[place] = "large.png"
    said = refuse(capsys, files)
    if width * height > 178_000_000:  # refused by Pillow, which does not tell the size
        assert "more than 178,000,000 pixels" in said
        return
    assert f"large.png has {width} x {height}" in said and "cut short" not in said
    write_header("large.png", *map(int, re.search(r"to (\d+) x (\d+),", said).groups()))
    assert "cut short" in refuse(capsys, files)  # it was begun to be decoded


def test_memory_that_ends_in_opencv_is_told(files, capsys, monkeypatch):
    def fail(images, masks):
        raise cv2.error("OpenCV(5.0.0) alloc.cpp:73: error: (-4:Insufficient memory) Failed to "
                        "allocate 450380 bytes in function 'OutOfMemoryError'")
    monkeypatch.setattr(fill, "load_fill_batch", lambda **_: fail)
    assert "not enough memory" in refuse(capsys, files)


def test_an_error_of_another_kind_is_not_hidden(files, monkeypatch):
    def fail(images, masks):
        raise ZeroDivisionError("a fault of ours")
    monkeypatch.setattr(fill, "load_fill_batch", lambda **_: fail)
    with pytest.raises(ZeroDivisionError):
        main(files)


# What else a file says

@pytest.mark.parametrize("mode", ["L", "LA", "RGB", "RGBA"])
@pytest.mark.parametrize("out", ["out.tif", "out.png", "out.jpg"])
def test_how_the_pixels_lie_in_a_tiff_is_not_copied_into_another_file(files, mode, out, capsys):
    picture = Image.new("RGBA", (60, 40), (90, 90, 90, 255)).convert(mode)
    if mode[-1] == "A":
        picture.putpixel((9, 9), (0,) * len(mode))
    picture.save("photo.tif", description="A wall")
    assert main(["photo.tif"] + ["mask.png"] * (mode[-1] != "A") + [out]) == 0
    assert "left out" not in capsys.readouterr().err
    with Image.open(out) as written:
        written.load()
        assert written.size == (60, 40) and written.getpixel((50, 3)) in (90, (90, 90, 90))
        assert written.getexif()[270] == "A wall"


@pytest.mark.parametrize("out", ["out.png", "out.tif", "out.jpg", "out.bmp"])
@pytest.mark.parametrize("dpi", [1e9, 70_000, 0.001, 0])
def test_a_resolution_that_no_file_can_say_is_left_out(files, dpi, out):
    Image.new("RGB", (60, 40)).save("photo.tif", tiffinfo={282: dpi, 283: dpi, 296: 2})
    assert main(["photo.tif", "mask.png", out]) == 0
    assert Image.open(out).size == (60, 40)


def test_tags_that_do_not_fit_are_left_out_and_it_says_so(files, capsys):
    exif = Image.Exif()
    exif[0x010E] = "long " * 20_000
    Image.new("RGB", (60, 40), "teal").save("photo.png", exif=exif)
    assert main(["photo.png", "mask.png", "out.jpg"]) == 0
    assert "EXIF tags, colour profile and resolution" in capsys.readouterr().err
    assert not Image.open("out.jpg").getexif()
    assert main(files) == 0
    assert Image.open("out.png").getexif()[0x010E].startswith("long long")


def test_a_share_that_is_not_all_is_not_called_all(files, capsys):
    Image.fromarray(np.arange(2400).reshape(40, 60) != 7).save("mask.png")
    assert main(files) == 0
    out, said = capsys.readouterr()
    assert "2,399 missing pixels (more than 99.9%)" in out
    assert "says that more than 99% of the picture is missing" in said


def test_two_that_write_one_file_leave_one_whole_result(files):
    shades = (0, 85, 170, 255)
    begun = threading.Barrier(len(shades))

    def write(shade):
        def paint(images, masks):
            begun.wait()
            return np.full_like(images, shade / 255)
        fill_file(*files, paint)

    threads = [threading.Thread(target=write, args=(shade,)) for shade in shades]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    painted = np.asarray(Image.open("out.png"))[np.eye(40, 60, dtype=bool)]
    assert len(np.unique(painted)) == 1 and painted[0, 0] in shades
    assert sorted(path.name for path in Path().iterdir()) == ["mask.png", "out.png", "photo.png"]
