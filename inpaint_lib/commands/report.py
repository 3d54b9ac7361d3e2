"""The report of ``python -m inpaint_lib replicate``: verdicts, scores and runs."""

import datetime
import os
import platform

import numpy as np

from inpaint_lib.evaluation.claims import CLAIMS
from inpaint_lib.evaluation.intervals import bootstrap_mean, bootstrap_ratio
from inpaint_lib.files import read_table, replace_file, write_table
from inpaint_lib.fills.untrained import FILLS, find_best
from inpaint_lib.metrics.errors import measure_psnr

SIDES = (32, 16)
KINDS = ("paper", "compact")
EPOCHS = 50
REPORT, VERDICT_TABLE, SCORE_TABLE = "report.md", "verdicts.csv", "scores.csv"


def write_report(plan, judgements, left):
    """Write the report and its two tables from what is there; `left` are the titles still to do."""
    scores = summarise_scores(plan)
    if scores:
        write_table(plan.folder / SCORE_TABLE, {
            name: [row[name] for row in scores] for name in scores[0]})
    write_table(plan.folder / VERDICT_TABLE, {
        "claim": [judgement.claim for _, judgement in judgements],
        "hole": [hole for hole, _ in judgements],
        "paper": [CLAIMS[judgement.claim] for _, judgement in judgements],
        "verdict": [judgement.verdict for _, judgement in judgements],
        "evidence": [judgement.evidence for _, judgement in judgements]})
    lines = [*describe_plan(plan, left), *describe_verdicts(judgements), *describe_scores(scores),
             *describe_training(plan)]
    with replace_file(plan.folder / REPORT) as part:
        part.write_text("\n".join(lines) + "\n", encoding="utf-8")


def summarise_scores(plan):
    """Summarise the scores of every method that are there: a row for each hole and method.

    A row is hole, method, mse with the ends low and high of its interval, psnr, ssim, and ratio:
    mse over that of the best fill that needs no training, with its ends ratio_low and ratio_high.
    """
    rows = []
    for side in SIDES:
        path = plan.folder / f"scores_{side}.csv"
        if not path.exists():
            continue
        table = read_table(path)
        best = find_best({name: table[f"mse {name}"] for name in FILLS})
        for column in table:
            if column.startswith("mse "):
                mse = bootstrap_mean(table[column])
                ratio = bootstrap_ratio(table[column], table[f"mse {best}"])
                method = column.removeprefix("mse ")
                rows.append({
                    "hole": f"{side}x{side}", "method": method,
                    **dict(zip(("mse", "low", "high"), mse)), "psnr": measure_psnr(mse[0]),
                    "ssim": float(table[f"ssim {method}"].mean()),
                    **dict(zip(("ratio", "ratio_low", "ratio_high"), ratio))})
    return rows


def describe_plan(plan, left):
    """Return the first lines of the report: what was repeated, on which photos, what is left."""
    shorter = "" if plan.epochs == EPOCHS else (
        f" The paper trains for {EPOCHS}: **this is not the paper's training**, and no verdict "
        "on its networks should be read as one.")
    lines = [
        "# The paper, repeated on photographs", "",
        f"Made by `python -m inpaint_lib replicate`, {datetime.date.today()}, on "
        f"{os.cpu_count()} cores, {platform.machine()} {platform.system()}.", "",
        "## What was run", "",
        f"- Networks: epochs {plan.epochs}.{shorter}",
        f"- Sizes for claim 10: epochs {plan.size_epochs}, seeds {plan.n_seeds}, at half size.",
        *(f"- {line}" for line in str(plan.dataset.report).splitlines()),
        f"- folders: {count_labels(plan.dataset)}"]
    if len(plan.dataset.train_uint8) + len(plan.dataset.validation_uint8) < 4741:
        lines.append("- The paper has 3,341 images for training and 1,400 for validation; here "
                     "there are fewer.")
    if left:
        lines += ["", f"**Not complete:** {len(left)} stages are left, the next is: {left[0]}. "
                  "Give the same command again to go on."]
    return lines + [""]


def count_labels(dataset):
    """Say how many images of which folder are used."""
    labels, counts = np.unique(np.concatenate([dataset.train_labels, dataset.validation_labels]),
                               return_counts=True)
    return ", ".join(f"{count:,} of {label}" for label, count in zip(labels, counts))


def describe_verdicts(judgements):
    """Return the report's table of verdicts, line by line."""
    lines = ["## Verdicts", "", "| | Hole | The paper says | Verdict | Evidence |",
             "|---|---|---|---|---|"]
    for claim, words in CLAIMS.items():
        own = [(hole, one) for hole, one in judgements if one.claim == claim]
        lines += [f"| {claim} | {hole} | {words} | **{one.verdict}** | {one.evidence} |"
                  for hole, one in own]
        if not own:
            lines.append(f"| {claim} | | {words} | | not measured yet |")
    return lines + [""]


def describe_scores(scores):
    """Return the report's table of scores, line by line."""
    if not scores:
        return []
    lines = ["## Scores on the validation images", "",
             "Inside the hole. MSE of values in [0, 1], with the 95% interval over images; PSNR of "
             "the mean MSE, in decibels; the ratio is the MSE over that of the best fill that "
             "needs no training, on the same images. `last` is the network after the last epoch, "
             "as the paper left it; the others are the epoch with the lowest choosing loss. "
             "`mirrored` is the mean of the fills of image and mirror image.", "",
             "| Hole | Method | MSE | PSNR | SSIM | Ratio |", "|---|---|---|---|---|---|"]
    return lines + [
        f"| {row['hole']} | {row['method']} | {row['mse']:.4f} [{row['low']:.4f}, "
        f"{row['high']:.4f}] | {row['psnr']:.2f} | {row['ssim']:.3f} | {row['ratio']:.2f} "
        f"[{row['ratio_low']:.2f}, {row['ratio_high']:.2f}] |" for row in scores] + [""]


def describe_training(plan):
    """Return the report's table of training runs, complete or not, line by line."""
    lines = ["## Training", "", "Losses are mean squared errors in the hole, on the images that "
             "the weights were fitted to and on those for choosing. Fills after some epochs lie as "
             "pictures in the folder `recorded` of each network.", "",
             "| Network | Epochs | Best epoch | Its choosing loss | Last choosing loss | Last "
             "training loss | Minutes |", "|---|---|---|---|---|---|---|"]
    rows = []
    for name in (f"{kind}_{side}" for kind in KINDS for side in SIDES):
        path = plan.folder / name / "history.csv"
        if path.exists():
            history = read_table(path)
            best = history["choosing_loss"].argmin()
            rows.append(
                f"| {name} | {len(history['epoch'])} | {history['epoch'][best]:.0f} | "
                f"{history['choosing_loss'][best]:.5f} | {history['choosing_loss'][-1]:.5f} | "
                f"{history['train_loss'][-1]:.5f} | {history['seconds'][-1] / 60:.1f} |")
    return [*lines, *rows, ""] if rows else []
