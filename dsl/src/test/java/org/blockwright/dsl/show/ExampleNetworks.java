package org.blockwright.dsl.show;

import static org.blockwright.dsl.Layers.add;
import static org.blockwright.dsl.Layers.batchNorm;
import static org.blockwright.dsl.Layers.block;
import static org.blockwright.dsl.Layers.branch;
import static org.blockwright.dsl.Layers.branches;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.globalAverage;
import static org.blockwright.dsl.Layers.identity;
import static org.blockwright.dsl.Layers.maxPool;
import static org.blockwright.dsl.Layers.relu;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.graph.LayerGraph;
import org.blockwright.dsl.graph.Node;
import org.blockwright.dsl.layer.Activation;
import org.blockwright.dsl.layer.ActivationLayer;
import org.blockwright.dsl.layer.Add;
import org.blockwright.dsl.layer.Block;
import org.blockwright.dsl.layer.NamedBlock;
import org.blockwright.dsl.layer.Shape;

/** Example networks for summaries and drawings. */
final class ExampleNetworks {
  private ExampleNetworks() {}

  /** A block with a convolution and a pooling layer, and a head. */
  static Network tiny() {
    return Network.named("tiny")
        .input(8, 6, 3)
        .block("a", conv(4, 3).noBias(), maxPool(2))
        .head(globalAverage(), dense(2));
  }

  /** Stages of bottleneck blocks with shortcuts, as in He et al. 2015. */
  static Network resnet(int... counts) {
    Network network =
        Network.named("resnet")
            .input(224, 224, 3)
            .block("stem", conv(64, 7).stride(2), batchNorm(), relu(), maxPool(2));
    for (int s = 0; s < counts.length; s++) {
      int filters = 64 << s;
      int stride = s == 0 ? 1 : 2;
      Block[] units =
          IntStream.range(0, counts[s])
              .mapToObj(i -> bottleneck(i + 1, filters, i == 0 ? stride : 1))
              .toArray(Block[]::new);
      network = network.add(block("stage" + (s + 2), units));
    }
    return network.head(globalAverage(), dense(1000).softmax());
  }

  private static NamedBlock bottleneck(int number, int filters, int stride) {
    Block main =
        branch(
            conv(filters, 1).stride(stride),
            batchNorm(),
            relu(),
            conv(filters, 3),
            batchNorm(),
            relu(),
            conv(4 * filters, 1),
            batchNorm());
    Block shortcut =
        number == 1 ? branch(conv(4 * filters, 1).stride(stride), batchNorm()) : identity();
    return block("block" + number, branches(add(), main, shortcut), relu());
  }

  /**
   * Layers {@code a/1}, {@code b/1}, {@code a/2} and {@code b/2} in a chain: the collapsed blocks a
   * and b take each other's outputs.
   */
  static LayerGraph interleavedBlocks() {
    Shape shape = Shape.of(4, 4, 2);
    return graph(
        "interleaved",
        "in",
        shape,
        List.of(
            node("a/1", shape, "in"),
            node("b/1", shape, "a_1"),
            node("a/2", shape, "b_1"),
            new Node("b/2", "b_2", new Add(), List.of("a_2", "b_1", "a_1"), shape)));
  }

  /** A chain with long skip connections, and a block whose second layer comes much later. */
  static LayerGraph longSkipConnections() {
    Shape shape = Shape.of(4, 4, 2);
    List<Node> nodes = new ArrayList<>(List.of(node("start/1", shape, "in")));
    for (int i = 0; i < 30; i++) {
      String before = nodes.get(nodes.size() - 1).name();
      boolean hasSkip = i > 15 && i % 7 == 6;
      String name = "x" + i;
      nodes.add(
          hasSkip
              ? new Node(name, name, new Add(), List.of(before, "x" + (29 - i)), shape)
              : node(name, shape, before));
    }
    nodes.add(node("start/2", shape, "x29"));
    nodes.add(node("end", shape, "start_2"));
    return graph("skips", "in", shape, nodes);
  }

  /** Layers in a few blocks with random inputs. */
  static LayerGraph random(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Shape shape = Shape.of(4, 4, 2);
    List<String> names = new ArrayList<>(List.of("in"));
    List<Node> nodes = new ArrayList<>();
    int count = 5 + random.nextInt(60);
    for (int i = 0; i < count; i++) {
      String path = "b" + random.nextInt(1 + i / 2) + "/l" + i;
      String near = names.get(Math.max(0, names.size() - 1 - random.nextInt(3)));
      String far = names.get(random.nextInt(names.size()));
      String name = path.replace('/', '_');
      nodes.add(
          random.nextInt(4) == 0
              ? new Node(path, name, new Add(), List.of(near, far), shape)
              : node(path, shape, near));
      names.add(name);
    }
    return graph("random" + seed, "in", shape, nodes);
  }

  /** Names that XML and DOT must escape. */
  static LayerGraph namesToEscape() {
    Shape shape = Shape.of(4, 4, 2);
    return graph(
        "a<b> & \"c\" \\ \u0001",
        "in",
        shape,
        List.of(
            node("<x>&\"y\"\\n", shape, "in"),
            node("l" + "o".repeat(200) + "ng", shape, "in"),
            node("]]>", shape, "in")));
  }

  /** The last node is the output. */
  static LayerGraph graph(String name, String input, Shape shape, List<Node> nodes) {
    String output = nodes.isEmpty() ? input : nodes.get(nodes.size() - 1).name();
    return new LayerGraph(name, Map.of(input, shape), nodes, List.of(output));
  }

  private static Node node(String path, Shape shape, String input) {
    return new Node(
        path, path.replace('/', '_'), new ActivationLayer(Activation.RELU), List.of(input), shape);
  }
}
