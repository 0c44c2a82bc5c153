"""The loss of Keras 2.0.6 in TensorFlow, so that its gradient comes from automatic differentiation.

Tools: TensorFlow. Source: Keras 2.0.6 (keras/backend/tensorflow_backend.py).
"""

import tensorflow as tf

from keras_formulas import LOSS_EPSILON


def categorical_crossentropy(one_hot, probabilities):
    """The loss of each row; today's Keras would go back to the logits and skip the clip."""
    probabilities /= tf.reduce_sum(probabilities, axis=-1, keepdims=True)
    clipped = tf.clip_by_value(probabilities, LOSS_EPSILON, 1.0 - LOSS_EPSILON)
    return -tf.reduce_sum(one_hot * tf.math.log(clipped), axis=-1)
