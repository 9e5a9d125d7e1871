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
import org.blockwright.dsl.input.Preprocessing;
import org.blockwright.dsl.layer.Shape;

/**
 * The article's mixed network: ResNet-50 and VGG16 up to their last maps on one input, one behind
 * the other, pooled, then two dense layers without a function between. Both want the same
 * preprocessing. The towers' maps agree only where the sides are multiples of 32: one rounds its
 * halves up, the other down.
 */
public final class VggResNet {
  private static final int DENSE = 500;

  static final ZooModel VGG16_RESNET50 =
      new ZooModel(
          "vgg16-resnet50",
          "ResNet-50 and VGG16 side by side, the article's",
          Shape.of(224, 224, 3),
          32,
          Preprocessing.CAFFE,
          Labels.CATS_AND_DOGS,
          VggResNet::build,
          List.of(
              new CutPoint("conv5_block3_out", 2048, 32),
              new CutPoint("block5_pool", 512, 32),
              new CutPoint("concat", 2560, 32),
              new CutPoint("pooling", 2560, 0)),
          ZooModel.groups("resnet", "vgg concat"),
          "those of vgg16 and resnet50");

  private VggResNet() {}

  /**
   * The mixed network with the article's top.
   *
   * @param input with sides that are multiples of 32
   */
  public static Network vgg16ResNet50(Shape input, List<String> labels) {
    return VGG16_RESNET50.network(input, labels);
  }

  private static Network build(Shape input, List<String> labels, Width width) {
    // The article's average over 7x7 is one over the whole map, at any size.
    return Merge.named("vgg16-resnet50")
        .tower("resnet", ResNet.RESNET50.builder().build(input, labels, width), "conv5_block3_out")
        .tower("vgg", Vgg.VGG16.builder().build(input, labels, width), "block5_pool")
        .join(concat().named("concat"))
        .head(
            globalAverage().named("pooling"),
            flatten().named("fc0"),
            dense(width.of(DENSE)).named("fc1"),
            dense(labels.size()).named("fc2"),
            softmax().named("soft"))
        .labels(labels);
  }
}
