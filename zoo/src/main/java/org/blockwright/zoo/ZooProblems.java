package org.blockwright.zoo;

import java.util.Collection;
import org.blockwright.base.Nearest;

/** The messages of the zoo. */
final class ZooProblems {
  private ZooProblems() {}

  static String unknownNetwork(String name, Collection<String> known) {
    return "No network \"%s\". %sThe zoo has: %s."
        .formatted(name, Nearest.hint(name, known), String.join(", ", known));
  }

  static String unknownHead(String head, Collection<String> known) {
    return "No head \"%s\". %sHeads: %s, or a .yaml file with the parts of one."
        .formatted(head, Nearest.hint(head, known), String.join(", ", known));
  }

  static String noVgg16(String name, int layers) {
    return "vgg16: the pretrained model %s has %s layers with weights below its top, which are not VGG16's thirteen convolutions. Take a model of vgg16."
        .formatted(name, layers);
  }

  static String noTransfer(int channels, int pretrained) {
    return "vgg16: the pretrained kernels read %s channels, the pictures have %s. Take pictures of %s channels, or of 1 for kernels that read 3."
        .formatted(pretrained, channels, pretrained);
  }
}
