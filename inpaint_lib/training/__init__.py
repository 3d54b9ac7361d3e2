"""What `python -m inpaint_lib.train` is made of; one idea a module."""
