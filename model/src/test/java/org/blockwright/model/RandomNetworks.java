package org.blockwright.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;
import org.blockwright.dsl.Layers;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.SymbolicTensor;
import org.blockwright.dsl.SymbolicTensors;
import org.blockwright.dsl.input.Input;
import org.blockwright.dsl.layer.Activation;
import org.blockwright.dsl.layer.AutoPad;
import org.blockwright.dsl.layer.BatchNorm;
import org.blockwright.dsl.layer.Block;
import org.blockwright.dsl.layer.Conv;
import org.blockwright.dsl.layer.Crop;
import org.blockwright.dsl.layer.DepthwiseConv;
import org.blockwright.dsl.layer.Padding;
import org.blockwright.dsl.layer.Pool;
import org.blockwright.dsl.layer.SeparableConv;
import org.blockwright.dsl.layer.Shape;
import org.blockwright.dsl.layer.Size;

/**
 * Generates random networks without regard to shapes. Generated values are candidates, since
 * building one may be rejected.
 */
public final class RandomNetworks {
  private RandomNetworks() {}

  /** A block or network that may be rejected when it is built, with a text for failure reports. */
  public record Candidate<T>(String text, Factory<T> factory) {
    public T build() {
      return factory.build();
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /** Builds a candidate, or throws. */
  public interface Factory<T> {
    T build();
  }

  private static Candidate<Block> candidate(String text, Factory<Block> factory) {
    return new Candidate<>(text, factory);
  }

  private static Arbitrary<Size> sizes(int max) {
    return Arbitraries.frequencyOf(
        Tuple.of(4, Arbitraries.integers().between(1, max).map(Size::of)),
        Tuple.of(
            1,
            Combinators.combine(
                    Arbitraries.integers().between(1, max), Arbitraries.integers().between(1, max))
                .as(Size::new)));
  }

  private static Arbitrary<Padding> paddings() {
    return Arbitraries.frequency(
        Tuple.of(14, Padding.SAME),
        Tuple.of(2, Padding.VALID),
        Tuple.of(2, Padding.of(1)),
        Tuple.of(1, new Padding(false, 2, 0)));
  }

  private static Arbitrary<Activation> activations() {
    return Arbitraries.of(
        Arrays.stream(Activation.Kind.values())
            .filter(kind -> kind != Activation.Kind.SOFTMAX)
            .map(kind -> new Activation(kind, kind.hasSlope() ? 0.25 : 0))
            .toList());
  }

  private static Arbitrary<Size> strides() {
    return Arbitraries.frequencyOf(
        Tuple.of(8, Arbitraries.just(Size.ONE)), Tuple.of(2, sizes(2)), Tuple.of(1, sizes(4)));
  }

  private static Arbitrary<Candidate<Block>> convs() {
    return Combinators.combine(
            sizes(5),
            // Most are divisible by 2 or 4 groups.
            Arbitraries.frequency(
                Tuple.of(6, 4), Tuple.of(2, 8), Tuple.of(2, 6), Tuple.of(1, 3), Tuple.of(1, 1)),
            strides(),
            paddings(),
            Arbitraries.frequencyOf(Tuple.of(5, Arbitraries.just(Size.ONE)), Tuple.of(1, sizes(2))),
            Arbitraries.frequency(Tuple.of(10, 1), Tuple.of(2, 2), Tuple.of(1, 4)),
            Arbitraries.of(true, false),
            activations())
        .as(
            (k, f, s, p, d, g, b, a) ->
                candidate(
                    "conv k%s f%s s%s %s d%s g%s %s %s".formatted(k, f, s, p, d, g, b, a),
                    () -> new Conv(f, k, s, p, d, g, b, a)));
  }

  private static Arbitrary<Candidate<Block>> depthwise() {
    return Combinators.combine(
            sizes(4),
            Arbitraries.of(1, 2),
            strides(),
            paddings(),
            Arbitraries.of(true, false),
            activations(),
            Arbitraries.of(false, true))
        .as(
            (k, m, s, p, b, a, separable) ->
                candidate(
                    "%s k%s m%s s%s %s %s %s"
                        .formatted(separable ? "separable" : "depthwise", k, m, s, p, b, a),
                    () ->
                        separable
                            ? new SeparableConv(4, k, m, s, p, b, a)
                            : new DepthwiseConv(k, m, s, p, b, a)));
  }

  private static Arbitrary<Candidate<Block>> pools() {
    return Combinators.combine(Arbitraries.of(true, false), sizes(3), strides(), paddings())
        .as(
            (max, k, s, p) ->
                candidate(
                    "pool %s k%s s%s %s".formatted(max, k, s, p), () -> new Pool(max, k, s, p)));
  }

  private static Arbitrary<Candidate<Block>> simple() {
    return Arbitraries.frequencyOf(
        Tuple.of(4, activations().map(a -> candidate(a.toString(), () -> Layers.activation(a)))),
        Tuple.of(
            9,
            Arbitraries.of(true, false)
                .map(g -> candidate("batchNorm " + g, () -> new BatchNorm(1e-3, 0.9, g)))),
        Tuple.of(
            2, Arbitraries.of(0.5, -2.0).map(f -> candidate("scale " + f, () -> Layers.scale(f)))),
        Tuple.of(
            2,
            Arbitraries.of(0.0, 0.5).map(r -> candidate("dropout " + r, () -> Layers.dropout(r)))),
        Tuple.of(
            1,
            Combinators.combine(borderSizes(), borderSizes(), Arbitraries.of(true, false))
                .as(
                    (a, b, crop) ->
                        candidate(
                            (crop ? "crop " : "zeroPad ") + a + b,
                            () ->
                                crop
                                    ? new Crop(a, b, b, 0)
                                    : new org.blockwright.dsl.layer.ZeroPad(a, b, b, 0)))),
        Tuple.of(
            1,
            Combinators.combine(
                    sizes(3), sizes(3), Arbitraries.of(AutoPad.Rule.SAME, AutoPad.Rule.CEIL))
                .as((k, s, r) -> candidate(r + " " + k + s, () -> new AutoPad(k, s, r)))),
        Tuple.of(
            1,
            Arbitraries.of("flatten", "globalAverage", "globalMax").map(RandomNetworks::endLayer)),
        Tuple.of(
            1,
            activations().map(a -> candidate("dense " + a, () -> Layers.dense(3).activation(a)))));
  }

  private static Arbitrary<Integer> borderSizes() {
    return Arbitraries.integers().between(0, 2);
  }

  private static Candidate<Block> endLayer(String kind) {
    return candidate(
        kind,
        () ->
            switch (kind) {
              case "flatten" -> Layers.flatten();
              case "globalMax" -> Layers.globalMax();
              default -> Layers.globalAverage();
            });
  }

  /** A layer, or up to a depth also branches and subgraphs. */
  private static Arbitrary<Candidate<Block>> blocks(int depth) {
    Arbitrary<Candidate<Block>> layers =
        Arbitraries.frequencyOf(
            Tuple.of(4, simple()),
            Tuple.of(3, convs()),
            Tuple.of(2, depthwise()),
            Tuple.of(1, pools()));
    return depth == 0
        ? layers
        : Arbitraries.frequencyOf(
            Tuple.of(5, layers),
            Tuple.of(1, branches(depth - 1)),
            Tuple.of(1, subgraphs(depth - 1)));
  }

  private static Arbitrary<Candidate<Block>> sequence(int depth, int max) {
    return sequence(depth, 0, max);
  }

  private static Arbitrary<Candidate<Block>> sequence(int depth, int min, int max) {
    return blocks(depth).list().ofMinSize(min).ofMaxSize(max).map(RandomNetworks::sequenceOf);
  }

  private static Candidate<Block> sequenceOf(List<Candidate<Block>> all) {
    return candidate(all.toString(), () -> Layers.seq(buildAll(all)));
  }

  private static Block[] buildAll(List<Candidate<Block>> all) {
    return all.stream().map(Candidate::build).toArray(Block[]::new);
  }

  private static Arbitrary<Candidate<Block>> branches(int depth) {
    return Combinators.combine(
            Arbitraries.of(true, false), sequence(depth, 2).list().ofMinSize(2).ofMaxSize(3))
        .as(
            (sum, branches) ->
                candidate(
                    (sum ? "add" : "concat") + branches,
                    () ->
                        Layers.branches(sum ? Layers.add() : Layers.concat(), buildAll(branches))));
  }

  /**
   * One step of a graph.
   *
   * @param first index of the first input among the tensors so far
   * @param second index of the second input
   * @param kind 0: the block on the first input, 1: sum, 2: concatenation, 3: a block with two
   *     inputs and outputs
   */
  record Step(Candidate<Block> block, int first, int second, int kind) {
    @Override
    public String toString() {
      return "%s(%s %s %s)".formatted(block, first, second, kind);
    }
  }

  private static Arbitrary<List<Step>> steps(int depth) {
    return Combinators.combine(
            blocks(depth),
            Arbitraries.integers().between(0, 5),
            Arbitraries.integers().between(0, 5),
            Arbitraries.frequency(Tuple.of(4, 0), Tuple.of(1, 1), Tuple.of(1, 2), Tuple.of(1, 3)))
        .as(Step::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(4);
  }

  private static Arbitrary<Candidate<Block>> subgraphs(int depth) {
    return steps(depth)
        .map(
            steps ->
                candidate(
                    "graph" + steps,
                    () -> Layers.graph(in -> concatAll(connect(List.of(in), steps), "all"))));
  }

  private static SymbolicTensor concatAll(List<SymbolicTensor> tensors, String name) {
    SymbolicTensor first = tensors.get(0);
    return tensors.size() == 1
        ? first
        : first.concat(name, tensors.subList(1, tensors.size()).toArray(SymbolicTensor[]::new));
  }

  /** Applies the steps and returns the tensors that remain unused. */
  private static List<SymbolicTensor> connect(List<SymbolicTensor> inputs, List<Step> steps) {
    List<SymbolicTensor> all = new ArrayList<>(inputs);
    List<SymbolicTensor> unused = new ArrayList<>(inputs);
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      SymbolicTensor first = all.get(step.first % all.size());
      SymbolicTensor second = all.get(step.second % all.size());
      String name = "n" + i;
      List<SymbolicTensor> results = new ArrayList<>();
      unused.remove(first);
      switch (step.kind) {
        case 1 -> results.add(first.add(name, second));
        case 2 -> results.add(first.concat(name, second));
        case 3 -> {
          SymbolicTensors ports =
              SymbolicTensors.of("x", first)
                  .and("y", second)
                  .block(
                      name,
                      Layers.graph(
                          List.of("x", "y"),
                          in ->
                              SymbolicTensors.of("u", in.get("x").then("a", step.block.build()))
                                  .and("v", in.get("y").then("b", step.block.build()))));
          results.add(ports.get("u"));
          results.add(ports.get("v"));
        }
        default -> results.add(first.then(name, step.block.build()));
      }
      if (step.kind != 0) {
        unused.remove(second);
      }
      all.addAll(results);
      unused.addAll(results);
    }
    return unused;
  }

  private static Arbitrary<List<Block>> heads() {
    return Arbitraries.of(
        List.of(Layers.globalAverage(), Layers.dense(3), Layers.softmax()),
        List.of(Layers.flatten(), Layers.dense(2).softmax()),
        List.of(
            Layers.flatten(), Layers.batchNorm(), Layers.dropout(0.5), Layers.dense(2).softmax()),
        List.<Block>of());
  }

  private static Arbitrary<Shape> shapes() {
    return Combinators.combine(
            Arbitraries.integers().between(1, 7),
            Arbitraries.integers().between(1, 7),
            Arbitraries.of(3, 1, 2, 4))
        .as(Shape::of);
  }

  /** Networks with one input and a sequence of blocks. */
  public static Arbitrary<Candidate<Network>> chains() {
    return Combinators.combine(
            shapes(), sequence(2, 1, 4).list().ofMinSize(1).ofMaxSize(2), heads())
        .as(
            (shape, blocks, head) ->
                new Candidate<>(
                    shape + " " + blocks + " " + head,
                    () -> {
                      Network network = Network.named("chain").input(shape);
                      for (Candidate<Block> block : blocks) {
                        network = network.block("p" + network.blocks().size(), block.build());
                      }
                      return head.isEmpty() ? network : network.head(head.toArray(Block[]::new));
                    }));
  }

  /** Networks with two inputs and one or more outputs, each with its own head. */
  public static Arbitrary<Candidate<Network>> severalInputs() {
    return Combinators.combine(shapes(), Arbitraries.of(true, false), steps(1), heads(), heads())
        .as(
            (shape, equal, steps, head, other) ->
                new Candidate<>(
                    shape + " " + equal + steps + head + other,
                    () ->
                        Network.named("several")
                            .inputs(
                                Input.of("i", shape),
                                Input.of("j", equal ? shape : shape.withChannels(2)))
                            .subgraph("w", in -> withHeads(in, steps, List.of(head, other)))));
  }

  private static SymbolicTensors withHeads(
      SymbolicTensors in, List<Step> steps, List<List<Block>> heads) {
    List<SymbolicTensor> unused = connect(List.of(in.get("i"), in.get("j")), steps);
    List<SymbolicTensor> outputs = new ArrayList<>();
    for (int i = 0; i < unused.size(); i++) {
      List<Block> head = heads.get(i % 2);
      outputs.add(
          head.isEmpty() ? unused.get(i) : unused.get(i).then("h" + i, head.toArray(Block[]::new)));
    }
    SymbolicTensors named = SymbolicTensors.of("o0", outputs.get(0));
    for (int i = 1; i < outputs.size(); i++) {
      named = named.and("o" + i, outputs.get(i));
    }
    return named;
  }

  static String kinds(Network network) {
    return network.graph().nodes().stream()
        .map(n -> n.layer().kind())
        .distinct()
        .collect(Collectors.joining(" "));
  }
}
