package org.blockwright.dsl;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.blockwright.dsl.check.Checks;
import org.blockwright.dsl.check.InvalidDescriptionException;
import org.blockwright.dsl.check.NameProblems;
import org.blockwright.dsl.check.NetworkProblems;
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
 * Immutable description of a network: inputs, blocks, head, labels, losses and the conversion and
 * preprocessing of its images. It contains the shape of every layer, but no weights. Each method
 * returns a new network and checks it completely, so that an error is thrown on the line that
 * caused it.
 *
 * <pre>{@code
 * Network.named("tiny").input(32, 32, 3)
 *     .block("block1", conv(8, 3).relu(), maxPool(2))
 *     .head(flatten(), dense(2), softmax())
 *     .labels("cat", "dog")
 * }</pre>
 */
public final class Network {
  /** Name of the group that contains the head. */
  public static final String HEAD = "head";

  /** Name of the input vertex of a network with a single input. */
  public static final String INPUT = "input";

  private final String name;
  private final ImmutableList<Input> inputs;
  private final ImageConversion conversion;
  private final InModelAugmentation augmentation;
  private final ImmutableList<NamedBlock> blocks;
  private final ImmutableMap<String, OutputSettings> outputSettings;
  private final ImmutableList<Output> outputs;
  private final LayerGraph graph;
  private final ImmutableMap<String, Endpoints> endpoints;

  private Network(
      String name,
      List<Input> inputs,
      ImageConversion conversion,
      InModelAugmentation augmentation,
      List<NamedBlock> blocks,
      Map<String, OutputSettings> outputSettings) {
    this.name = name;
    this.inputs = ImmutableList.copyOf(inputs);
    this.conversion = conversion;
    this.augmentation = augmentation;
    this.blocks = ImmutableList.copyOf(blocks);
    this.outputSettings = ImmutableMap.copyOf(outputSettings);
    Checks.require(!inputs.isEmpty(), () -> NetworkProblems.noInputs(name));
    Checks.requireUnique(inputs.stream().map(Input::name).toList());
    Checks.requireUnique(blocks.stream().map(NamedBlock::name).toList());
    Checks.require(
        !blocks.contains(new NamedBlock(HEAD, true, new Sequence(List.of()))),
        () -> NetworkProblems.emptyHead(name));
    LayerGraphBuilder.Result result = LayerGraphBuilder.of(augmentedInputs(inputs), blocks);
    if (!result.problems().isEmpty()) {
      InputSizeAdvice advice =
          new InputSizeAdvice(
              inputs, others -> LayerGraphBuilder.of(augmentedInputs(others), blocks).problems());
      throw new InvalidDescriptionException(name, advice.addTo(result.problems()));
    }
    this.endpoints = ImmutableMap.copyOf(result.endpoints());
    Map<String, Shape> shapes = new LinkedHashMap<>();
    augmentedInputs(inputs).forEach(input -> shapes.put(input.name(), input.shape()));
    this.graph = new LayerGraph(name, shapes, result.nodes(), result.outputs());
    FlatOrder.check(graph);
    this.outputs = NetworkOutputs.of(graph, outputSettings);
  }

  /** Returns the inputs as the first layers receive them: a random crop makes images smaller. */
  private List<Input> augmentedInputs(List<Input> original) {
    return original.stream().map(input -> input.shape(augmentation.output(input.shape()))).toList();
  }

  private Network withInputs(List<Input> others) {
    return new Network(name, others, conversion, augmentation, blocks, outputSettings);
  }

  /** Starts the description of a network. */
  public static Named named(String name) {
    Checks.requireName(name);
    return new Named(name);
  }

  /** First step of a description: a name, for which {@code input} or {@code inputs} must follow. */
  public record Named(String name) {
    /** Sets a single input of images. */
    public Network input(int height, int width, int channels) {
      return input(Shape.of(height, width, channels));
    }

    /** Sets a single input. */
    public Network input(Shape shape) {
      return inputs(Input.of(INPUT, shape));
    }

    /** Sets several named inputs; the first block receives them in this order. */
    public Network inputs(Input... inputs) {
      return new Network(
          name,
          List.of(inputs),
          ImageConversion.DEFAULT,
          InModelAugmentation.NONE,
          List.of(),
          Map.of());
    }
  }

  /** Adds a block; its name is the prefix of the vertex names of its layers. */
  public Network block(String blockName, Block... contents) {
    return add(Layers.namedBlock(blockName, false, contents));
  }

  /** Adds a group: its name is part of the paths of its layers, but not of their vertex names. */
  public Network group(String groupName, Block... contents) {
    return add(Layers.namedBlock(groupName, true, contents));
  }

  /**
   * Adds one block for each row of a table: {@code block1}, {@code block2}, ...
   *
   * @param prefix of the names, which end in the number of the row
   * @param toBlock creates the block of a row
   */
  public <T> Network blocks(String prefix, List<T> table, Function<T, ? extends Block> toBlock) {
    return blocks(prefix, table.size(), i -> toBlock.apply(table.get(i - 1)));
  }

  /**
   * Adds {@code count} blocks.
   *
   * @param prefix of the names, which end in the number of the block
   * @param toBlock creates the block of a number, from 1
   */
  public Network blocks(String prefix, int count, IntFunction<? extends Block> toBlock) {
    ImmutableList.Builder<NamedBlock> all = ImmutableList.<NamedBlock>builder().addAll(blocks);
    IntStream.rangeClosed(1, count)
        .forEach(i -> all.add(Layers.namedBlock(prefix + i, false, toBlock.apply(i))));
    return withBlocks(requireNoHead(all.build()));
  }

  /** Adds the blocks of a table in the form of the article. */
  public Network blocks(BlockTable table) {
    return withBlocks(
        requireNoHead(
            ImmutableList.<NamedBlock>builder().addAll(blocks).addAll(table.blocks()).build()));
  }

  /** Adds a named block. */
  public Network add(NamedBlock block) {
    return withBlocks(
        requireNoHead(ImmutableList.<NamedBlock>builder().addAll(blocks).add(block).build()));
  }

  /**
   * Adds a group of freely connected blocks.
   *
   * @param function computes the named output tensors from all inputs of the network
   */
  public Network subgraph(String groupName, UnaryOperator<SymbolicTensors> function) {
    List<String> names = inputs.stream().map(Input::name).toList();
    return group(groupName, Layers.graph(names, function));
  }

  /**
   * Adds a group of freely connected blocks with one input and one output.
   *
   * @param function computes the output tensor from the input tensor
   */
  public Network graph(String groupName, UnaryOperator<SymbolicTensor> function) {
    return group(groupName, Layers.graph(function));
  }

  /**
   * Sets the head: the layers that turn the last feature map into class scores or other
   * predictions. Replaces an existing head and removes the labels and losses.
   */
  public Network head(Block... contents) {
    return head(Layers.namedBlock(HEAD, true, contents).body());
  }

  /** Sets the head. Replaces an existing head and removes the labels and losses. */
  public Network head(BlockBody body) {
    Sequence sequence = body instanceof Sequence s ? s : Sequence.of(List.of(body));
    return new Network(
        name,
        inputs,
        conversion,
        augmentation,
        ImmutableList.<NamedBlock>builder()
            .addAll(backbone())
            .add(new NamedBlock(HEAD, true, sequence))
            .build(),
        Map.of());
  }

  /** Returns a copy without head and labels. */
  public Network withoutHead() {
    return new Network(name, inputs, conversion, augmentation, backbone(), Map.of());
  }

  /** Sets the labels of the only output, see {@link OutputSettings#labels(List)}. */
  public Network labels(String... names) {
    return labels(List.of(names));
  }

  /** Sets the labels of the only output, see {@link OutputSettings#labels(List)}. */
  public Network labels(List<String> names) {
    return onlyOutput(settings -> settings.labels(names));
  }

  /**
   * Sets the loss of the only output; by default it follows from the activation of the output
   * layer, see {@link Task#defaultLoss}.
   */
  public Network loss(Loss loss) {
    return onlyOutput(settings -> settings.loss(loss));
  }

  /**
   * Sets labels, loss, loss weight and thresholds of an output.
   *
   * <pre>{@code
   * network.output("age", output -> output.labels("age [years]").loss(Loss.huber(1)).weight(0.5))
   * }</pre>
   *
   * @param output vertex name or path of its layer
   * @param change returns the new settings from the current ones
   */
  public Network output(String output, UnaryOperator<OutputSettings> change) {
    String vertex = graph.contains(output) ? output : layer(output).name();
    return change(NetworkOutputs.key(graph, vertex), change);
  }

  /** Sets labels, loss and thresholds of the only output. */
  public Network onlyOutput(UnaryOperator<OutputSettings> change) {
    return change(NetworkOutputs.ONLY, change);
  }

  private Network change(String key, UnaryOperator<OutputSettings> change) {
    OutputSettings changed = change.apply(outputSettings.getOrDefault(key, OutputSettings.DEFAULT));
    changed.check(name);
    Map<String, OutputSettings> all = new LinkedHashMap<>(outputSettings);
    all.put(key, changed);
    all.values().removeIf(OutputSettings.DEFAULT::equals);
    return new Network(name, inputs, conversion, augmentation, blocks, all);
  }

  /** Replaces the settings of all outputs, see {@link #outputSettings()}. */
  public Network withOutputSettings(Map<String, OutputSettings> settings) {
    return new Network(name, inputs, conversion, augmentation, blocks, settings);
  }

  /**
   * Sets the preprocessing of the images of a single input. By default it follows from the weights,
   * to which it belongs.
   */
  public Network preprocessing(Preprocessing other) {
    Checks.require(
        inputs.size() == 1,
        () -> NetworkProblems.severalInputs(name, inputs.stream().map(Input::name).toList()));
    return withInputs(List.of(inputs.get(0).preprocessing(other)));
  }

  /** Returns a copy in which every input has a preprocessing: where none is set, the default. */
  public Network withDefaultPreprocessing() {
    return withInputs(
        inputs.stream().map(input -> input.preprocessing(input.preprocessing())).toList());
  }

  /** Sets the color mode of the images. */
  public Network colorMode(ColorMode mode) {
    return conversion(new ImageConversion(mode, conversion.resizing()));
  }

  /** Sets how images are converted before preprocessing. */
  public Network conversion(ImageConversion other) {
    return new Network(name, inputs, other, augmentation, blocks, outputSettings);
  }

  /** Sets the augmentation that images pass while training, before the first layer. */
  public Network augment(AugmentationLayer... steps) {
    return augment(InModelAugmentation.of(steps));
  }

  /** Sets the augmentation that images pass while training, before the first layer. */
  public Network augment(InModelAugmentation other) {
    return new Network(name, inputs, conversion, other, blocks, outputSettings);
  }

  /** Sets the shape of every input. */
  public Network input(Shape shape) {
    return withInputs(inputs.stream().map(input -> input.shape(shape)).toList());
  }

  /**
   * Replaces all blocks, including the head. The settings of the outputs are kept and must still
   * fit.
   */
  public Network withBlocks(List<NamedBlock> others) {
    return new Network(name, inputs, conversion, augmentation, others, outputSettings);
  }

  /** Replaces all inputs. */
  public Network inputs(List<Input> others) {
    return withInputs(others);
  }

  /** Returns a copy with another name. */
  public Network renamed(String newName) {
    Checks.requireName(newName);
    return new Network(newName, inputs, conversion, augmentation, blocks, outputSettings);
  }

  public String name() {
    return name;
  }

  /** Returns the input shape; of several inputs, that of the first. */
  public Shape input() {
    return inputs.get(0).shape();
  }

  /** Returns all inputs in order. */
  public List<Input> inputs() {
    return inputs;
  }

  /** Returns how images are converted before preprocessing: color mode and resizing. */
  public ImageConversion conversion() {
    return conversion;
  }

  public InModelAugmentation augmentation() {
    return augmentation;
  }

  /** Returns all top-level blocks in order, the head last. */
  public List<NamedBlock> blocks() {
    return blocks;
  }

  /** Returns the top-level blocks without the head. */
  public List<NamedBlock> backbone() {
    return blocks.stream().filter(block -> !block.name().equals(HEAD)).toList();
  }

  public boolean hasHead() {
    return blocks.size() > backbone().size();
  }

  /** Returns the labels of the only output; empty if there are none, or several outputs. */
  public List<String> labels() {
    return outputs.size() == 1 ? outputs.get(0).labels() : List.of();
  }

  /** Returns what each output predicts, in order; outputs that are feature maps are left out. */
  public List<Output> outputs() {
    return outputs;
  }

  /**
   * Returns what the only output predicts; empty if it is a feature map, or there are several
   * outputs.
   */
  public Optional<Output> output() {
    return graph.outputs().size() == 1 ? outputs.stream().findFirst() : Optional.empty();
  }

  /** Returns the settings by vertex name of the output; the only output has an empty name. */
  public Map<String, OutputSettings> outputSettings() {
    return outputSettings;
  }

  /**
   * Returns the preprocessing of the images; of several inputs, that of the first. It is the
   * default, {@link Preprocessing#DEFAULT}, if none is set: see {@link
   * Input#explicitPreprocessing()}.
   */
  public Preprocessing preprocessing() {
    return inputs.get(0).preprocessing();
  }

  /** Returns the layers of the network with their shapes and connections. */
  public LayerGraph graph() {
    return graph;
  }

  /**
   * Returns the inputs and outputs of every layer and block by its path, inner blocks before outer
   * ones.
   */
  public Map<String, Endpoints> endpoints() {
    return endpoints;
  }

  /**
   * Returns the path of a layer or block.
   *
   * @param name path of a block, or path or vertex name of a layer
   * @throws InvalidDescriptionException if there is none; the message contains the nearest name
   */
  public String path(String name) {
    return endpoints.containsKey(name) ? name : graph.node(name).path();
  }

  /**
   * Returns the outputs of a layer or block without duplicates. Inputs that it only passes through,
   * as a tower of a merged network does for the others, are left out unless the block is the end of
   * the network.
   */
  public List<String> outputNames(String path) {
    Endpoints ends = endpoints.get(path);
    List<String> all = ends.outputs().stream().distinct().toList();
    List<String> own = all.stream().filter(output -> !ends.inputs().contains(output)).toList();
    return own.isEmpty() || all.equals(graph.outputs()) ? all : own;
  }

  /**
   * Returns a layer.
   *
   * @param nameOrPath vertex name or path of the layer, or path of a block whose only output is the
   *     layer
   * @throws InvalidDescriptionException if there is none, or the block has several outputs
   */
  public Node layer(String nameOrPath) {
    if (graph.contains(nameOrPath) || !endpoints.containsKey(nameOrPath)) {
      return graph.node(nameOrPath);
    }
    List<String> outputs = outputNames(nameOrPath);
    Checks.require(
        outputs.size() == 1,
        () ->
            NameProblems.blockHasSeveralOutputs(
                name,
                nameOrPath,
                outputs.stream().map(o -> graph.contains(o) ? graph.node(o).path() : o).toList()));
    Checks.require(
        graph.contains(outputs.get(0)),
        () -> NameProblems.blockWithoutLayer(name, nameOrPath, outputs.get(0)));
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
        && outputSettings.equals(n.outputSettings);
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, inputs, conversion, augmentation, blocks, outputSettings);
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
    Checks.require(!hasHead(), () -> NetworkProblems.blockAfterHead(name));
    Checks.requireUnique(all.stream().map(NamedBlock::name).toList());
    return all;
  }
}
