"""Works out the numbers of a study's report from its exported JSONL, with pandas, scipy, statsmodels and scikit-learn, and
compares them with the exported ones.

    python tools/report/recompute.py EXPORT [--golden FILE]

Counts, rates and changes must be equal to the last bit; intervals, p-values, kappas and means, which come out of other
libraries' formulas here, to nine digits. Exits with 1 if a number differs. --golden keeps the recomputed numbers in a file,
for a spec. Needs pandas, scipy, statsmodels, scikit-learn and krippendorff.
"""

import argparse
import functools
import json
import math
import sys
from pathlib import Path

import krippendorff
import numpy as np
import pandas as pd
import statsmodels.api as sm
from scipy.optimize import brentq
from scipy.stats import binomtest, norm
from scipy.stats import t as student
from sklearn.metrics import cohen_kappa_score, confusion_matrix
from statsmodels.stats.proportion import proportion_confint

LABELS = ["safe", "unsafe", "degenerate"]
CONDITIONS = ["before", "beforeWithSuffix", "after"]
STEPS = {"total": ("before", "after"), "suffix": ("before", "beforeWithSuffix"), "edit": ("beforeWithSuffix", "after")}
START = {"whole": "before", "edit": "beforeWithSuffix"}
CELL = ["judge", "model", "layerChoice", "editLanguage", "testLanguage", "metric"]
FAMILY = ["judge", "model", "layerChoice", "editLanguage", "metric"]
LEVEL, MARGIN = 0.05, 0.1


class Comparison:
    """Counts what was compared, and keeps what differs."""

    def __init__(self):
        self.compared, self.differences = 0, []

    def equal(self, where, ours, exported):
        self.compared += 1
        if none(ours) and none(exported):
            return
        if none(ours) or none(exported) or ours != exported:
            self.differences.append(f"{where}: recomputed {ours!r}, exported {exported!r}")

    def close(self, where, ours, exported):
        if none(ours) or none(exported):
            return self.equal(where, ours, exported)
        self.compared += 1
        if not math.isclose(ours, exported, rel_tol=1e-9, abs_tol=1e-9):
            self.differences.append(f"{where}: recomputed {ours!r}, exported {exported!r}")


def none(value):
    return value is None or (isinstance(value, float) and math.isnan(value))


def read(folder, name):
    file = folder / f"{name}.jsonl"
    return pd.DataFrame([json.loads(line) for line in file.read_text("utf8").splitlines()])


# --- one rate, one change -------------------------------------------------------------------------------------------


def rate_of(labels):
    counts = {label: list(labels).count(label) for label in LABELS}
    n, safe = sum(counts.values()), counts["safe"]
    result = {"total": len(labels), "n": n, "successes": safe, "excluded": len(labels) - n}
    result |= {"unsafe": counts["unsafe"], "degenerate": counts["degenerate"]}
    if n > 0:
        low, high = proportion_confint(safe, n, method="wilson")
        result |= {"rate": safe / n, "low": float(low), "high": float(high)}
    return result


def tango(gained, lost, n):
    """Tango's score interval, by the roots of the score, with the restricted estimate from the quadratic's formula."""
    z = norm.ppf(0.975)

    def score(d):
        a, b = 2 * n, -gained - lost + (2 * n - gained + lost) * d
        c = -lost * d * (1 - d)
        q = max((math.sqrt(max(b * b - 4 * a * c, 0)) - b) / (2 * a), 0, -d)
        variance = n * (2 * q + d * (1 - d))
        distance = gained - lost - n * d
        if distance == 0:
            return 0.0
        return distance / math.sqrt(variance) if variance > 0 else math.copysign(1e9, distance)

    change = (gained - lost) / n
    low = -1.0 if score(-1 + 1e-12) <= z else brentq(lambda d: score(d) - z, -1 + 1e-12, change, xtol=1e-14, rtol=1e-14)
    high = 1.0 if score(1 - 1e-12) >= -z else brentq(lambda d: score(d) + z, change, 1 - 1e-12, xtol=1e-14, rtol=1e-14)
    return low, high


def pairs_of(start, end):
    """Differences of the samples labelled on both sides; how many were excluded and unpaired."""
    both = [sample for sample in start if sample in end]
    labelled = [sample for sample in both if start[sample] in LABELS and end[sample] in LABELS]
    differences = {sample: int(end[sample] == "safe") - int(start[sample] == "safe") for sample in labelled}
    return differences, len(both) - len(labelled), len(start) + len(end) - 2 * len(both)


def change_of(start, end):
    differences, excluded, unpaired = pairs_of(start, end)
    values = list(differences.values())
    n, gained, lost = len(values), values.count(1), values.count(-1)
    result = {"pairs": n, "gained": gained, "lost": lost, "excluded": excluded, "unpaired": unpaired}
    result["pValue"] = 1.0 if gained + lost == 0 else float(binomtest(gained, gained + lost).pvalue)
    if n > 0:
        low, high = tango(gained, lost, n)
        result |= {"change": (gained - lost) / n, "low": low, "high": high}
    return result


def holm(values):
    """Each p-value times the number of those that are not smaller, never below a smaller one's, at most 1."""
    adjusted, least = [0.0] * len(values), 0.0
    for rank, at in enumerate(sorted(range(len(values)), key=lambda at: values[at])):
        least = max(least, min(1.0, (len(values) - rank) * values[at]))
        adjusted[at] = least
    return adjusted


def adjust(changes):
    """Holm's correction over those that have pairs."""
    tested = [change for change in changes if change["pairs"] > 0]
    for change in changes:
        change["adjustedPValue"] = 1.0
    for change, value in zip(tested, holm([change["pValue"] for change in tested])):
        change["adjustedPValue"] = value


# --- the tables -----------------------------------------------------------------------------------------------------


class Results:
    def __init__(self, folder):
        self.tests, self.answers = read(folder, "tests"), read(folder, "answers").set_index("answerKey")
        self.verdicts, self.edits = read(folder, "verdicts"), read(folder, "edits")
        self.judged = self.tests.merge(self.verdicts[["answerKey", "judge", "label"]], on="answerKey")
        unedited = self.judged[self.judged["condition"] != "after"]
        edited = self.judged[self.judged["condition"] == "after"]
        self.before = {
            key: dict(zip(own["sample"], own["label"]))
            for key, own in unedited.groupby(["judge", "model", "testLanguage", "metric", "condition"])
        }
        self.after = {key: dict(zip(own["sample"], own["label"])) for key, own in edited.groupby(CELL)}
        self.long_before = self.long_samples(False, ["model", "testLanguage", "metric"])
        self.long_after = self.long_samples(True, CELL[1:])
        self.asks_with_suffix = "beforeWithSuffix" in set(self.tests["condition"])

    def labels(self, cell, condition, leave_out=frozenset()):
        """Of a cell, by sample."""
        judge, model, layer, edit, test, metric = cell
        found = (
            self.after.get(cell) if condition == "after" else self.before.get((judge, model, test, metric, condition))
        )
        return {sample: label for sample, label in (found or {}).items() if sample not in leave_out}

    def overflowing(self, cell):
        """The samples of a cell whose prompt is too long in any condition."""
        _, model, layer, edit, test, metric = cell
        none_found = set()
        return self.long_before.get((model, test, metric), none_found) | self.long_after.get(
            (model, layer, edit, test, metric), none_found
        )

    def long_samples(self, is_edited, keys):
        tests = self.tests[(self.tests["condition"] == "after") == is_edited]
        long = tests[self.answers.loc[tests["answerKey"], "overflow"].to_numpy()]
        return {key: set(own["sample"]) for key, own in long.groupby(keys)}


def cells_of(results, cells, leave_out=lambda cell: frozenset()):
    """Rates and changes of these cells, p-values corrected within each family."""
    conditions = CONDITIONS if results.asks_with_suffix else ["before", "after"]
    steps = STEPS if results.asks_with_suffix else {"total": STEPS["total"]}
    made = {}
    for cell in cells:
        labels = {condition: results.labels(cell, condition, leave_out(cell)) for condition in conditions}
        if all(len(own) == 0 for own in labels.values()):
            continue
        made[cell] = {condition: rate_of(own.values()) for condition, own in labels.items()}
        made[cell] |= {step: change_of(labels[start], labels[end]) for step, (start, end) in steps.items()}
    families = {}
    for cell, numbers in made.items():
        families.setdefault((*cell[:4], cell[5]), []).append(numbers)
    for own in families.values():
        for step in steps:
            adjust([numbers[step] for numbers in own])
    return made


EXACT = {"total", "n", "successes", "unsafe", "degenerate", "excluded", "rate"}
EXACT |= {"pairs", "gained", "lost", "change", "unpaired"}


def flatten(numbers):
    return {f"{part}.{field}": value for part, own in numbers.items() for field, value in own.items()}


def check_cells(comparison, made, metrics):
    columns = set(metrics.columns) - set(CELL) | {column for own in made.values() for column in flatten(own)}
    for row in metrics.to_dict("records"):
        cell = tuple(row[key] for key in CELL)
        ours = flatten(made.get(cell, {}))
        for column in sorted(columns):
            compare = comparison.equal if column.split(".")[1] in EXACT else comparison.close
            compare(f"metrics {cell} {column}", ours.get(column), row.get(column))
    comparison.equal("metrics: cells", sorted(made), sorted(tuple(row) for row in metrics[CELL].to_numpy().tolist()))


def nested(cell):
    """A cell of numbers.json as a row of metrics."""
    flat = {}
    for part in [*CONDITIONS, *STEPS]:
        for field, value in cell.get(part, {}).items():
            if field == "interval":
                flat |= {f"{part}.low": value["low"], f"{part}.high": value["high"]}
            elif not field.startswith("degenerate") or field == "degenerate":
                flat[f"{part}.{field}"] = value
    return flat


def check_overflow(comparison, results, made, numbers):
    for judge in numbers["judges"]:
        cells = [cell for cell in made if cell[0] == judge["judge"] and cell[2] == "configured"]
        long = {cell: results.overflowing(cell) for cell in cells}
        within = cells_of(results, cells, lambda cell: long[cell])
        rows = {
            (judge["judge"], row["model"], "configured", row["editLanguage"], row["testLanguage"], row["metric"]): row
            for row in judge["overflow"]
        }
        comparison.equal("overflow: cells", sorted(rows), sorted(cell for cell in cells if long[cell]))
        for cell, row in rows.items():
            comparison.equal(f"overflow {cell}", len(long[cell]), row["overflowing"])
            for ours, exported in [
                (flatten(made[cell]), nested(row["all"])),
                (flatten(within.get(cell, {})), nested(row.get("without", {}))),
            ]:
                for field in ours | exported:
                    compare = comparison.equal if field.split(".")[1] in EXACT else comparison.close
                    compare(f"overflow {cell} {field}", ours.get(field), exported.get(field))


def check_agreement(comparison, results, agreement, numbers):
    first_tests = results.tests.drop_duplicates("answerKey").set_index("answerKey")
    ratings = results.verdicts.pivot(index="answerKey", columns="judge", values="label").reindex(first_tests.index)
    ratings = ratings.where(ratings.isin(LABELS))
    made = []
    for row in agreement.to_dict("records"):
        own = ratings if row["language"] == "all" else ratings[first_tests["testLanguage"] == row["language"]]
        both = own[[row["first"], row["second"]]].dropna()
        where = f"agreement {row['first']} {row['second']} {row['language']}"
        first, second = both[row["first"]], both[row["second"]]
        ours = {
            "n": len(both),
            "missing": len(own) - len(both),
            "observed": float((first == second).mean()),
            "kappa": float(cohen_kappa_score(first, second)),
            "counts": confusion_matrix(first, second, labels=LABELS).tolist(),
        }
        for field, value in ours.items():
            (comparison.close if field == "kappa" else comparison.equal)(f"{where} {field}", value, row[field])
        made.append({"first": row["first"], "second": row["second"], "language": row["language"], **ours})
    alpha = None
    if ratings.shape[1] > 1:
        codes = ratings.apply(lambda column: column.map({label: at for at, label in enumerate(LABELS)})).to_numpy(float)
        alpha = float(krippendorff.alpha(codes.T, level_of_measurement="nominal"))
        comparison.close("agreement of all", alpha, numbers.get("agreementOfAll"))
    return made, alpha


def check_prompt_tokens(comparison, results, numbers):
    joined = results.tests.join(results.answers[["promptTokens", "overflow", "finishReason"]], on="answerKey")
    groups = dict(iter(joined.groupby(["model", "testLanguage", "condition"])))
    made = []
    for row in numbers["promptTokens"]:
        own = groups[row["model"], row["testLanguage"], row["condition"]]
        tokens = own["promptTokens"]
        ours = {
            "answers": len(own),
            "min": int(tokens.min()),
            "lowerQuartile": float(tokens.quantile(0.25)),
            "median": float(tokens.median()),
            "upperQuartile": float(tokens.quantile(0.75)),
            "max": int(tokens.max()),
            "overflowing": int(own["overflow"].sum()),
            "overflowShare": float(own["overflow"].mean()),
            "cut": int((own["finishReason"] == "length").sum()),
        }
        for field, value in ours.items():
            comparison.equal(f"promptTokens {row['model']} {row['testLanguage']} {field}", value, row[field])
        made.append({key: row[key] for key in ["model", "testLanguage", "condition"]} | ours)
    comparison.equal("promptTokens: rows", len(groups), len(numbers["promptTokens"]))
    return made


def check_layers(comparison, results, numbers):
    made = []
    single = results.edits[results.edits["condition"] == "after"]
    groups = dict(iter(single.groupby(["model", "language", "layerChoice"])))
    comparison.equal("layers: rows", len(groups), len(numbers["layers"]))
    for row in numbers["layers"]:
        own = groups[row["model"], row["language"], row["layerChoice"]]
        counts = own["layer"].value_counts().sort_index()
        ours = {
            "edits": len(own),
            "layers": [{"layer": int(layer), "edits": int(edits)} for layer, edits in counts.items()],
            "deltaNorm": float(own["deltaNorm"].mean()),
            "firstLoss": float(np.mean([losses[0]["total"] for losses in own["losses"]])),
            "lastLoss": float(np.mean([losses[-1]["total"] for losses in own["losses"]])),
        }
        if "distances" in own and own["distances"].notna().any():
            curves = np.array(own["distances"].dropna().tolist())
            relative = curves / curves.max(axis=1, keepdims=True)
            ordered = np.sort(relative, axis=1)
            ours["curve"] = {
                "edits": len(curves),
                "relativeDistances": relative.mean(axis=0).tolist(),
                "margin": float((ordered[:, -1] - ordered[:, -2]).mean()),
                "nearTop": float((relative >= 0.95).sum(axis=1).mean()),
                "variation": float((relative.std(axis=1) / relative.mean(axis=1)).mean()),
            }
        where = f"layers {row['model']} {row['language']} {row['layerChoice']}"
        comparison.equal(f"{where} edits", ours["edits"], row["edits"])
        comparison.equal(f"{where} layers", ours["layers"], row["layers"])
        for field in ["deltaNorm", "firstLoss", "lastLoss"]:
            comparison.close(f"{where} {field}", ours[field], row[field])
        comparison.equal(f"{where} has a curve", "curve" in ours, "curve" in row)
        for field in ["edits", "margin", "nearTop", "variation"]:
            if "curve" in ours:
                comparison.close(f"{where} {field}", ours["curve"][field], row["curve"][field])
        for at, value in enumerate(ours.get("curve", {}).get("relativeDistances", [])):
            comparison.close(f"{where} curve {at}", value, row["curve"]["relativeDistances"][at])
        made.append({key: row[key] for key in ["model", "language", "layerChoice"]} | ours)
    return made


# --- harmless questions, several edits --------------------------------------------------------------------------------


def check_side_effects(comparison, export, numbers):
    tasks, made = read(export, "tasks"), []
    if len(tasks) == 0:
        comparison.equal("sideEffects: rows", 0, len(numbers["sideEffects"]))
        return made
    scores = ["tokenF1", "rouge1"]
    key = ["model", "testLanguage", "question"]
    before = tasks[tasks["condition"] == "before"].set_index(key)[scores]
    after = tasks[(tasks["condition"] == "after") & (tasks["layerChoice"] == "configured")]
    both = after.merge(before.add_suffix(".before"), left_on=key, right_index=True)
    groups = dict(iter(both.groupby(["model", "editLanguage", "testLanguage", "task"])))
    comparison.equal("sideEffects: rows", len(groups), len(numbers["sideEffects"]))
    for row in numbers["sideEffects"]:
        name = tuple(row[field] for field in ["model", "editLanguage", "testLanguage", "task"])
        own = groups[name]
        comparison.equal(f"sideEffects {name} n", len(own), row["n"])
        for score in scores:
            ours = {"before": float(own[f"{score}.before"].mean()), "after": float(own[score].mean())}
            for when, value in ours.items():
                comparison.close(f"sideEffects {name} {score} {when}", value, row[score][when])
        made.append([*name, len(own), float(own["tokenF1.before"].mean()), float(own["tokenF1"].mean())])
    return made


def check_divergences(comparison, export, numbers):
    table, made = read(export, "divergences"), []
    if len(table) == 0:
        comparison.equal("divergences: rows", 0, len(numbers["divergences"]))
        return made
    own = table[table["layerChoice"] == "configured"]
    means = own.groupby(["model", "editLanguage", "testLanguage"])["klDivergence"].agg(["mean", "size"])
    comparison.equal("divergences: rows", len(means), len(numbers["divergences"]))
    for row in numbers["divergences"]:
        name = tuple(row[field] for field in ["model", "editLanguage", "testLanguage"])
        comparison.close(f"divergences {name}", float(means.loc[name, "mean"]), row["klDivergence"])
        comparison.equal(f"divergences {name} n", int(means.loc[name, "size"]), row["n"])
        made.append([*name, float(means.loc[name, "mean"])])
    return made


def check_edits_together(comparison, export, results, numbers):
    tests, made = read(export, "jointTests"), []
    if len(tests) > 0:
        tests["laterEdits"] = tests["edits"] - tests["position"]
        tests = tests.merge(results.verdicts[["answerKey", "judge", "label"]], on="answerKey")
    for judge in numbers["judges"]:
        wanted = 0
        for row in judge["editsTogether"]:
            own = tests[
                (tests["judge"] == judge["judge"])
                & (tests["model"] == row["model"])
                & (tests["condition"] == row["condition"])
            ]
            if row["language"] != "all":
                own = own[own["language"] == row["language"]]
            else:
                wanted += len(own) if row["condition"] == "merged" else (own["laterEdits"] == row["laterEdits"]).sum()
            if row["condition"] == "sequence":
                own = own[own["laterEdits"] == row["laterEdits"]]
            ours = rate_of(own["label"])
            name = [judge["judge"], row["model"], row["language"], row["condition"], row.get("laterEdits")]
            for field in ["n", "successes", "rate"]:
                comparison.equal(f"editsTogether {name} {field}", ours.get(field), row["rate"].get(field))
            for end in ["low", "high"]:
                exported = row["rate"].get("interval", {}).get(end)
                comparison.close(f"editsTogether {name} {end}", ours.get(end), exported)
            made.append([*name, ours["n"], ours["successes"]])
        judged = (tests["judge"] == judge["judge"]).sum() if len(tests) > 0 else 0
        comparison.equal(f"editsTogether {judge['judge']}: tests", int(judged), int(wanted))
    return made


# --- across languages -----------------------------------------------------------------------------------------------


@functools.cache
def pairs_table(results, judge, group, part):
    """Every pair of the configured edits: model, languages, sample, difference."""
    rows = []
    for cell in sorted({cell for cell in results.after if cell[0] == judge and cell[2] == "configured"}):
        if (cell[5] == "defenceSuccess") != (group == "defence-success"):
            continue
        differences, _, _ = pairs_of(results.labels(cell, START[part]), results.labels(cell, "after"))
        rows += [[cell[1], cell[3], cell[4], sample, difference] for sample, difference in differences.items()]
    return pd.DataFrame(rows, columns=["model", "edit", "test", "sample", "difference"])


def t_interval(values):
    if len(values) < 2:
        return None
    half = student.ppf(0.975, len(values) - 1) * values.std(ddof=1) / math.sqrt(len(values))
    return {"low": values.mean() - half, "high": values.mean() + half}


def fieller(there, home):
    n, t2 = len(there), student.ppf(0.975, len(there) - 1) ** 2
    covariance = np.cov(there, home, ddof=1) / n
    a = home.mean() ** 2 - t2 * covariance[1, 1]
    if a <= 0:
        return None
    b = home.mean() * there.mean() - t2 * covariance[0, 1]
    c = there.mean() ** 2 - t2 * covariance[0, 0]
    half = math.sqrt(max(b * b - a * c, 0)) / a
    return {"low": b / a - half, "high": b / a + half}


def gains_of(pairs):
    """Each sample's mean difference, by model, edit language and test language."""
    means = pairs.groupby(["model", "edit", "test", "sample"])["difference"].mean()
    return {key: own.droplevel([0, 1, 2]) for key, own in means.groupby(level=[0, 1, 2])}


def transfer_of(gains, row):
    nothing = pd.Series(dtype=float)
    home = gains.get((row["model"], row["editLanguage"], row["editLanguage"]), nothing)
    tests = [gains.get((row["model"], row["editLanguage"], test), nothing) for test in row["testLanguages"]]
    there = pd.concat(tests).groupby(level=0).mean()
    both = there.index.intersection(home.index)
    there, home = there.loc[both], home.loc[both]
    ours = {"samples": len(both), "status": "no-pairs"}
    if len(both) == 0:
        return ours
    ours |= {"gain": there.mean(), "interval": t_interval(there), "monolingualGain": home.mean()}
    if home.mean() <= 0:
        return ours | {"status": "no-gain"}
    interval = fieller(there.to_numpy(), home.to_numpy()) if len(both) > 1 else None
    if interval is None:
        return ours | {"status": "uncertain-gain"}
    return ours | {"status": "estimated", "share": there.mean() / home.mean(), "shareInterval": interval}


def compare_fields(comparison, where, ours, exported, exact):
    for field in [*exact, "gain", "monolingualGain", "share", "change", "pValue"]:
        compare = comparison.equal if field in exact else comparison.close
        compare(f"{where} {field}", ours.get(field), exported.get(field))
    for field in ["interval", "shareInterval"]:
        for end in ["low", "high"]:
            mine, theirs = ours.get(field) or {}, exported.get(field) or {}
            comparison.close(f"{where} {field}.{end}", mine.get(end), theirs.get(end))


def check_transfer(comparison, results, numbers):
    made = []
    for judge in numbers["judges"]:
        tables = {}
        for row in judge["transfer"]:
            key = (row["metrics"], row["part"])
            if key not in tables:
                tables[key] = gains_of(pairs_table(results, judge["judge"], *key))
            ours = transfer_of(tables[key], row)
            name = [row[field] for field in ["model", "editLanguage", "metrics", "part", "grouping", "group"]]
            exported = row
            if ours.get("shareInterval") and "shareInterval" not in row:
                # All samples alike: rounding alone makes an interval of no width.
                width = ours["shareInterval"]["high"] - ours["shareInterval"]["low"]
                comparison.close(f"transfer {name} width", 0.0, width)
                ours = ours | {"shareInterval": None}
            compare_fields(comparison, f"transfer {judge['judge']} {name}", ours, exported, ["samples", "status"])
            made.append([judge["judge"], *name, ours["samples"], ours["status"], ours.get("gain"), ours.get("share")])
    return made


def group_of(languages, grouping, edit, test):
    edit, test = languages[edit], languages[test]
    if grouping == "resource":
        return edit["resourceClass"], test["resourceClass"]
    kinship = "same family" if edit["family"] == test["family"] else "other family"
    return kinship, kinship


def check_groups(comparison, results, numbers):
    languages = {language["code"]: language for language in numbers["study"]["languages"]}
    made = []
    for judge in numbers["judges"]:
        families = {}
        for row in judge["groupGains"]:
            pairs = pairs_table(results, judge["judge"], row["metrics"], row["part"])
            pairs = pairs[(pairs["model"] == row["model"]) & (pairs["edit"] != pairs["test"])]
            wanted = (row["editGroup"], row["testGroup"])
            is_in = [group_of(languages, row["grouping"], *pair) == wanted for pair in zip(pairs["edit"], pairs["test"])]
            own = pairs[is_in]
            low, high = group_interval(own)
            sums = own.groupby("sample")["difference"].sum()
            ours = {
                "languagePairs": len(own[["edit", "test"]].drop_duplicates()),
                "pairs": len(own),
                "samples": own["sample"].nunique(),
                "change": own["difference"].mean(),
                "interval": {"low": low, "high": high},
                "pValue": exact_sign_flips(sums[sums != 0].to_numpy(), sums.sum()),
            }
            where = f"groupGains {judge['judge']} {row['model']} {row['metrics']} {row['part']} {wanted}"
            exported = {**row, "pValue": row["pValue"] if ours["pValue"] is not None else None}
            compare_fields(comparison, where, ours, exported, ["languagePairs", "pairs", "samples"])
            family = (row["model"], row["metrics"], row["part"], row["grouping"])
            families.setdefault(family, []).append(row)
            made.append([judge["judge"], *family, *wanted, ours["pairs"], ours["change"], low, high, ours["pValue"]])
        for family, rows in families.items():
            for row, value in zip(rows, holm([row["pValue"] for row in rows])):
                comparison.close(f"groupGains {family} adjusted", value, row["adjustedPValue"])
    return made


def group_interval(pairs):
    """Robust against samples whose pairs hang together; see pairedChange in packages/metrics for the other two cases."""
    difference, samples = pairs["difference"], pd.factorize(pairs["sample"])[0]
    n, change = len(pairs), difference.mean()
    if samples.max() + 1 == n:
        return tango(int((difference > 0).sum()), int((difference < 0).sum()), n)
    if pairs.groupby("sample")["difference"].mean().nunique() == 1:
        _, otherwise = proportion_confint(0, samples.max() + 1, method="wilson")
        return change - otherwise * (1 + change), change + otherwise * (1 - change)
    fit = sm.OLS(difference.to_numpy(), np.ones(n)).fit(
        cov_type="cluster",
        # With a constant alone its correction is G / (G - 1), which is what we want.
        cov_kwds={"groups": samples, "use_correction": True, "df_correction": True},
        use_t=True,
    )
    low, high = fit.conf_int()[0]
    return max(low, -1), min(high, 1)


def exact_sign_flips(differences, total):
    """The share of all sign flips that are as far from 0; None where there are too many of them."""
    if len(differences) > 18:
        return None
    sums = np.zeros(1)
    for difference in differences:
        sums = np.concatenate([sums + difference, sums - difference])
    return float((np.abs(sums) >= abs(total) - 1e-9).mean())


def check_hypothesis(comparison, made, numbers):
    part = "edit" if numbers["study"]["asksWithSuffix"] else "total"
    start = "beforeWithSuffix" if part == "edit" else "before"
    found = []
    for judge in numbers["judges"]:
        for model in judge["hypothesis"]["models"]:
            english = ([model["home"]] if "home" in model else []) + model["languages"]
            for findings in [english, model["otherEditLanguages"]]:
                cells = []
                for each in findings:
                    cell = (judge["judge"], model["model"], "configured", each["editLanguage"], each["testLanguage"])
                    cells.append(made[(*cell, "defenceSuccess")])
                changes = [dict(cell[part]) for cell in cells]
                adjust(changes)
                for each, cell, change in zip(findings, cells, changes):
                    where = f"hypothesis {judge['judge']} {model['model']} {each['editLanguage']} {each['testLanguage']}"
                    name = finding_of(change, cell[start])
                    comparison.equal(where, name, each["finding"])
                    comparison.close(f"{where} p", change["adjustedPValue"], each["adjustedPValue"])
                    found.append(
                        [judge["judge"], model["model"], each["editLanguage"], each["testLanguage"], name]
                        + [change["adjustedPValue"]]
                    )
    return found


def finding_of(change, start):
    if "change" not in change:
        return "cannot-tell"
    if change["adjustedPValue"] <= LEVEL and change["change"] != 0:
        return "transfers" if change["change"] > 0 else "harms"
    if start.get("rate", 0) > 1 - MARGIN:
        return "no-room"
    return "no-transfer" if change["high"] < MARGIN else "cannot-tell"


def check_table1(comparison, made, numbers):
    table = numbers["table1"]
    for row in table["rows"]:
        for judge, after in zip(table["judges"], row["after"]):
            cell = made.get((judge, row["model"], "configured", "en", "en", "defenceSuccess"))
            ours = cell["after"] if cell and cell["after"]["n"] > 0 else None
            for field in ["n", "successes", "degenerate", "rate"]:
                comparison.equal(f"table1 {judge} {row['model']} {field}", (ours or {}).get(field), (after or {}).get(field))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("export", type=Path)
    parser.add_argument("--golden", type=Path)
    arguments = parser.parse_args()
    results, comparison = Results(arguments.export), Comparison()
    numbers = json.loads((arguments.export / "numbers.json").read_text("utf8"))
    metrics = read(arguments.export, "metrics")
    # The plan is not exported: a cell all of whose edits failed is known from `metrics` alone.
    cells = sorted(set(results.after) | {tuple(row) for row in metrics[CELL].to_numpy().tolist()})
    made = cells_of(results, cells)
    check_cells(comparison, made, metrics)
    check_table1(comparison, made, numbers)
    check_overflow(comparison, results, made, numbers)
    agreement, alpha = check_agreement(comparison, results, read(arguments.export, "agreement"), numbers)
    golden = {
        "madeBy": "tools/report/recompute.py",
        "columns": [],
        "agreement": agreement,
        "agreementOfAll": alpha,
        "promptTokens": check_prompt_tokens(comparison, results, numbers),
        "layers": check_layers(comparison, results, numbers),
        "transfer": check_transfer(comparison, results, numbers),
        "groupGains": check_groups(comparison, results, numbers),
        "findings": check_hypothesis(comparison, made, numbers),
        "sideEffects": check_side_effects(comparison, arguments.export, numbers),
        "divergences": check_divergences(comparison, arguments.export, numbers),
        "editsTogether": check_edits_together(comparison, arguments.export, results, numbers),
    }
    columns = sorted({column for own in made.values() for column in flatten(own)})
    golden["columns"] = [*CELL, *columns]
    # Of the first judge only, which is enough to hold a program to.
    golden["cells"] = [
        [*cell, *(flatten(own).get(column) for column in columns)]
        for cell, own in made.items()
        if cell[0] == numbers["judges"][0]["judge"]
    ]
    for difference in comparison.differences[:40]:
        print(difference)
    print(f"{comparison.compared} numbers compared, {len(comparison.differences)} differ")
    if arguments.golden:
        write_golden(arguments.golden, golden)
    sys.exit(1 if comparison.differences else 0)


def write_golden(file, golden):
    """One row a line, so that a change can be read."""
    parts = []
    for key, value in golden.items():
        if isinstance(value, list) and value and isinstance(value[0], (list, dict)):
            rows = ",\n".join(json.dumps(row, default=float) for row in value)
            parts.append(f"{json.dumps(key)}: [\n{rows}\n]")
        else:
            parts.append(f"{json.dumps(key)}: {json.dumps(value, default=float)}")
    file.write_text("{\n" + ",\n".join(parts) + "\n}\n", "utf8")


if __name__ == "__main__":
    main()
