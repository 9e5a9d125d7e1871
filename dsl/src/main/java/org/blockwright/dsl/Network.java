package org.blockwright.dsl;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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

  /** The name of the vertex that takes the pictures, where there is only one. */
  public static final String INPUT = "input";

  private final String name;
  private final ImmutableList<Input> inputs;
  private final ImageConversion conversion;
  private final Augmenting augmenting;
  private final ImmutableList<Part> parts;
  private final ImmutableList<String> labels;
  private final Graph graph;
  private final ImmutableMap<String, Span> spans;

  private Network(
      String name,
      List<Input> inputs,
      ImageConversion conversion,
      Augmenting augmenting,
      List<Part> parts,
      List<String> labels) {
    this.name = name;
    this.inputs = ImmutableList.copyOf(inputs);
    this.conversion = conversion;
    this.augmenting = augmenting;
    this.parts = ImmutableList.copyOf(parts);
    this.labels = ImmutableList.copyOf(labels);
    Problems.require(!inputs.isEmpty(), () -> Problems.noInputs(name));
    Problems.unique(inputs.stream().map(Input::name).toList());
    Problems.unique(parts.stream().map(Part::name).toList());
    Problems.require(
        !parts.contains(new Part(HEAD, true, new Seq(List.of()))), () -> Problems.emptyHead(name));
    Expansion.Result result = Expansion.of(seen(inputs), parts);
    if (!result.problems().isEmpty()) {
      SizeAdvice advice =
          new SizeAdvice(inputs, given -> Expansion.of(seen(given), parts).problems());
      throw new DescriptionException(Problems.all(name, advice.on(result.problems())));
    }
    this.spans = ImmutableMap.copyOf(result.spans());
    Map<String, Shape> shapes = new LinkedHashMap<>();
    seen(inputs).forEach(input -> shapes.put(input.name(), input.shape()));
    this.graph = new Graph(name, shapes, result.nodes(), result.outputs());
    FlatOrder.check(graph);
    Problems.require(
        labels.isEmpty() || result.outputs().size() == 1,
        () -> Problems.severalOutputs(name, result.outputs()));
    Problems.require(
        labels.isEmpty() || graph.outputShape().equals(Shape.units(labels.size())),
        () -> Problems.labels(name, labels.size(), graph.outputShape()));
  }

  /** What the layers get: pictures may lose their border before. */
  private List<Input> seen(List<Input> given) {
    return given.stream().map(input -> input.shape(augmenting.output(input.shape()))).toList();
  }

  private Network withInputs(List<Input> others) {
    return new Network(name, others, conversion, augmenting, parts, labels);
  }

  /** Starts a description. */
  public static Named named(String name) {
    Problems.requireName(name);
    return new Named(name);
  }

  /** A network that has a name and still needs its input. */
  public record Named(String name) {
    /** Pictures of so many rows, columns and channels. */
    public Network input(int height, int width, int channels) {
      return input(Shape.of(height, width, channels));
    }

    public Network input(Shape input) {
      return inputs(Input.of(INPUT, input));
    }

    /** Several inputs, each with a name; the first block takes them in this order. */
    public Network inputs(Input... inputs) {
      return new Network(
          name, List.of(inputs), ImageConversion.DEFAULT, Augmenting.NONE, List.of(), List.of());
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

  /**
   * Adds a freely wired graph as a group, which takes all inputs of the network by their names and
   * may have several outputs.
   */
  public Network wiring(String groupName, UnaryOperator<Ports> wiring) {
    List<String> names = inputs.stream().map(Input::name).toList();
    return group(groupName, Layers.graph(names, wiring));
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
    Seq row = block instanceof Seq seq ? seq : Seq.of(List.of(block));
    return new Network(
        name,
        inputs,
        conversion,
        augmenting,
        ImmutableList.<Part>builder().addAll(body()).add(new Part(HEAD, true, row)).build(),
        List.of());
  }

  /** The same without its head and labels. */
  public Network withoutHead() {
    return new Network(name, inputs, conversion, augmenting, body(), List.of());
  }

  /** What the outputs mean, in order; as many as the last layer has units. */
  public Network labels(String... names) {
    return labels(List.of(names));
  }

  /** What the outputs mean, in order; as many as the last layer has units. */
  public Network labels(List<String> names) {
    Problems.unique(names, label -> Problems.sameLabel(name, label));
    names.forEach(label -> Problems.requireLabel(name, label));
    return new Network(name, inputs, conversion, augmenting, parts, names);
  }

  /** What is done to the pictures of the only input. */
  public Network preprocessing(Preprocessing other) {
    Problems.require(
        inputs.size() == 1,
        () -> Problems.severalInputs(name, inputs.stream().map(Input::name).toList()));
    return withInputs(List.of(inputs.get(0).preprocessing(other)));
  }

  /** The same network for images in these colors. */
  public Network colorMode(ColorMode mode) {
    return conversion(new ImageConversion(mode, conversion.resizing()));
  }

  /** The same network for images that are converted so before preprocessing. */
  public Network conversion(ImageConversion other) {
    return new Network(name, inputs, other, augmenting, parts, labels);
  }

  /** What is done to the pictures while training, before the first layer. */
  public Network augment(Augment... steps) {
    return augment(Augmenting.of(steps));
  }

  /** What is done to the pictures while training, before the first layer. */
  public Network augment(Augmenting other) {
    return new Network(name, inputs, conversion, other, parts, labels);
  }

  /** The same layers on pictures of another size, at every input. */
  public Network input(Shape other) {
    return withInputs(inputs.stream().map(input -> input.shape(other)).toList());
  }

  /** The same with other parts, head included; labels stay where they still fit. */
  public Network with(List<Part> others) {
    return new Network(name, inputs, conversion, augmenting, others, labels);
  }

  /** The same layers behind other inputs. */
  public Network inputs(List<Input> others) {
    return withInputs(others);
  }

  public Network renamed(String other) {
    Problems.requireName(other);
    return new Network(other, inputs, conversion, augmenting, parts, labels);
  }

  public String name() {
    return name;
  }

  /** The shape of the pictures; with several inputs that of the first. */
  public Shape input() {
    return inputs.get(0).shape();
  }

  /** All inputs in order. */
  public List<Input> inputs() {
    return inputs;
  }

  /** How an image is converted before preprocessing: colors and resizing. */
  public ImageConversion conversion() {
    return conversion;
  }

  public Augmenting augmenting() {
    return augmenting;
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

  /** What is done to a picture; with several inputs for the first. */
  public Preprocessing preprocessing() {
    return inputs.get(0).preprocessing();
  }

  /** The network written out, with every shape. */
  public Graph graph() {
    return graph;
  }

  /** What each layer and each block takes and gives, by its path, inner ones before outer ones. */
  public Map<String, Span> spans() {
    return spans;
  }

  /**
   * The path of a layer by its path or vertex name, or of a block by its path.
   *
   * @throws DescriptionException where there is none, with the nearest name
   */
  public String path(String at) {
    return spans.containsKey(at) ? at : graph.node(at).path();
  }

  /**
   * The values that a layer or block gives, once each. Where it also hands on what others made, as
   * a tower does beside another one, its own alone, unless it ends the network.
   */
  public List<String> given(String path) {
    Span span = spans.get(path);
    List<String> all = span.outputs().stream().distinct().toList();
    List<String> own = all.stream().filter(value -> !span.inputs().contains(value)).toList();
    return own.isEmpty() || all.equals(graph.outputs()) ? all : own;
  }

  /**
   * The layer of this vertex name or path, or the one that gives the only output of the block of
   * this path.
   *
   * @throws DescriptionException where there is none, or several
   */
  public Node layer(String at) {
    if (graph.contains(at) || !spans.containsKey(at)) {
      return graph.node(at);
    }
    List<String> outputs = given(at);
    Problems.require(
        outputs.size() == 1,
        () ->
            Problems.severalValues(
                name,
                at,
                outputs.stream().map(o -> graph.contains(o) ? graph.node(o).path() : o).toList()));
    Problems.require(graph.contains(outputs.get(0)), () -> Problems.inputIsOutput(outputs.get(0)));
    return graph.node(outputs.get(0));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Network n
        && name.equals(n.name)
        && inputs.equals(n.inputs)
        && conversion.equals(n.conversion)
        && augmenting.equals(n.augmenting)
        && parts.equals(n.parts)
        && labels.equals(n.labels);
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, inputs, conversion, augmenting, parts, labels);
  }

  @Override
  public String toString() {
    return "%s %s -> %s"
        .formatted(
            name,
            joined(inputs.stream().map(Input::shape)),
            joined(graph.outputs().stream().map(graph::shape)));
  }

  private static String joined(Stream<Shape> shapes) {
    return shapes.map(Shape::toString).collect(Collectors.joining(", "));
  }

  private List<Part> beforeHead(List<Part> all) {
    Problems.require(!hasHead(), () -> Problems.blockAfterHead(name));
    Problems.unique(all.stream().map(Part::name).toList());
    return all;
  }
}
