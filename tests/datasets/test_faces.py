"""The drawn faces: reproducible, true to their ground truth, hard enough, and safely cached."""

import errno
import json
import os
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import cv2
import numpy as np
import psutil
import pytest

from inpaint_lib.datasets import face_cache
from inpaint_lib.datasets.face_cache import find_cache, load_faces
from inpaint_lib.datasets.faces import (FACES_VERSION, LANDMARKS, N_CHOOSING, N_FACES, N_TRAIN,
                                        N_VALIDATION, draw_face, eye_under_hole,
                                        find_eyes_under_hole)
from inpaint_lib.drawing import canvas, ears, eyes, individual, muzzle, portrait, strokes
from inpaint_lib.drawing import canvas as noise
from inpaint_lib.drawing import strokes as fur
from inpaint_lib.drawing.individual import draw_individual, find_species
from inpaint_lib.drawing.species import SPECIES
from inpaint_lib.files import read_rows
from inpaint_lib.fills.untrained import FILLS
from inpaint_lib.holes import PAPER_16, PAPER_32, Hole
from tests.paths import ROOT
from tools.book import draw_face_sheet
from tools.results.faces import HOLES, TABLE, measure_hole

THUMBNAILS = ROOT / "tests" / "data" / "faces_thumbnails.npz"
THUMBNAIL_SIZE = 16
TINY = 5


def shrink(image):
    """Return a thumbnail by area averaging, in grey levels, float32."""
    return cv2.resize(image.astype(np.float32), (THUMBNAIL_SIZE,) * 2,
                      interpolation=cv2.INTER_AREA)


# Drawing


def test_a_face_follows_from_its_index_alone():
    first = draw_face(17)
    draw_face(4000)
    again = draw_face(17)
    assert (first.image == again.image).all() and first.landmarks == again.landmarks


def test_a_fresh_process_draws_the_same_face():
    code = ("import hashlib; from inpaint_lib.datasets.faces import draw_face; "
            "print(hashlib.sha256(draw_face(23).image.tobytes()).hexdigest())")
    printed = [subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True,
                              text=True, check=True).stdout for _ in range(2)]
    assert printed[0] == printed[1]


def test_the_faces_are_frozen():
    """Every later number depends on them: a change to these thumbnails needs a new version."""
    with np.load(THUMBNAILS) as pinned:
        assert str(pinned["version"]) == FACES_VERSION
        for index, thumbnail in zip(pinned["indices"], pinned["thumbnails"], strict=True):
            assert np.abs(shrink(draw_face(int(index)).image) - thumbnail).max() <= 2, index


def test_rounding_does_not_change_a_face(monkeypatch):
    """Processors round differently: noise that is off by 1e-5 must not move a pixel by more."""
    before = [draw_face(index).image.astype(int) for index in (0, 1, 2)]
    exact = noise.make_noise

    def make_rounded(sigma, variant):
        texture = exact(sigma, variant)
        error = np.random.default_rng(0).standard_normal(texture.shape).astype(np.float32)
        return texture + np.float32(1e-5) * error

    monkeypatch.setattr(noise, "make_noise", make_rounded)
    monkeypatch.setattr(fur, "make_noise", make_rounded)
    _forget_banks()
    try:
        for index, image in enumerate(before):
            assert np.abs(draw_face(index).image - image).max() <= 2
    finally:
        _forget_banks()


def _forget_banks():
    fur.make_head_fur.cache_clear()
    fur.make_body_fur.cache_clear()


def test_a_larger_face_is_the_same_face():
    small, large = draw_face(5), draw_face(5, size=512)
    assert large.image.shape == (512, 512, 3) and large.image.dtype == np.uint8
    reduced = cv2.resize(large.image, (128, 128), interpolation=cv2.INTER_AREA)
    assert np.abs(reduced.astype(int) - small.image).mean() < 4
    for name in LANDMARKS:
        assert np.allclose((np.array(large.landmarks[name]) + .5) / 4 - .5, small.landmarks[name])


def test_windows_leave_no_pixel_out(monkeypatch):
    before = [draw_face(index).image for index in range(12)]
    monkeypatch.setattr(canvas, "find_window",
                        lambda wanted: tuple(slice(0, count) for count in wanted.shape))
    for index, image in enumerate(before):
        assert (draw_face(index).image == image).all(), index


def test_windows_overlap_where_both_are():
    frame = slice(20, 60), slice(30, 80)
    assert canvas.find_overlap((slice(10, 50), slice(40, 90)), frame) == [
        (slice(10, 40), slice(0, 40)), (slice(0, 30), slice(10, 50))]
    within, window = canvas.find_overlap((slice(0, 10), slice(30, 80)), frame)
    assert np.zeros((10, 50))[within].size == 0 and np.zeros((40, 50))[window].size == 0


def test_a_position_is_wrapped_as_mod_does():
    positions = np.random.default_rng(0).normal(0, 1000, 10000).astype(np.float32)
    positions[:6] = -1e-9, -0., 511.99997, 512, -512, -1024
    assert (canvas._wrap(positions, 512) == np.mod(positions, np.float32(512))).all()


def test_two_faces_differ():
    species = [index for index in range(60) if find_species(index) == "fox"][:4]
    thumbnails = [shrink(draw_face(index).image) for index in species]
    for i, first in enumerate(thumbnails):
        for second in thumbnails[:i]:
            assert np.abs(first - second).mean() > 10


@pytest.mark.parametrize("arguments, error, words", [
    ((-1,), ValueError, "index must lie between"), ((2.0,), TypeError, "index must be a whole"),
    ((True,), TypeError, "index must be a whole"), ((0, 8), ValueError, "size must lie between"),
    ((0, "128"), TypeError, "size must be a whole")])
def test_wrong_arguments_are_named(arguments, error, words):
    with pytest.raises(error, match=words):
        draw_face(*arguments)


# Ground truth


def test_species_take_turns():
    for block in range(40):
        assert sorted(find_species(6 * block + k) for k in range(6)) == sorted(SPECIES)
    assert len({tuple(find_species(6 * block + k) for k in range(6)) for block in range(40)}) > 20


def test_eyes_are_darker_than_what_surrounds_them():
    rows, columns = np.mgrid[:128, :128]
    inside, around = [], []
    for index in range(24):
        face = draw_face(index)
        for name in ("eye_left", "eye_right"):
            x, y = face.landmarks[name]
            distance = np.hypot(columns - x, rows - y) / face.eye_radius
            inside.append(face.image[distance < .6].mean())
            around.append(face.image[(distance > 1.5) & (distance < 2.5)].mean())
    assert np.mean(inside) < .7 * np.mean(around)


@pytest.mark.parametrize("index", range(0, 24, 2))
def test_landmarks_go_through_the_map_that_moves_the_pixels(index, monkeypatch):
    """Bright markers painted on the animal's own surface come out at the landmarks."""
    marker = np.array([1., 0., 1.], np.float32)[:, None, None]

    def mark(part, x, y, centre_x, centre_y):
        near = np.hypot(x - centre_x, y - centre_y) < .06
        part[:] = np.where(near, marker, part)

    form = draw_individual(index).form
    truth = draw_face(index).landmarks
    found = {}
    for name, place in (("eye_left", (-form.eye_x, 0)), ("eye_right", (form.eye_x, 0)),
                        ("nose", (0, form.nose_y))):
        with monkeypatch.context() as patch:
            _silence(patch, lambda part, x, y: mark(part, x, y, *place))
            found[name] = find_marker(draw_face(index).image)
        assert np.hypot(*(found[name] - truth[name])) < 2, name


def _silence(patch, paint):
    """Paint a marker last of all on the head, and leave out what would change its colour."""
    def colour_head(animal, x, y, *rest):
        layer = np.zeros((3, *x.shape), np.float32)
        paint(layer, x, y)
        return layer

    patch.setattr(portrait, "_colour_head", colour_head)
    patch.setattr(eyes, "paint_eyes", lambda *arguments: None)
    patch.setattr(muzzle, "paint_mouth", lambda *arguments: None)
    patch.setattr(muzzle, "paint_nose", lambda *arguments: None)
    patch.setattr(muzzle, "draw_whiskers",
                  lambda animal, pixels, depth_at: np.zeros((pixels, pixels), np.float32))


def find_marker(image):
    """Return the centre (x, y) of what is magenta."""
    red, green, blue = image.astype(float).transpose(2, 0, 1)
    weight = np.clip(np.minimum(red, blue) - green - 40, 0, None)
    rows, columns = np.mgrid[:image.shape[0], :image.shape[1]]
    return np.array([(columns * weight).sum(), (rows * weight).sum()]) / weight.sum()


@pytest.mark.parametrize("index", range(0, 24, 2))
def test_ear_tips_go_through_the_map_that_moves_the_pixels(index, monkeypatch):
    form, truth = draw_individual(index).form, draw_face(index).landmarks
    for side, name in ((-1, "ear_left"), (1, "ear_right")):
        if not 4 < min(truth[name]) < max(truth[name]) < 124:
            continue
        with monkeypatch.context() as patch:
            patch.setattr(ears, "draw_ears", lambda animal, side=side: draw_disc(form, side))
            found = find_marker(draw_face(index).image)
        assert np.hypot(*(found - truth[name])) < 3, name


def draw_disc(form, side):
    """Return, instead of ears, a magenta disc round the tip of one ear."""
    colours, cover = strokes.make_colour_canvas((1, 0, 1)), strokes.make_mask_canvas()
    angle = np.linspace(0, 2 * np.pi, 24)
    tip = np.array(form.ear_tip) * (side, 1)
    strokes.fill(cover, tip + .08 * np.column_stack([np.cos(angle), np.sin(angle)]))
    return colours, cover


def test_project_undoes_the_lines_of_sight():
    animal = draw_individual(3)
    across, down = individual.make_sight_lines(animal.pose, 128)
    x, y = individual.hit_plane(animal.pose, across, down, .3)
    places = np.column_stack([x.ravel(), y.ravel(), np.full(x.size, .3)])
    back = individual.project(animal.pose, places).reshape(128, 128, 2)
    assert np.allclose(back[40, 90], (90, 40), atol=1e-3)
    assert np.allclose(back[100, 10], (10, 100), atol=1e-3)


def test_eyes_under_a_hole_are_told():
    face = draw_face(8)
    x, y = face.landmarks["eye_right"]
    assert eye_under_hole(face, Hole(int(y) - 2, int(x) - 2, 5, 5))
    assert not eye_under_hole(face, Hole(int(y) + 12, int(x) - 2, 5, 5))
    places = np.zeros((1, len(LANDMARKS), 2))
    places[0, 0], places[0, 1] = (62, 60), (78, 60)
    assert find_eyes_under_hole(places, PAPER_16).tolist() == [[True, False]]
    with pytest.raises(ValueError, match="landmarks has shape"):
        find_eyes_under_hole(places[0], PAPER_16)


# The set


@pytest.fixture(scope="module")
def faces():
    return load_faces()


def test_the_set_has_the_papers_sizes(faces):
    assert (N_TRAIN, N_VALIDATION, N_CHOOSING) == (3341, 1400, 400)
    assert faces.train_uint8.shape == (3341, 128, 128, 3)
    assert faces.validation_uint8.shape == (1400, 128, 128, 3)
    assert faces.choosing_uint8.shape[0] == 400 and faces.fitting_uint8.shape[0] == 2941
    assert (faces.choosing_uint8[0] == faces.train_uint8[2941]).all()
    assert faces.train_uint8.dtype == np.uint8 and not faces.train_uint8.flags.writeable
    assert faces.train_truth.index.tolist() == list(range(N_TRAIN))
    assert faces.validation_truth.index.tolist() == list(range(N_TRAIN, N_FACES))


def test_the_set_holds_what_is_drawn(faces):
    for index in (0, 1234, N_TRAIN - 1):
        compare(draw_face(index), faces.train_uint8[index], faces.train_truth, index)
    compare(draw_face(N_TRAIN + 7), faces.validation_uint8[7], faces.validation_truth, 7)


def compare(face, image, truth, row):
    assert (face.image == image).all()
    for name in ("index", "species", "marking", "age", "sex", "mood", "mane"):
        assert getattr(truth, name)[row] == getattr(face, name)
    assert np.allclose(truth.landmarks[row], [face.landmarks[name] for name in LANDMARKS])
    assert np.allclose((truth.eye_radius[row], truth.yaw[row]), (face.eye_radius, face.yaw))


def test_species_are_in_balance(faces):
    for truth in (faces.train_truth, faces.validation_truth):
        counts = [int((truth.species == name).sum()) for name in SPECIES]
        assert max(counts) - min(counts) <= 2
    assert set(faces.train_truth.age) == {"young", "adult", "old"}


def test_holes_often_hide_an_eye(faces):
    places = faces.validation_truth.landmarks
    assert find_eyes_under_hole(places, PAPER_32).any(axis=1).mean() > .8
    assert find_eyes_under_hole(places, PAPER_16).any(axis=1).mean() > .2


@pytest.mark.parametrize("name", HOLES)
def test_faces_are_as_hard_as_photographs(name, faces):
    rows = measure_hole(name, faces, count=60)
    photos = [float(row["over photographs"]) for row in rows if row["fill"] == "Telea"]
    assert .6 <= photos[0] <= 1.6
    lookups = [float(row["over best untrained"]) for row in rows
               if row["fill"].endswith(("square", "face"))]
    assert len(lookups) == 2 and min(lookups) > .7
    assert list(rows[0]) == list(read_rows(TABLE)[0])


def test_the_table_of_hardness_keeps_its_promises():
    rows = read_rows(TABLE)
    assert {row["hole"] for row in rows} == set(HOLES) and len(rows) == 2 * (len(FILLS) + 2)
    for row in rows:
        if row["fill"] == "Telea":
            assert .6 <= float(row["over photographs"]) <= 1.6
        if row["fill"].endswith(("square", "face")):
            assert float(row["over best untrained"]) > .7
    card = TABLE.with_suffix(".md").read_text(encoding="utf-8")
    assert f"Faces version {FACES_VERSION}." in card


def test_the_sheet_has_its_answers(tmp_path, monkeypatch):
    stored = draw_face_sheet.ANSWERS
    answers = [name for row in read_rows(stored) for name in list(row.values())[1:]]
    indices = draw_face_sheet.choose_faces()
    assert answers == [find_species(index) for index in indices]
    monkeypatch.setattr(draw_face_sheet, "ANSWERS", tmp_path / "answers.csv")
    draw_face_sheet.write_answers(indices)
    assert (tmp_path / "answers.csv").read_bytes() == stored.read_bytes()
    assert min(indices) >= N_TRAIN and [answers.count(name) for name in SPECIES] == [8] * 6
    sheet = cv2.imread(str(ROOT / "book" / "_static" / "faces_sheet.webp"))[..., ::-1]
    shown = sheet[26:26 + 128, 26:26 + 128]
    assert np.abs(shown.astype(int) - draw_face(indices[0]).image).mean() < 4


# The cache, tried out on a set of five faces


@pytest.fixture
def shared_folder():
    """A folder that another user can reach, which those of pytest are not."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def load_as(folder, become=""):
    """Load a tiny set of faces in a process of its own; return its exit code and what it said."""
    # All is imported before the user changes, who may not read where Python lies.
    script = "import inpaint_lib.datasets.face_cache as faces; faces.draw_face(0)\n" + become
    run = subprocess.run([sys.executable, "-c", script + LOAD_TINY], cwd=ROOT, text=True,
                         env=dict(os.environ, INPAINT_LIB_CACHE=str(folder)),
                         capture_output=True)
    return run.returncode, run.stdout or run.stderr.strip().split("\n")[-1]


BECOME_NOBODY = "import json, mmap, os; os.setgroups([]); os.setgid(65534); os.setuid(65534)\n"
AS_ROOT = pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0,
                             reason="only root can try what another user may do")


@AS_ROOT
def test_a_cache_in_a_folder_of_somebody_else_is_read(shared_folder):
    code, first = load_as(shared_folder)
    assert code == 0 and find_shared(shared_folder).stat().st_mode & 0o777 == 0o644
    assert load_as(shared_folder, BECOME_NOBODY) == (0, first.replace("1]", "0]"))


@AS_ROOT
def test_a_cache_is_drawn_where_somebody_else_left_the_lock(shared_folder):
    shared_folder.chmod(0o777)
    find_shared(shared_folder).with_suffix(".lock").touch(0o644)
    code, said = load_as(shared_folder, BECOME_NOBODY)
    assert (code, said[-3:]) == (0, "1]\n")


@AS_ROOT
def test_a_cache_that_may_not_be_read_says_what_to_do(shared_folder):
    load_as(shared_folder)
    find_shared(shared_folder).chmod(0o600)
    code, said = load_as(shared_folder, BECOME_NOBODY)
    assert code == 1 and f"Cannot read the drawn faces in {find_shared(shared_folder)}" in said
    assert "you may not read or write it" in said and "INPAINT_LIB_CACHE" in said


@AS_ROOT
@pytest.mark.parametrize("lock_mode", [None, 0o600, 0o644])
def test_a_folder_that_may_not_be_written_says_what_to_do(shared_folder, lock_mode):
    if lock_mode:
        find_shared(shared_folder).with_suffix(".lock").touch(lock_mode)
    code, said = load_as(shared_folder, BECOME_NOBODY)
    assert code == 1 and f"to {shared_folder}: you may not read or write it" in said
    assert "Cannot write the drawn faces" in said and "INPAINT_LIB_CACHE" in said


def find_shared(folder):
    return folder / f"faces-v{FACES_VERSION}.npy"


def test_a_whole_cache_is_read_where_nothing_can_be_written(tiny, monkeypatch):
    before = np.array(load_faces().train_uint8)
    find_cache().with_suffix(".lock").unlink()

    def refuse(path):
        raise OSError(errno.EROFS, "Read-only file system")
    monkeypatch.setattr(face_cache, "_open_lock", refuse)
    assert (load_faces().train_uint8 == before).all()
    find_cache().unlink()
    with pytest.raises(OSError, match="nothing can be written to this disk. Set the environment"):
        load_faces()


@pytest.fixture
def tiny(monkeypatch, tmp_path):
    """Make the data set tiny and give it a cache of its own, for child processes too."""
    names = {"N_FACES": TINY, "N_TRAIN": 3}
    for name, value in names.items():
        monkeypatch.setattr(face_cache, name, value)
    monkeypatch.setattr("inpaint_lib.datasets.faces.N_CHOOSING", 1)
    monkeypatch.setenv("INPAINT_LIB_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(face_cache, "_draw_in_processes",
                        lambda part, processes: face_cache._draw_rows(part, 0, 1))
    return tmp_path / "cache"


def test_the_cache_is_drawn_once(tiny, monkeypatch):
    first = load_faces()
    monkeypatch.setattr(face_cache, "_draw_rows", None)
    second = load_faces()
    assert (first.train_uint8 == second.train_uint8).all()
    assert first.train_uint8.shape == (3, 128, 128, 3)
    assert (first.validation_uint8[1] == draw_face(4).image).all()
    assert find_cache().name == f"faces-v{FACES_VERSION}.npy"
    assert not list(tiny.glob("*.part"))


def damage_middle(data):
    return data[:70000] + bytes([data[70000] ^ 1]) + data[70001:]


@pytest.mark.parametrize("damage", [
    damage_middle, lambda data: data[:-1000], lambda data: data[:100], lambda data: b"",
    lambda data: data[:-32] + bytes(32), lambda data: b"<html>" * 50000], ids=[
    "one bit", "cut short", "only its start", "empty", "wrong checksum", "something else"])
def test_a_damaged_cache_is_noticed_and_drawn_again(damage, tiny, capsys):
    before = np.array(load_faces().train_uint8)
    find_cache().write_bytes(damage(find_cache().read_bytes()))
    after = load_faces().train_uint8
    assert (before == after).all()
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 1 and "is damaged and will be drawn again" in lines[0]


def test_a_break_in_the_middle_leaves_no_cache(tiny, monkeypatch):
    def break_off(part, first, step):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(face_cache, "_draw_rows", break_off)
        with pytest.raises(KeyboardInterrupt):
            load_faces()
    assert not find_cache().exists() and not list(tiny.glob("*.part"))
    assert load_faces().train_uint8.shape[0] == 3


def test_a_worker_that_fails_is_reported(tmp_path, monkeypatch):
    monkeypatch.setattr(face_cache, "N_FACES", TINY)
    monkeypatch.setattr(face_cache, "sys", _BrokenPython)
    part = tmp_path / "faces.part"
    face_cache._reserve(part)
    with pytest.raises(RuntimeError, match="ended early"):
        face_cache._draw_in_processes(part, 2)


class _BrokenPython:
    executable = "false"


def test_workers_end_with_the_process_that_was_killed_and_its_file_goes(tmp_path):
    environment = dict(os.environ, INPAINT_LIB_CACHE=str(tmp_path))
    script = "import inpaint_lib.datasets.face_cache as faces; faces.load_faces(2)"
    drawing = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, env=environment,
                               stderr=subprocess.DEVNULL)
    workers = wait_for(lambda: list_drawing(tmp_path, at_work=True), 2)
    drawing.kill()
    drawing.wait()
    left = wait_for(lambda: list_drawing(tmp_path), 0)
    for worker in left:
        worker.kill()
    assert left == []
    assert len(workers) == 2 and len(list(tmp_path.glob("*.part"))) == 1
    assert load_as(tmp_path)[0] == 0
    assert sorted(file.suffix for file in tmp_path.iterdir()) == [".lock", ".npy"]


def list_drawing(folder, at_work=False):
    """List the processes that draw into a folder; `at_work` counts only those with a face done."""
    parts = list(folder.glob("*.part"))
    if at_work and not (parts and parts[0].stat().st_size > face_cache.RECORD.itemsize * N_FACES
                        and (np.load(parts[0], mmap_mode="r")["index"][:2] >= 0).all()):
        return []
    found = []
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            if "--into" in process.cmdline() and str(folder) in " ".join(process.cmdline()):
                found.append(process)
    return found


def wait_for(ask, n_wanted, seconds=30):
    """Ask until as many are found as wanted, or the time is over; return the last answer."""
    for _ in range(10 * seconds):
        found = ask()
        if len(found) == n_wanted:
            break
        time.sleep(.1)
    return found


def test_other_files_in_the_cache_stay(tiny):
    tiny.mkdir()
    mine = ["faces-v2-mine.part", "faces-v9912345678.part", "faces.part"]
    for name in mine:
        (tiny / name).touch()
    (tiny / f"faces-v{FACES_VERSION}_a1b2c3d.part").touch()
    load_faces()
    left = {file.name for file in tiny.iterdir() if file.suffix == ".part"}
    assert left == set(mine)


def test_workers_draw_every_face(tmp_path):
    """Two processes draw into one file; only its first faces, to be quick."""
    part = tmp_path / "faces.part"
    face_cache._reserve(part)
    script = ("import sys, inpaint_lib.datasets.face_cache as f; from pathlib import Path; "
              f"f.N_FACES = {TINY}; f._draw_rows(Path(sys.argv[1]), int(sys.argv[2]), 2)")
    workers = [subprocess.Popen([sys.executable, "-c", script, str(part), str(first)], cwd=ROOT)
               for first in range(2)]
    assert [worker.wait() for worker in workers] == [0, 0]
    records = np.load(part, mmap_mode="r")
    assert records["index"][:TINY + 1].tolist() == [*range(TINY), -1]
    assert (records["image"][3] == draw_face(3).image).all()


LOAD_TINY = """
import json, sys
import inpaint_lib.datasets.face_cache as faces
faces.N_FACES, faces.N_TRAIN, faces.N_VALIDATION, faces.N_CHOOSING = 5, 3, 2, 1
drawn = []
def draw(part, processes):
    drawn.append(1)
    faces._draw_rows(part, 0, 1)
faces._draw_in_processes = draw
total = int(faces.load_faces().train_uint8.sum())
print(json.dumps([total, len(drawn)]))
"""


def test_two_processes_at_once_draw_one_cache(tmp_path):
    environment = dict(os.environ, INPAINT_LIB_CACHE=str(tmp_path))
    workers = [subprocess.Popen([sys.executable, "-c", LOAD_TINY], cwd=ROOT, env=environment,
                                stdout=subprocess.PIPE, text=True) for _ in range(2)]
    answers = [json.loads(worker.communicate()[0]) for worker in workers]
    assert answers[0][0] == answers[1][0]
    assert sum(drawn for _, drawn in answers) == 1


def test_a_folder_that_cannot_be_made_is_a_clear_error(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setenv("INPAINT_LIB_CACHE", str(tmp_path / "file" / "cache"))
    with pytest.raises(OSError, match="Set the environment variable INPAINT_LIB_CACHE"):
        load_faces()


def test_the_command_says_an_error_in_one_line(tmp_path, monkeypatch, capsys):
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setenv("INPAINT_LIB_CACHE", str(tmp_path / "file" / "cache"))
    assert face_cache.main([]) == 1
    out, said = capsys.readouterr()
    assert out == "" and said.startswith("Error: Cannot write") and said.count("\n") == 1


def test_a_full_disk_is_a_clear_error(tiny, monkeypatch):
    def write_in_vain(part):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(face_cache, "_reserve", write_in_vain)
    with pytest.raises(OSError, match="Cannot write the drawn faces, .* MB, .*the disk is full"):
        load_faces()
    assert not find_cache().exists()


def test_importing_brings_no_tensorflow():
    code = "import sys, inpaint_lib.datasets.faces; print('tensorflow' in sys.modules)"
    printed = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True,
                             text=True, check=True).stdout
    assert printed.strip() == "False"
