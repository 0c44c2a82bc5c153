"""Golden training steps of document 001's network without dropout, in float64.

Tools: tf_keras (layers and their gradients), NumPy (Adam, loss: keras_formulas). Three steps on
one batch of four. The same model in float32 gives the deviations that Keras itself shows.
"""

import numpy as np
import tensorflow as tf
import tf_keras

import golden_file
from golden_file import digest, entry_indices
from keras_formulas import Adam, cross_entropy
from keras_loss import categorical_crossentropy
from signals import scaled_noise

BATCH = 4
INPUT_SHAPE = (60, 41, 2)
CLASSES = 10
INPUT_SEED = 71
INPUT_SCALE = 20.0
FIRST_TENSOR_SEED = 100
BIAS_SCALE = 0.01
# Uniform noise of this amplitude has the standard deviation of the document's 0.05.
CONVOLUTION_SCALE = 0.05 * 3.0**0.5
STEPS = 3
KEPT_STEPS = [1, 3]


def build_model():
    """The document's layers; 'normal' and dropout play no part here."""
    layers = tf_keras.layers
    model = tf_keras.Sequential([tf_keras.Input(INPUT_SHAPE)])
    for filters in (48, 96):
        model.add(layers.Conv2D(filters, 1, padding="same"))
        model.add(layers.Conv2D(filters, 1, padding="same"))
        model.add(layers.Activation("relu"))
        model.add(layers.MaxPooling2D((2, 2)))
    model.add(layers.Flatten())
    model.add(layers.Dense(256, activation="relu"))
    model.add(layers.Dense(CLASSES, activation="softmax"))
    return model


def initial_scale(shape):
    if len(shape) == 1:
        return BIAS_SCALE
    if len(shape) == 4:
        return CONVOLUTION_SCALE
    return (6.0 / (shape[0] + shape[1]))**0.5


def initial_parameters(shapes):
    return [scaled_noise(int(np.prod(shape)), FIRST_TENSOR_SEED + index,
                         initial_scale(shape)).reshape(shape)
            for index, shape in enumerate(shapes)]


def batch():
    inputs = scaled_noise(BATCH * int(np.prod(INPUT_SHAPE)), INPUT_SEED, INPUT_SCALE)
    labels = (3 * np.arange(BATCH) + 1) % CLASSES
    return inputs.reshape(BATCH, *INPUT_SHAPE), np.eye(CLASSES)[labels]


def train(precision):
    """Runs the steps; returns for each one loss, probabilities, gradients, and new parameters."""
    tf_keras.backend.set_floatx(precision)
    model = build_model()
    inputs, one_hot = batch()
    parameters = initial_parameters([variable.shape for variable in model.trainable_variables])
    adam = Adam(epsilon=1e-8)
    steps = []
    for _ in range(STEPS):
        model.set_weights(parameters)
        with tf.GradientTape() as tape:
            probabilities = model(inputs.astype(precision))
            losses = categorical_crossentropy(one_hot.astype(precision), probabilities)
            loss = tf.reduce_mean(losses)
        gradients = [item.numpy().astype(np.float64)
                     for item in tape.gradient(loss, model.trainable_variables)]
        expected = cross_entropy(probabilities.numpy().astype(np.float64), one_hot)[0]
        np.testing.assert_allclose(losses, expected, rtol=1e-5)
        parameters = adam.update(parameters, gradients)
        steps.append({"loss": float(loss), "probabilities": probabilities.numpy(),
                      "gradients": gradients, "parameters": parameters})
    return steps


def deviation(actual, reference):
    """Relative difference of two tensors in the Euclidean norm."""
    return np.linalg.norm(actual - reference) / np.linalg.norm(reference)


def describe_gradients(reference, single):
    return [{**digest(gradient), "keras_float32_deviation": deviation(other, gradient)}
            for gradient, other in zip(reference, single)]


def describe_parameters(parameters, single, initial):
    return [{"norm": np.linalg.norm(tensor), "update_norm": np.linalg.norm(tensor - start),
             "entries": tensor.ravel()[entry_indices(tensor.size)],
             "keras_float32_update_deviation": deviation(other - start, tensor - start)}
            for tensor, other, start in zip(parameters, single, initial)]


if __name__ == "__main__":
    reference = train("float64")
    single = train("float32")
    gradients = reference[0]["gradients"]
    initial = initial_parameters([gradient.shape for gradient in gradients])
    parameters = {f"parameters_after_{step}":
                  describe_parameters(reference[step - 1]["parameters"],
                                      single[step - 1]["parameters"], initial)
                  for step in KEPT_STEPS}
    golden_file.write(
        __file__, ["numpy", "tensorflow", "tf_keras"],
        {"batch": BATCH, "input_shape": INPUT_SHAPE, "input_seed": INPUT_SEED,
         "input_scale": INPUT_SCALE, "first_tensor_seed": FIRST_TENSOR_SEED,
         "tensor_scales": [initial_scale(gradient.shape) for gradient in gradients],
         "labels": batch()[1].argmax(axis=1),
         "probabilities": reference[0]["probabilities"],
         "losses": [step["loss"] for step in reference],
         "keras_float32_losses": [step["loss"] for step in single],
         "gradients": describe_gradients(gradients, single[0]["gradients"]), **parameters},
        digits=10)
