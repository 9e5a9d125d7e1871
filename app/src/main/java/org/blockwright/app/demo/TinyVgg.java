package org.blockwright.app.demo;

import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.flatten;
import static org.blockwright.dsl.Layers.maxPool;
import static org.blockwright.dsl.Layers.seq;

import java.util.List;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.input.Preprocessing;

/**
 * The network of the demo, in the style of VGG (Simonyan and Zisserman, arXiv 1409.1556): three
 * blocks of two 3x3 convolutions and a pooling layer, for grayscale images of 32x32. The resource
 * {@code tiny-vgg.yaml} describes the same network.
 */
public final class TinyVgg {
  private TinyVgg() {}

  /** Returns the network with a head for the given labels. */
  public static Network of(List<String> labels) {
    return Network.named("tiny-vgg")
        .input(32, 32, 1)
        .preprocessing(Preprocessing.TF)
        .blocks("block", List.of(16, 32, 64), n -> seq(conv(n, 3).relu().times(2), maxPool(2)))
        .head(
            flatten(),
            dense(256).relu().named("fc1"),
            dense(labels.size()).softmax().named("predictions"))
        .labels(labels);
  }
}
