package org.blockwright.zoo;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.blockwright.base.UsageException;

/** The list of all networks. */
public final class Zoo {
  private static final ImmutableList<Entry> ENTRIES =
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

  public static List<Entry> entries() {
    return ENTRIES;
  }

  public static List<String> names() {
    return ENTRIES.stream().map(Entry::name).toList();
  }

  public static boolean has(String name) {
    return names().contains(name);
  }

  /**
   * The network of this name.
   *
   * @throws UsageException where there is none, with the nearest name
   */
  public static Entry get(String name) {
    return ENTRIES.stream()
        .filter(e -> e.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new UsageException(ZooProblems.unknownNetwork(name, names())));
  }
}
