"""Tools that measure the results that the chapters state."""
