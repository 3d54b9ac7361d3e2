"""Painting of the embedded faces: one idea a file, put together in `portrait`."""
