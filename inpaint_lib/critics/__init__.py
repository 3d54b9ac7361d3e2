"""Critics: networks that say of a picture whether a part of it was painted, and the game with them.

What a critic sees is float in [0, 1], (N, H, W, 4): a picture and its mask, 1 = missing or painted.
All but `linear` is written for Keras, whichever engine computes; it is imported when a network is
built, not before.
"""
