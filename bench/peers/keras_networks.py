"""The networks of Keras Applications that are measured, with random weights and 1000 classes."""
from __future__ import annotations

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["CUDA_VISIBLE_DEVICES"] = ""

import keras  # noqa: E402  (the environment must be set before)

CLASSES = {
    "mobilenet": "MobileNet",
    "resnet50": "ResNet50",
    "vgg16": "VGG16",
    "mobilenetv2": "MobileNetV2",
    "densenet121": "DenseNet121",
    "xception": "Xception",
    "inceptionv3": "InceptionV3",
    "nasnetmobile": "NASNetMobile",
}


def create(name: str, size: int) -> keras.Model:
    """Creates a network for square color images."""
    create_network = getattr(keras.applications, CLASSES[name])
    return create_network(weights=None, input_shape=(size, size, 3), classes=1000)
