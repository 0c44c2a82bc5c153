"""Golden categorical cross-entropy of networks that end with a sigmoid for each class, both ways.

Tools: tf_keras in float64. Its sigmoid remembers the logits, from which its loss then takes a
softmax; where it finds no logits, it divides the sigmoids by their sum, as TensorFlow 2.0 did for
every sigmoid. The second way is asserted to agree with keras_loss.
"""

import numpy as np
import tensorflow as tf
import tf_keras

import golden_file
from keras_formulas import LOSS_EPSILON
from keras_loss import categorical_crossentropy
from signals import noise

CLASSES = 4
SEED = 62
ROW_SCALES = [0.5, 2.0, 8.0, 30.0, 100.0, 300.0]
LABELS = [0, 3, 1, 2, 3, 3]  # the last one's share is clipped


def losses_and_gradients(logits, loss_of):
    variable = tf.constant(logits)
    with tf.GradientTape() as tape:
        tape.watch(variable)
        losses = loss_of(tf_keras.activations.sigmoid(variable))
    return {"losses": losses.numpy(), "logit_gradients": tape.gradient(losses, variable).numpy()}


if __name__ == "__main__":
    tf_keras.backend.set_floatx("float64")
    logits = noise(len(ROW_SCALES) * CLASSES, SEED).reshape(-1, CLASSES)
    logits *= np.array(ROW_SCALES)[:, None]
    one_hot = np.eye(CLASSES)[LABELS]
    keras_loss = tf_keras.losses.categorical_crossentropy
    of_logits = losses_and_gradients(logits, lambda q: keras_loss(one_hot, q))
    of_shares = losses_and_gradients(logits, lambda q: keras_loss(one_hot, tf.identity(q)))
    expected = losses_and_gradients(logits, lambda q: categorical_crossentropy(one_hot, q))
    for key in expected:
        np.testing.assert_allclose(of_shares[key], expected[key], rtol=1e-12)
    softmax = tf.nn.log_softmax(logits).numpy()
    np.testing.assert_allclose(of_logits["losses"], -(one_hot * softmax).sum(axis=1), rtol=1e-12)
    assert of_shares["losses"][-1] == -np.log(LOSS_EPSILON)
    golden_file.write(__file__, ["numpy", "tensorflow", "tf_keras"],
                      {"classes": CLASSES, "seed": SEED, "row_scales": ROW_SCALES,
                       "labels": LABELS, "clip": LOSS_EPSILON,
                       "probabilities": tf.sigmoid(logits).numpy(),
                       "shares": of_shares, "logits": of_logits})
