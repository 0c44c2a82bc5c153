"""Golden Adam steps on a vector of 16, in float64, with the epsilon of documents 001 and 000.

Tools: tf_keras' legacy Adam, asserted to agree. Formula: keras_formulas.Adam (Keras 2.0.6).
"""

import numpy as np
import tensorflow as tf
import tf_keras

import golden_file
from keras_formulas import Adam
from signals import noise

SIZE = 16
STEPS = 5
PARAMETER_SEED = 41
FIRST_GRADIENT_SEED = 51
GRADIENT_SCALES = [0.1] * 13 + [0.0, 1e-6, 1e-8]


def gradient(step):
    return noise(SIZE, FIRST_GRADIENT_SEED + step) * GRADIENT_SCALES


def describe(epsilon):
    ours = Adam(epsilon=epsilon)
    parameters = [noise(SIZE, PARAMETER_SEED)]
    variable = tf.Variable(parameters[0], dtype=tf.float64)
    theirs = tf_keras.optimizers.legacy.Adam(0.001, 0.9, 0.999, epsilon)
    history = []
    for step in range(STEPS):
        parameters = ours.update(parameters, [gradient(step)])
        theirs.apply_gradients([(tf.constant(gradient(step)), variable)])
        np.testing.assert_allclose(parameters[0], variable.numpy(), atol=1e-12)
        history.append(parameters[0])
    return {"epsilon": epsilon, "parameters_after_step": history}


if __name__ == "__main__":
    tf_keras.backend.set_floatx("float64")
    golden_file.write(__file__, ["numpy", "tensorflow", "tf_keras"],
                      {"size": SIZE, "parameter_seed": PARAMETER_SEED,
                       "first_gradient_seed": FIRST_GRADIENT_SEED,
                       "gradient_scales": GRADIENT_SCALES, "learning_rate": 0.001,
                       "beta1": 0.9, "beta2": 0.999,
                       "cases": [describe(1e-8), describe(1e-7)]}, digits=15)
