"""Saves a network of keras.applications with a head, as users do, and prints what it computes: python make_networks.py NAME SIDE OUT

The second one that the process makes is saved, so that automatic names do not start at one. Weights are Keras's random ones, statistics of
normalisations other than 0 and 1. Writes base.h5 and base.weights.h5 (the network alone) and nested.keras, nested.h5, nested.weights.h5 (inside
another model, with GlobalAveragePooling2D, BatchNormalization and Dense on top).
"""
import json
import sys

import keras
import numpy as np
from keras import layers

name, side, out = sys.argv[1], int(sys.argv[2]), sys.argv[3]
build = {"vgg16": keras.applications.VGG16, "resnet50": keras.applications.ResNet50, "inception_v3": keras.applications.InceptionV3}[name]
keras.utils.set_random_seed(1)
build(weights=None, include_top=False, input_shape=(side, side, 3))
base = build(weights=None, include_top=False, input_shape=(side, side, 3))
inputs = keras.Input((side, side, 3))
x = layers.GlobalAveragePooling2D()(base(inputs, training=False))
x = layers.BatchNormalization()(x)
model = keras.Model(inputs, layers.Dense(3, activation="softmax")(x))
rng = np.random.default_rng(1)
for weight in model.weights:
    if len(weight.shape) == 1:
        noise = rng.uniform(-0.1, 0.1, weight.shape)
        weight.assign(noise + (1 if weight.path.endswith(("gamma", "variance")) else 0))
base.trainable = False
model.save(f"{out}/nested.keras")
model.save(f"{out}/nested.h5")
model.save_weights(f"{out}/nested.weights.h5")
base.save_weights(f"{out}/base.weights.h5")
base.save(f"{out}/base.h5")
y, x, c = np.meshgrid(np.arange(side), np.arange(side), np.arange(3), indexing="ij")
image = (((y * 7 + x * 13 + c * 61 + (x * y) % 97) % 256) / 255).astype("float32")[None]
features = base.predict(image, verbose=0)[0].mean((0, 1))
print(json.dumps({"output": model.predict(image, verbose=0)[0].tolist(), "features": features.tolist(), "first": base.layers[1].name}))
