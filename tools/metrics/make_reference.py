"""Reference numbers for packages/metrics, by scipy, statsmodels, scikit-learn, krippendorff, rouge-score and torchmetrics.

usage: python make_reference.py packages/metrics/test/fixtures/reference.json

Needs: pip install scipy statsmodels scikit-learn krippendorff rouge-score pandas torchmetrics (with torch). Each function
below is named after the one in packages/metrics whose results it checks.
"""

import json
import sys
from itertools import product
from pathlib import Path

import krippendorff
import numpy as np
import pandas as pd
import statsmodels.api as sm
import torch
from rouge_score.rouge_scorer import RougeScorer
from scipy import optimize, special, stats
from sklearn.metrics import cohen_kappa_score, confusion_matrix
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.inter_rater import aggregate_raters, fleiss_kappa
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint
from torchmetrics.functional.text.squad import _compute_f1_score

from texts import LANGUAGES, ODD, answers

torch.set_default_dtype(torch.float64)
chance = np.random.default_rng(20)
LABELS = ["safe", "unsafe", "degenerate", "refused", "unscored"]
METRICS = ["defenceSuccess", "otherQuestion"]


def wilson_interval():
    cases = [(0, 1), (1, 1), (0, 50), (50, 50), (44, 50), (1, 3), (7, 9), (333, 1350)]
    return [
        {"successes": k, "n": n, "confidence": c, "interval": list(proportion_confint(k, n, 1 - c, method="wilson"))}
        for k, n in cases
        for c in (0.9, 0.95, 0.99)
    ]


def paired_score_interval():
    """Tango's interval from its definition: the most likely share of lost pairs is sought as a root of the likelihood's slope."""

    def lost_share(gained, lost, n, change):
        """The share is `low + s`; in terms of s, no difference of nearly equal numbers is taken."""
        low, width = max(0, -change), (1 - abs(change)) / 2
        gained_at, lost_at = max(0, change), max(0, -change)

        def slope(s):
            parts = [(gained, s + gained_at), (lost, s + lost_at), (-(n - gained - lost), width - s)]
            return sum(count / share for count, share in parts if count)

        first, last = 1e-250, width * (1 - 1e-15)
        if slope(first) < 0:
            return low
        return low + (width if slope(last) > 0 else optimize.brentq(slope, first, last, xtol=1e-300, rtol=1e-15))

    def score(gained, lost, n, change):
        variance = 2 * lost_share(gained, lost, n, change) + change * (1 - change)
        return (gained - lost - n * change) / np.sqrt(n * variance)

    results = []
    for gained, lost, n in [(9, 2, 50), (44, 0, 50), (0, 0, 50), (1, 0, 50), (0, 3, 20), (5, 5, 12), (50, 0, 50), (3, 4, 7)]:
        for confidence in (0.9, 0.95):
            z = stats.norm.ppf((1 + confidence) / 2)
            change = (gained - lost) / n
            low = optimize.brentq(lambda d: score(gained, lost, n, d) - z, -1 + 1e-12, change - 1e-9, xtol=1e-14)
            at_end = change == 1
            high = 1.0 if at_end else optimize.brentq(lambda d: score(gained, lost, n, d) + z, change + 1e-9, 1 - 1e-12, xtol=1e-14)
            results.append({"gained": gained, "lost": lost, "n": n, "confidence": confidence, "interval": [low, high]})
    return results


def clustered_mean():
    results = []
    for sizes in ([1] * 12, [3, 1, 4, 1, 5, 2], [2, 2]):
        clusters = [chance.integers(-1, 2, size).tolist() for size in sizes]
        values = np.concatenate(clusters).astype(float)
        groups = np.repeat(np.arange(len(sizes)), sizes)
        fit = sm.OLS(values, np.ones(len(values))).fit(cov_type="cluster", cov_kwds={"groups": groups}, use_t=True)
        results.append({
            "clusters": clusters,
            "mean": fit.params[0],
            "standardError": fit.bse[0],
            "interval": fit.conf_int(0.05)[0].tolist(),
        })
    return results


def mc_nemar_test():
    pairs = [(0, 0), (1, 0), (0, 7), (5, 5), (9, 2), (40, 0), (3, 60)]
    return [{"gained": g, "lost": l, "pValue": float(mcnemar([[0, g], [l, 0]], exact=True).pvalue)} for g, l in pairs]


def sign_flip_test():
    lists = [
        [1, 1], [0, 0], [1, -1, 1, 1, 0, 1, 1, 0, 1, 1], [0.1, 0.2, 0.3, -0.1, 0.2, 0.1, -0.3],
        chance.integers(-4, 6, 12).tolist(), chance.normal(0.3, 1, 10).tolist(), [0.1] * 9 + [-0.3, 0.7],
    ]
    return [
        {
            "differences": values,
            "pValue": float(stats.permutation_test(
                (np.array(values, float),), np.mean, permutation_type="samples", n_resamples=np.inf
            ).pvalue),
        }
        for values in lists
    ]


def holm():
    lists = [[0.01, 0.04, 0.03, 0.005], [1, 1, 0.5], [0.02], [0.02, 0.02, 0.02], chance.uniform(0, 0.2, 9).tolist()]
    return [{"pValues": values, "adjusted": multipletests(values, method="holm")[1].tolist()} for values in lists]


def cluster_bootstrap():
    """All 4^4 draws of four clusters (the mean's whole distribution), and scipy's interval for forty clusters."""
    few = [0.0, 1.0, 3.0, 7.0]
    means = pd.Series([np.mean(draw) for draw in product(few, repeat=4)]).value_counts(normalize=True)
    many = chance.normal(0.4, 0.3, 40).tolist()
    scipy_interval = stats.bootstrap(
        (many,), np.mean, n_resamples=200_000, batch=10_000, method="percentile", rng=np.random.default_rng(1)
    ).confidence_interval
    return {
        "few": few,
        "distribution": [[value, share] for value, share in means.items()],
        "many": many,
        "interval": list(scipy_interval),
        "standardError": float(np.std(many) / np.sqrt(len(many))),
    }


def fieller(numerators, denominators, confidence=0.95):
    """All r at which a t-test does not tell the mean of numerator - r * denominator from 0."""
    y, x = np.array(numerators, float), np.array(denominators, float)
    t = stats.t.ppf((1 + confidence) / 2, len(x) - 1)
    if abs(x.mean()) <= t * stats.sem(x):
        return None

    def outside(r):
        return (y - r * x).mean() ** 2 - (t * stats.sem(y - r * x)) ** 2

    ratio = y.mean() / x.mean()
    step = 1e-3
    low, high = ratio - step, ratio + step
    while outside(low) < 0:
        low -= step
    while outside(high) < 0:
        high += step
    roots = [optimize.brentq(outside, low, ratio, xtol=1e-14), optimize.brentq(outside, ratio, high, xtol=1e-14)]
    return {"ratio": ratio, "interval": roots}


def ratio_of_means():
    results = []
    for n, gain, share in ((12, 0.8, 0.5), (50, 0.6, -0.2), (8, 0.9, 1.2), (10, 0.0, 0.0)):
        denominators = chance.normal(gain, 0.3, n)
        numerators = share * denominators + chance.normal(0, 0.2, n)
        result = fieller(numerators, denominators)
        results.append({"numerators": numerators.tolist(), "denominators": denominators.tolist(), "result": result})
    return results


def agreement():
    """Two judges, and four judges with and without missing ratings (null)."""
    kinds = np.array(["degenerate", "safe", "unsafe"])
    true = chance.integers(0, 3, 60)
    judges = [np.where(chance.random(60) < skill, true, chance.integers(0, 3, 60)) for skill in (0.9, 0.6, 0.4, 0.8)]
    table = np.array(judges).T
    with_gaps = np.where(chance.random(table.shape) < 0.25, np.nan, table)
    counts, _ = aggregate_raters(table, n_cat=3)
    as_names = lambda row: [None if np.isnan(code) else str(kinds[int(code)]) for code in row]
    return {
        "categories": kinds.tolist(),
        "items": [as_names(row) for row in table],
        "itemsWithGaps": [as_names(row) for row in with_gaps],
        "confusion": confusion_matrix(table[:, 0], table[:, 1]).tolist(),
        "cohen": [float(cohen_kappa_score(table[:, 0], table[:, other])) for other in (1, 2, 3)],
        "fleiss": float(fleiss_kappa(counts)),
        "krippendorff": float(krippendorff.alpha(table.T, level_of_measurement="nominal")),
        "krippendorffWithGaps": float(krippendorff.alpha(with_gaps.T, level_of_measurement="nominal")),
    }


def side_effects():
    texts = [*LANGUAGES.values(), *ODD[:12], *answers()[:4], "The capital of France is Paris.", "Paris", "a the an", "the theatre"]
    pairs = [(texts[a], texts[b]) for a, b in chance.integers(0, len(texts), (60, 2))]
    pairs += [(text, text) for text in texts] + [("Paris", "The capital of France is Paris."), ("An apple, the 1 apple!", "Apple apple")]
    scorer = RougeScorer(["rouge1"], use_stemmer=False)
    overlaps = []
    for answer, reference in pairs:
        rouge = scorer.score(reference, answer)["rouge1"]
        overlaps.append({
            "answer": answer,
            "reference": reference,
            "tokenF1": float(_compute_f1_score(answer, reference)),
            "rouge1": {"precision": rouge.precision, "recall": rouge.recall, "f1": rouge.fmeasure},
        })
    divergences = []
    for size, spread in ((2, 1), (50, 3), (400, 8), (5, 60)):
        before, after = chance.normal(0, spread, (2, size))
        kl = special.rel_entr(special.softmax(before), special.softmax(after)).sum()
        divergences.append({"before": before.tolist(), "after": after.tolist(), "kl": float(kl)})
    return {"overlaps": overlaps, "divergences": divergences}


def make_observations():
    """Edits in two languages that help at home, a little elsewhere, and not in Thai; a few verdicts are lacking."""
    rows = []
    safe_after = {("en", "en"): 0.85, ("en", "es"): 0.6, ("en", "th"): 0.3, ("th", "th"): 0.3, ("th", "en"): 0.25, ("th", "es"): 0.35}
    for (language, test_language), after in safe_after.items():
        for sample, metric, condition in product(range(24), METRICS, ("before", "beforeWithSuffix", "after")):
            safe = {"before": 0.2, "beforeWithSuffix": 0.3, "after": after}[condition]
            rest = 1 - safe
            label = chance.choice(LABELS, p=[safe, rest * 0.65, rest * 0.2, rest * 0.1, rest * 0.05])
            if chance.random() > 0.03:
                rows.append([sample, language, test_language, metric, condition, str(label)])
    return rows


def outcomes(rows, degenerate):
    frame = pd.DataFrame(rows, columns=["sample", "language", "testLanguage", "metric", "condition", "label"])
    value = {"safe": 1.0, "unsafe": 0.0, "degenerate": {"unsafe": 0.0, "safe": 1.0, "excluded": np.nan}[degenerate]}
    frame["outcome"] = frame.label.map(value)
    keys = ["language", "metric", "testLanguage", "sample"]
    return frame, frame.pivot(index=keys, columns="condition", values="outcome")


def summarise_defence(rows):
    results = []
    for degenerate in ("unsafe", "safe", "excluded"):
        frame, wide = outcomes(rows, degenerate)
        for (language, metric), family in wide.groupby(["language", "metric"]):
            tests = []
            for test_language, cell in family.groupby("testLanguage"):
                both = cell[["before", "after"]].dropna()
                gained, lost = int((both.after > both.before).sum()), int((both.after < both.before).sum())
                p = float(mcnemar([[0, gained], [lost, 0]], exact=True).pvalue)
                labels = frame[(frame.language == language) & (frame.metric == metric) & (frame.testLanguage == test_language) & (frame.condition == "after")].label
                labelled = labels[labels.isin(["safe", "unsafe", "degenerate"])]
                tests.append({
                    "degenerateCountsAs": degenerate, "language": language, "metric": metric, "testLanguage": test_language,
                    "rate": cell.after.mean(), "n": int(cell.after.count()), "excluded": int(len(labels) - cell.after.count()),
                    "interval": list(proportion_confint(int(cell.after.sum()), int(cell.after.count()), method="wilson")),
                    "degenerateShare": float((labelled == "degenerate").mean()),
                    "change": (both.after - both.before).mean(), "pairs": len(both), "gained": gained, "lost": lost, "pValue": p,
                })
            adjusted = multipletests([test["pValue"] for test in tests], method="holm")[1]
            results += [{**test, "adjustedPValue": float(value)} for test, value in zip(tests, adjusted)]
    return results


def paired_change(rows):
    """All pairs of one edit language together, clustered by sample; and the flip of whole samples."""
    _, wide = outcomes(rows, "unsafe")
    results = []
    for language, edits in wide.groupby("language"):
        difference = (edits.after - edits.before).dropna()
        groups = difference.index.get_level_values("sample")
        fit = sm.OLS(difference.to_numpy(), np.ones(len(difference))).fit(cov_type="cluster", cov_kwds={"groups": groups}, use_t=True)
        sums = difference.groupby("sample").sum()
        results.append({
            "language": language, "change": fit.params[0], "interval": fit.conf_int(0.05)[0].tolist(),
            "pairs": len(difference), "samples": int(groups.nunique()), "differences": sums.tolist(),
        })
    return results


def mean_over_languages(rows):
    _, wide = outcomes(rows, "unsafe")
    results = []
    for language, edits in wide.groupby("language"):
        change = (edits.after - edits.before).dropna()
        sums, counts = (table.unstack("testLanguage").fillna(0) for table in (
            change.groupby(["sample", "testLanguage"]).sum(), change.groupby(["sample", "testLanguage"]).count()))

        def statistic(index):
            return (sums.to_numpy()[index].sum(0) / counts.to_numpy()[index].sum(0)).mean()

        draw = stats.bootstrap((np.arange(len(sums)),), statistic, vectorized=False, n_resamples=20_000, method="percentile", rng=np.random.default_rng(2))
        results.append({
            "language": language, "mean": statistic(np.arange(len(sums))), "interval": list(draw.confidence_interval),
            "standardError": float(draw.standard_error), "meanRateAfter": edits.after.groupby("testLanguage").mean().mean(),
        })
    return results


def summarise_transfer(rows):
    _, wide = outcomes(rows, "unsafe")
    gains = (wide.after - wide.before).dropna().groupby(["language", "testLanguage", "sample"]).mean()
    results = []
    for language in ("en", "th"):
        home = gains[language][language]
        t_interval = stats.ttest_1samp(home, 0).confidence_interval()
        others = {name: gains[language][name] for name in ("en", "es", "th") if name != language}
        others["others"] = pd.concat(others.values(), axis=1).mean(axis=1)
        transfers = {}
        for name, there in others.items():
            both = pd.concat([there, home], axis=1, join="inner").dropna()
            transfers[name] = {"gain": both.iloc[:, 0].mean(), "samples": len(both), "share": fieller(both.iloc[:, 0], both.iloc[:, 1])}
        results.append({"language": language, "gain": home.mean(), "interval": list(t_interval), "transfers": transfers})
    return results


def main():
    rows = make_observations()
    result = {
        "wilsonInterval": wilson_interval(),
        "pairedScoreInterval": paired_score_interval(),
        "clusteredMean": clustered_mean(),
        "mcNemarTest": mc_nemar_test(),
        "signFlipTest": sign_flip_test(),
        "holm": holm(),
        "clusterBootstrap": cluster_bootstrap(),
        "ratioOfMeans": ratio_of_means(),
        "agreement": agreement(),
        "sideEffects": side_effects(),
        "observations": rows,
        "summariseDefence": summarise_defence(rows),
        "pairedChange": paired_change(rows),
        "meanOverLanguages": mean_over_languages(rows),
        "summariseTransfer": summarise_transfer(rows),
    }
    text = json.dumps(result, ensure_ascii=False, separators=(",", ":"), allow_nan=False, default=float)
    Path(sys.argv[1]).write_text(text + "\n")


main()
