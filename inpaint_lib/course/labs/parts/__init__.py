"""What single labs draw, say and measure, where it is too much for one file."""
