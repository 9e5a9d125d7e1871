"""The networks of the article in Keras, built from their tables: a reference implementation."""
import keras
from keras import layers

TF, CAFFE = "mobilenet", "resnet50"            # preprocessing of this Keras network


class Chain:
    """A sequence of named layers."""

    def __init__(self, x):
        self.x = x

    def then(self, layer):
        self.x = layer(self.x)
        return self

    def conv(self, name, filters, kernel, stride=1, pad=0, bias=True):
        if pad:
            self.then(layers.ZeroPadding2D(pad, name=name + "_pad"))
        return self.then(layers.Conv2D(filters, kernel, stride, use_bias=bias, name=name))

    def norm(self, name, epsilon=1e-3):
        return self.then(layers.BatchNormalization(epsilon=epsilon, name=name))

    def relu(self, name):
        return self.then(layers.ReLU(name=name))

    def softmax(self, name, classes):
        return self.then(layers.Dense(classes, name=name)).then(layers.Softmax(name="soft")).x


def xcovidnet(shape, classes=2):
    image = keras.Input(shape)
    branches = [Chain(image).conv(f"conv{i}", 16, kernel, pad=pad).norm(f"bn{i}").relu(f"relu{i}")
            .then(layers.MaxPooling2D(2, 3, name=f"pooling{i}")).x
            for i, (kernel, pad) in enumerate([(3, 1), (5, 2), (5, 2), (9, 5)], 1)]
    merged = Chain(layers.Concatenate(name="concat")(branches)).then(layers.Flatten(name="fc"))
    return keras.Model(image, merged.softmax("linear0", classes))


def pepx(x, name, inner, out, depthwise=False, bare=False):
    chain = Chain(x)
    middle = 3 * inner // 4

    def norm_relu(i, relu=True):
        if not bare:
            chain.norm(f"{name}_bn{i}")
        if relu and not bare:
            chain.relu(f"{name}_relu{i}")

    chain.conv(f"{name}_conv1", inner // 2, 1)
    norm_relu(1)
    chain.conv(f"{name}_conv2", middle, 1)
    norm_relu(2)
    if depthwise:
        chain.then(layers.DepthwiseConv2D(3, padding="same", name=f"{name}_conv3"))
    else:
        chain.conv(f"{name}_conv3", middle, 3, pad=1)
    norm_relu(3)
    chain.conv(f"{name}_conv4", inner // 2, 1).conv(f"{name}_conv5", out, 1)
    norm_relu(5, relu=False)
    return chain.x


def covidnet(shape, classes=3, depthwise=False):
    image = keras.Input(shape)
    stem = Chain(image).conv("inputConv1_conv", 56, 7, 2, pad=3).norm("inputConv1_bn").relu("inputConv1_relu")
    stem.then(layers.MaxPooling2D(3, 1, "same", name="inputConv1_pool"))
    far = stem.conv("conv1_1x1_conv", 56, 1, 2).norm("conv1_1x1_bn").x
    first = pepx(far, "pepx1_1", 56, 56, depthwise)
    total = layers.Add(name="sum1_1")([first, far])
    second = pepx(total, "pepx1_2", 56, 56, depthwise)
    total = layers.Add(name="sum1_2")([first, far, second])
    third = pepx(total, "pepx1_3", 56, 56, depthwise)
    total = layers.Add(name="total1")([total, third])
    near = pooled(1, [first, second, third], far)
    width = 56
    for stage, (filters, count) in enumerate([(112, 4), (224, 6), (424, 3)], 2):
        link = f"conv{stage}_1x1"
        far = Chain(total).conv(f"{link}_conv", filters, 1).norm(f"{link}_bn").relu(f"{link}_relu")
        far = far.then(layers.MaxPooling2D(2, name=f"{link}_pool")).x
        units, total = [], None
        for k in range(1, count + 1):
            units.append(pepx(near if k == 1 else total, f"pepx{stage}_{k}", width if k == 1 else filters, filters, depthwise))
            last = f"total{stage}" if k == count and stage < 4 else f"sum{stage}_{k}"
            total = layers.Add(name=last)([far if k == 1 else total, units[-1]])
        if stage < 4:
            near = pooled(stage, units, far)
        width = filters
    head = Chain(total).then(layers.Flatten(name="fc0"))
    head.then(layers.Dense(1024, name="linear1")).relu("relu1").then(layers.Dropout(0.5, name="drop1"))
    head.then(layers.Dense(256, name="linear2")).relu("relu2")
    return keras.Model(image, head.softmax("linear3", classes))


def pooled(stage, units, far):
    names = [f"pepx{stage}_{k}" for k in range(1, len(units) + 1)] + [f"conv{stage}_1x1"]
    pools = [layers.MaxPooling2D(2, name=f"ptotal{stage}_{name}")(x) for name, x in zip(names, units + [far])]
    return layers.Add(name=f"ptotal{stage}")(pools)


def prototype(shape, classes=2):
    image = keras.Input(shape)
    stem = Chain(image).conv("inputConv1_conv", 56, 7, 2, pad=3).relu("inputConv1_relu")
    far = stem.then(layers.MaxPooling2D(3, 1, "same", name="inputConv1_pool")).conv("conv1_1x1", 56, 1, 2).x
    first = pepx(far, "pepx1_1", 56, 56, bare=True)
    second = pepx(layers.Add(name="sum1_1")([far, first]), "pepx1_2", 56, 56, bare=True)
    third = pepx(layers.Add(name="sum1_2")([first, far, second]), "pepx1_3", 56, 56, bare=True)
    return keras.Model(image, Chain(layers.GlobalAveragePooling2D(name="pool")(third)).softmax("linear", classes))


def vgg16_resnet50(shape, classes=2):
    image = keras.Input(shape)
    towers = [getattr(keras.applications, name)(include_top=False, weights=None, input_tensor=image).output
              for name in ("ResNet50", "VGG16")]
    merged = Chain(layers.Concatenate(name="concat")(towers))
    merged.then(layers.GlobalAveragePooling2D(keepdims=True, name="pooling")).then(layers.Flatten(name="fc0"))
    return keras.Model(image, merged.then(layers.Dense(500, name="fc1")).softmax("fc2", classes))


def darkcovidnet(shape, classes=3):
    image = keras.Input(shape)
    chain = Chain(image)
    stages = [[(8, 3)], [(16, 3)], [(32, 3), (16, 1), (32, 3)], [(64, 3), (32, 1), (64, 3)], [(128, 3), (64, 1), (128, 3)],
              [(256, 3), (128, 1), (256, 3)], [(128, 1), (256, 3)]]
    i = 0
    for stage, units in enumerate(stages, 1):
        for filters, kernel in units:
            i += 1
            chain.conv(f"conv{i}", filters, kernel, pad=1, bias=False).norm(f"bn{i}", 1e-5)
            chain.then(layers.LeakyReLU(negative_slope=0.1, name=f"act{i}"))
        if stage <= 5:
            chain.then(layers.MaxPooling2D(2, name=f"pool{stage}"))
    chain.conv("conv17", classes, 3, pad=1, bias=False).relu("act17").norm("bn17", 1e-5)
    return keras.Model(image, chain.then(layers.Flatten(name="flatten")).softmax("linear", classes))


# name: (builder, module with the preprocessing, input sizes)
ARTICLE = {
    "covidnet": (covidnet, TF, ["224x224", "75x98"]),
    "covidnet-depthwise": (lambda shape: covidnet(shape, depthwise=True), TF, ["224x224", "64x93"]),
    "covidnet-prototype": (prototype, TF, ["480x480", "51x40"]),
    "vgg16-resnet50": (vgg16_resnet50, CAFFE, ["224x224", "64x96"]),
    "xcovidnet": (xcovidnet, TF, ["224x224", "80x113"]),
    "darkcovidnet": (darkcovidnet, TF, ["256x256", "70x91"]),
}
