package org.blockwright.zoo;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;
import org.blockwright.base.UsageException;

/**
 * All networks, as constants and by name. The layers after which a network can be truncated are
 * constants of its class, for instance {@link MobileNet#CONV_PW_12_RELU}.
 */
public final class Zoo {
  public static final ZooModel VGG16 = Vgg.VGG16;
  public static final ZooModel VGG19 = Vgg.VGG19;
  public static final ZooModel RESNET50 = ResNet.RESNET50;
  public static final ZooModel MOBILENET = MobileNet.MOBILENET;
  public static final ZooModel MOBILENET_0_75 = MobileNet.MOBILENET_0_75;
  public static final ZooModel MOBILENET_0_5 = MobileNet.MOBILENET_0_5;
  public static final ZooModel MOBILENET_0_25 = MobileNet.MOBILENET_0_25;
  public static final ZooModel MOBILENETV2 = MobileNetV2.MOBILENETV2;
  public static final ZooModel MOBILENETV2_1_4 = MobileNetV2.MOBILENETV2_1_4;
  public static final ZooModel MOBILENETV2_1_3 = MobileNetV2.MOBILENETV2_1_3;
  public static final ZooModel MOBILENETV2_0_75 = MobileNetV2.MOBILENETV2_0_75;
  public static final ZooModel MOBILENETV2_0_5 = MobileNetV2.MOBILENETV2_0_5;
  public static final ZooModel MOBILENETV2_0_35 = MobileNetV2.MOBILENETV2_0_35;
  public static final ZooModel DENSENET121 = DenseNet.DENSENET121;
  public static final ZooModel INCEPTIONV3 = InceptionV3.INCEPTIONV3;
  public static final ZooModel INCEPTIONRESNETV2 = InceptionResNetV2.INCEPTIONRESNETV2;
  public static final ZooModel XCEPTION = Xception.XCEPTION;
  public static final ZooModel NASNETMOBILE = NasNet.NASNETMOBILE;
  public static final ZooModel COVIDNET = CovidNet.COVIDNET;
  public static final ZooModel COVIDNET_DEPTHWISE = CovidNet.COVIDNET_DEPTHWISE;
  public static final ZooModel COVIDNET_PROTOTYPE = CovidNetPrototype.COVIDNET_PROTOTYPE;
  public static final ZooModel VGG16_RESNET50 = VggResNet.VGG16_RESNET50;
  public static final ZooModel XCOVIDNET = XCovidNet.XCOVIDNET;
  public static final ZooModel DARKCOVIDNET = DarkCovidNet.DARKCOVIDNET;
  public static final ZooModel SQUEEZENET = SqueezeNet.SQUEEZENET;

  private static final ImmutableList<ZooModel> MODELS =
      ImmutableList.of(
          VGG16,
          VGG19,
          RESNET50,
          MOBILENET,
          MOBILENET_0_75,
          MOBILENET_0_5,
          MOBILENET_0_25,
          MOBILENETV2,
          MOBILENETV2_1_4,
          MOBILENETV2_1_3,
          MOBILENETV2_0_75,
          MOBILENETV2_0_5,
          MOBILENETV2_0_35,
          DENSENET121,
          INCEPTIONV3,
          INCEPTIONRESNETV2,
          XCEPTION,
          NASNETMOBILE,
          COVIDNET,
          COVIDNET_DEPTHWISE,
          COVIDNET_PROTOTYPE,
          VGG16_RESNET50,
          XCOVIDNET,
          DARKCOVIDNET,
          SQUEEZENET);

  private Zoo() {}

  /** Returns all networks, in the order of the documentation. */
  public static List<ZooModel> models() {
    return MODELS;
  }

  /** Returns the networks without those that differ from another one only in their width. */
  public static List<ZooModel> architectures() {
    return MODELS.stream().filter(model -> model.name().equals(model.architecture())).toList();
  }

  /** Returns all networks that differ from this one at most in their width, itself included. */
  public static List<ZooModel> widths(ZooModel model) {
    return MODELS.stream()
        .filter(other -> other.architecture().equals(model.architecture()))
        .toList();
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
