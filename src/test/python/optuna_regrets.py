"""What Optuna's TPE reaches on the five functions of the test StandardFunctions: regrets after 60 evaluations.

    optuna_regrets.py > ../resources/io/weightloom/search/optuna-regrets.csv

Needs Optuna 3.1.0 (Debian 12: python3-optuna). The sampler is TPESampler(multivariate=True, group=True, seed=s), its
other arguments are the defaults; the seeds are 0 to 29. A row is a function, a seed and the difference between the
least value found and the function's minimum.
"""

import math
import sys
import warnings

import optuna

EVALUATIONS = 60
SEEDS = 30


def branin(trial):
    x = trial.suggest_float("x", -5, 10)
    y = trial.suggest_float("y", 0, 15)
    bend = y - 5.1 / (4 * math.pi**2) * x * x + 5 / math.pi * x - 6
    return bend * bend + 10 * (1 - 1 / (8 * math.pi)) * math.cos(x) + 10


ALPHA = [1.0, 1.2, 3.0, 3.2]
A = [
    [10, 3, 17, 3.5, 1.7, 8],
    [0.05, 10, 17, 0.1, 8, 14],
    [3, 3.5, 1.7, 10, 17, 8],
    [17, 8, 0.05, 10, 0.1, 14],
]
P = [
    [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886],
    [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
    [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650],
    [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
]


def hartmann(trial):
    x = [trial.suggest_float(f"x{i}", 0, 1) for i in range(6)]
    return -sum(
        alpha * math.exp(-sum(a * (v - p) ** 2 for a, p, v in zip(wells, places, x)))
        for alpha, wells, places in zip(ALPHA, A, P)
    )


def rosenbrock(trial):
    x = [trial.suggest_float(f"x{i}", -2.048, 2.048) for i in range(4)]
    return sum(100 * (x[i + 1] - x[i] ** 2) ** 2 + (1 - x[i]) ** 2 for i in range(3))


def mixed(trial):
    """A choice that shifts where the best rate lies, another that costs, a whole number and a rate by its logarithm."""
    activation = trial.suggest_categorical("activation", ["relu", "tanh", "sine", "gelu"])
    schedule = trial.suggest_categorical("schedule", ["constant", "cosine", "step"])
    width = trial.suggest_int("width", 4, 64)
    rate = trial.suggest_float("rate", 1e-4, 1e-1, log=True)
    best = {"relu": -2.0, "tanh": -2.5, "sine": -3.2, "gelu": -2.2}[activation]
    cost = {"relu": 0.3, "tanh": 0.5, "sine": 0.0, "gelu": 0.15}[activation]
    cost += {"constant": 0.2, "cosine": 0.0, "step": 0.1}[schedule]
    return cost + (math.log10(rate) - best) ** 2 + ((width - 40) / 30) ** 2


def conditional(trial):
    """Of two generators each has settings of its own; the better one is the harder to tune."""
    generator = trial.suggest_categorical("generator", ["chunked", "low-rank", "full"])
    rate = trial.suggest_float("rate", 1e-4, 1e-1, log=True)
    value = (math.log10(rate) + 2.3) ** 2
    if generator == "chunked":
        size = trial.suggest_float("size", 8, 512, log=True)
        dimension = trial.suggest_int("dimension", 1, 32)
        return value + (math.log2(size) - 6.5) ** 2 / 4 + ((dimension - 12) / 10) ** 2
    if generator == "low-rank":
        scale = trial.suggest_float("scale", 0, 1)
        return value + 0.2 + (scale - 0.3) ** 2
    return value + 0.5


FUNCTIONS = {
    "branin": (branin, 0.39788735772973816),
    "hartmann": (hartmann, -3.322368011415512),
    "rosenbrock": (rosenbrock, 0.0),
    "mixed": (mixed, 0.0),
    "conditional": (conditional, 0.0),
}


def main():
    warnings.simplefilter("ignore")
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    if optuna.__version__ != "3.1.0":
        sys.exit(f"needs Optuna 3.1.0, but this is {optuna.__version__}")
    print("function,seed,regret")
    for name, (function, minimum) in FUNCTIONS.items():
        for seed in range(SEEDS):
            sampler = optuna.samplers.TPESampler(multivariate=True, group=True, seed=seed)
            study = optuna.create_study(sampler=sampler)
            study.optimize(function, n_trials=EVALUATIONS)
            print(f"{name},{seed},{study.best_value - minimum!r}", flush=True)


if __name__ == "__main__":
    main()
