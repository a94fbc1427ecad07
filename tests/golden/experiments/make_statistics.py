"""Writes statistics.json: what SciPy and statsmodels answer to recorded inputs.

    python3 -m venv venv && venv/bin/pip install numpy==2.4.6 scipy==1.17.1 statsmodels==0.15.0
    venv/bin/python make_statistics.py > statistics.json

The limits of intervals are found by asking wilcoxon(x - center) on both sides of every Walsh average, so they rest on
SciPy's test alone and on no table of critical values.
"""

import json
import sys

import numpy as np
import scipy
import statsmodels
from scipy import stats
from statsmodels.stats.multitest import multipletests

SEED = 20261126
random = np.random.default_rng(SEED)


def p_value(values):
    return stats.wilcoxon(values, method="exact").pvalue


def walsh_averages(values):
    first, second = np.triu_indices(len(values))
    return np.sort((values[first] + values[second]) / 2)


def interval(values, level=0.05):
    averages = walsh_averages(values)
    between = (averages[1:] + averages[:-1]) / 2
    kept = [center for center in between if p_value(values - center) > level]
    low = max(averages[averages < min(kept)])
    high = min(averages[averages > max(kept)])
    return {"estimate": float(np.median(averages)), "low": float(low), "high": float(high)}


def sample(shape, count):
    if shape == "normal":
        return random.normal(0.02, 0.034, count)
    if shape == "t3":
        return 0.02 + 0.02 * random.standard_t(3, count)
    return np.exp(random.normal(-3, 0.8, count)) - 0.04


def samples():
    for count in [6, 7, 8, 9, 10, 12, 16, 20, 30, 40]:
        for shape in ["normal", "t3", "lognormal"]:
            values = sample(shape, count)
            yield {
                "shape": shape,
                "values": values.tolist(),
                "pValue": float(p_value(values)),
                "interval95": interval(values),
            }


def signed_rank(values):
    signed = values[values != 0]
    return float(np.sum(np.sign(signed) * stats.rankdata(np.abs(signed))))


def tied():
    """Ties and zeros, where wilcoxon has no exact answer: all assignments of signs, by permutation_test."""
    for values in [[1, 1, 2, -2, 3, 3, 4], [0, 0, 1, 2, 2, 5, -1, 7], [1, 1, 1, 1, 1, 1], [-3, 0, -3, 2, -5, -5, -1, -8, -1]]:
        array = np.array(values, dtype=float)
        answer = stats.permutation_test(
            (array,), signed_rank, permutation_type="samples", vectorized=False, n_resamples=np.inf
        )
        yield {"values": values, "pValue": float(answer.pvalue)}


def corrections():
    for count in [1, 2, 3, 5, 8]:
        values = random.uniform(0, 0.08, count)
        yield {"pValues": values.tolist(), "corrected": multipletests(values, method="holm")[1].tolist()}
    yield {"pValues": [0.01, 0.01, 0.04, 0.9], "corrected": multipletests([0.01, 0.01, 0.04, 0.9], method="holm")[1].tolist()}


def drifts():
    for count in [4, 8, 16, 24, 33]:
        values = random.normal(100, 3, count) + np.arange(count) * 0.3
        answer = stats.spearmanr(np.arange(count), values)
        yield {"values": values.tolist(), "correlation": float(answer.statistic), "pValue": float(answer.pvalue)}
    values = [3, 1, 1, 4, 4, 4, 9, 2]
    answer = stats.spearmanr(np.arange(len(values)), values)
    yield {"values": values, "correlation": float(answer.statistic), "pValue": float(answer.pvalue)}


def students():
    for degrees in [1, 2, 3, 4, 5, 6, 7, 15, 30, 79]:
        for tail in [0.5, 0.05, 0.003]:
            yield {"degrees": degrees, "tail": tail, "quantile": float(stats.t.ppf(1 - tail / 2, degrees))}


json.dump(
    {
        "madeBy": f"make_statistics.py with SciPy {scipy.__version__}, statsmodels {statsmodels.__version__}, seed {SEED}",
        "samples": list(samples()),
        "tied": list(tied()),
        "corrections": list(corrections()),
        "drifts": list(drifts()),
        "students": list(students()),
    },
    sys.stdout,
    indent=1,
)
