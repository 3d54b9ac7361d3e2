"""What a recipe says of the critic: its table [adversary]."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Adversary:
    """A critic that the network is trained against, beside its error.

    Attributes
    ----------
    weight : float
        Of the critic's answer in the painter's loss, beside the mean squared error.
    matching : float
        Of the distance between what the critic's inner layers answer to fill and truth.
    begin : int
        Epochs that the painter trains alone before the critic comes.
    learning_rate : float
        The painter's, from then on; it stays what it is.
    critic_rate : float
        The critic's learning rate.
    filters : tuple of int
        Of the critic's convolutions, each of which halves the picture.
    """

    weight: float = 0.01
    matching: float = 0.0
    begin: int = 0
    learning_rate: float = 2e-4
    critic_rate: float = 4e-4
    filters: tuple = (32, 64, 128)
