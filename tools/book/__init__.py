"""Tools that build the book, check it and draw its pictures."""
