package org.blockwright.zoo;

import static org.blockwright.dsl.Layers.concat;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.flatten;
import static org.blockwright.dsl.Layers.globalAverage;
import static org.blockwright.dsl.Layers.softmax;

import java.util.List;
import org.blockwright.dsl.CutPoint;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.edit.Merge;
import org.blockwright.dsl.layer.Shape;

/**
 * The article's mixed network: the last feature maps of ResNet-50 and VGG16 for the same input,
 * concatenated and pooled, then two dense layers without an activation in between. Both towers
 * share one input, so their weights must need the same preprocessing. Their feature maps have the
 * same size only if height and width are multiples of 32, since one network rounds up and the other
 * down when halving.
 */
public final class VggResNet {
  /** The cut point {@value}. */
  public static final String CONV5_BLOCK3_OUT = ResNet.CONV5_BLOCK3_OUT;

  /** The cut point {@value}. */
  public static final String BLOCK5_POOL = Vgg.BLOCK5_POOL;

  /** The cut point {@value}. */
  public static final String CONCAT = "concat";

  /** The cut point {@value}. */
  public static final String POOLING = "pooling";

  private static final int DENSE = 500;

  static final ZooModel VGG16_RESNET50 =
      new ZooModel(
          "vgg16-resnet50",
          "ResNet-50 and VGG16 in parallel (article)",
          Shape.of(224, 224, 3),
          32,
          Labels.CATS_AND_DOGS,
          VggResNet::build,
          List.of(
              new CutPoint(CONV5_BLOCK3_OUT, 2048, 32),
              new CutPoint(BLOCK5_POOL, 512, 32),
              new CutPoint(CONCAT, 2560, 32),
              new CutPoint(POOLING, 2560, 0)),
          ZooModel.groups("resnet", "vgg concat"),
          "weights of vgg16 and resnet50");

  private VggResNet() {}

  /**
   * Returns the mixed network with the article's head.
   *
   * @param input input shape; height and width must be multiples of 32
   */
  public static Network vgg16ResNet50(Shape input, List<String> labels) {
    return VGG16_RESNET50.network(input, labels);
  }

  private static Network build(Shape input, List<String> labels, Width width) {
    // The article's 7x7 average is a global average at its input size.
    return Merge.named("vgg16-resnet50")
        .tower("resnet", ResNet.RESNET50.builder().build(input, labels, width), CONV5_BLOCK3_OUT)
        .tower("vgg", Vgg.VGG16.builder().build(input, labels, width), BLOCK5_POOL)
        .network(concat().named(CONCAT))
        .head(
            globalAverage().named(POOLING),
            flatten().named("fc0"),
            dense(width.of(DENSE)).named("fc1"),
            dense(labels.size()).named("fc2"),
            softmax().named("soft"))
        .labels(labels);
  }
}
