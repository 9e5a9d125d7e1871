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
import org.blockwright.dsl.graph.Endpoints;
import org.blockwright.dsl.graph.FlatOrder;
import org.blockwright.dsl.graph.InputSizeAdvice;
import org.blockwright.dsl.graph.LayerGraph;
import org.blockwright.dsl.graph.LayerGraphBuilder;
import org.blockwright.dsl.graph.Node;
import org.blockwright.dsl.input.AugmentationLayer;
import org.blockwright.dsl.input.ColorMode;
import org.blockwright.dsl.input.ImageConversion;
import org.blockwright.dsl.input.InModelAugmentation;
import org.blockwright.dsl.input.Input;
import org.blockwright.dsl.input.Preprocessing;
import org.blockwright.dsl.layer.Block;
import org.blockwright.dsl.layer.BlockBody;
import org.blockwright.dsl.layer.NamedBlock;
import org.blockwright.dsl.layer.Sequence;
import org.blockwright.dsl.layer.Shape;

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
  private final InModelAugmentation augmentation;
  private final ImmutableList<NamedBlock> blocks;
  private final ImmutableList<String> labels;
  private final LayerGraph graph;
  private final ImmutableMap<String, Endpoints> endpoints;

  private Network(
      String name,
      List<Input> inputs,
      ImageConversion conversion,
      InModelAugmentation augmenting,
      List<NamedBlock> parts,
      List<String> labels) {
    this.name = name;
    this.inputs = ImmutableList.copyOf(inputs);
    this.conversion = conversion;
    this.augmentation = augmenting;
    this.blocks = ImmutableList.copyOf(parts);
    this.labels = ImmutableList.copyOf(labels);
    Problems.require(!inputs.isEmpty(), () -> Problems.noInputs(name));
    Problems.requireUnique(inputs.stream().map(Input::name).toList());
    Problems.requireUnique(parts.stream().map(NamedBlock::name).toList());
    Problems.require(
        !parts.contains(new NamedBlock(HEAD, true, new Sequence(List.of()))),
        () -> Problems.emptyHead(name));
    LayerGraphBuilder.Result result = LayerGraphBuilder.of(augmentedInputs(inputs), parts);
    if (!result.problems().isEmpty()) {
      InputSizeAdvice advice =
          new InputSizeAdvice(
              inputs, given -> LayerGraphBuilder.of(augmentedInputs(given), parts).problems());
      throw new DescriptionException(Problems.combine(name, advice.addTo(result.problems())));
    }
    this.endpoints = ImmutableMap.copyOf(result.endpoints());
    Map<String, Shape> shapes = new LinkedHashMap<>();
    augmentedInputs(inputs).forEach(input -> shapes.put(input.name(), input.shape()));
    this.graph = new LayerGraph(name, shapes, result.nodes(), result.outputs());
    FlatOrder.check(graph);
    Problems.require(
        labels.isEmpty() || result.outputs().size() == 1,
        () -> Problems.severalOutputs(name, result.outputs()));
    Problems.require(
        labels.isEmpty() || graph.outputShape().equals(Shape.units(labels.size())),
        () -> Problems.labelCountMismatch(name, labels.size(), graph.outputShape()));
  }

  /** What the layers get: pictures may lose their border before. */
  private List<Input> augmentedInputs(List<Input> given) {
    return given.stream().map(input -> input.shape(augmentation.output(input.shape()))).toList();
  }

  private Network withInputs(List<Input> others) {
    return new Network(name, others, conversion, augmentation, blocks, labels);
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
          name,
          List.of(inputs),
          ImageConversion.DEFAULT,
          InModelAugmentation.NONE,
          List.of(),
          List.of());
    }
  }

  /** Adds a block whose name begins the names of its vertices. */
  public Network block(String blockName, Block... pieces) {
    return add(Layers.namedBlock(blockName, false, pieces));
  }

  /** Adds a group: its name leads to its layers, and is left out of the names of their vertices. */
  public Network group(String groupName, Block... pieces) {
    return add(Layers.namedBlock(groupName, true, pieces));
  }

  /** Adds one block for each row of a table: {@code block1}, {@code block2}, ... */
  public <T> Network blocks(String stem, List<T> table, Function<T, ? extends Block> row) {
    return blocks(stem, table.size(), i -> row.apply(table.get(i - 1)));
  }

  /** Adds blocks with the numbers 1 to {@code n}. */
  public Network blocks(String stem, int n, IntFunction<? extends Block> block) {
    ImmutableList.Builder<NamedBlock> all = ImmutableList.<NamedBlock>builder().addAll(blocks);
    IntStream.rangeClosed(1, n)
        .forEach(i -> all.add(Layers.namedBlock(stem + i, false, block.apply(i))));
    return withBlocks(requireNoHead(all.build()));
  }

  /** Adds the blocks of a table in the article's form. */
  public Network blocks(BlockTable table) {
    return withBlocks(
        requireNoHead(
            ImmutableList.<NamedBlock>builder().addAll(blocks).addAll(table.blocks()).build()));
  }

  /** Adds a part that has its name already. */
  public Network add(NamedBlock part) {
    return withBlocks(
        requireNoHead(ImmutableList.<NamedBlock>builder().addAll(blocks).add(part).build()));
  }

  /**
   * Adds a freely wired graph as a group, which takes all inputs of the network by their names and
   * may have several outputs.
   */
  public Network subgraph(String groupName, UnaryOperator<SymbolicTensors> wiring) {
    List<String> names = inputs.stream().map(Input::name).toList();
    return group(groupName, Layers.graph(names, wiring));
  }

  /** Adds a freely wired graph as a group. */
  public Network graph(String groupName, UnaryOperator<SymbolicTensor> wiring) {
    return group(groupName, Layers.graph(wiring));
  }

  /** Ends the network: what turns its features into an answer. */
  public Network head(Block... pieces) {
    return head(Layers.namedBlock(HEAD, true, pieces).body());
  }

  /** Ends the network, or replaces its end. */
  public Network head(BlockBody block) {
    Sequence row = block instanceof Sequence seq ? seq : Sequence.of(List.of(block));
    return new Network(
        name,
        inputs,
        conversion,
        augmentation,
        ImmutableList.<NamedBlock>builder()
            .addAll(backbone())
            .add(new NamedBlock(HEAD, true, row))
            .build(),
        List.of());
  }

  /** The same without its head and labels. */
  public Network withoutHead() {
    return new Network(name, inputs, conversion, augmentation, backbone(), List.of());
  }

  /** What the outputs mean, in order; as many as the last layer has units. */
  public Network labels(String... names) {
    return labels(List.of(names));
  }

  /** What the outputs mean, in order; as many as the last layer has units. */
  public Network labels(List<String> names) {
    Problems.requireUnique(names, label -> Problems.duplicateLabel(name, label));
    names.forEach(label -> Problems.requireLabel(name, label));
    return new Network(name, inputs, conversion, augmentation, blocks, names);
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
    return new Network(name, inputs, other, augmentation, blocks, labels);
  }

  /** What is done to the pictures while training, before the first layer. */
  public Network augment(AugmentationLayer... steps) {
    return augment(InModelAugmentation.of(steps));
  }

  /** What is done to the pictures while training, before the first layer. */
  public Network augment(InModelAugmentation other) {
    return new Network(name, inputs, conversion, other, blocks, labels);
  }

  /** The same layers on pictures of another size, at every input. */
  public Network input(Shape other) {
    return withInputs(inputs.stream().map(input -> input.shape(other)).toList());
  }

  /** The same with other parts, head included; labels stay where they still fit. */
  public Network withBlocks(List<NamedBlock> others) {
    return new Network(name, inputs, conversion, augmentation, others, labels);
  }

  /** The same layers behind other inputs. */
  public Network inputs(List<Input> others) {
    return withInputs(others);
  }

  public Network renamed(String other) {
    Problems.requireName(other);
    return new Network(other, inputs, conversion, augmentation, blocks, labels);
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

  public InModelAugmentation augmentation() {
    return augmentation;
  }

  /** All parts in order, the head last. */
  public List<NamedBlock> blocks() {
    return blocks;
  }

  /** The parts before the head. */
  public List<NamedBlock> backbone() {
    return blocks.stream().filter(p -> !p.name().equals(HEAD)).toList();
  }

  public boolean hasHead() {
    return blocks.size() > backbone().size();
  }

  public List<String> labels() {
    return labels;
  }

  /** What is done to a picture; with several inputs for the first. */
  public Preprocessing preprocessing() {
    return inputs.get(0).preprocessing();
  }

  /** The network written out, with every shape. */
  public LayerGraph graph() {
    return graph;
  }

  /** What each layer and each block takes and gives, by its path, inner ones before outer ones. */
  public Map<String, Endpoints> endpoints() {
    return endpoints;
  }

  /**
   * The path of a layer by its path or vertex name, or of a block by its path.
   *
   * @throws DescriptionException where there is none, with the nearest name
   */
  public String path(String at) {
    return endpoints.containsKey(at) ? at : graph.node(at).path();
  }

  /**
   * The values that a layer or block gives, once each. Where it also hands on what others made, as
   * a tower does beside another one, its own alone, unless it ends the network.
   */
  public List<String> outputNames(String path) {
    Endpoints span = endpoints.get(path);
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
    if (graph.contains(at) || !endpoints.containsKey(at)) {
      return graph.node(at);
    }
    List<String> outputs = outputNames(at);
    Problems.require(
        outputs.size() == 1,
        () ->
            Problems.blockHasSeveralOutputs(
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
        && augmentation.equals(n.augmentation)
        && blocks.equals(n.blocks)
        && labels.equals(n.labels);
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, inputs, conversion, augmentation, blocks, labels);
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

  private List<NamedBlock> requireNoHead(List<NamedBlock> all) {
    Problems.require(!hasHead(), () -> Problems.blockAfterHead(name));
    Problems.requireUnique(all.stream().map(NamedBlock::name).toList());
    return all;
  }
}
