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
import static org.blockwright.dsl.Layers.zeroPad;

import java.util.List;
import java.util.stream.IntStream;
import org.blockwright.dsl.CutPoint;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.layer.BatchNorm;
import org.blockwright.dsl.layer.NamedBlock;
import org.blockwright.dsl.layer.Shape;

/**
 * ResNet-50: He, Zhang, Ren and Sun, "Deep Residual Learning for Image Recognition", arXiv
 * 1512.03385; names, padding and constants as in Keras Applications. This is version 1: a stage
 * halves the feature map in the first 1x1 convolution of its first block; torchvision's version 1.5
 * does it in the 3x3 convolution.
 */
public final class ResNet {
  /** The cut point {@value}. */
  public static final String CONV1_RELU = "conv1_relu";

  /** The cut point {@value}. */
  public static final String POOL1_POOL = "pool1_pool";

  /** The cut point {@value}. */
  public static final String CONV2_BLOCK3_OUT = "conv2_block3_out";

  /** The cut point {@value}. */
  public static final String CONV3_BLOCK4_OUT = "conv3_block4_out";

  /** The cut point {@value}. */
  public static final String CONV4_BLOCK6_OUT = "conv4_block6_out";

  /** The cut point {@value}. */
  public static final String CONV5_BLOCK3_OUT = "conv5_block3_out";

  /** The cut point {@value}. */
  public static final String AVG_POOL = "avg_pool";

  /**
   * A stage: number of bottleneck blocks, their inner filters (a quarter of the output's), stride.
   */
  private record Stage(String name, int blocks, int filters, int stride) {}

  private static final List<Stage> RESNET_50 =
      List.of(
          new Stage("conv2", 3, 64, 1),
          new Stage("conv3", 4, 128, 2),
          new Stage("conv4", 6, 256, 2),
          new Stage("conv5", 3, 512, 2));

  private static final int STEM = 64;

  static final ZooModel RESNET50 =
      new ZooModel(
          "resnet50",
          "ResNet-50, He et al. 2015, version 1",
          Shape.of(224, 224, 3),
          32,
          Labels.IMAGENET,
          ResNet::build,
          List.of(
              new CutPoint(CONV1_RELU, 64, 2),
              new CutPoint(POOL1_POOL, 64, 4),
              new CutPoint(CONV2_BLOCK3_OUT, 256, 4),
              new CutPoint(CONV3_BLOCK4_OUT, 512, 8),
              new CutPoint(CONV4_BLOCK6_OUT, 1024, 16),
              new CutPoint(CONV5_BLOCK3_OUT, 2048, 32),
              new CutPoint(AVG_POOL, 2048, 0)),
          ZooModel.groups("stem", "conv2", "conv3", "conv4", "conv5"),
          "Keras Applications, from Kaiming He, MIT");

  private ResNet() {}

  /** Returns ResNet-50 with the head of Keras. */
  public static Network resnet50(Shape input, List<String> labels) {
    return RESNET50.network(input, labels);
  }

  private static Network build(Shape input, List<String> labels, Width width) {
    Network network =
        Network.named("resnet50")
            .input(input)
            .group(
                "stem",
                zeroPad(3).named("conv1_pad"),
                conv(width.of(STEM), 7).stride(2).valid().named("conv1_conv"),
                norm().named("conv1_bn"),
                relu().named(CONV1_RELU),
                zeroPad(1).named("pool1_pad"),
                maxPool(3).stride(2).named(POOL1_POOL));
    for (Stage stage : RESNET_50) {
      List<NamedBlock> blocks =
          IntStream.rangeClosed(1, stage.blocks())
              .mapToObj(i -> bottleneck(stage, i, width.of(stage.filters())))
              .toList();
      network = network.add(group(stage.name(), blocks));
    }
    return network
        .head(globalAverage().named(AVG_POOL), dense(labels.size()).softmax().named("predictions"))
        .labels(labels);
  }

  /** Three convolutions with a quarter of the output's channels inside, and a shortcut. */
  private static NamedBlock bottleneck(Stage stage, int i, int filters) {
    String name = stage.name() + "_block" + i;
    int stride = i == 1 ? stage.stride() : 1;
    NamedBlock shortcut =
        i > 1
            ? group("shortcut")
            : group(
                "shortcut",
                conv(4 * filters, 1).stride(stride).named(name + "_0_conv"),
                norm().named(name + "_0_bn"));
    NamedBlock body =
        group(
            "body",
            conv(filters, 1).stride(stride).named(name + "_1_conv"),
            norm().named(name + "_1_bn"),
            relu().named(name + "_1_relu"),
            conv(filters, 3).named(name + "_2_conv"),
            norm().named(name + "_2_bn"),
            relu().named(name + "_2_relu"),
            conv(4 * filters, 1).named(name + "_3_conv"),
            norm().named(name + "_3_bn"));
    return group(
        "block" + i,
        group("sum", branches(add().named(name + "_add"), shortcut, body)),
        relu().named(name + "_out"));
  }

  private static BatchNorm norm() {
    return batchNorm().epsilon(1.001e-5);
  }
}
