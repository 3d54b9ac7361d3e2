"""The command that fills a reader's own picture: what it reads, writes, refuses and says."""

import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms

from inpaint_lib import fill
from inpaint_lib.fill import FillError, fill_file, main, read_mask, read_photo
from inpaint_lib.images import as_uint8
from inpaint_lib.photos import load_photo
from inpaint_lib.windows import MAX_PIXELS

ROOT = Path(__file__).resolve().parents[1]
HEIGHT, WIDTH = 60, 80
HOLE = np.s_[20:30, 40:52]


def fill_grey(images, masks):
    return np.where(masks[..., np.newaxis], np.float32(0.5), images)


@pytest.fixture
def pixels():
    return np.random.default_rng(0).integers(0, 256, (HEIGHT, WIDTH, 3), dtype=np.uint8)


@pytest.fixture
def missing():
    missing = np.zeros((HEIGHT, WIDTH), bool)
    missing[HOLE] = True
    return missing


@pytest.fixture
def files(tmp_path, monkeypatch, pixels, missing):
    """A photo, its mask and a name for the result; the network is one that paints grey."""
    monkeypatch.setattr(fill, "set_up_tensorflow", lambda n_threads: None)
    monkeypatch.setattr(fill, "load_fill_batch", lambda: fill_grey)
    monkeypatch.chdir(tmp_path)
    Image.fromarray(pixels).save("photo.png")
    Image.fromarray(missing).save("mask.png")
    return ["photo.png", "mask.png", "out.png"]


def refuse(capsys, arguments):
    """Run the command, which must fail; return what it says."""
    before = sorted(Path().rglob("*"))
    assert main(arguments) == 1
    out, said = capsys.readouterr()
    assert out == "" and said.startswith("Error: ") and said.count("\n") == 1
    assert sorted(Path().rglob("*")) == before
    return said


# What is written

@pytest.mark.parametrize("out", ["out.png", "out.PNG", "out.tif", "out.tiff", "out.bmp"])
def test_known_pixels_are_kept_bit_for_bit(files, pixels, missing, out, capsys):
    assert main([*files[:2], out]) == 0
    written = np.asarray(Image.open(out))
    np.testing.assert_array_equal(written[~missing], pixels[~missing])
    assert (written[missing] == 128).all()
    told, said = capsys.readouterr()
    assert re.fullmatch(rf"{out}: 120 missing pixels \(2\.5%\) filled in 1 windows and \d+\.\d "
                        r"seconds, with the loading of the network\.\n", told)
    assert said == ""


@pytest.mark.parametrize("out", ["out.jpg", "out.JPEG"])
def test_jpeg_is_written_well_and_with_a_warning(files, pixels, missing, capsys, out):
    assert main([*files[:2], out]) == 0
    written = Image.open(out)
    assert written.format == "JPEG"
    errors = np.abs(np.asarray(written).astype(int) - pixels)[~missing]
    # Pillow's own setting loses nearly fifty of 255 a pixel here.
    assert 0 < errors.mean() < 5
    assert f"Note: {out}: JPEG changes all pixels a little" in capsys.readouterr().err


def test_the_description_of_colours_goes_along(files):
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    Image.open("photo.png").save("photo.jpg", icc_profile=profile)
    assert main(["photo.jpg", *files[1:]]) == 0
    assert Image.open("out.png").info["icc_profile"] == profile
    Image.new("CMYK", (WIDTH, HEIGHT)).save("print.jpg", icc_profile=profile)
    assert main(["print.jpg", *files[1:]]) == 0
    assert "icc_profile" not in Image.open("out.png").info


def test_a_grey_picture_stays_grey(files, missing):
    grey = Image.open("photo.png").convert("L")
    grey.save("photo.png")
    assert main(files) == 0
    written = Image.open("out.png")
    assert written.mode == "L"
    np.testing.assert_array_equal(np.asarray(written)[~missing], np.asarray(grey)[~missing])


def test_photo_and_mask_are_set_upright(files, pixels, missing):
    """A phone stores the picture lying on its side and says so in a tag."""
    exif = Image.Exif()
    exif[0x0112] = 6
    for path, stored in (("photo.png", pixels), ("mask.png", missing)):
        Image.fromarray(np.ascontiguousarray(np.rot90(stored))).save(path, exif=exif)
    assert main(files) == 0
    written = Image.open("out.png")
    assert not written.getexif().get(0x0112)
    np.testing.assert_array_equal(np.asarray(written)[~missing], pixels[~missing])


def test_a_result_that_is_there_is_replaced(files):
    Path("out.png").write_text("old")
    assert main(files) == 0
    assert Image.open("out.png").size == (WIDTH, HEIGHT)
    assert sorted(path.name for path in Path().iterdir()) == sorted(files)


# Photos

@pytest.mark.parametrize("save, note", [
    (lambda photo: photo.convert("CMYK").save("photo.tif"), "CMYK"),
    (lambda photo: photo.quantize(16).save("photo.tif"), ""),
    (lambda photo: photo.save("photo.tif", save_all=True, append_images=[photo]), "first of 2"),
    (lambda photo: Image.fromarray(np.full((HEIGHT, WIDTH), 9999, np.uint16)).save("photo.tif"),
     "16 bits"),
    (lambda photo: photo.convert("RGBA").save("photo.tif"), ""),
    (lambda photo: photo.putalpha(99) or photo.save("photo.tif"), "transparent"),
])
def test_pictures_of_all_kinds_are_filled_and_it_says_what_was_done(files, capsys, save, note):
    save(Image.open("photo.png"))
    assert main(["photo.tif", *files[1:]]) == 0
    said = capsys.readouterr().err
    assert said.startswith("Note: photo.tif: ") and note in said if note else said == ""


def test_what_is_transparent_in_a_photo_is_laid_on_white(files, missing):
    Image.new("RGBA", (WIDTH, HEIGHT), (0, 0, 0, 0)).save("photo.png")
    assert main(files) == 0
    assert (np.asarray(Image.open("out.png"))[~missing] == 255).all()


def write_truncated(path):
    path.write_bytes(Path("photo.png").read_bytes()[:3000])


BAD_FILES = {
    "none.png": (lambda path: None, "There is no file none.png"),
    "empty.jpg": (lambda path: path.touch(), "empty (0 bytes)"),
    "words.jpg": (lambda path: path.write_text("Dear diary"), "not a picture"),
    "cut.png": (write_truncated, "damaged or cut short"),
    "folder.png": (lambda path: path.mkdir(), "not a file"),
    "phone.heic": (lambda path: path.write_bytes(b"\0\0\0\x18ftypheic"), "save it as JPEG"),
}


@pytest.mark.parametrize("name", BAD_FILES)
@pytest.mark.parametrize("place", [0, 1])
def test_a_bad_file_is_named_with_its_reason(files, capsys, name, place):
    write, reason = BAD_FILES[name]
    write(Path(name))
    files[place] = name
    said = refuse(capsys, files)
    assert name in said and reason in said


def test_a_file_that_may_not_be_read_is_named(files, capsys, monkeypatch):
    def forbid(*_):
        raise PermissionError("no")
    monkeypatch.setattr("inpaint_lib.picture_files.Image.open", forbid)
    assert "photo.png cannot be used: you may not read this file" in refuse(capsys, files)


def test_more_than_four_megapixels_are_refused_with_a_size_that_fits(files, capsys):
    Image.new("L", (4000, 3000)).save("large.png")
    said = refuse(capsys, ["large.png", *files[1:]])
    assert "4000 x 3000 = 12.0 million pixels" in said
    width, height = map(int, re.search(r"to (\d+) x (\d+)", said).groups())
    assert width * height <= MAX_PIXELS < (width + 2) * (height + 2)
    Image.new("L", (width, height)).save("large.png")
    assert read_photo("large.png")[0].shape == (height, width, 1)


# Masks

@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "LA", "I;16", "CMYK"])
def test_white_is_missing_in_masks_of_every_kind(files, missing, mode):
    mask = Image.fromarray(np.uint8(255 * missing))
    if mode == "I;16":
        mask = Image.fromarray(np.uint16(65535 * missing))
    Image.Image.save(mask if mode == "I;16" else mask.convert(mode), "mask.tif")
    np.testing.assert_array_equal(read_mask("mask.tif")[0], missing)


def test_half_is_the_threshold_and_grey_is_told(files):
    grey = np.zeros((HEIGHT, WIDTH), np.uint8)
    grey[:2] = np.arange(WIDTH)[np.newaxis] + 100
    Image.fromarray(grey).save("mask.png")
    mask, (note,) = read_mask("mask.png")
    np.testing.assert_array_equal(mask, grey >= 128)
    assert note.startswith("160 of its pixels are neither black nor white")
    Image.fromarray(np.where(grey >= 128, 250, 5).astype(np.uint8)).save("mask.png")
    assert read_mask("mask.png")[1] == []


def test_white_strokes_on_an_empty_layer_are_the_mask(missing, tmp_path):
    layer = np.full((HEIGHT, WIDTH, 4), 255, np.uint8)
    layer[:, :, 3] = 255 * missing
    Image.fromarray(layer).save(tmp_path / "layer.png")
    mask, (note,) = read_mask(tmp_path / "layer.png")
    np.testing.assert_array_equal(mask, missing)
    assert "laid on black" in note


def test_a_mask_of_more_than_half_is_used_and_questioned(files, missing, capsys):
    Image.fromarray(~missing).save("mask.png")
    assert main(files) == 0
    assert re.search("98% of the picture is missing.*invert", capsys.readouterr().err)


MASKS = {
    "nothing is missing: its brightest pixel is 0": lambda missing: np.zeros_like(missing),
    "nothing is missing: its brightest pixel is 1 of 255": lambda missing: missing.view(np.uint8),
    "everything is missing: its darkest pixel is 255": lambda missing: np.ones_like(missing),
    "in colour": lambda missing: np.uint8([255, 0, 0]) * missing[:, :, np.newaxis],
}


@pytest.mark.parametrize("reason", MASKS)
def test_a_mask_that_says_nothing_is_refused(files, missing, capsys, reason):
    Image.fromarray(MASKS[reason](missing)).save("mask.png")
    said = refuse(capsys, files)
    assert said.startswith("Error: mask.png") and reason in said


@pytest.mark.parametrize("shape, turned", [((WIDTH, HEIGHT), True), ((HEIGHT, WIDTH + 1), False)])
def test_sizes_that_differ_are_told(files, capsys, shape, turned):
    Image.fromarray(np.eye(*shape, dtype=bool)).save("mask.png")
    said = refuse(capsys, files)
    assert "photo.png has 80 x 60 and mask.png has" in said and f"{shape[1]} x {shape[0]}" in said
    assert ("turned" in said) == turned


# Paths

@pytest.mark.parametrize("out, reason", [
    ("photo.png", "is the picture itself"), ("mask.png", "is the mask itself"),
    ("link.png", "is the picture itself"), ("none/out.png", "no folder none"),
    ("out", "should end in .png"), ("out.gif", "should end in .png"), ("full.png", "is a folder"),
    ("photo.png/out.png", "no folder photo.png")])
def test_a_place_that_cannot_be_written_is_refused_before_any_work(files, capsys, out, reason):
    os.symlink("photo.png", "link.png")
    Path("full.png").mkdir()
    assert reason in refuse(capsys, [*files[:2], out])


def test_a_folder_that_may_not_be_written_is_refused_before_any_work(files, capsys, monkeypatch):
    def forbid(self, content):
        raise PermissionError(13, "Permission denied")
    monkeypatch.setattr(Path, "write_bytes", forbid)
    monkeypatch.setattr(fill, "load_fill_batch", lambda: pytest.fail("too late"))
    assert refuse(capsys, files).startswith("Error: Cannot write to . (you may not read or write it)")


def test_a_full_disk_leaves_the_old_result(files, capsys, monkeypatch):
    def fail(*_, **__):
        raise OSError(28, "No space left on device")
    Path("out.png").write_text("old")
    monkeypatch.setattr(Image.Image, "save", fail)
    assert "The disk is full" in refuse(capsys, files)
    assert Path("out.png").read_text() == "old"


# The command

def test_a_missing_network_is_told(files, capsys, monkeypatch):
    def find_nothing():
        raise FileNotFoundError("There is no file 'anywhere.keras'.")
    monkeypatch.setattr(fill, "load_fill_batch", find_nothing)
    assert "anywhere.keras" in refuse(capsys, files)


def test_the_network_is_loaded_after_the_files_are_read(files, capsys, monkeypatch):
    monkeypatch.setattr(fill, "set_up_tensorflow", lambda n_threads: pytest.fail("too early"))
    Path("mask.png").write_bytes(b"")
    refuse(capsys, files)


def test_the_network_is_set_up_once_with_the_threads_that_were_asked_for(files, monkeypatch):
    asked = []
    monkeypatch.setattr(fill, "set_up_tensorflow", asked.append)
    monkeypatch.setattr("inpaint_lib.windows.BATCH", 1)
    Image.new("RGB", (300, 300)).save("photo.png")
    Image.fromarray(np.eye(300, dtype=bool)).save("mask.png")
    assert main([*files, "--threads", "3"]) == 0
    assert asked == [3]


def test_stopping_it_leaves_nothing_behind(files, capsys, monkeypatch):
    def stop(images, masks):
        raise KeyboardInterrupt
    monkeypatch.setattr(fill, "load_fill_batch", lambda: stop)
    assert main(files) == 130
    assert "Stopped; out.png was not written" in capsys.readouterr().err
    assert not Path("out.png").exists()


def test_too_little_memory_is_told(files, capsys, monkeypatch):
    def fail(images, masks):
        raise MemoryError
    monkeypatch.setattr(fill, "load_fill_batch", lambda: fail)
    assert "not enough memory" in refuse(capsys, files)


def test_a_library_function_raises_and_writes_nothing(files):
    with pytest.raises(FillError, match="There is no file none.png"):
        fill_file("none.png", *files[1:], fill_grey)
    missing, notes = fill_file(*files, fill_grey)
    assert missing[HOLE].all() and notes == []


def test_the_example_in_the_book_works_as_written(files):
    page = (ROOT / "book" / "your_own_photos.md").read_text(encoding="utf-8")
    section = page.split("## Fill a hole in your own picture")[1].split("\n## ")[0]
    Image.fromarray(as_uint8(load_photo("chelsea"))).save("photo.jpg")
    exec(re.search(r"```python\n(.*?)```", section, flags=re.S)[1], {})  # noqa: S102
    command = re.search(r"-m inpaint_lib\.fill (.*)", section)[1].split()
    assert main(command) == 0
    filled, mask = np.asarray(Image.open(command[2])), read_mask(command[1])[0]
    assert (filled[mask] == 128).all() and 0.02 < mask.mean() < 0.1


def test_the_real_command_fills_a_picture(files, missing, pixels):
    """With the course's own network, in a process of its own."""
    run = subprocess.run([sys.executable, "-m", "inpaint_lib.fill", *files, "--threads", "1"],
                         env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    assert run.stdout.startswith("out.png: 120 missing pixels") and run.stderr == ""
    written = np.asarray(Image.open("out.png"))
    np.testing.assert_array_equal(written[~missing], pixels[~missing])
    assert written[HOLE].std() > 0
