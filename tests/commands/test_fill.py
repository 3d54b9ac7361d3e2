"""The command that fills a reader's own picture: what it reads, writes, refuses and says."""

import os
import re
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image, ImageCms

from inpaint_lib.commands import fill
from inpaint_lib.commands.fill import FillError, fill_file, main, read_mask, read_photo
from inpaint_lib.datasets.photos import load_photo
from inpaint_lib.fills import engines
from inpaint_lib.fills.any_size import MAX_PIXELS
from inpaint_lib.images import as_uint8
from tests.paths import ROOT

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
    monkeypatch.setattr(fill, "load_fill_batch", lambda **_: fill_grey)
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
    Image.open("photo.png").quantize(16).save("palette.png", icc_profile=profile)
    assert main(["palette.png", *files[1:]]) == 0
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
    (lambda photo: photo.putalpha(99) or photo.save("photo.tif"), ""),
])
def test_pictures_of_all_kinds_are_filled_and_it_says_what_was_done(files, capsys, save, note):
    save(Image.open("photo.png"))
    assert main(["photo.tif", *files[1:]]) == 0
    said = capsys.readouterr().err
    assert said.startswith("Note: photo.tif: ") and note in said if note else said == ""


def make_layer(pixels, alpha):
    return Image.fromarray(np.dstack([pixels, alpha]).astype(np.uint8))


@pytest.mark.parametrize("out", ["out.png", "out.tif"])
def test_transparency_is_kept_and_the_fill_is_opaque(files, pixels, missing, out, capsys):
    alpha = np.full((HEIGHT, WIDTH), 255)
    alpha[:15], alpha[15:18] = 0, 100
    make_layer(pixels, alpha).save("photo.png")
    assert main([*files[:2], out]) == 0
    written = np.asarray(Image.open(out))
    np.testing.assert_array_equal(written[:, :, 3], alpha)
    np.testing.assert_array_equal(written[~missing, :3], pixels[~missing])
    assert (written[missing] == (128, 128, 128, 255)).all()
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("out", ["out.jpg", "out.bmp"])
def test_a_file_without_transparency_is_laid_on_white_and_says_so(files, pixels, out, capsys):
    alpha = np.full((HEIGHT, WIDTH), 255)
    alpha[:15] = 0
    make_layer(pixels, alpha).save("photo.png")
    assert main([*files[:2], out]) == 0
    assert np.asarray(Image.open(out))[:8].min() > 250
    assert f"Note: {out}: This kind of file knows no transparency" in capsys.readouterr().err


def test_a_grey_photo_keeps_its_transparency(files, pixels):
    alpha = np.full((HEIGHT, WIDTH), 255, np.uint8)
    alpha[:15] = 7
    layer = Image.fromarray(pixels[:, :, 0])
    layer.putalpha(Image.fromarray(alpha))
    layer.save("photo.png")
    assert main(files) == 0
    written = Image.open("out.png")
    assert written.mode == "LA"
    np.testing.assert_array_equal(np.asarray(written)[:, :, 1], alpha)


def test_colours_that_do_not_show_do_not_bleed_into_the_fill(files, missing, monkeypatch):
    seen = []
    monkeypatch.setattr(fill, "load_fill_batch", lambda **_: lambda images, masks: (
        seen.append(masks.copy()) or fill_grey(images, masks)))
    alpha = np.full((HEIGHT, WIDTH), 255)
    alpha[:15] = 0
    make_layer(np.zeros((HEIGHT, WIDTH, 3)), alpha).save("photo.png")
    assert main(files) == 0
    assert (np.asarray(Image.open("out.png"))[~missing, :3] == 0).all()
    assert seen[0][0].sum() > missing.sum()


def test_a_photo_that_shows_nothing_is_refused(files, capsys):
    make_layer(np.zeros((HEIGHT, WIDTH, 3)), np.zeros((HEIGHT, WIDTH))).save("photo.png")
    assert "shows nothing" in refuse(capsys, files)


def test_what_else_a_file_says_is_kept(files):
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 3, "A camera"
    Image.open("photo.png").save("photo.jpg", exif=exif, dpi=(300, 300))
    for out in ("out.png", "out.jpg", "out.tif"):
        assert main(["photo.jpg", "mask.png", out]) == 0
        written = Image.open(out)
        assert written.getexif()[0x010F] == "A camera" and not written.getexif().get(0x0112)
        assert written.info["dpi"] == pytest.approx((300, 300), abs=0.1)


def test_grey_in_three_colours_keeps_its_profile_and_its_form(files, missing):
    """A grey file with a profile for colours would be refused by other programs."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    grey = Image.open("photo.png").convert("L")
    grey.convert("RGB").save("photo.png", icc_profile=profile)
    assert main(files) == 0
    written = Image.open("out.png")
    assert written.mode == "RGB" and written.info["icc_profile"] == profile
    grey.save("photo.png", icc_profile=profile)
    assert main(files) == 0
    written = Image.open("out.png")
    assert written.mode == "L" and "icc_profile" not in written.info


def test_a_jpeg_damaged_in_its_middle_is_told(files, capsys):
    Image.fromarray(np.random.default_rng(1).integers(0, 256, (HEIGHT, WIDTH, 3), np.uint8)).save(
        "photo.jpg")
    whole = Path("photo.jpg").read_bytes()
    assert main(["photo.jpg", *files[1:]]) == 0
    assert "damaged" not in capsys.readouterr().err
    middle = len(whole) // 2
    Path("photo.jpg").write_bytes(whole[:middle] + whole[middle + 400:])
    assert main(["photo.jpg", *files[1:]]) == 0
    assert "photo.jpg: The file is damaged: part of it could not be read" in capsys.readouterr().err


def test_the_first_of_several_pictures_in_a_jpeg_is_looked_at_for_damage(files, capsys):
    """Some phones write a smaller picture behind the first."""
    photo = Image.fromarray(np.random.default_rng(1).integers(0, 256, (HEIGHT, WIDTH, 3), np.uint8))
    photo.save("photo.jpg", "MPO", save_all=True, append_images=[photo.resize((9, 9))])
    assert main(["photo.jpg", *files[1:]]) == 0
    assert "damaged" not in capsys.readouterr().err
    whole = Path("photo.jpg").read_bytes()
    Path("photo.jpg").write_bytes(whole[:3000] + whole[3400:])
    assert main(["photo.jpg", *files[1:]]) == 0
    assert "photo.jpg: The file is damaged: part of it could not be read" in capsys.readouterr().err


@pytest.mark.parametrize("mode, form", [("L", {}), ("CMYK", {}), ("RGB", {"progressive": True})])
def test_whole_jpegs_of_all_kinds_are_not_called_damaged(files, capsys, mode, form):
    Image.open("photo.png").convert(mode).save("photo.jpg", **form)
    assert main(["photo.jpg", *files[1:]]) == 0
    assert "damaged" not in capsys.readouterr().err


CASES = ROOT.parent / "shared" / "cases"


@pytest.mark.skipif(not CASES.is_dir(), reason="the folder shared is absent")
@pytest.mark.parametrize("name, words", {
    "rgb16.png": None, "bad_exif.png": None, "grey_rgb_with_icc.png": None,
    "int32_0_255.tif": "32-bit pixel values", "iphone_heic_named.jpg": "HEIC",
}.items())
def test_files_that_once_went_wrong(name, words):
    if words:
        with pytest.raises(FillError, match=words):
            read_photo(CASES / name)
    else:
        assert read_photo(CASES / name).notes == []


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
    monkeypatch.setattr("inpaint_lib.datasets.picture_files.Image.open", forbid)
    assert "photo.png cannot be used: you may not read this file" in refuse(capsys, files)


def test_more_than_four_megapixels_are_refused_with_a_size_that_fits(files, capsys):
    Image.new("L", (4000, 3000)).save("large.png")
    said = refuse(capsys, ["large.png", *files[1:]])
    assert "4000 x 3000 = 12,000,000 pixels (width x height), and at most 4,194,304" in said
    width, height = map(int, re.search(r"to (\d+) x (\d+)", said).groups())
    assert width * height <= MAX_PIXELS < (width + 2) * (height + 2)
    Image.new("L", (width, height)).save("large.png")
    assert read_photo("large.png").pixels.shape == (height, width, 3)


def test_a_dark_picture_of_16_bits_is_told(files, capsys):
    Image.fromarray(np.full((HEIGHT, WIDTH), 4095, np.uint16)).save("photo.png")
    assert main(files) == 0
    assert "brightest pixel is 4095 of 65535, so it is nearly black" in capsys.readouterr().err


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
    "nothing is missing: its brightest pixel is 0 of 255":
        lambda missing, pixels: np.zeros_like(missing),
    "nothing is missing: its brightest pixel is 99 of 255":
        lambda missing, pixels: pixels[:, :, 0] % 100,
    "everything is missing: its darkest pixel is 255":
        lambda missing, pixels: np.ones_like(missing),
    "in colour": lambda missing, pixels: np.uint8([255, 0, 0]) * missing[:, :, np.newaxis] | 60,
    "in colour, so": lambda missing, pixels: np.rot90(pixels, 2),
    "looks like a picture": lambda missing, pixels: 60 + pixels[::-1, :, 0] // 2,
}


@pytest.mark.parametrize("reason", MASKS)
def test_a_mask_that_says_nothing_is_refused(files, missing, pixels, capsys, reason):
    Image.fromarray(np.ascontiguousarray(MASKS[reason](missing, pixels))).save("mask.png")
    said = refuse(capsys, files)
    assert said.startswith("Error: mask.png") and reason in said


@pytest.mark.parametrize("low, high, kind", [
    (0, 1, np.uint8), (0, 1, np.uint16), (0, 255, np.uint16), (3, 4, np.uint8), (0, 40, np.uint8),
    (200, 255, np.uint8), (0, 65535, np.uint16), (0, 255, np.uint8)])
def test_of_two_values_the_brighter_is_missing(files, missing, low, high, kind):
    Image.fromarray(np.where(missing, high, low).astype(kind)).save("mask.png")
    mask, notes = read_mask("mask.png")
    np.testing.assert_array_equal(mask, missing)
    told = [f"It has two values, {low} and {high}; the brighter counts as missing."]
    assert notes == ([] if (low, high) in ((0, np.iinfo(kind).max),) else told)


def test_one_colour_on_black_is_a_mask_of_two_values(files, missing):
    Image.fromarray(np.uint8([255, 0, 0]) * missing[:, :, np.newaxis]).save("mask.png")
    mask, (note,) = read_mask("mask.png")
    np.testing.assert_array_equal(mask, missing)
    assert "two values" in note


@pytest.mark.parametrize("arguments", [["photo.png", "out.png"],
                                       ["photo.png", "photo.png", "out.png"],
                                       ["whole.png", "photo.png", "out.png"],
                                       ["whole.jpg", "photo.png", "out.png"]])
def test_a_hole_erased_in_the_picture_is_the_mask(files, pixels, missing, arguments, capsys):
    smooth = cv2.GaussianBlur(pixels, (0, 0), 3)
    Image.fromarray(smooth).save("whole.png")
    Image.fromarray(smooth).save("whole.jpg", quality=95)
    make_layer(smooth, 255 * ~missing).save("photo.png")
    assert main(arguments) == 0
    assert "120 missing pixels" in capsys.readouterr().out
    written = np.asarray(Image.open("out.png"))
    known = np.asarray(Image.open(arguments[0]))[:, :, :3]
    np.testing.assert_array_equal(written[~missing, :3], known[~missing])
    assert (written[missing, :3] == 128).all() and written.shape[2] == 3


def test_the_soft_rim_of_what_was_erased_is_missing_too(files, pixels, missing, capsys):
    alpha = np.where(missing, 0, 255)
    alpha[18:20, 40:52], alpha[30, 40:52], alpha[5, 5] = 100, 254, 254
    make_layer(pixels, alpha).save("photo.png")
    assert main(["photo.png", "out.png"]) == 0
    written, expected = np.asarray(Image.open("out.png")), missing.copy()
    expected[18:31, 40:52] = True
    assert (written[expected] == (128, 128, 128, 255)).all()
    np.testing.assert_array_equal(written[~expected, 3], alpha[~expected])
    # With a mask beside it, transparency that touches the hole is missing too, and it says so.
    capsys.readouterr()
    assert main(files) == 0
    assert "36 transparent pixels touch the hole" in capsys.readouterr().err


def test_a_transparent_background_beside_the_hole_stays(files, pixels, missing):
    alpha = np.full((HEIGHT, WIDTH), 255)
    alpha[:, 52:], alpha[:, 52] = 0, 90
    make_layer(pixels, alpha).save("photo.png")
    assert main(files) == 0
    written = np.asarray(Image.open("out.png"))
    assert (written[:, 53:, 3] == 0).all() and (written[:, :52, 3] == 255).all()
    assert (written[13:37, 52, 3] == 255).all() and (written[:10, 52, 3] == 90).all()


@pytest.mark.parametrize("alpha, reason", [(255, "transparent nowhere"), (200, "Erase the hole")])
def test_a_picture_alone_without_a_hole_is_refused(files, pixels, capsys, alpha, reason):
    make_layer(pixels, np.full((HEIGHT, WIDTH), alpha)).save("photo.png")
    assert reason in refuse(capsys, ["photo.png", "out.png"])


@pytest.mark.parametrize("brush", [(255, 0, 0), (0, 255, 0), (255, 0, 255)])
@pytest.mark.parametrize("ending", ["png", "jpg"])
def test_one_colour_over_the_picture_is_the_mask(files, pixels, missing, capsys, brush, ending):
    photo = cv2.GaussianBlur(pixels, (0, 0), 4)
    Image.fromarray(photo).save("photo.png")
    photo[missing] = brush
    Image.fromarray(photo).save(f"mask.{ending}", quality=95, subsampling=0)
    assert main(["photo.png", f"mask.{ending}", "out.png"]) == 0
    said = capsys.readouterr()
    assert "painted over in one colour" in said.err
    filled = (np.asarray(Image.open("out.png")) == 128).all(axis=2)
    assert filled[missing].all() and filled[~missing].mean() < 0.03


def test_a_grey_photo_painted_over_in_white(files, missing):
    grey = np.full((HEIGHT, WIDTH), 90, np.uint8)
    grey[:, :40] = 200
    Image.fromarray(grey).save("photo.png")
    Image.fromarray(np.where(missing, 255, grey).astype(np.uint8)).save("mask.png")
    mask, (note,) = read_mask("mask.png", read_photo("photo.png"))
    np.testing.assert_array_equal(mask, missing)
    assert "painted over" in note


def test_a_brush_whose_colour_the_picture_has_is_told(files, missing):
    """What lies under the brush there cannot be told from what lies beside it."""
    photo = np.full((HEIGHT, WIDTH, 3), 90, np.uint8)
    photo[22:25, 44:48] = photo[50:] = 5
    Image.fromarray(photo).save("photo.png")
    photo[missing] = 0
    Image.fromarray(photo).save("mask.png")
    mask, (note,) = read_mask("mask.png", read_photo("photo.png"))
    assert missing.sum() - mask.sum() == 12 and not (mask & ~missing).any()
    assert " 12 pixels in it or beside it had that colour before" in note


def test_a_mask_of_a_dark_picture_is_no_copy_of_it(files, missing):
    Image.new("RGB", (WIDTH, HEIGHT), (4, 3, 2)).save("photo.png")
    mask, notes = read_mask("mask.png", read_photo("photo.png"))
    np.testing.assert_array_equal(mask, missing)


def test_grown_by_some_pixels(files, missing, capsys):
    assert main([*files, "--grow", "2"]) == 0
    filled = (np.asarray(Image.open("out.png")) == 128).all(axis=2)
    assert filled[18:32, 40:52].all() and filled[20:30, 38:54].all() and not filled[18, 38]
    assert main([files[0], "--grow", "1", *files[1:]]) == 0
    capsys.readouterr()
    for wrong in ("-1", "1.5", "two", "100000"):
        with pytest.raises(SystemExit):
            main([*files, "--grow", wrong])
        assert "--grow: wanted a whole number from 0 to" in capsys.readouterr().err


def test_grey_pixels_of_a_mask_are_told_what_grows_it(files, capsys):
    Image.fromarray(np.tile(np.linspace(0, 255, WIDTH, dtype=np.uint8) ** 3, (HEIGHT, 1))).save(
        "mask.png")
    soft = np.zeros((HEIGHT, WIDTH), np.uint8)
    soft[20:30, 40:52] = 255
    Image.fromarray(cv2.GaussianBlur(soft, (0, 0), 1)).save("mask.png")
    assert main(files) == 0
    assert "--grow 2" in capsys.readouterr().err


# Sizes and masks at their limits

@pytest.mark.parametrize("shape, holes", {
    "two pixels": ((1, 2), np.s_[0, 0]), "a line": ((1, 5000), np.s_[0, 100:900]),
    "a column": ((5000, 1), np.s_[:10, 0]), "one known": ((40, 50), np.s_[1:]),
    "touching the border": ((60, 80), np.s_[:9, :9]), "whole rows": ((60, 80), np.s_[10:20]),
    "chessboard": ((60, 80), np.s_[::2, ::2])}.items(), ids=lambda one: one if isinstance(
        one, str) else "")
def test_pictures_and_masks_at_their_limits(files, capsys, shape, holes):
    shape, holes = holes
    mask = np.zeros(shape, bool)
    mask[holes] = True
    pixels = np.random.default_rng(0).integers(0, 256, (*shape, 3), np.uint8)
    Image.fromarray(pixels).save("photo.png")
    Image.fromarray(mask).save("mask.png")
    assert main(files) == 0
    written = np.asarray(Image.open("out.png"))
    np.testing.assert_array_equal(written[~mask], pixels[~mask])
    assert f"{mask.sum():,} missing pixels" in capsys.readouterr().out


def test_three_thousand_single_holes_and_one_known_pixel(files):
    rng = np.random.default_rng(0)
    few = np.zeros(300 * 300, bool)
    few[rng.choice(few.size, 3000, replace=False)] = True
    for mask in (few, np.arange(few.size) != 777):
        Image.new("RGB", (300, 300), "teal").save("photo.png")
        Image.fromarray(mask.reshape(300, 300)).save("mask.png")
        assert main(files) == 0
        written = np.asarray(Image.open("out.png")).reshape(-1, 3)
        assert (written[~mask] == (0, 128, 128)).all() and (written[mask, 0] > 90).all()


def test_one_pixel_alone_leaves_nothing_to_fill(files, capsys):
    Image.new("RGB", (1, 1)).save("photo.png")
    Image.new("1", (1, 1), 1).save("mask.png")
    assert "everything is missing" in refuse(capsys, files)


@pytest.mark.parametrize("shape, turned", [((WIDTH, HEIGHT), True), ((HEIGHT, WIDTH + 1), False)])
def test_sizes_that_differ_are_told(files, capsys, shape, turned):
    Image.fromarray(np.eye(*shape, dtype=bool)).save("mask.png")
    said = refuse(capsys, files)
    assert "the picture has 80 x 60 and mask.png has" in said and f"{shape[1]} x {shape[0]}" in said
    assert ("turned" in said) == turned


# Paths

@pytest.mark.parametrize("out, reason", [
    ("photo.png", "is the picture itself"), ("mask.png", "is the mask itself"),
    ("link.png", "is the picture itself"), ("none/out.png", "no folder none"),
    ("out", "should end in .png"), ("out.gif", "should end in .png"), ("full.png", "is a folder"),
    ("photo.png/out.png", "no folder photo.png"), (300 * "a" + ".png", "name is too long")])
def test_a_place_that_cannot_be_written_is_refused_before_any_work(files, capsys, out, reason):
    os.symlink("photo.png", "link.png")
    Path("full.png").mkdir()
    assert reason in refuse(capsys, [*files[:2], out])


def test_a_folder_that_may_not_be_written_is_refused_before_any_work(files, capsys, monkeypatch):
    def forbid(self, content):
        raise PermissionError(13, "Permission denied")
    monkeypatch.setattr(Path, "write_bytes", forbid)
    monkeypatch.setattr(fill, "load_fill_batch", lambda **_: pytest.fail("too late"))
    assert refuse(capsys, files).startswith("Error: Cannot write to . (you may not read or")


def test_a_full_disk_leaves_the_old_result(files, capsys, monkeypatch):
    def fail(*_, **__):
        raise OSError(28, "No space left on device")
    Path("out.png").write_text("old")
    monkeypatch.setattr(Image.Image, "save", fail)
    assert "The disk is full" in refuse(capsys, files)
    assert Path("out.png").read_text() == "old"


# The command

@pytest.mark.parametrize("name", [b"b\xe4r.png", "b\u00e4r \u718a.png".encode()])
def test_a_name_that_the_terminal_cannot_show_is_no_fault(files, name):
    """An old archive's name is no Unicode, and a terminal may know few letters."""
    run = subprocess.run([sys.executable, "-m", "inpaint_lib", "fill", *files[:2], name],
                         env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "ascii"},
                         capture_output=True)
    assert run.returncode == 0 and run.stderr == b""
    assert run.stdout.startswith(b"b\\") and Image.open(os.fsdecode(name)).size == (WIDTH, HEIGHT)


def test_a_missing_network_is_told(files, capsys, monkeypatch):
    def find_nothing(**_):
        raise FileNotFoundError("There is no file 'anywhere.onnx'.")
    monkeypatch.setattr(fill, "load_fill_batch", find_nothing)
    assert "anywhere.onnx" in refuse(capsys, files)


def test_the_network_is_loaded_after_the_files_are_read(files, capsys, monkeypatch):
    monkeypatch.setattr(fill, "load_fill_batch", lambda **_: pytest.fail("too early"))
    Path("mask.png").write_bytes(b"")
    refuse(capsys, files)


def test_the_network_is_set_up_once_with_the_threads_that_were_asked_for(files, monkeypatch):
    asked, shown = [], []
    monkeypatch.setattr(fill, "load_fill_batch", engines.load_fill_batch)
    monkeypatch.setattr(engines, "open_session",
                        lambda path, n_threads: asked.append(n_threads))
    monkeypatch.setattr(engines, "run_session", lambda session, given:
                        shown.append(len(given)) or given[..., :3])
    monkeypatch.setattr("inpaint_lib.fills.any_size.BATCH", 1)
    Image.new("RGB", (300, 300)).save("photo.png")
    Image.fromarray(np.eye(300, dtype=bool)).save("mask.png")
    engines.load_fill_batch.cache_clear()
    try:
        assert main([*files, "--threads", "3"]) == 0
    finally:
        engines.load_fill_batch.cache_clear()
    assert asked == [3] and len(shown) > 1


def test_stopping_it_leaves_nothing_behind(files, capsys, monkeypatch):
    def stop(images, masks):
        raise KeyboardInterrupt
    monkeypatch.setattr(fill, "load_fill_batch", lambda **_: stop)
    assert main(files) == 130
    assert "Stopped; out.png was not written" in capsys.readouterr().err
    assert not Path("out.png").exists()


def test_too_little_memory_is_told(files, capsys, monkeypatch):
    def fail(images, masks):
        raise MemoryError
    monkeypatch.setattr(fill, "load_fill_batch", lambda **_: fail)
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
    command = re.search(r"^\.venv/bin/inpaint (.*)", section, re.MULTILINE)[1].split()
    assert main(command) == 0
    filled, mask = np.asarray(Image.open(command[2])), read_mask(command[1])[0]
    assert (filled[mask] == 128).all() and 0.02 < mask.mean() < 0.1


def test_the_real_command_fills_a_picture(files, missing, pixels):
    """With the course's own network, in a process of its own."""
    run = subprocess.run([sys.executable, "-m", "inpaint_lib", "fill", *files, "--threads", "1"],
                         env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    assert run.stdout.startswith("out.png: 120 missing pixels") and run.stderr == ""
    written = np.asarray(Image.open("out.png"))
    np.testing.assert_array_equal(written[~missing], pixels[~missing])
    assert written[HOLE].std() > 0
