"""Trains a small network step by step: reads a JSON file of cases, prints losses and weights of each as JSON.

Arguments: the file. It holds x, y (one-hot), weights (kernel, bias, kernel, bias) and cases: optimizer, options,
exclude (words in names of variables without decay), class_weight, label_smoothing, schedule (null or CosineDecay).
"""

import json
import sys

import keras
import numpy as np

given = json.load(open(sys.argv[1]))
x, y = np.array(given["x"], "float32"), np.array(given["y"], "float32")
results = []
for case in given["cases"]:
    keras.backend.clear_session()
    model = keras.Sequential(
        [keras.Input((x.shape[1],)), keras.layers.Dense(5, activation="relu"), keras.layers.Dense(3, activation="softmax")]
    )
    model.set_weights([np.array(w, "float32") for w in given["weights"]])
    rate = case["learning_rate"]
    if case["schedule"]:
        options = {name: value if name.endswith("steps") else float(value) for name, value in case["schedule"].items()}
        rate = keras.optimizers.schedules.CosineDecay(**options)
    optimizer = {"sgd": keras.optimizers.SGD, "adam": keras.optimizers.Adam}[case["optimizer"]](rate, **case["options"])
    if case["exclude"]:
        optimizer.exclude_from_weight_decay(var_names=case["exclude"])
    loss = keras.losses.CategoricalCrossentropy(label_smoothing=case["label_smoothing"])
    model.compile(optimizer, loss=loss, run_eagerly=False)
    weight = {int(key): value for key, value in case["class_weight"].items()} if case["class_weight"] else None
    losses = []
    for _ in range(given["steps"]):
        model.reset_metrics()
        losses.append(float(model.train_on_batch(x, y, class_weight=weight)))
    results.append({"losses": losses, "weights": [w.ravel().tolist() for w in model.get_weights()]})
print(json.dumps(results))
