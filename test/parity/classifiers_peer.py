"""scikit-learn beside test/parity/classifiers.test.ts: reads one JSON object from standard input, writes one.

In: X, y (training rows and labels), T (test rows), foldOfRow (a fold for each training row).
"""

import json
import sys
import warnings

import numpy as np
from sklearn.calibration import _sigmoid_calibration
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, PredefinedSplit, StratifiedKFold, cross_val_predict
from sklearn.neighbors import KNeighborsClassifier, NearestCentroid
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

warnings.filterwarnings("ignore")
given = json.load(sys.stdin)
X, y, T = np.array(given["X"]), np.array(given["y"]), np.array(given["T"])
scaler = StandardScaler().fit(X)
S, ST = scaler.transform(X), scaler.transform(T)
result = {}

# Two classes alone: the sigmoid from decisions of folds that both sides use.
pair = np.isin(y, [0, 1])
machine = SVC(kernel="rbf", gamma=0.02, C=2, tol=1e-6)
decisions = cross_val_predict(
    machine, S[pair], y[pair], cv=PredefinedSplit(np.array(given["foldOfRow"])[pair]), method="decision_function"
)
slope, offset = _sigmoid_calibration(-decisions, (y[pair] == 0).astype(int))
result["sigmoid"] = {"slope": slope, "offset": offset}

# All classes: decision values and sigmoids of a machine in, probabilities out.
coupled = SVC(kernel="rbf", gamma=0.02, C=2, tol=1e-6, probability=True, random_state=0).fit(S, y)
coupled.decision_function_shape = "ovo"
result["coupling"] = {
    "slopes": coupled.probA_.tolist(),
    "offsets": coupled.probB_.tolist(),
    "decisions": coupled.decision_function(ST).tolist(),
    "probabilities": coupled.predict_proba(ST).tolist(),
    "iterations": coupled.n_iter_.tolist(),
}

for name, options, rows in [
    ("many", {"C": 0.3}, slice(None)),
    ("balanced", {"C": 1, "class_weight": "balanced"}, slice(None)),
    ("two", {"C": 0.3}, pair),
]:
    model = LogisticRegression(tol=1e-10, max_iter=100_000, **options).fit(S[rows], y[rows])
    result["logistic " + name] = {
        "coef": model.coef_.tolist(),
        "intercept": model.intercept_.tolist(),
        "probabilities": model.predict_proba(ST).tolist(),
    }

for metric in ["euclidean", "cosine"]:
    for weights in ["uniform", "distance"]:
        model = KNeighborsClassifier(7, metric=metric, weights=weights, algorithm="brute").fit(S, y)
        result[f"neighbors {metric} {weights}"] = {
            "predict": model.predict(ST).tolist(),
            "probabilities": model.predict_proba(ST).tolist(),
        }
weigh = lambda distances: np.exp((1 - distances) / 0.07)
model = KNeighborsClassifier(20, metric="cosine", weights=weigh, algorithm="brute").fit(S, y)
result["neighbors temperature"] = {"probabilities": model.predict_proba(ST).tolist()}
result["centroid"] = NearestCentroid().fit(S, y).predict(ST).tolist()

search = GridSearchCV(
    make_pipeline(StandardScaler(), SVC(tol=1e-6)),
    {"svc__C": [0.05, 1], "svc__kernel": ["linear", "rbf"]},
    cv=StratifiedKFold(4),
).fit(X, y)
table = search.cv_results_
result["grid"] = {
    "scores": [[table[f"split{fold}_test_score"][row] for fold in range(4)] for row in range(4)],
    "mean": table["mean_test_score"].tolist(),
    "std": table["std_test_score"].tolist(),
    "rank": table["rank_test_score"].tolist(),
    "best": {name.removeprefix("svc__"): value for name, value in search.best_params_.items()},
    "predict": search.predict(T).tolist(),
}
print(json.dumps(result))
