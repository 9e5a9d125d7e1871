package org.blockwright.dsl;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.blockwright.base.DescriptionException;
import org.blockwright.dsl.check.Problems;

/**
 * The immutable description of a network: its input, its blocks, its head, its labels and the
 * preprocessing that it wants. It knows every shape and never holds a weight. Each word gives a new
 * network, and checks everything at once: a mistake throws on the line that made it.
 *
 * <pre>{@code
 * Network.named("tiny").input(32, 32, 3)
 *     .block("block1", conv(3, 8).relu(), maxPool(2))
 *     .head(flatten(), dense(2), softmax())
 *     .labels("cat", "dog")
 * }</pre>
 */
public final class Network {
  /** The name of the group that holds the head. */
  public static final String HEAD = "head";

  /** The name of the vertex that takes the pictures. */
  public static final String INPUT = "input";

  /** No side of a picture is looked at beyond this when an input that fits is sought. */
  private static final int LARGEST_SIDE = 2048;

  private final String name;
  private final Shape input;
  private final ImmutableList<Part> parts;
  private final ImmutableList<String> labels;
  private final Preprocessing preprocessing;
  private final Graph graph;

  private Network(
      String name,
      Shape input,
      List<Part> parts,
      List<String> labels,
      Preprocessing preprocessing) {
    this.name = name;
    this.input = input;
    this.parts = ImmutableList.copyOf(parts);
    this.labels = ImmutableList.copyOf(labels);
    this.preprocessing = preprocessing;
    Expansion.Result result = Expansion.of(input, parts);
    if (!result.problems().isEmpty()) {
      throw new DescriptionException(Problems.all(name, withAdvice(result.problems())));
    }
    this.graph = new Graph(name, INPUT, input, result.nodes());
    Problems.require(
        labels.isEmpty() || graph.outputShape().equals(Shape.units(labels.size())),
        () -> Problems.labels(name, labels.size(), graph.outputShape()));
  }

  /** Starts a description. */
  public static Named named(String name) {
    Problems.require(name.matches("[A-Za-z0-9_.-]+"), () -> Problems.name(name));
    return new Named(name);
  }

  /** A network that has a name and still needs its input. */
  public record Named(String name) {
    /** Pictures of so many rows, columns and channels. */
    public Network input(int height, int width, int channels) {
      return input(Shape.of(height, width, channels));
    }

    public Network input(Shape input) {
      return new Network(name, input, List.of(), List.of(), Preprocessing.TF);
    }
  }

  /** Adds a block whose name begins the names of its vertices. */
  public Network block(String blockName, Piece... pieces) {
    return plus(Layers.part(blockName, false, pieces));
  }

  /** Adds a group: its name leads to its layers, and is left out of the names of their vertices. */
  public Network group(String groupName, Piece... pieces) {
    return plus(Layers.part(groupName, true, pieces));
  }

  /** Adds one block for each row of a table: {@code block1}, {@code block2}, ... */
  public <T> Network blocks(String stem, List<T> table, Function<T, ? extends Piece> row) {
    return blocks(stem, table.size(), i -> row.apply(table.get(i - 1)));
  }

  /** Adds blocks with the numbers 1 to {@code n}. */
  public Network blocks(String stem, int n, IntFunction<? extends Piece> block) {
    ImmutableList.Builder<Part> all = ImmutableList.<Part>builder().addAll(parts);
    IntStream.rangeClosed(1, n).forEach(i -> all.add(Layers.part(stem + i, false, block.apply(i))));
    return with(beforeHead(all.build()));
  }

  /** Adds the blocks of a table in the article's form. */
  public Network blocks(BlockTable table) {
    return with(
        beforeHead(ImmutableList.<Part>builder().addAll(parts).addAll(table.parts()).build()));
  }

  /** Adds a part that has its name already. */
  public Network plus(Part part) {
    return with(beforeHead(ImmutableList.<Part>builder().addAll(parts).add(part).build()));
  }

  /** Adds a freely wired graph as a group. */
  public Network graph(String groupName, UnaryOperator<Flow> wiring) {
    return group(groupName, Layers.graph(wiring));
  }

  /** Ends the network: what turns its features into an answer. */
  public Network head(Piece... pieces) {
    return head(Layers.part(HEAD, true, pieces).block());
  }

  /** Ends the network, or replaces its end. */
  public Network head(Block block) {
    return new Network(
        name,
        input,
        ImmutableList.<Part>builder().addAll(body()).add(new Part(HEAD, true, block)).build(),
        List.of(),
        preprocessing);
  }

  /** The same without its head and labels. */
  public Network withoutHead() {
    return new Network(name, input, body(), List.of(), preprocessing);
  }

  /** What the outputs mean, in order; as many as the last layer has units. */
  public Network labels(String... names) {
    return labels(List.of(names));
  }

  /** What the outputs mean, in order; as many as the last layer has units. */
  public Network labels(List<String> names) {
    Problems.unique(names);
    return new Network(name, input, parts, names, preprocessing);
  }

  public Network preprocessing(Preprocessing other) {
    return new Network(name, input, parts, labels, other);
  }

  /** The same layers on pictures of another size. */
  public Network input(Shape other) {
    return new Network(name, other, parts, labels, preprocessing);
  }

  /** The same with other parts, head included; labels stay where they still fit. */
  public Network with(List<Part> others) {
    return new Network(name, input, others, labels, preprocessing);
  }

  public Network renamed(String other) {
    return new Network(other, input, parts, labels, preprocessing);
  }

  public String name() {
    return name;
  }

  public Shape input() {
    return input;
  }

  /** All parts in order, the head last. */
  public List<Part> parts() {
    return parts;
  }

  /** The parts before the head. */
  public List<Part> body() {
    return parts.stream().filter(p -> !p.name().equals(HEAD)).toList();
  }

  public boolean hasHead() {
    return parts.size() > body().size();
  }

  public List<String> labels() {
    return labels;
  }

  public Preprocessing preprocessing() {
    return preprocessing;
  }

  /** The network written out, with every shape. */
  public Graph graph() {
    return graph;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Network n
        && name.equals(n.name)
        && input.equals(n.input)
        && parts.equals(n.parts)
        && labels.equals(n.labels)
        && preprocessing.equals(n.preprocessing);
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, input, parts, labels, preprocessing);
  }

  @Override
  public String toString() {
    return "%s %s -> %s".formatted(name, input, graph.outputShape());
  }

  private List<Part> beforeHead(List<Part> all) {
    Problems.require(!hasHead(), () -> Problems.blockAfterHead(name));
    Problems.unique(all.stream().map(Part::name).toList());
    return all;
  }

  /** Says which inputs would fit, where the size of the input may be what is wrong. */
  private List<String> withAdvice(List<String> problems) {
    List<Integer> sides =
        IntStream.rangeClosed(1, LARGEST_SIDE).filter(this::fits).limit(1).boxed().toList();
    if (sides.isEmpty() || !input.map()) {
      return problems;
    }
    int least = sides.get(0);
    return problems.stream()
        .map(
            problem -> {
              if (problem.contains("to nothing")
                  && least > Math.min(input.height(), input.width())) {
                return problem + Problems.tooSmall(input.height(), input.width(), least);
              }
              return problem.startsWith("cannot concatenate")
                  ? problem + Problems.fittingSides(nextSides())
                  : problem;
            })
        .toList();
  }

  /** The three square inputs nearest above this one that fit. */
  private List<Integer> nextSides() {
    int from = Math.max(input.height(), input.width());
    return IntStream.rangeClosed(from, from + LARGEST_SIDE)
        .filter(this::fits)
        .limit(3)
        .boxed()
        .toList();
  }

  private boolean fits(int side) {
    return Expansion.of(Shape.of(side, side, input.channels()), parts).problems().isEmpty();
  }
}
