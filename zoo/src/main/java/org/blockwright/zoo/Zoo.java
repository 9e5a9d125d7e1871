package org.blockwright.zoo;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;
import org.blockwright.base.UsageException;

/** Lists all networks. */
public final class Zoo {
  private static final ImmutableList<ZooModel> MODELS =
      ImmutableList.of(
          Vgg.VGG16,
          Vgg.VGG19,
          ResNet.RESNET50,
          MobileNet.MOBILENET,
          MobileNetV2.MOBILENETV2,
          DenseNet.DENSENET121,
          InceptionV3.INCEPTIONV3,
          InceptionResNetV2.INCEPTIONRESNETV2,
          Xception.XCEPTION,
          NasNet.NASNETMOBILE,
          CovidNet.COVIDNET,
          CovidNet.COVIDNET_DEPTHWISE,
          CovidNetPrototype.COVIDNET_PROTOTYPE,
          VggResNet.VGG16_RESNET50,
          XCovidNet.XCOVIDNET,
          DarkCovidNet.DARKCOVIDNET,
          SqueezeNet.SQUEEZENET);

  private Zoo() {}

  /** Returns all networks, in the order of the documentation. */
  public static List<ZooModel> models() {
    return MODELS;
  }

  /** Returns the names of all networks. */
  public static List<String> names() {
    return MODELS.stream().map(ZooModel::name).toList();
  }

  /** Returns the network with this name, if there is one. */
  public static Optional<ZooModel> find(String name) {
    return MODELS.stream().filter(model -> model.name().equals(name)).findFirst();
  }

  /**
   * Returns the network with this name.
   *
   * @throws UsageException if there is none, with the most similar name
   */
  public static ZooModel get(String name) {
    return find(name)
        .orElseThrow(() -> new UsageException(ZooProblems.unknownNetwork(name, names())));
  }
}
