package org.blockwright.zoo;

import static org.blockwright.dsl.Layers.add;
import static org.blockwright.dsl.Layers.batchNorm;
import static org.blockwright.dsl.Layers.branches;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.depthwiseConv;
import static org.blockwright.dsl.Layers.globalAverage;
import static org.blockwright.dsl.Layers.group;
import static org.blockwright.dsl.Layers.relu6;

import java.util.ArrayList;
import java.util.List;
import org.blockwright.dsl.CutPoint;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.layer.BatchNorm;
import org.blockwright.dsl.layer.Block;
import org.blockwright.dsl.layer.NamedBlock;
import org.blockwright.dsl.layer.Shape;

/**
 * MobileNetV2: Sandler et al., "MobileNetV2: Inverted Residuals and Linear Bottlenecks", arXiv
 * 1801.04381; names and constants as in Keras Applications. Before a strided convolution Keras pads
 * explicitly, by what "same" would pad; here the padding is "same".
 */
public final class MobileNetV2 {
  /** The cut point {@value}. */
  public static final String EXPANDED_CONV_PROJECT_BN = "expanded_conv_project_BN";

  /** The cut point {@value}. */
  public static final String BLOCK_2_ADD = "block_2_add";

  /** The cut point {@value}. */
  public static final String BLOCK_5_ADD = "block_5_add";

  /** The cut point {@value}. */
  public static final String BLOCK_9_ADD = "block_9_add";

  /** The cut point {@value}. */
  public static final String BLOCK_12_ADD = "block_12_add";

  /** The cut point {@value}. */
  public static final String BLOCK_16_PROJECT_BN = "block_16_project_BN";

  /** The cut point {@value}. */
  public static final String OUT_RELU = "out_relu";

  /** A stage: number of blocks, channels, stride of the first block. */
  private record Stage(String name, int blocks, int channels, int stride) {}

  private static final List<Stage> STAGES =
      List.of(
          new Stage("s1", 1, 16, 1),
          new Stage("s2", 2, 24, 2),
          new Stage("s3", 3, 32, 2),
          new Stage("s4", 4, 64, 2),
          new Stage("s5", 3, 96, 1),
          new Stage("s6", 3, 160, 2),
          new Stage("s7", 1, 320, 1));

  private static final int STEM = 32;
  private static final int LAST_BLOCK_FILTERS = 1280;
  private static final int EXPANSION = 6;

  /** Numbers of channels: of the first convolution, of the blocks, and of the last convolution. */
  private record Channels(int stem, Width blocks, int last) {
    static Channels of(Width width) {
      return new Channels(width.of(STEM), width, width.of(LAST_BLOCK_FILTERS));
    }

    /**
     * As in Keras, where channels of blocks are rounded down first, and the last convolution is
     * never narrower.
     */
    static Channels alpha(double alpha) {
      return new Channels(
          multipleOf8(STEM * alpha),
          full -> multipleOf8((int) (full * alpha)),
          alpha > 1 ? multipleOf8(LAST_BLOCK_FILTERS * alpha) : LAST_BLOCK_FILTERS);
    }

    /** Rounds to the nearest multiple of 8, or up if that would be less than 90 %. */
    private static int multipleOf8(double channels) {
      int rounded = Math.max(8, (int) (channels + 4) / 8 * 8);
      return rounded < 0.9 * channels ? rounded + 8 : rounded;
    }
  }

  static final ZooModel MOBILENETV2 = zooModel("mobilenetv2", 1);
  static final ZooModel MOBILENETV2_1_4 = zooModel("mobilenetv2-1.4", 1.4);
  static final ZooModel MOBILENETV2_1_3 = zooModel("mobilenetv2-1.3", 1.3);
  static final ZooModel MOBILENETV2_0_75 = zooModel("mobilenetv2-0.75", 0.75);
  static final ZooModel MOBILENETV2_0_5 = zooModel("mobilenetv2-0.5", 0.5);
  static final ZooModel MOBILENETV2_0_35 = zooModel("mobilenetv2-0.35", 0.35);

  private MobileNetV2() {}

  private static ZooModel zooModel(String name, double alpha) {
    Channels full = Channels.alpha(alpha);
    return new ZooModel(
        name,
        "MobileNetV2 " + alpha + ", Sandler et al. 2018",
        Shape.of(224, 224, 3),
        32,
        Labels.IMAGENET,
        (input, labels, width) ->
            build(name, input, labels, width == Width.FULL ? full : Channels.of(width)),
        List.of(
            new CutPoint(EXPANDED_CONV_PROJECT_BN, full.blocks().of(16), 2),
            new CutPoint(BLOCK_2_ADD, full.blocks().of(24), 4),
            new CutPoint(BLOCK_5_ADD, full.blocks().of(32), 8),
            new CutPoint(BLOCK_9_ADD, full.blocks().of(64), 16),
            new CutPoint(BLOCK_12_ADD, full.blocks().of(96), 16),
            new CutPoint(BLOCK_16_PROJECT_BN, full.blocks().of(320), 32),
            new CutPoint(OUT_RELU, full.last(), 32)),
        ZooModel.groups("stem", "s1 s2", "s3", "s4", "s5", "s6", "s7 last"),
        "Keras Applications, Apache-2.0",
        "mobilenetv2",
        alpha);
  }

  /** Returns MobileNetV2 with alpha 1.0 and the head of Keras. */
  public static Network mobilenetv2(Shape input, List<String> labels) {
    return MOBILENETV2.network(input, labels);
  }

  /**
   * Returns MobileNetV2 with any width; those with published weights are networks of the zoo.
   *
   * @param alpha width multiplier: numbers of channels are multiplied by it and rounded to a
   *     multiple of 8; the last convolution has at least 1280 filters
   */
  public static Network mobilenetv2(Shape input, List<String> labels, double alpha) {
    return build("mobilenetv2", input, labels, Channels.alpha(alpha));
  }

  private static Network build(String name, Shape input, List<String> labels, Channels width) {
    int channels = width.stem();
    Network network =
        Network.named(name)
            .input(input)
            .group(
                "stem",
                conv(channels, 3).stride(2).noBias().named("Conv1"),
                norm().named("bn_Conv1"),
                relu6().named("Conv1_relu"));
    int number = 0;
    for (Stage stage : STAGES) {
      List<NamedBlock> blocks = new ArrayList<>();
      for (int i = 0; i < stage.blocks(); i++) {
        int out = width.blocks().of(stage.channels());
        blocks.add(invertedResidual(number++, channels, out, i == 0 ? stage.stride() : 1));
        channels = out;
      }
      network = network.add(group(stage.name(), blocks));
    }
    return network
        .group(
            "last",
            conv(width.last(), 1).noBias().named("Conv_1"),
            norm().named("Conv_1_bn"),
            relu6().named(OUT_RELU))
        .head(
            globalAverage().named("global_average_pooling2d"),
            dense(labels.size()).softmax().named("predictions"))
        .labels(labels);
  }

  /**
   * Expansion, depthwise convolution, and linear projection; the network's first block has no
   * expansion. Input and output are added if they have the same shape.
   */
  private static NamedBlock invertedResidual(int number, int in, int out, int stride) {
    String name = number == 0 ? "expanded_conv_" : "block_" + number + "_";
    List<Block> layers = new ArrayList<>();
    if (number > 0) {
      layers.add(conv(EXPANSION * in, 1).noBias().named(name + "expand"));
      layers.add(norm().named(name + "expand_BN"));
      layers.add(relu6().named(name + "expand_relu"));
    }
    layers.add(depthwiseConv(3).stride(stride).noBias().named(name + "depthwise"));
    layers.add(norm().named(name + "depthwise_BN"));
    layers.add(relu6().named(name + "depthwise_relu"));
    layers.add(conv(out, 1).noBias().named(name + "project"));
    layers.add(norm().named(name + "project_BN"));
    return stride == 1 && in == out
        ? group(
            "block" + number,
            branches(add().named(name + "add"), group("shortcut"), group("body", layers)))
        : group("block" + number, layers);
  }

  private static BatchNorm norm() {
    return batchNorm().momentum(0.999);
  }
}
