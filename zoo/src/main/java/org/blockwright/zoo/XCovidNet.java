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
import org.blockwright.dsl.layer.Block;
import org.blockwright.dsl.layer.NamedBlock;
import org.blockwright.dsl.layer.Shape;

/**
 * XCovidNet: the article's four parallel branches, after "Covid-19 detection using CNN transfer
 * learning from X-ray Images", medRxiv 2020.05.12.20098954. The fourth branch is padded by 5, one
 * more than "same", so the branches have equal sizes only if height and width are 2 modulo 3.
 */
public final class XCovidNet {
  /** The cut point {@value}. */
  public static final String CONCAT = "concat";

  /** A branch: kernel size and padding. */
  private record Branch(int kernel, int pad) {}

  private static final List<Branch> BRANCHES =
      List.of(new Branch(3, 1), new Branch(5, 2), new Branch(5, 2), new Branch(9, 5));

  private static final int FILTERS = 16;

  static final ZooModel XCOVIDNET =
      new ZooModel(
          "xcovidnet",
          "XCovidNet (article), four parallel branches",
          Shape.of(224, 224, 3),
          2,
          Labels.CATS_AND_DOGS,
          (input, labels, width) -> build(input, labels, 5, width),
          List.of(new CutPoint(CONCAT, 4 * FILTERS, 3)),
          ZooModel.groups("mix"),
          "no published weights");

  private XCovidNet() {}

  /**
   * Returns XCovidNet.
   *
   * @param input input shape; height and width must be 2 modulo 3
   */
  public static Network xcovidnet(Shape input, List<String> labels) {
    return XCOVIDNET.network(input, labels);
  }

  /**
   * Returns XCovidNet with another padding of the fourth branch.
   *
   * @param pad4 padding of the fourth branch: 5 as in the article, or 4 for inputs of any size
   */
  public static Network xcovidnet(Shape input, List<String> labels, int pad4) {
    return build(input, labels, pad4, Width.FULL);
  }

  private static Network build(Shape input, List<String> labels, int pad4, Width width) {
    List<NamedBlock> branches = new ArrayList<>();
    for (Branch branch : BRANCHES) {
      int i = branches.size() + 1;
      int pad = i == BRANCHES.size() ? pad4 : branch.pad();
      branches.add(
          group(
              "branch" + i,
              conv(width.of(FILTERS), branch.kernel()).pad(pad).named("conv" + i),
              // the default of Wolfram Language, which the article uses
              batchNorm().momentum(0.9).named("bn" + i),
              relu().named("relu" + i),
              maxPool(2).stride(3).named("pooling" + i)));
    }
    return Network.named("xcovidnet")
        .input(input)
        .group("mix", branches(concat(), branches.toArray(Block[]::new)))
        .head(flatten().named("fc"), dense(labels.size()).named("linear0"), softmax().named("soft"))
        .labels(labels);
  }
}
