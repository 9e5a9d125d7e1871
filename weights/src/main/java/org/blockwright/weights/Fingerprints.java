package org.blockwright.weights;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Recognizes a network of Keras Applications by the names of its layers. */
final class Fingerprints {
  // A layer name of Keras that occurs in this network and in none of those listed after it.
  private record Fingerprint(String layer, String network) {}

  private static final String TRUNCATED = ", truncated";

  private static final List<Fingerprint> FINGERPRINTS =
      List.of(
          new Fingerprint("block5_conv4", "vgg19"),
          new Fingerprint("block5_conv3", "vgg16"),
          new Fingerprint("res4b22_branch2a", "resnet101, legacy names"),
          new Fingerprint("res2a_branch2a", "resnet50, legacy names"),
          new Fingerprint("conv2_block1_preact_bn", "a ResNet v2"),
          new Fingerprint("conv4_block36_3_conv", "resnet152"),
          new Fingerprint("conv4_block23_3_conv", "resnet101"),
          new Fingerprint("conv5_block3_3_conv", "resnet50"),
          new Fingerprint("conv4_block48_1_conv", "densenet201"),
          new Fingerprint("conv5_block32_1_conv", "densenet169"),
          new Fingerprint("conv5_block16_1_conv", "densenet121"),
          new Fingerprint("expanded_conv_depthwise", "mobilenetv2"),
          new Fingerprint("conv_dw_1", "mobilenet"),
          new Fingerprint("block14_sepconv2", "xception"),
          new Fingerprint("conv_7b", "inceptionresnetv2"),
          new Fingerprint("mixed10", "inceptionv3"),
          new Fingerprint("stem_conv1", "nasnetmobile"),
          new Fingerprint("block3_conv4", "vgg19" + TRUNCATED),
          new Fingerprint("block1_conv1", "vgg16" + TRUNCATED));

  private Fingerprints() {}

  /** Returns the network that layers with these names belong to. */
  static Optional<String> of(Set<String> layers) {
    return FINGERPRINTS.stream()
        .filter(fingerprint -> layers.contains(fingerprint.layer()))
        .map(Fingerprint::network)
        .findFirst();
  }

  /** Whether a description with these layer names has the same connections as in Keras. */
  static boolean isKerasNetwork(Set<String> layers) {
    return of(layers).filter(network -> !network.endsWith(TRUNCATED)).isPresent();
  }
}
