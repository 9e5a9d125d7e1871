package org.blockwright.zoo.weights;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Tells from the names of its layers which of Keras's networks a file was saved from. */
final class Fingerprints {
  // A layer that only this network has among those further down. Names are those of Keras.
  private record Mark(String layer, String network) {}

  private static final List<Mark> MARKS =
      List.of(
          new Mark("block5_conv4", "vgg19"),
          new Mark("block5_conv3", "vgg16"),
          new Mark("res4b22_branch2a", "resnet101, older names"),
          new Mark("res2a_branch2a", "resnet50, older names"),
          new Mark("conv2_block1_preact_bn", "a resnet of version 2"),
          new Mark("conv4_block36_3_conv", "resnet152"),
          new Mark("conv4_block23_3_conv", "resnet101"),
          new Mark("conv5_block3_3_conv", "resnet50"),
          new Mark("conv4_block48_1_conv", "densenet201"),
          new Mark("conv5_block32_1_conv", "densenet169"),
          new Mark("conv5_block16_1_conv", "densenet121"),
          new Mark("expanded_conv_depthwise", "mobilenetv2"),
          new Mark("conv_dw_1", "mobilenet"),
          new Mark("block14_sepconv2", "xception"),
          new Mark("conv_7b", "inceptionresnetv2"),
          new Mark("mixed10", "inceptionv3"),
          new Mark("stem_conv1", "nasnetmobile"),
          new Mark("block3_conv4", "vgg19, cut short"),
          new Mark("block1_conv1", "vgg16, cut short"));

  private Fingerprints() {}

  /** The network that layers of these names belong to. */
  static Optional<String> of(Set<String> layers) {
    return MARKS.stream().filter(m -> layers.contains(m.layer())).map(Mark::network).findFirst();
  }

  /** Whether a description with layers of these names is wired as the network in Keras is. */
  static boolean isOfKeras(Set<String> layers) {
    return of(layers).filter(network -> !network.endsWith("cut short")).isPresent();
  }
}
