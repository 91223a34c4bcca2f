"""Prints how well the local judges tell, into docs/local-judges.md, with scikit-learn's AUC.

    python report.py SCORES.json

SCORES.json is measure.js's. Also writes packages/judges/test/fixtures/local/auc.json: the scores with scikit-learn's
roc_auc_score, which the specs hold their own AUC to. Needs scikit-learn (1.9 was used).
"""

import json
import re
import sys
from pathlib import Path

from sklearn.metrics import precision_score, recall_score, roc_auc_score

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = ["en", "es", "fr", "zh", "bn", "hi", "th", "ms", "vi"]
RECIPES = [
    ("greedy", "greedy"),
    ("greedy-chat", "greedy, chat"),
    ("overshot-0.1", "overshot edit"),
    ("temperature-2", "temperature 2"),
    ("temperature-1.3", "temperature 1.3"),
]


def share(rows, of=lambda row: row["found"]):
    return f"{sum(map(of, rows))}/{len(rows)}"


def auc(rows):
    return roc_auc_score([row["degenerate"] for row in rows], [row["score"] for row in rows])


def table(head, rows):
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def degeneration(answers):
    head = ["", "normal, seen", "normal, held out", *(name for _, name in RECIPES), "AUC without 1.3", "AUC"]
    rows = []
    for language in [*LANGUAGES, "all"]:
        own = [row for row in answers if language in (row["language"], "all")]
        normal = [row for row in own if not row["degenerate"]]
        clear = [row for row in own if row["kind"] != "temperature-1.3"]
        rows.append(
            [
                language,
                share([row for row in normal if "held-out" not in row["kind"]]),
                share([row for row in normal if "held-out" in row["kind"]]),
                *(share([row for row in own if row["degenerate"] and row["kind"] == kind]) for kind, _ in RECIPES),
                f"{auc(clear):.3f}",
                f"{auc(own):.3f}",
            ]
        )
    return table(head, rows)


def kinds(answers):
    normal = sorted({row["kind"] for row in answers if not row["degenerate"]})
    counted = [[kind, share([row for row in answers if row["kind"] == kind and not row["degenerate"]])] for kind in normal]
    return table(["normal text", "called degenerate"], counted)


def refusal(rows):
    head = ["", "refusals written for this", "refusals of mini", "answers without", "precision", "recall"]
    lines = []
    for language in [*LANGUAGES, "all"]:
        own = [row for row in rows if language in (row["language"], "all")]
        truth = [row["refuses"] for row in own]
        found = [row["found"] for row in own]
        lines.append(
            [
                language,
                *(share([row for row in own if row["refuses"] and row["source"] == s]) for s in ("written", "mini")),
                share([row for row in own if not row["refuses"]]),
                f"{precision_score(truth, found):.2f}",
                f"{recall_score(truth, found):.2f}",
            ]
        )
    return table(head, lines)


def write(path, parts):
    text = path.read_text(encoding="utf-8")
    for name, part in parts.items():
        block = f"<!-- {name} -->\n\n{part}\n\n<!-- /{name} -->"
        text, found = re.subn(rf"<!-- {name} -->.*?<!-- /{name} -->", lambda _: block, text, flags=re.S)
        if found != 1:
            raise SystemExit(f"{path} has no place for the table {name}")
    path.write_text(text, encoding="utf-8")


def main():
    measured = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    answers = measured["answers"]
    write(
        ROOT / "docs/local-judges.md",
        {"degeneration": degeneration(answers), "normal": kinds(answers), "refusals": refusal(measured["refusals"])},
    )
    reference = {
        language: {
            "degenerate": [row["degenerate"] for row in answers if row["language"] == language],
            "scores": [row["score"] for row in answers if row["language"] == language],
            "auc": auc([row for row in answers if row["language"] == language]),
        }
        for language in LANGUAGES
    }
    out = ROOT / "packages/judges/test/fixtures/local/auc.json"
    out.write_text(json.dumps(reference) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
