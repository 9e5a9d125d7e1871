"""Writes model.to_json() of the networks of Keras Applications: python applications.py applications.zip"""
import sys
import zipfile

import keras
from keras import applications

NETWORKS = {
    "vgg16": applications.VGG16,
    "vgg19": applications.VGG19,
    "resnet50": applications.ResNet50,
    "mobilenet": applications.MobileNet,
    "mobilenetv2": applications.MobileNetV2,
    "densenet121": applications.DenseNet121,
    "inceptionv3": applications.InceptionV3,
    "inceptionresnetv2": applications.InceptionResNetV2,
    "xception": applications.Xception,
    "nasnetmobile": applications.NASNetMobile,
}

with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED, compresslevel=9) as z:
    for name, network in NETWORKS.items():
        keras.backend.clear_session()
        z.writestr(name + ".json", network(weights=None).to_json())
