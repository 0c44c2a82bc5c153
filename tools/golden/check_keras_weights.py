"""Loads a file of export_keras into Keras 2's model of the same layers and compares every array with
those that the run's model.h5 holds.

    check_keras_weights.py NETWORK ROWSxCOLUMNSxCHANNELS MODEL.h5 FILE.h5

NETWORK is one of make_keras_networks.py. MODEL.h5 is that of a trial; FILE.h5 was made from it.
"""

import sys

import h5py
import numpy as np
import tf_keras

from make_keras_networks import NETWORKS


def main():
    network, shape, saved, exported = sys.argv[1:]
    make_layers = NETWORKS[network][0]
    model = tf_keras.Sequential([tf_keras.Input([int(size) for size in shape.split("x")]),
                                 *make_layers()])
    model.load_weights(exported)
    variables = [variable for layer in model.layers for variable in layer.variables]
    with h5py.File(exported) as file, h5py.File(saved) as own:
        names = [(layer.decode(), name.decode()) for layer in file.attrs["layer_names"]
                 for name in file[layer.decode()].attrs["weight_names"]]
        assert len(names) == len(variables)
        for (layer, name), variable in zip(names, variables):
            expected = own["parameters/value"][name.removesuffix(":0")][()]
            assert np.array_equal(expected, variable.numpy()), f"{name} differs"
    print(f"{len(variables)} arrays are equal in {exported}")


if __name__ == "__main__":
    main()
