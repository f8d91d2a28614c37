"""Keras beside us in bench/: reads one job a line, does it, answers 'done JOB'. Started by bench/keras.ts.

Jobs: forward NAME SIDE (one batch of 8 through the network without top), step (one training step of VGG16 from
block5_conv1, batch 16, on the outputs of block4_pool), fit NAME MODE IMAGES EPOCHS (`fit` of a network with a new head on
images at 224x224, batch 16: MODE is frozen, or the name of the first layer that trains).
"""

import sys

threads = int(sys.argv[1])
import keras
import numpy as np
import tensorflow as tf

tf.config.threading.set_intra_op_parallelism_threads(threads)
tf.config.threading.set_inter_op_parallelism_threads(1)

rng = np.random.default_rng(0)
networks, tail, fitted = {}, [], {}


def forward(name, side):
    if name not in networks:
        apps = keras.applications
        build = {"vgg16": apps.VGG16, "resnet50": apps.ResNet50, "inception_v3": apps.InceptionV3}[name]
        shape = (int(side), int(side), 3)
        network = build(weights=None, include_top=False, input_shape=shape)
        images = rng.integers(0, 256, (8, *shape)).astype("float32") - 120
        networks[name] = (tf.function(lambda x: network(x, training=False)), images)
    function, images = networks[name]
    function(tf.constant(images)).numpy()


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


def fit(name, mode, images, epochs):
    """As Keras's transfer-learning guide: base called with training=False, pooled, a new softmax layer."""
    key = (name, mode)
    if key not in fitted:
        build = {"vgg16": keras.applications.VGG16, "resnet50": keras.applications.ResNet50}[name]
        base = build(weights=None, include_top=False, input_shape=(224, 224, 3))
        base.trainable = mode != "frozen"
        if mode != "frozen":
            first = [layer.name for layer in base.layers].index(mode)
            for layer in base.layers[:first]:
                layer.trainable = False
        inputs = keras.Input((224, 224, 3))
        pooled = keras.layers.GlobalAveragePooling2D()(base(inputs, training=False))
        model = keras.Model(inputs, keras.layers.Dense(10, activation="softmax")(pooled))
        model.compile(keras.optimizers.Adam(1e-5), loss="categorical_crossentropy", metrics=["accuracy"])
        x = rng.integers(0, 256, (int(images), 224, 224, 3)).astype("float32") - 120
        y = np.eye(10, dtype="float32")[np.arange(int(images)) % 10]
        model.fit(x[:16], y[:16], batch_size=16, epochs=1, verbose=0)  # traces and compiles
        fitted[key] = (model, x, y)
        return
    model, x, y = fitted[key]
    model.fit(x, y, batch_size=16, epochs=int(epochs), verbose=0)


print(f"Keras {keras.__version__} on TensorFlow {tf.__version__}", flush=True)
for line in sys.stdin:
    job, *arguments = line.split()
    {"forward": forward, "step": step, "fit": fit}[job](*arguments)
    print("done " + line.strip(), flush=True)
