"""What the Makefile runs. Each tool runs as ``python -m tools.ROOM.NAME``."""
