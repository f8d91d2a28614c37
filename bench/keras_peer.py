"""Keras beside us in bench/: reads one job a line, does it, answers 'done JOB'. Started by bench/keras.ts.

Jobs: forward NAME (one batch of 8 at 224x224 through the network without top), step (one training step of VGG16 from
block5_conv1, batch 16, on the outputs of block4_pool).
"""

import sys

threads = int(sys.argv[1])
import keras
import numpy as np
import tensorflow as tf

tf.config.threading.set_intra_op_parallelism_threads(threads)
tf.config.threading.set_inter_op_parallelism_threads(1)

rng = np.random.default_rng(0)
images = rng.integers(0, 256, (8, 224, 224, 3)).astype("float32") - 120
networks, functions, tail = {}, {}, []


def forward(name):
    if name not in networks:
        build = {"vgg16": keras.applications.VGG16, "resnet50": keras.applications.ResNet50}[name]
        networks[name] = build(weights=None, include_top=False, input_shape=(224, 224, 3))
        functions[name] = tf.function(lambda x: networks[name](x, training=False))
    functions[name](tf.constant(images)).numpy()


def step():
    if not tail:
        layers = [keras.layers.Conv2D(512, 3, padding="same", activation="relu") for _ in range(3)]
        model = keras.Sequential(
            [keras.Input((14, 14, 512)), *layers, keras.layers.MaxPooling2D(), keras.layers.GlobalAveragePooling2D()]
            + [keras.layers.Dense(10, activation="softmax")]
        )
        model.compile(keras.optimizers.SGD(1e-4), loss="categorical_crossentropy")
        maps = rng.random((16, 14, 14, 512)).astype("float32")
        tail.extend([model, maps, np.eye(10, dtype="float32")[np.arange(16) % 10]])
    model, maps, truth = tail
    model.train_on_batch(maps, truth)


print(f"Keras {keras.__version__} on TensorFlow {tf.__version__}", flush=True)
for line in sys.stdin:
    job, *arguments = line.split()
    {"forward": forward, "step": step}[job](*arguments)
    print("done " + line.strip(), flush=True)
