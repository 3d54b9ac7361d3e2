"""Painting of the embedded faces: one idea a module, put together in `portrait`."""
