package org.blockwright.zoo;

import static org.blockwright.dsl.Layers.branches;
import static org.blockwright.dsl.Layers.ceilPad;
import static org.blockwright.dsl.Layers.concat;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dropout;
import static org.blockwright.dsl.Layers.globalAverage;
import static org.blockwright.dsl.Layers.group;
import static org.blockwright.dsl.Layers.maxPool;
import static org.blockwright.dsl.Layers.softmax;

import java.util.ArrayList;
import java.util.List;
import org.blockwright.dsl.CutPoint;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.layer.NamedBlock;
import org.blockwright.dsl.layer.Shape;

/**
 * SqueezeNet: Iandola et al., "SqueezeNet: AlexNet-level accuracy with 50x fewer parameters and
 * &lt;0.5MB model size", arXiv 1602.07360, version 1.1 as in torchvision; fire modules are numbered
 * as in the paper.
 */
public final class SqueezeNet {
  /** The cut point {@value}. */
  public static final String CONV1 = "conv1";

  /** The cut point {@value}. */
  public static final String POOL1 = "pool1";

  /** The cut point {@value}. */
  public static final String POOL2 = "pool2";

  /** The cut point {@value}. */
  public static final String POOL3 = "pool3";

  /** The cut point {@value}. */
  public static final String FIRE9_CONCAT = "fire9_concat";

  /** Two fire modules: filters of the squeeze convolution, and of each expand convolution. */
  private record Stage(int squeeze, int expand) {}

  private static final List<Stage> STAGES =
      List.of(new Stage(16, 64), new Stage(32, 128), new Stage(48, 192), new Stage(64, 256));

  private static final int STEM = 64;
  private static final int POOLS = 3;

  static final ZooModel SQUEEZENET =
      new ZooModel(
          "squeezenet",
          "SqueezeNet 1.1, Iandola et al. 2016",
          Shape.of(224, 224, 3),
          17,
          Labels.IMAGENET,
          SqueezeNet::build,
          List.of(
              new CutPoint(CONV1, 64, 2),
              new CutPoint(POOL1, 64, 4),
              new CutPoint(POOL2, 128, 8),
              new CutPoint(POOL3, 256, 16),
              new CutPoint(FIRE9_CONCAT, 512, 16)),
          ZooModel.groups("stem", "s1", "s2", "s3", "s4"),
          "torchvision, a PyTorch file (squeezenet1_1-b8a52dc0)");

  private SqueezeNet() {}

  /** Returns SqueezeNet 1.1. Its last convolution has a ReLU, so the logits are never negative. */
  public static Network squeezenet(Shape input, List<String> labels) {
    return SQUEEZENET.network(input, labels);
  }

  private static Network build(Shape input, List<String> labels, Width width) {
    Network network =
        Network.named("squeezenet")
            .input(input)
            .group("stem", conv(width.of(STEM), 3).stride(2).valid().relu().named(CONV1), pool(1));
    for (int s = 1; s <= STAGES.size(); s++) {
      Stage stage = STAGES.get(s - 1);
      int squeeze = width.of(stage.squeeze());
      int expand = width.of(stage.expand());
      List<NamedBlock> blocks = new ArrayList<>();
      blocks.add(fire(2 * s, squeeze, expand));
      blocks.add(fire(2 * s + 1, squeeze, expand));
      if (s < POOLS) {
        blocks.add(pool(s + 1));
      }
      network = network.add(group("s" + s, blocks));
    }
    return network
        .head(
            dropout(0.5).named("drop9"),
            conv(labels.size(), 1).relu().named("conv10"),
            globalAverage().named("pool10"),
            softmax().named("prob"))
        .labels(labels);
  }

  /** A fire module: a 1x1 squeeze convolution, then 1x1 and 3x3 expand convolutions in parallel. */
  private static NamedBlock fire(int i, int squeeze, int expand) {
    String name = "fire" + i;
    return group(
        name,
        conv(squeeze, 1).relu().named(name + "_squeeze"),
        group(
            "expand",
            branches(
                concat().named(name + "_concat"),
                group("by1", conv(expand, 1).relu().named(name + "_expand1x1")),
                group("by3", conv(expand, 3).relu().named(name + "_expand3x3")))));
  }

  /** Max pooling that rounds up like PyTorch's ceil_mode: the last window may be partly outside. */
  private static NamedBlock pool(int i) {
    String name = "pool" + i;
    return group(name, ceilPad(3, 2).named(name + "_pad"), maxPool(3).stride(2).named(name));
  }
}
