"""Loads models with Keras (and checks ONNX files) and prints as JSON what it computes: python predict.py INPUT.json FILE..

INPUT.json holds {"shape": [..], "values": [..]}. A .weights.h5 or _weights.h5 file is loaded into the model of the file before it, after its
weights were set to zero.
"""
import json
import sys

import keras
import numpy as np

with open(sys.argv[1]) as file:
    given = json.load(file)
x = np.array(given["values"], "float32").reshape(given["shape"])
results, model = [], None
for path in sys.argv[2:]:
    if path.endswith(".onnx"):
        import onnx

        onnx.checker.check_model(path, full_check=True)
        results.append({"path": path, "checked": True})
        continue
    if path.endswith("weights.h5"):
        model.set_weights([w * 0 for w in model.get_weights()])
        model.load_weights(path)
    else:
        model = keras.models.load_model(path)
    output = model.predict(x, verbose=0)
    results.append({"path": path, "parameters": model.count_params(), "output": [float(v) for v in output.ravel()]})
print(json.dumps(results))
