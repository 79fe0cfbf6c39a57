"""Importances of the parameters of made-up points, for the test ImportanceTests, by definitions written down anew.

    importance.py > ../resources/io/weightloom/search/importance.csv

Needs numpy. Densities are integrals over a fine grid instead of error functions; everything else is the formula in the
Javadoc of Importance. A row is a case, a parameter, its cells by point (negative: not active) and its importance.
"""

import numpy as np

FINE = 2000


def density(kind, count, cells):
    n = len(cells)
    if kind == "options":
        return (np.array([(cells == c).sum() for c in range(count)]) + 1 / count) / (n + 1)
    spread = 0.5
    if n > 1:
        ordered = np.sort(cells)
        quartiles = ordered[n - 1 - n // 4] - ordered[n // 4]
        spread = max(0.5, 1.06 * min(np.std(cells, ddof=1), quartiles / 1.34) * n**-0.2)
    # midpoints of a fine grid over all cells; cell c is [c - 0.5, c + 0.5)
    x = (np.arange(count * FINE) + 0.5) / FINE - 0.5
    total = np.full(count, 1 / count)
    for cell in cells:
        bell = np.exp(-(((x - cell) / spread) ** 2) / 2)
        total = total + (bell / bell.sum()).reshape(count, FINE).sum(axis=1)
    return total / (n + 1)


def importance(kind, count, cells, best):
    cells = np.array(cells)
    active = cells >= 0
    if len(set(cells[active])) < 2:
        return 0
    p = density(kind, count, cells[active])
    q = density(kind, count, cells[active & best])
    a = (active & best).sum() / best.sum()
    b = active.mean()
    return a * a / b * float((p * (q / p - 1) ** 2).sum())


def case(seed):
    random = np.random.default_rng(seed)
    n = 60
    columns = {
        "line of 50": ("line", 50, random.integers(0, 50, n)),
        "line of 7": ("line", 7, random.integers(0, 7, n)),
        "options of 4": ("options", 4, random.integers(0, 4, n)),
        "options of 2": ("options", 2, random.integers(0, 2, n)),
        "constant": ("line", 9, np.full(n, 3)),
    }
    of_first = columns["options of 2"][2] == 0
    columns["sometimes"] = ("line", 20, np.where(of_first, random.integers(0, 20, n), -1))
    score = -((columns["line of 50"][2] - 12.0) ** 2) / 50 + 6 * (columns["options of 4"][2] == 1)
    score = score - 0.3 * abs(columns["sometimes"][2] - 5) + random.normal(size=n)
    best = score >= np.sort(score)[-9]
    return columns, best


print("case,kind,count,cells,best,importance")
for seed in range(4):
    columns, best = case(seed)
    values = [importance(kind, count, cells, best) for kind, count, cells in columns.values()]
    for (kind, count, cells), value in zip(columns.values(), values):
        row = [seed, kind, count, " ".join(map(str, cells)), " ".join(map(str, np.flatnonzero(best)))]
        print(",".join(map(str, row + [f"{value / sum(values):.9f}"])))
