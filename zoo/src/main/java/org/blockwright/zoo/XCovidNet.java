package org.blockwright.zoo;

import static org.blockwright.dsl.Layers.batchNorm;
import static org.blockwright.dsl.Layers.branches;
import static org.blockwright.dsl.Layers.concat;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.flatten;
import static org.blockwright.dsl.Layers.group;
import static org.blockwright.dsl.Layers.maxPool;
import static org.blockwright.dsl.Layers.relu;
import static org.blockwright.dsl.Layers.softmax;

import java.util.ArrayList;
import java.util.List;
import org.blockwright.dsl.CutPoint;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.input.Preprocessing;
import org.blockwright.dsl.layer.Block;
import org.blockwright.dsl.layer.NamedBlock;
import org.blockwright.dsl.layer.Shape;

/**
 * XCovidNet, the article's four parallel arms after "Covid-19 detection using CNN transfer learning
 * from X-ray Images", medRxiv 2020.05.12.20098954. The fourth arm is padded by 5, one more than
 * would keep its size, so the arms meet again only where a side leaves remainder 2 by 3.
 */
public final class XCovidNet {
  /** An arm: its kernel and its padding. */
  private record Branch(int kernel, int pad) {}

  private static final List<Branch> BRANCHES =
      List.of(new Branch(3, 1), new Branch(5, 2), new Branch(5, 2), new Branch(9, 5));

  private static final int FILTERS = 16;

  static final ZooModel XCOVIDNET =
      new ZooModel(
          "xcovidnet",
          "XCovidNet, four arms, the article's",
          Shape.of(224, 224, 3),
          2,
          Preprocessing.TF,
          Labels.CATS_AND_DOGS,
          (input, labels, width) -> build(input, labels, 5, width),
          List.of(new CutPoint("concat", 4 * FILTERS, 3)),
          ZooModel.groups("mix"),
          "none published");

  private XCovidNet() {}

  public static Network xcovidnet(Shape input, List<String> labels) {
    return XCOVIDNET.network(input, labels);
  }

  /**
   * XCovidNet with another padding of the fourth arm.
   *
   * @param pad4 5 as in the article, or 4 for inputs of any size
   */
  public static Network xcovidnet(Shape input, List<String> labels, int pad4) {
    return build(input, labels, pad4, Width.FULL).preprocessing(Preprocessing.TF);
  }

  private static Network build(Shape input, List<String> labels, int pad4, Width width) {
    List<NamedBlock> arms = new ArrayList<>();
    for (Branch arm : BRANCHES) {
      int i = arms.size() + 1;
      int pad = i == BRANCHES.size() ? pad4 : arm.pad();
      arms.add(
          group(
              "arm" + i,
              conv(width.of(FILTERS), arm.kernel()).pad(pad).named("conv" + i),
              // Wolfram's constants
              batchNorm().momentum(0.9).named("bn" + i),
              relu().named("relu" + i),
              maxPool(2).stride(3).named("pooling" + i)));
    }
    return Network.named("xcovidnet")
        .input(input)
        .group("mix", branches(concat(), arms.toArray(Block[]::new)))
        .head(flatten().named("fc"), dense(labels.size()).named("linear0"), softmax().named("soft"))
        .labels(labels);
  }
}
