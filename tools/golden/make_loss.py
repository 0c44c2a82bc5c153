"""Golden softmax and categorical cross-entropy with Keras 2.0.6's clip, rows mild to saturated.

Tools: TensorFlow in float64, asserted to agree with keras_formulas on losses and gradients.
"""

import numpy as np
import tensorflow as tf

import golden_file
from keras_formulas import LOSS_EPSILON, cross_entropy, softmax
from keras_loss import categorical_crossentropy
from signals import noise

CLASSES = 10
SEED = 61
ROW_SCALES = [0.5, 2.0, 8.0, 30.0, 100.0, 300.0, 1000.0]
# None takes the row's maximum, so that the upper clip acts too.
LABELS = [0, 3, 6, 9, None, 5, None]


def tensorflow_losses(logits, one_hot):
    variable = tf.constant(logits)
    with tf.GradientTape() as tape:
        tape.watch(variable)
        losses = categorical_crossentropy(one_hot, tf.nn.softmax(variable))
    return losses.numpy(), tape.gradient(losses, variable).numpy()


if __name__ == "__main__":
    logits = noise(len(ROW_SCALES) * CLASSES, SEED).reshape(-1, CLASSES)
    logits *= np.array(ROW_SCALES)[:, None]
    labels = [row.argmax() if label is None else label for row, label in zip(logits, LABELS)]
    one_hot = np.eye(CLASSES)[labels]
    probabilities = softmax(logits)
    losses, gradients = cross_entropy(probabilities, one_hot)
    expected_losses, expected_gradients = tensorflow_losses(logits, one_hot)
    np.testing.assert_allclose(losses, expected_losses, rtol=1e-12)
    np.testing.assert_allclose(gradients, expected_gradients, atol=1e-9)
    assert probabilities.max() > 1.0 - LOSS_EPSILON
    golden_file.write(__file__, ["numpy", "tensorflow"],
                      {"classes": CLASSES, "seed": SEED, "row_scales": ROW_SCALES,
                       "labels": labels, "clip": LOSS_EPSILON, "probabilities": probabilities,
                       "losses": losses, "logit_gradients": gradients})
