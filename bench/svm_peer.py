"""scikit-learn beside us in bench/svm.ts: reads one job a line as JSON, fits and predicts, answers as JSON.

A job names a folder with train.f32, test.f32 and labels.json, the number of columns and one of the fits below. Scaling,
fit and prediction count; reading does not.
"""

import json
import sys
import time

import numpy as np
import sklearn
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC, LinearSVC

fits = {
    "SVC linear, C 0.01": lambda: SVC(kernel="linear", C=0.01),
    "SVC rbf, C 1": lambda: SVC(),
    "LinearSVC, C 0.01": lambda: LinearSVC(C=0.01, dual=True, random_state=0),
    "logistic regression, C 0.01": lambda: LogisticRegression(C=0.01, max_iter=1000),
    "20 nearest neighbours": lambda: KNeighborsClassifier(20),
}
data = {}


def read(folder, columns):
    if folder not in data:
        labels = json.load(open(f"{folder}/labels.json"))
        rows = lambda name: np.fromfile(f"{folder}/{name}.f32", "<f4").reshape(-1, columns)
        data.clear()
        data[folder] = rows("train"), np.array(labels["train"]), rows("test"), np.array(labels["test"])
    return data[folder]


print(f"scikit-learn {sklearn.__version__} on NumPy {np.__version__}", flush=True)
for line in sys.stdin:
    job = json.loads(line)
    train, train_labels, test, test_labels = read(job["folder"], job["columns"])
    start = time.perf_counter()
    model = make_pipeline(StandardScaler(), fits[job["fit"]]())
    predicted = model.fit(train, train_labels).predict(test)
    seconds = time.perf_counter() - start
    print(json.dumps({"seconds": seconds, "accuracy": float((predicted == test_labels).mean())}), flush=True)
