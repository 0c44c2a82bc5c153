"""How well scikit-learn's t-SNE puts 300 points of 10 dimensions on a plane: its exact method."""

import numpy as np
from sklearn.manifold import TSNE

import golden_file
from signals import noise

POINTS, DIMENSIONS, GROUPS, PERPLEXITY = 300, 10, 6, 15.0


def points():
    """Six clusters: a centre for each group, and noise of its own for each point."""
    own = np.asarray(noise(POINTS * DIMENSIONS, 1)).reshape(POINTS, DIMENSIONS)
    centres = np.asarray(noise(GROUPS * DIMENSIONS, 2)).reshape(GROUPS, DIMENSIONS)
    return (0.5 * own + 2.0 * centres[np.arange(POINTS) % GROUPS]).astype(np.float32)


def main():
    divergences = []
    for seed in range(3):
        machine = TSNE(perplexity=PERPLEXITY, init="random", random_state=seed, method="exact")
        machine.fit(points())
        divergences.append(float(machine.kl_divergence_))
    golden_file.write(__file__, ["numpy", "scikit-learn"], {
        "points": POINTS, "dimensions": DIMENSIONS, "groups": GROUPS, "perplexity": PERPLEXITY,
        "divergences": divergences})


if __name__ == "__main__":
    main()
