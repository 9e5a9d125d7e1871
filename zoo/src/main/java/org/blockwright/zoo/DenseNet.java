package org.blockwright.zoo;

import static org.blockwright.dsl.Layers.averagePool;
import static org.blockwright.dsl.Layers.batchNorm;
import static org.blockwright.dsl.Layers.branches;
import static org.blockwright.dsl.Layers.concat;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.globalAverage;
import static org.blockwright.dsl.Layers.group;
import static org.blockwright.dsl.Layers.maxPool;
import static org.blockwright.dsl.Layers.relu;
import static org.blockwright.dsl.Layers.zeroPad;

import java.util.List;
import java.util.stream.IntStream;
import org.blockwright.dsl.CutPoint;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.layer.BatchNorm;
import org.blockwright.dsl.layer.NamedBlock;
import org.blockwright.dsl.layer.Shape;

/**
 * DenseNet: Huang, Liu, van der Maaten and Weinberger, "Densely Connected Convolutional Networks",
 * arXiv 1608.06993; names, padding and constants as in Keras Applications. Each block appends
 * {@link #GROWTH_RATE} channels to its input; batch norm and activation precede the convolutions.
 */
public final class DenseNet {
  /** The cut point {@value}. */
  public static final String CONV1_RELU = "conv1_relu";

  /** The cut point {@value}. */
  public static final String POOL2_RELU = "pool2_relu";

  /** The cut point {@value}. */
  public static final String POOL3_RELU = "pool3_relu";

  /** The cut point {@value}. */
  public static final String POOL4_RELU = "pool4_relu";

  /** The cut point {@value}. */
  public static final String RELU = "relu";

  /** Number of blocks in the stages conv2, conv3, ... */
  private static final List<Integer> DENSENET_121 = List.of(6, 12, 24, 16);

  private static final int STEM = 64;
  private static final int GROWTH_RATE = 32;
  private static final int BOTTLENECK_FACTOR = 4;

  /**
   * Concatenated features are not normalized, so cut points are after a transition's activation.
   */
  static final ZooModel DENSENET121 =
      new ZooModel(
          "densenet121",
          "DenseNet-121, Huang et al. 2016",
          Shape.of(224, 224, 3),
          32,
          Labels.IMAGENET,
          DenseNet::build,
          List.of(
              new CutPoint(CONV1_RELU, 64, 2),
              new CutPoint(POOL2_RELU, 256, 4),
              new CutPoint(POOL3_RELU, 512, 8),
              new CutPoint(POOL4_RELU, 1024, 16),
              new CutPoint(RELU, 1024, 32)),
          ZooModel.groups("stem", "conv2 pool2", "conv3 pool3", "conv4 pool4", "conv5 end"),
          "Keras Applications, BSD 3-clause");

  private DenseNet() {}

  /** Returns DenseNet-121 with the head of Keras. */
  public static Network densenet121(Shape input, List<String> labels) {
    return DENSENET121.network(input, labels);
  }

  private static Network build(Shape input, List<String> labels, Width width) {
    KerasNameGenerator names = new KerasNameGenerator();
    int channels = width.of(STEM);
    int growth = width.of(GROWTH_RATE);
    Network network =
        Network.named("densenet121")
            .input(input)
            .group(
                "stem",
                zeroPad(3).named(names.next("zero_padding2d")),
                conv(channels, 7).stride(2).valid().noBias().named("conv1_conv"),
                norm().named("conv1_bn"),
                relu().named(CONV1_RELU),
                zeroPad(1).named(names.next("zero_padding2d")),
                maxPool(3).stride(2).named("pool1"));
    int stage = 1;
    for (int blocks : DENSENET_121) {
      stage++;
      if (stage > 2) {
        channels /= 2;
        network = network.add(transitionBlock("pool" + (stage - 1), channels));
      }
      String name = "conv" + stage;
      network =
          network.add(
              group(
                  name,
                  IntStream.rangeClosed(1, blocks)
                      .mapToObj(i -> convBlock(name, i, growth))
                      .toList()));
      channels += blocks * growth;
    }
    return network
        .group("end", norm().named("bn"), relu().named(RELU))
        .head(
            globalAverage().named("avg_pool"), dense(labels.size()).softmax().named("predictions"))
        .labels(labels);
  }

  /** Concatenates the input and the new channels that are computed from it. */
  private static NamedBlock convBlock(String stage, int i, int growth) {
    String name = stage + "_block" + i;
    return group(
        "block" + i,
        branches(
            concat().named(name + "_concat"),
            group("identity"),
            group(
                "new_features",
                norm().named(name + "_0_bn"),
                relu().named(name + "_0_relu"),
                conv(BOTTLENECK_FACTOR * growth, 1).noBias().named(name + "_1_conv"),
                norm().named(name + "_1_bn"),
                relu().named(name + "_1_relu"),
                conv(growth, 3).noBias().named(name + "_2_conv"))));
  }

  /** Halves the channels and the size of the feature map. */
  private static NamedBlock transitionBlock(String name, int channels) {
    return group(
        name,
        norm().named(name + "_bn"),
        relu().named(name + "_relu"),
        conv(channels, 1).noBias().named(name + "_conv"),
        averagePool(2).named(name + "_pool"));
  }

  private static BatchNorm norm() {
    return batchNorm().epsilon(1.001e-5);
  }
}
