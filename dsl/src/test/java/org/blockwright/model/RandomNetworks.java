package org.blockwright.model;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;
import org.blockwright.dsl.Activation;
import org.blockwright.dsl.BatchNorm;
import org.blockwright.dsl.Conv;
import org.blockwright.dsl.Crop;
import org.blockwright.dsl.DepthwiseConv;
import org.blockwright.dsl.FitPad;
import org.blockwright.dsl.Flow;
import org.blockwright.dsl.Input;
import org.blockwright.dsl.Layers;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Padding;
import org.blockwright.dsl.Piece;
import org.blockwright.dsl.Pool;
import org.blockwright.dsl.Ports;
import org.blockwright.dsl.SeparableConv;
import org.blockwright.dsl.Shape;
import org.blockwright.dsl.Size;

/**
 * Random descriptions, made without knowing which shapes fit. What is made is a recipe, since
 * cooking it may be refused.
 */
final class RandomNetworks {
  private RandomNetworks() {}

  /** What may be refused when it is made, with a text for people. */
  record Recipe<T>(String text, Maker<T> maker) {
    T make() {
      return maker.make();
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /** Makes it, or throws. */
  interface Maker<T> {
    T make();
  }

  private static Recipe<Piece> recipe(String text, Maker<Piece> maker) {
    return new Recipe<>(text, maker);
  }

  private static Arbitrary<Size> sizes(int most) {
    return Arbitraries.frequencyOf(
        Tuple.of(4, Arbitraries.integers().between(1, most).map(Size::of)),
        Tuple.of(
            1,
            Combinators.combine(
                    Arbitraries.integers().between(1, most),
                    Arbitraries.integers().between(1, most))
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
        Activation.LINEAR,
        Activation.RELU,
        Activation.RELU6,
        Activation.SWISH,
        Activation.SIGMOID,
        Activation.TANH,
        Activation.leakyRelu(0.25));
  }

  private static Arbitrary<Size> strides() {
    return Arbitraries.frequencyOf(
        Tuple.of(8, Arbitraries.just(Size.ONE)), Tuple.of(2, sizes(2)), Tuple.of(1, sizes(4)));
  }

  private static Arbitrary<Recipe<Piece>> convs() {
    return Combinators.combine(
            sizes(5),
            // Most can be shared out among 2 or 4 groups.
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
                recipe(
                    "conv k%s f%s s%s %s d%s g%s %s %s".formatted(k, f, s, p, d, g, b, a),
                    () -> new Conv(k, f, s, p, d, g, b, a)));
  }

  private static Arbitrary<Recipe<Piece>> depthwise() {
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
                recipe(
                    "%s k%s m%s s%s %s %s %s"
                        .formatted(separable ? "separable" : "depthwise", k, m, s, p, b, a),
                    () ->
                        separable
                            ? new SeparableConv(k, 4, m, s, p, b, a)
                            : new DepthwiseConv(k, m, s, p, b, a)));
  }

  private static Arbitrary<Recipe<Piece>> pools() {
    return Combinators.combine(Arbitraries.of(true, false), sizes(3), strides(), paddings())
        .as(
            (max, k, s, p) ->
                recipe("pool %s k%s s%s %s".formatted(max, k, s, p), () -> new Pool(max, k, s, p)));
  }

  private static Arbitrary<Recipe<Piece>> simple() {
    return Arbitraries.frequencyOf(
        Tuple.of(4, activations().map(a -> recipe(a.toString(), () -> Layers.activation(a)))),
        Tuple.of(
            9,
            Arbitraries.of(true, false)
                .map(g -> recipe("batchNorm " + g, () -> new BatchNorm(1e-3, 0.9, g)))),
        Tuple.of(
            2, Arbitraries.of(0.5, -2.0).map(f -> recipe("scale " + f, () -> Layers.scale(f)))),
        Tuple.of(
            2, Arbitraries.of(0.0, 0.5).map(r -> recipe("dropout " + r, () -> Layers.dropout(r)))),
        Tuple.of(
            1,
            Combinators.combine(sides(), sides(), Arbitraries.of(true, false))
                .as(
                    (a, b, crop) ->
                        recipe(
                            (crop ? "crop " : "zeroPad ") + a + b,
                            () ->
                                crop
                                    ? new Crop(a, b, b, 0)
                                    : new org.blockwright.dsl.ZeroPad(a, b, b, 0)))),
        Tuple.of(
            1,
            Combinators.combine(
                    sizes(3), sizes(3), Arbitraries.of(FitPad.Rule.SAME, FitPad.Rule.CEIL))
                .as((k, s, r) -> recipe(r + " " + k + s, () -> new FitPad(k, s, r)))),
        Tuple.of(
            1, Arbitraries.of("flatten", "globalAverage", "globalMax").map(RandomNetworks::end)),
        Tuple.of(
            1, activations().map(a -> recipe("dense " + a, () -> Layers.dense(3).activation(a)))));
  }

  private static Arbitrary<Integer> sides() {
    return Arbitraries.integers().between(0, 2);
  }

  private static Recipe<Piece> end(String word) {
    return recipe(
        word,
        () ->
            switch (word) {
              case "flatten" -> Layers.flatten();
              case "globalMax" -> Layers.globalMax();
              default -> Layers.globalAverage();
            });
  }

  /** A layer, or at some depth more than that. */
  private static Arbitrary<Recipe<Piece>> pieces(int depth) {
    Arbitrary<Recipe<Piece>> layers =
        Arbitraries.frequencyOf(
            Tuple.of(4, simple()),
            Tuple.of(3, convs()),
            Tuple.of(2, depthwise()),
            Tuple.of(1, pools()));
    return depth == 0
        ? layers
        : Arbitraries.frequencyOf(
            Tuple.of(5, layers), Tuple.of(1, branches(depth - 1)), Tuple.of(1, wired(depth - 1)));
  }

  private static Arbitrary<Recipe<Piece>> sequence(int depth, int most) {
    return sequence(depth, 0, most);
  }

  private static Arbitrary<Recipe<Piece>> sequence(int depth, int least, int most) {
    return pieces(depth).list().ofMinSize(least).ofMaxSize(most).map(RandomNetworks::inRow);
  }

  private static Recipe<Piece> inRow(List<Recipe<Piece>> all) {
    return recipe(all.toString(), () -> Layers.seq(made(all)));
  }

  private static Piece[] made(List<Recipe<Piece>> all) {
    return all.stream().map(Recipe::make).toArray(Piece[]::new);
  }

  private static Arbitrary<Recipe<Piece>> branches(int depth) {
    return Combinators.combine(
            Arbitraries.of(true, false), sequence(depth, 2).list().ofMinSize(2).ofMaxSize(3))
        .as(
            (sum, arms) ->
                recipe(
                    (sum ? "add" : "concat") + arms,
                    () -> Layers.branches(sum ? Layers.add() : Layers.concat(), made(arms))));
  }

  /** One step of a graph: a piece on one place, or a join of two, or a block with two ports. */
  record Step(Recipe<Piece> piece, int first, int second, int kind) {
    @Override
    public String toString() {
      return "%s(%s %s %s)".formatted(piece, first, second, kind);
    }
  }

  private static Arbitrary<List<Step>> steps(int depth) {
    return Combinators.combine(
            pieces(depth),
            Arbitraries.integers().between(0, 5),
            Arbitraries.integers().between(0, 5),
            Arbitraries.frequency(Tuple.of(4, 0), Tuple.of(1, 1), Tuple.of(1, 2), Tuple.of(1, 3)))
        .as(Step::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(4);
  }

  private static Arbitrary<Recipe<Piece>> wired(int depth) {
    return steps(depth)
        .map(
            steps ->
                recipe(
                    "graph" + steps,
                    () -> Layers.graph(in -> joined(wire(List.of(in), steps), "all"))));
  }

  private static Flow joined(List<Flow> open, String name) {
    Flow first = open.get(0);
    return open.size() == 1
        ? first
        : first.concat(name, open.subList(1, open.size()).toArray(Flow[]::new));
  }

  /** The places that nobody reads after the steps. */
  private static List<Flow> wire(List<Flow> inputs, List<Step> steps) {
    List<Flow> all = new ArrayList<>(inputs);
    List<Flow> open = new ArrayList<>(inputs);
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      Flow first = all.get(step.first % all.size());
      Flow second = all.get(step.second % all.size());
      String name = "n" + i;
      List<Flow> made = new ArrayList<>();
      open.remove(first);
      switch (step.kind) {
        case 1 -> made.add(first.plus(name, second));
        case 2 -> made.add(first.concat(name, second));
        case 3 -> {
          Ports ports =
              Ports.of("x", first)
                  .and("y", second)
                  .block(
                      name,
                      Layers.graph(
                          List.of("x", "y"),
                          in ->
                              Ports.of("u", in.get("x").then("a", step.piece.make()))
                                  .and("v", in.get("y").then("b", step.piece.make()))));
          made.add(ports.get("u"));
          made.add(ports.get("v"));
        }
        default -> made.add(first.then(name, step.piece.make()));
      }
      if (step.kind != 0) {
        open.remove(second);
      }
      all.addAll(made);
      open.addAll(made);
    }
    return open;
  }

  private static Arbitrary<List<Piece>> heads() {
    return Arbitraries.of(
        List.of(Layers.globalAverage(), Layers.dense(3), Layers.softmax()),
        List.of(Layers.flatten(), Layers.dense(2).softmax()),
        List.of(
            Layers.flatten(), Layers.batchNorm(), Layers.dropout(0.5), Layers.dense(2).softmax()),
        List.<Piece>of());
  }

  private static Arbitrary<Shape> shapes() {
    return Combinators.combine(
            Arbitraries.integers().between(1, 7),
            Arbitraries.integers().between(1, 7),
            Arbitraries.of(3, 1, 2, 4))
        .as(Shape::of);
  }

  /** A chain of parts behind one input. */
  static Arbitrary<Recipe<Network>> chains() {
    return Combinators.combine(
            shapes(), sequence(2, 1, 4).list().ofMinSize(1).ofMaxSize(2), heads())
        .as(
            (shape, parts, head) ->
                new Recipe<>(
                    shape + " " + parts + " " + head,
                    () -> {
                      Network network = Network.named("chain").input(shape);
                      for (Recipe<Piece> part : parts) {
                        network = network.block("p" + network.parts().size(), part.make());
                      }
                      return head.isEmpty() ? network : network.head(head.toArray(Piece[]::new));
                    }));
  }

  /** A graph of two inputs and one or several outputs, each with a head of its own. */
  static Arbitrary<Recipe<Network>> several() {
    return Combinators.combine(shapes(), Arbitraries.of(true, false), steps(1), heads(), heads())
        .as(
            (shape, equal, steps, head, other) ->
                new Recipe<>(
                    shape + " " + equal + steps + head + other,
                    () ->
                        Network.named("several")
                            .inputs(
                                Input.of("i", shape),
                                Input.of("j", equal ? shape : shape.withChannels(2)))
                            .wiring("w", in -> ends(in, steps, List.of(head, other)))));
  }

  private static Ports ends(Ports in, List<Step> steps, List<List<Piece>> heads) {
    List<Flow> open = wire(List.of(in.get("i"), in.get("j")), steps);
    List<Flow> ended = new ArrayList<>();
    for (int i = 0; i < open.size(); i++) {
      List<Piece> head = heads.get(i % 2);
      ended.add(
          head.isEmpty() ? open.get(i) : open.get(i).then("h" + i, head.toArray(Piece[]::new)));
    }
    Ports out = Ports.of("o0", ended.get(0));
    for (int i = 1; i < ended.size(); i++) {
      out = out.and("o" + i, ended.get(i));
    }
    return out;
  }

  static String kinds(Network network) {
    return network.graph().nodes().stream()
        .map(n -> n.layer().kind())
        .distinct()
        .collect(Collectors.joining(" "));
  }
}
