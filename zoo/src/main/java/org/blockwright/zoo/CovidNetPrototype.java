package org.blockwright.zoo;

import static org.blockwright.dsl.Layers.block;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.globalAverage;
import static org.blockwright.dsl.Layers.maxPool;
import static org.blockwright.dsl.Layers.relu;
import static org.blockwright.dsl.Layers.softmax;

import java.util.List;
import org.blockwright.dsl.CutPoint;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.SymbolicTensor;
import org.blockwright.dsl.layer.Shape;

/**
 * The article's prototype of COVID-Net: the stem and the first stage, without batch norm, and
 * without activations after the stem, so that the stage is an affine function. The article gives no
 * head; global average pooling and a dense layer are added here.
 */
public final class CovidNetPrototype {
  /** The cut point {@value}. */
  public static final String INPUT_CONV1_POOL = "inputConv1_pool";

  /** The cut point {@value}. */
  public static final String CONV1_1X1 = "conv1_1x1";

  /** The cut point {@value}. */
  public static final String PEPX1_3_CONV5 = "pepx1_3_conv5";

  private static final int FILTERS = 56;

  static final ZooModel COVIDNET_PROTOTYPE =
      new ZooModel(
          "covidnet-prototype",
          "COVID-Net prototype (article): stem and first stage",
          Shape.of(480, 480, 3),
          1,
          Labels.CATS_AND_DOGS,
          (input, labels, width) -> build(input, labels, width.of(FILTERS)),
          List.of(
              new CutPoint(INPUT_CONV1_POOL, FILTERS, 2),
              new CutPoint(CONV1_1X1, FILTERS, 4),
              new CutPoint(PEPX1_3_CONV5, FILTERS, 4)),
          ZooModel.groups("stem", "stage1"),
          "no published weights");

  private CovidNetPrototype() {}

  /** Returns the prototype with global average pooling and a dense layer as its head. */
  public static Network covidnetPrototype(Shape input, List<String> labels) {
    return COVIDNET_PROTOTYPE.network(input, labels);
  }

  private static Network build(Shape input, List<String> labels, int filters) {
    Pepx pepx = new Pepx(filters, filters, false);
    return Network.named("covidnet-prototype")
        .input(input)
        .group(
            "stem",
            block(
                "inputConv1",
                conv(filters, 7).stride(2).pad(3),
                relu(),
                maxPool(3).stride(1).pad(1)))
        .graph(
            "stage1",
            in -> {
              SymbolicTensor longRange = in.then("conv1_1x1", conv(filters, 1).stride(2));
              SymbolicTensor p1 = longRange.then("pepx1_1", pepx.convolutions());
              SymbolicTensor p2 = longRange.add("sum1_1", p1).then("pepx1_2", pepx.convolutions());
              return p1.add("sum1_2", longRange, p2).then("pepx1_3", pepx.convolutions());
            })
        .head(
            globalAverage().named("pool"),
            dense(labels.size()).named("linear"),
            softmax().named("soft"))
        .labels(labels);
  }
}
