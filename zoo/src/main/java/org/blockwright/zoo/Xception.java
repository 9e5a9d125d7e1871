package org.blockwright.zoo;

import static org.blockwright.dsl.Layers.add;
import static org.blockwright.dsl.Layers.batchNorm;
import static org.blockwright.dsl.Layers.branches;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.globalAverage;
import static org.blockwright.dsl.Layers.group;
import static org.blockwright.dsl.Layers.maxPool;
import static org.blockwright.dsl.Layers.relu;
import static org.blockwright.dsl.Layers.separableConv;

import java.util.ArrayList;
import java.util.List;
import org.blockwright.dsl.CutPoint;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.layer.Block;
import org.blockwright.dsl.layer.NamedBlock;
import org.blockwright.dsl.layer.Shape;

/**
 * Xception: Chollet, "Xception: Deep Learning with Depthwise Separable Convolutions", arXiv
 * 1610.02357; names and constants as in Keras Applications, where the names of the shortcuts'
 * layers are generated.
 */
public final class Xception {
  /** The cut point {@value}. */
  public static final String BLOCK1_CONV2_ACT = "block1_conv2_act";

  /** The cut point {@value}. */
  public static final String ADD = "add";

  /** The cut point {@value}. */
  public static final String ADD_1 = "add_1";

  /** The cut point {@value}. */
  public static final String ADD_2 = "add_2";

  /** The cut point {@value}. */
  public static final String ADD_10 = "add_10";

  /** The cut point {@value}. */
  public static final String BLOCK14_SEPCONV2_ACT = "block14_sepconv2_act";

  /** A residual block: whether it halves the feature map; filters of its separable convolutions. */
  private record ResidualBlock(boolean downsample, List<Integer> filters) {}

  private static final ResidualBlock MIDDLE = new ResidualBlock(false, List.of(728, 728, 728));

  /** Blocks 2 to 13. */
  private static final List<ResidualBlock> BLOCKS =
      List.of(
          new ResidualBlock(true, List.of(128, 128)),
          new ResidualBlock(true, List.of(256, 256)),
          new ResidualBlock(true, List.of(728, 728)),
          MIDDLE,
          MIDDLE,
          MIDDLE,
          MIDDLE,
          MIDDLE,
          MIDDLE,
          MIDDLE,
          MIDDLE,
          new ResidualBlock(true, List.of(728, 1024)));

  static final ZooModel XCEPTION =
      new ZooModel(
          "xception",
          "Xception, Chollet 2016",
          Shape.of(299, 299, 3),
          71,
          Labels.IMAGENET,
          Xception::build,
          List.of(
              new CutPoint(BLOCK1_CONV2_ACT, 64, 2),
              new CutPoint(ADD, 128, 4),
              new CutPoint(ADD_1, 256, 8),
              new CutPoint(ADD_2, 728, 16),
              new CutPoint(ADD_10, 728, 16),
              new CutPoint(BLOCK14_SEPCONV2_ACT, 2048, 32)),
          ZooModel.groups(
              "block1",
              "block2 block3 block4",
              "block5 block6 block7 block8",
              "block9 block10 block11 block12",
              "block13 block14"),
          "Keras Applications, MIT");

  private Xception() {}

  /** Returns Xception with the head of Keras. */
  public static Network xception(Shape input, List<String> labels) {
    return XCEPTION.network(input, labels);
  }

  private static Network build(Shape input, List<String> labels, Width width) {
    KerasNameGenerator names = new KerasNameGenerator();
    Network network =
        Network.named("xception")
            .input(input)
            .group(
                "block1",
                conv(width.of(32), 3).stride(2).valid().noBias().named("block1_conv1"),
                batchNorm().named("block1_conv1_bn"),
                relu().named("block1_conv1_act"),
                conv(width.of(64), 3).valid().noBias().named("block1_conv2"),
                batchNorm().named("block1_conv2_bn"),
                relu().named(BLOCK1_CONV2_ACT));
    for (int i = 0; i < BLOCKS.size(); i++) {
      network = network.add(residualBlock("block" + (i + 2), BLOCKS.get(i), width, names));
    }
    return network
        .group("block14", exitFlowConv(width.of(1536), 1), exitFlowConv(width.of(2048), 2))
        .head(
            globalAverage().named("avg_pool"), dense(labels.size()).softmax().named("predictions"))
        .labels(labels);
  }

  /** The shortcut starts before the first activation; block 2 has no activation at its start. */
  private static NamedBlock residualBlock(
      String name, ResidualBlock block, Width width, KerasNameGenerator names) {
    List<Block> body = new ArrayList<>();
    int number = 0;
    for (int filters : block.filters()) {
      String layer = name + "_sepconv" + ++number;
      if (number > 1 || !name.equals("block2")) {
        body.add(relu().named(layer + "_act"));
      }
      body.add(separableConv(width.of(filters), 3).noBias().named(layer));
      body.add(batchNorm().named(layer + "_bn"));
    }
    List<Block> shortcut = new ArrayList<>();
    if (block.downsample()) {
      body.add(maxPool(3).stride(2).same().named(name + "_pool"));
      int out = width.of(block.filters().get(number - 1));
      shortcut.add(conv(out, 1).stride(2).noBias().named(names.next("conv2d")));
      shortcut.add(batchNorm().named(names.next("batch_normalization")));
    }
    NamedBlock merge = add().named(names.next("add"));
    return group(name, branches(merge, group("body", body), group("shortcut", shortcut)));
  }

  private static NamedBlock exitFlowConv(int filters, int i) {
    String name = "block14_sepconv" + i;
    return group(
        "unit" + i,
        separableConv(filters, 3).noBias().named(name),
        batchNorm().named(name + "_bn"),
        relu().named(name + "_act"));
  }
}
