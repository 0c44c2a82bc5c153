"""Keras 2.0.6's optimiser, loss and early stopping, written from their documentation.

Source: Keras 2.0.6 (keras/optimizers.py, keras/callbacks.py, keras/backend), which the
UrbanSound8K document used.
"""

import numpy as np

# Keras 2.0.6 writes 10e-8.
LOSS_EPSILON = 1e-7


class Adam:
    """p -= lr sqrt(1 - b2^t) / (1 - b1^t) m / (sqrt(v) + epsilon), t = 1, 2, ..."""

    def __init__(self, learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
        self.learning_rate = learning_rate
        self.beta1 = beta1
        self.beta2 = beta2
        self.epsilon = epsilon
        self.step = 0
        self.first = self.second = None

    def update(self, parameters, gradients):
        """Returns the parameters after one step; all are lists of arrays."""
        if self.step == 0:
            self.first = [np.zeros_like(parameter) for parameter in parameters]
            self.second = [np.zeros_like(parameter) for parameter in parameters]
        self.step += 1
        rate = (self.learning_rate * np.sqrt(1.0 - self.beta2**self.step)
                / (1.0 - self.beta1**self.step))
        self.first = [self.beta1 * mean + (1.0 - self.beta1) * gradient
                      for mean, gradient in zip(self.first, gradients)]
        self.second = [self.beta2 * square + (1.0 - self.beta2) * gradient**2
                       for square, gradient in zip(self.second, gradients)]
        return [parameter - rate * mean / (np.sqrt(square) + self.epsilon)
                for parameter, mean, square in zip(parameters, self.first, self.second)]


def softmax(logits):
    """Softmax of each row."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def cross_entropy(probabilities, one_hot):
    """Loss of each row and its gradient by the logits of a softmax, Keras 2.0.6's way.

    p is divided by its sum, clipped to [1e-7, 1 - 1e-7], and the loss is -sum(t log p). The clip
    passes no gradient where it acts.
    """
    clipped = np.clip(probabilities, LOSS_EPSILON, 1.0 - LOSS_EPSILON)
    losses = -np.sum(one_hot * np.log(clipped), axis=1)
    passes = np.sum(one_hot * (clipped == probabilities), axis=1, keepdims=True)
    return losses, passes * (probabilities - one_hot)


def early_stop_epoch(losses, patience):
    """Returns the 0-based epoch after which training stops, or None if it runs to the end."""
    best = np.inf
    wait = 0
    for epoch, loss in enumerate(losses):
        if loss < best:
            best = loss
            wait = 0
        elif wait >= patience:
            return epoch
        else:
            wait += 1
    return None
