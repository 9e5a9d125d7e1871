"""Writes model.to_json() of a model with every form of an activation: python make.py activations.json

Each convolution is named after the activation that follows it: "FORM-NAME".
"""
import sys

import keras
from keras import activations, layers, ops

FUNCTIONS = ["relu", "relu6", "leaky_relu", "silu", "swish", "sigmoid", "tanh", "elu", "gelu", "hard_sigmoid"]
LAYERS = {
    "relu": layers.ReLU(),
    "relu6": layers.ReLU(6.0),
    "leaky_relu": layers.LeakyReLU(),
    "elu": layers.ELU(),
    "thresholded_relu": layers.ReLU(threshold=1.0),
    "softmax": layers.Softmax(),
}


def conv(form, name, **arguments):
    return layers.Conv2D(2, 1, name=form + "-" + name, **arguments)


x = inputs = layers.Input((4, 4, 2), name="in")
for name in FUNCTIONS:
    x = conv("string", name, activation=name)(x)
    x = conv("layer", name)(x)
    x = layers.Activation(name)(x)
    x = conv("operation", name)(x)
    x = getattr(ops, name)(x)
    x = conv("function", name)(x)
    x = getattr(activations, name, getattr(ops, name))(x)
for name, layer in LAYERS.items():
    x = conv("class", name)(x)
    x = layer(x)
for name in ["relu6", "leaky_relu", "elu"]:
    x = conv("argument", name, activation=type(LAYERS[name]).from_config(LAYERS[name].get_config()))(x)
x = conv("string", "linear", activation=None)(x)
with open(sys.argv[1], "w") as f:
    f.write(keras.Model(inputs, x, name="activations").to_json())
