"""Makes networks of unusual sizes in Keras, with random weights; writes each one's weights, its output for one picture and its options.

    python keras_sizes.py FOLDER

FOLDER gets N.h5 (legacy layout) and N.bin (float32 output) for every case, and cases.json. Layers without a name are numbered on from network to
network, as Keras does in one process.
"""
import json, os, sys
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "2"
import h5py, keras, numpy as np
from keras.src.legacy.saving import legacy_h5_format

folder = sys.argv[1]
apps = keras.applications
CASES = [
    ("vgg16", apps.VGG16, apps.vgg16, (64, 40), {"classes": 3}),
    ("vgg19", apps.VGG19, apps.vgg19, (33, 71), {"include_top": False, "pooling": "max"}),
    ("resnet50", apps.ResNet50, apps.resnet50, (33, 75), {"include_top": False}),
    ("resnet50", apps.ResNet50, apps.resnet50, (81, 64), {"classes": 7}),
    ("inception_v3", apps.InceptionV3, apps.inception_v3, (75, 131), {"include_top": False}),
    ("inception_v3", apps.InceptionV3, apps.inception_v3, (90, 120), {"classes": 5, "classifier_activation": None}),
]


def fill(model, rng):
    """He-scaled kernels and mild normalisation."""
    for layer in model.layers:
        values = []
        for weight in layer.weights:
            noise = rng.normal(0, 1, weight.shape)
            if weight.name == "kernel":
                values.append(noise * np.sqrt(2.0 / np.prod(weight.shape[:-1])))
            elif weight.name in ("gamma", "moving_variance"):
                values.append(np.exp(noise / 8))
            else:
                values.append(noise / 16)
        if values:
            layer.set_weights([v.astype("float32") for v in values])


records = []
for index, (name, build, module, (height, width), options) in enumerate(CASES):
    model = build(weights=None, input_shape=(height, width, 3), **options)
    fill(model, np.random.default_rng(index))
    y, x, c = np.meshgrid(np.arange(height), np.arange(width), np.arange(3), indexing="ij")
    pixels = ((y * 7 + x * 13 + c * 61 + (x * y) % 97) % 256).astype("float32")
    output = np.asarray(model(module.preprocess_input(pixels[None]), training=False))
    with h5py.File(f"{folder}/{index}.h5", "w") as file:
        legacy_h5_format.save_weights_to_hdf5_group(file, model)
    output.astype("<f4").tofile(f"{folder}/{index}.bin")
    records.append({"name": name, "height": height, "width": width, "options": options, "shape": list(output.shape), "params": model.count_params()})
json.dump(records, open(f"{folder}/cases.json", "w"))
