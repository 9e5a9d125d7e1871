package org.blockwright.zoo;

import static org.blockwright.dsl.Layers.batchNorm;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.depthwiseConv;
import static org.blockwright.dsl.Layers.dropout;
import static org.blockwright.dsl.Layers.globalAverage;
import static org.blockwright.dsl.Layers.group;
import static org.blockwright.dsl.Layers.relu6;
import static org.blockwright.dsl.Layers.softmax;
import static org.blockwright.dsl.Layers.zeroPad;

import java.util.ArrayList;
import java.util.List;
import org.blockwright.dsl.CutPoint;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.layer.Block;
import org.blockwright.dsl.layer.DepthwiseConv;
import org.blockwright.dsl.layer.NamedBlock;
import org.blockwright.dsl.layer.Shape;

/**
 * MobileNet: Howard et al., "MobileNets: Efficient Convolutional Neural Networks for Mobile Vision
 * Applications", arXiv 1704.04861; names, padding and constants as in Keras Applications. The
 * classifier is a dense layer; Keras has a 1x1 convolution on a 1x1 feature map, which computes the
 * same from the same weights.
 */
public final class MobileNet {
  /** The cut point {@value}. */
  public static final String CONV_PW_1_RELU = "conv_pw_1_relu";

  /** The cut point {@value}. */
  public static final String CONV_PW_3_RELU = "conv_pw_3_relu";

  /** The cut point {@value}. */
  public static final String CONV_PW_5_RELU = "conv_pw_5_relu";

  /** The cut point {@value}. */
  public static final String CONV_PW_11_RELU = "conv_pw_11_relu";

  /** The cut point {@value}. */
  public static final String CONV_PW_12_RELU = "conv_pw_12_relu";

  /** The cut point {@value}. */
  public static final String CONV_PW_13_RELU = "conv_pw_13_relu";

  /** A stage: stride of its first block, filters of its blocks. */
  private record Stage(String name, int stride, List<Integer> filters) {}

  private static final List<Stage> STAGES =
      List.of(
          new Stage("s1", 1, List.of(64)),
          new Stage("s2", 2, List.of(128, 128)),
          new Stage("s3", 2, List.of(256, 256)),
          new Stage("s4", 2, List.of(512, 512, 512, 512, 512, 512)),
          new Stage("s5", 2, List.of(1024, 1024)));

  private static final int STEM = 32;

  static final ZooModel MOBILENET = zooModel("mobilenet", 1);
  static final ZooModel MOBILENET_0_75 = zooModel("mobilenet-0.75", 0.75);
  static final ZooModel MOBILENET_0_5 = zooModel("mobilenet-0.5", 0.5);
  static final ZooModel MOBILENET_0_25 = zooModel("mobilenet-0.25", 0.25);

  private MobileNet() {}

  private static ZooModel zooModel(String name, double alpha) {
    Width full = Width.alpha(alpha);
    return new ZooModel(
        name,
        "MobileNet " + alpha + ", Howard et al. 2017",
        Shape.of(224, 224, 3),
        32,
        Labels.IMAGENET,
        (input, labels, width) -> build(name, input, labels, width == Width.FULL ? full : width),
        List.of(
            new CutPoint(CONV_PW_1_RELU, full.of(64), 2),
            new CutPoint(CONV_PW_3_RELU, full.of(128), 4),
            new CutPoint(CONV_PW_5_RELU, full.of(256), 8),
            new CutPoint(CONV_PW_11_RELU, full.of(512), 16),
            new CutPoint(CONV_PW_12_RELU, full.of(1024), 32),
            new CutPoint(CONV_PW_13_RELU, full.of(1024), 32)),
        ZooModel.groups("stem", "s1", "s2", "s3", "s4", "s5"),
        "Keras Applications, Apache-2.0",
        "mobilenet",
        alpha);
  }

  /** Returns MobileNet with alpha 1.0 and the head of Keras. */
  public static Network mobilenet(Shape input, List<String> labels) {
    return MOBILENET.network(input, labels);
  }

  /**
   * Returns MobileNet with any width; those with published weights are networks of the zoo.
   *
   * @param alpha width multiplier: numbers of filters are multiplied by it and rounded down
   */
  public static Network mobilenet(Shape input, List<String> labels, double alpha) {
    return build("mobilenet", input, labels, Width.alpha(alpha));
  }

  private static Network build(String name, Shape input, List<String> labels, Width width) {
    Network network =
        Network.named(name)
            .input(input)
            .group(
                "stem",
                conv(width.of(STEM), 3).stride(2).noBias().named("conv1"),
                batchNorm().named("conv1_bn"),
                relu6().named("conv1_relu"));
    int number = 0;
    for (Stage stage : STAGES) {
      List<NamedBlock> blocks = new ArrayList<>();
      for (int filters : stage.filters()) {
        int stride = blocks.isEmpty() ? stage.stride() : 1;
        blocks.add(depthwiseSeparableBlock(++number, width.of(filters), stride));
      }
      network = network.add(group(stage.name(), blocks));
    }
    return network
        .head(
            globalAverage().named("global_average_pooling2d"),
            dropout(0.001).named("dropout"),
            dense(labels.size()).named("conv_preds"),
            softmax().named("predictions"))
        .labels(labels);
  }

  /** A depthwise and a 1x1 convolution, each with batch norm and ReLU6. */
  private static NamedBlock depthwiseSeparableBlock(int i, int filters, int stride) {
    String dw = "conv_dw_" + i;
    String pw = "conv_pw_" + i;
    DepthwiseConv depthwise = depthwiseConv(3).stride(stride).noBias();
    List<Block> layers = new ArrayList<>();
    if (stride == 2) {
      layers.add(zeroPad(0, 1).named("conv_pad_" + i));
      depthwise = depthwise.valid();
    }
    layers.addAll(
        List.of(
            depthwise.named(dw),
            batchNorm().named(dw + "_bn"),
            relu6().named(dw + "_relu"),
            conv(filters, 1).noBias().named(pw),
            batchNorm().named(pw + "_bn"),
            relu6().named(pw + "_relu")));
    return group("block" + i, layers);
  }
}
