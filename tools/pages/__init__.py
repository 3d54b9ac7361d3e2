"""What is done to the pages after Sphinx has written them: light, private, found, read aloud."""
