"""Pictures to learn from: the drawn faces, photographs, folders of your own.

A name that no photograph has raises ValueError. A file or folder that is not there raises
FileNotFoundError; one that cannot be written, or a full disk, OSError. Messages say what to do.
"""

from inpaint_lib import open_room

__getattr__, __dir__, __all__ = open_room(__name__, {
    "elsewhere": ("draw_wallpaper", "hide_square"),
    "face_cache": ("load_faces",),
    "faces": ("draw_face", "eye_under_hole", "find_eyes_under_hole"),
    "folders": ("drop_near_duplicates", "load_dataset"),
    "photos": ("list_photos", "load_photo"),
    "tricks": ("draw_twins", "seat_black_cat"),
})
