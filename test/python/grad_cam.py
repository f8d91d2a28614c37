"""Grad-CAM of a saved network on a preprocessed batch of one, with TensorFlow's gradient: what lib/experiments/grad-cam is held to.

    python grad_cam.py MODEL.keras LAYER CLASS BATCH.f32     (BATCH: little-endian float32 of the model's input shape)
"""

import json
import sys

import keras
import numpy as np
import tensorflow as tf

path, layer, class_index, batch_path = sys.argv[1:5]
model = keras.models.load_model(path, compile=False)
model.layers[-1].activation = keras.activations.linear
probe = keras.Model(model.inputs, [model.get_layer(layer).output, model.output])
batch = np.fromfile(batch_path, "<f4").reshape((1, *model.input_shape[1:]))
with tf.GradientTape() as tape:
    maps, logits = probe(batch, training=False)
    score = logits[0, int(class_index)]
gradient = tape.gradient(score, maps)
weights = tf.reduce_mean(gradient, axis=(1, 2), keepdims=True)
heat = tf.nn.relu(tf.reduce_sum(maps * weights, axis=-1))[0].numpy()
probability = float(tf.nn.softmax(logits)[0, int(class_index)])
print(json.dumps({"heatmap": (heat / heat.max()).ravel().tolist(), "probability": probability}))
