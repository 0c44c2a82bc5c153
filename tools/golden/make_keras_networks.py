"""Golden training steps of the networks of documents 000, 003 and 004 without dropout, in float64.

Tools: tf_keras (layers, batch norm and the gradients), NumPy (Adam). Three steps on one batch. The
same model in float32 gives the deviations that Keras itself shows. Large tensors are kept as norm, 64 entries and 8 projections.
"""

import numpy as np
import tensorflow as tf
import tf_keras

import golden_file
from golden_file import digest
from keras_formulas import LOSS_EPSILON, Adam
from keras_loss import categorical_crossentropy
from signals import scaled_noise

INPUT_SEED = 71
FIRST_TENSOR_SEED = 100
BIAS_SCALE = 0.01
NORM_SCALE = 0.1
STEPS = 3
layers = tf_keras.layers


def speaker_layers():
    for filters in (32, 32, 64):
        yield from (layers.Conv2D(filters, 3), layers.Activation("relu"), layers.MaxPooling2D(2))
    yield from (layers.Flatten(), layers.Dense(64), layers.Activation("relu"))
    yield from (layers.Dense(2), layers.Activation("sigmoid"))


def music_speech_layers():
    for filters in (32, 64, 128, 256):
        yield from (layers.Conv2D(filters, 3), layers.BatchNormalization(),
                    layers.Activation("tanh"), layers.MaxPooling2D(2))
    yield from (layers.Flatten(), layers.Dense(128, activation="relu"))
    yield layers.Dense(1, activation="sigmoid")


def genre_layers():
    yield from (layers.Conv2D(32, 3, strides=2), layers.AveragePooling2D(2),
                layers.Activation("relu"))
    for _ in range(2):
        yield from (layers.Conv2D(64, 3, padding="same"), layers.AveragePooling2D(2),
                    layers.Activation("relu"))
    yield from (layers.Flatten(), layers.Dense(64, activation="relu"))
    yield layers.Dense(10, activation="softmax")


def normalised_crossentropy(labels, probabilities):
    return categorical_crossentropy(tf.one_hot(labels, probabilities.shape[-1],
                                               dtype=probabilities.dtype), probabilities)


def binary_crossentropy(labels, probabilities):
    """Keras's on probabilities; today's Keras would go back to the logits and skip the clip."""
    target = tf.cast(labels, probabilities.dtype)
    clipped = tf.clip_by_value(probabilities[:, 0], LOSS_EPSILON, 1.0 - LOSS_EPSILON)
    return -(target * tf.math.log(clipped + LOSS_EPSILON)
             + (1.0 - target) * tf.math.log(1.0 - clipped + LOSS_EPSILON))


NETWORKS = {
    "speaker_cnn_32_32_64": (speaker_layers, (110, 110, 3), 2, 2, normalised_crossentropy, 1e-3),
    # A quarter of the document's picture: of the whole one's half a million pooling windows some are
    # ties that rounding decides, which moves gradients by more than rounding does.
    "norm_cnn_32_256": (music_speech_layers, (61, 70, 1), 2, 3, binary_crossentropy, 3e-6),
    "genre_cnn_32_64_64": (genre_layers, (64, 64, 3), 10, 3, normalised_crossentropy, 1e-3),
}


def scale_of(variable):
    """Noise of this amplitude; what begins as ones has 1 added to it."""
    shape = variable.shape
    if len(shape) > 1:
        return (6.0 / (np.prod(shape[:-2], dtype=float) * (shape[-2] + shape[-1])))**0.5
    if any(name in variable.name for name in ("gamma", "beta", "moving")):
        return NORM_SCALE
    return BIAS_SCALE


def initial_values(variables):
    values = []
    for index, variable in enumerate(variables):
        noise = scaled_noise(int(np.prod(variable.shape)), FIRST_TENSOR_SEED + index,
                             scale_of(variable)).reshape(variable.shape)
        ones = "gamma" in variable.name or "variance" in variable.name
        values.append((noise + 1.0).astype(np.float32).astype(np.float64) if ones else noise)
    return values


def train(network, precision):
    """Runs the steps; returns what each of them shows, and the initial values."""
    make_layers, shape, classes, batch, loss_of, learning_rate = network
    tf_keras.backend.set_floatx(precision)
    model = tf_keras.Sequential([tf_keras.Input(shape), *make_layers()])
    variables = [variable for layer in model.layers for variable in layer.variables]
    trained = [index for index, variable in enumerate(variables) if variable.trainable]
    for variable, value in zip(variables, initial_values(variables)):
        variable.assign(value)
    inputs = scaled_noise(batch * int(np.prod(shape)), INPUT_SEED, 1.0).reshape(batch, *shape)
    labels = np.arange(batch) * 3 % classes
    adam = Adam(learning_rate=learning_rate, epsilon=1e-7)
    steps = []
    for _ in range(STEPS):
        with tf.GradientTape() as tape:
            probabilities = model(inputs.astype(precision), training=True)
            loss = tf.reduce_mean(loss_of(labels, probabilities))
        gradients = [item.numpy().astype(np.float64)
                     for item in tape.gradient(loss, [variables[index] for index in trained])]
        values = [variables[index].numpy().astype(np.float64) for index in trained]
        for index, value in zip(trained, adam.update(values, gradients)):
            variables[index].assign(value)
        steps.append({"loss": float(loss), "probabilities": probabilities.numpy(),
                      "gradients": dict(zip(trained, gradients)),
                      "values": [variable.numpy().astype(np.float64) for variable in variables]})
    return model, labels, steps


def deviation(actual, reference):
    """Difference of two tensors in the Euclidean norm."""
    return np.linalg.norm(actual - reference)


def describe(network):
    model, labels, reference = train(network, "float64")
    _, _, single = train(network, "float32")
    variables = [variable for layer in model.layers for variable in layer.variables]
    initial = initial_values(variables)
    gradients = [{"tensor": index, **digest(gradient),
                  "keras_float32_distance": deviation(single[0]["gradients"][index], gradient)}
                 for index, gradient in reference[0]["gradients"].items()]
    statistics = [
        {"tensor": index, "after_1": digest(reference[0]["values"][index])["entries"],
         "after_3": digest(reference[2]["values"][index])["entries"],
         "keras_float32_distance_after_1":
             deviation(single[0]["values"][index], reference[0]["values"][index]),
         "keras_float32_distance_after_3":
             deviation(single[2]["values"][index], reference[2]["values"][index])}
        for index, variable in enumerate(variables) if not variable.trainable]
    updates = [
        {"norm": deviation(reference[2]["values"][index], start),
         "keras_float32_distance": deviation(single[2]["values"][index],
                                             reference[2]["values"][index])}
        for index, start in enumerate(initial)]
    return {"parameters": model.count_params(), "input_shape": network[1], "classes": network[2],
            "batch": network[3], "learning_rate": network[5], "labels": labels,
            "tensor_scales": [scale_of(variable) for variable in variables],
            "probabilities": reference[0]["probabilities"],
            "losses": [step["loss"] for step in reference],
            "keras_float32_losses": [step["loss"] for step in single],
            "gradients": gradients, "statistics": statistics, "updates_after_3": updates}


if __name__ == "__main__":
    golden_file.write(
        __file__, ["numpy", "tensorflow", "tf_keras"],
        {"input_seed": INPUT_SEED, "first_tensor_seed": FIRST_TENSOR_SEED,
         **{name: describe(network) for name, network in NETWORKS.items()}},
        digits=9)
