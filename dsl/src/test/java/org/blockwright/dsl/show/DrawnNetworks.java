package org.blockwright.dsl.show;

import static org.blockwright.dsl.Layers.add;
import static org.blockwright.dsl.Layers.arm;
import static org.blockwright.dsl.Layers.batchNorm;
import static org.blockwright.dsl.Layers.block;
import static org.blockwright.dsl.Layers.branches;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.globalAverage;
import static org.blockwright.dsl.Layers.maxPool;
import static org.blockwright.dsl.Layers.relu;

import java.util.List;
import java.util.stream.IntStream;
import org.blockwright.dsl.Activation;
import org.blockwright.dsl.Add;
import org.blockwright.dsl.Graph;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Node;
import org.blockwright.dsl.Part;
import org.blockwright.dsl.Piece;
import org.blockwright.dsl.Shape;

/** Networks to draw. */
final class DrawnNetworks {
  private DrawnNetworks() {}

  /** Two convolutions in a block, and a head. */
  static Network tiny() {
    return Network.named("tiny")
        .input(8, 6, 3)
        .block("a", conv(3, 4).noBias(), maxPool(2))
        .head(globalAverage(), dense(2));
  }

  /** Bottlenecks with shortcuts, as in He et al. 2015, so many in each stage. */
  static Network resnet(int... counts) {
    Network network =
        Network.named("resnet")
            .input(224, 224, 3)
            .block("stem", conv(7, 64).stride(2), batchNorm(), relu(), maxPool(2));
    for (int s = 0; s < counts.length; s++) {
      int filters = 64 << s;
      int stride = s == 0 ? 1 : 2;
      Piece[] units =
          IntStream.range(0, counts[s])
              .mapToObj(i -> unit(i + 1, filters, i == 0 ? stride : 1))
              .toArray(Piece[]::new);
      network = network.plus(block("stage" + (s + 2), units));
    }
    return network.head(globalAverage(), dense(1000).softmax());
  }

  private static Part unit(int number, int filters, int stride) {
    Piece main =
        arm(
            conv(1, filters).stride(stride),
            batchNorm(),
            relu(),
            conv(3, filters),
            batchNorm(),
            relu(),
            conv(1, 4 * filters),
            batchNorm());
    Piece side = number == 1 ? arm(conv(1, 4 * filters).stride(stride), batchNorm()) : arm();
    return block("block" + number, branches(add(), main, side), relu());
  }

  /**
   * {@code a/1} is read by {@code b/1}, which {@code a/2} reads: folded, a and b read each other.
   */
  static Graph leftAndEnteredAgain() {
    Shape shape = Shape.of(4, 4, 2);
    return new Graph(
        "knot",
        "in",
        shape,
        List.of(
            node("a/1", shape, "in"),
            node("b/1", shape, "a_1"),
            node("a/2", shape, "b_1"),
            new Node("b/2", "b_2", new Add(), List.of("a_2", "b_1", "a_1"), shape)));
  }

  /** A network of branches in branches, with names that XML and DOT must escape. */
  static Graph oddNames() {
    Shape shape = Shape.of(4, 4, 2);
    return new Graph(
        "a<b> & \"c\" \\ \u0001",
        "in",
        shape,
        List.of(
            node("<x>&\"y\"\\n", shape, "in"),
            node("l" + "o".repeat(200) + "ng", shape, "in"),
            node("]]>", shape, "in")));
  }

  private static Node node(String path, Shape shape, String input) {
    return new Node(
        path,
        path.replace('/', '_'),
        new org.blockwright.dsl.Activate(Activation.RELU),
        List.of(input),
        shape);
  }
}
