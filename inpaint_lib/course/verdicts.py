"""Verdicts on the paper's claims: said in a chapter, collected on the page `Verdicts`."""

VERDICTS = ("reproduced", "partly reproduced", "not reproduced", "not testable")


def record_verdict(claim: int, verdict: str, evidence: str) -> None:
    """Show the verdict on one claim of the paper, under the names the page `Verdicts` reads.

    The output has two parts, named `claim_<number>_verdict` and `claim_<number>_evidence` in
    the notebook. The book's table is filled from these, so no number is typed twice.

    Parameters
    ----------
    claim : int
        The claim's number on the page `Verdicts`, from 1 to 11.
    verdict : str
        One of `VERDICTS`.
    evidence : str
        One sentence with the numbers that decide it, computed in the notebook.

    Raises
    ------
    ValueError
        If the number or the verdict is not one of those, or the evidence has no number in it.

    Examples
    --------
    >>> record_verdict(1, "reproduced", f"The training RMSE is {1.9683:.3f}.")
    reproduced
    The training RMSE is 1.968.
    """
    _check_verdict(claim, verdict, evidence)
    heading = f"**Claim {claim}: {verdict}.**"
    _display(f"claim_{claim}_verdict", plain=verdict, markdown=heading)
    _display(f"claim_{claim}_evidence", plain=evidence, markdown=evidence)


def record_finding(name: str, evidence: str) -> None:
    """Show what came of a thing that the paper leaves for later, under a name the page reads.

    Parameters
    ----------
    name : str
        What it is about, one word; the output is named `finding_<name>` in the notebook.
    evidence : str
        A sentence or two with the numbers that decide it, computed in the notebook.

    Raises
    ------
    ValueError
        If the evidence has no number in it.

    Examples
    --------
    >>> record_finding("anywhere", f"Below the best untrained fill in {5} of {6} rows.")
    Below the best untrained fill in 5 of 6 rows.
    """
    _check_evidence(evidence)
    _display(f"finding_{name}", plain=evidence, markdown=evidence)


def _check_verdict(claim: int, verdict: str, evidence: str) -> None:
    if claim not in range(1, 12):
        raise ValueError(f"claim must be a number from 1 to 11, got {claim!r}")
    if verdict not in VERDICTS:
        raise ValueError(f"verdict must be one of {', '.join(VERDICTS)}, got {verdict!r}")
    _check_evidence(evidence)


def _check_evidence(evidence: str) -> None:
    if not any(character.isdigit() for character in evidence):
        raise ValueError(f"evidence must carry a number the notebook computed, got {evidence!r}")


def _display(name: str, plain: str, markdown: str) -> None:
    """Display one text with the metadata that Jupyter Book's `glue` looks for."""
    try:
        from IPython import get_ipython
        from IPython.display import display
    except ImportError:
        get_ipython = None
    if get_ipython is None or get_ipython() is None:
        print(plain)
        return
    display(
        {"text/plain": plain, "text/markdown": markdown},
        raw=True,
        metadata={"scrapbook": {"name": name, "mime_prefix": ""}},
    )
