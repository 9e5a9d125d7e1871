package org.blockwright.dsl.edit;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.blockwright.dsl.Layers;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.check.Checks;
import org.blockwright.dsl.check.InvalidDescriptionException;
import org.blockwright.dsl.check.NameProblems;
import org.blockwright.dsl.check.NetworkProblems;
import org.blockwright.dsl.check.Problem;
import org.blockwright.dsl.graph.LayerGraph;
import org.blockwright.dsl.graph.Node;
import org.blockwright.dsl.input.Input;
import org.blockwright.dsl.input.Preprocessing;
import org.blockwright.dsl.layer.Block;
import org.blockwright.dsl.layer.BlockBody;
import org.blockwright.dsl.layer.NamedBlock;
import org.blockwright.dsl.layer.Shape;
import org.blockwright.dsl.layer.Subgraph;

/**
 * Merges several networks (towers) that get the same images, each truncated after a layer, with a
 * merge layer for their outputs. Immutable: each method returns a modified copy.
 *
 * <pre>{@code
 * Network features = Merge.named("vgg16-resnet50")
 *     .tower("resnet", resnet50, "conv5_block3_out")
 *     .tower("vgg", vgg16, "block5_pool")
 *     .network(concat().named("concat"));
 * }</pre>
 *
 * <p>A tower is a top-level group: its name is part of the paths of its layers ({@code
 * resnet/conv2/...}), but not of their vertex names, so that pretrained weights still fit. Towers
 * with the same preprocessing share one input, {@link Network#INPUT}. With different preprocessing,
 * each has its own input, named after its first tower ({@code vgg_input}); all inputs get the same
 * images.
 */
public final class Merge {
  private static final ImmutableSet<Problem.Kind> MERGE_PROBLEMS =
      ImmutableSet.of(Problem.Kind.CANNOT_ADD, Problem.Kind.CANNOT_CONCATENATE);

  private final String name;
  private final ImmutableMap<String, Tower> towers;
  private final boolean prefixed;
  private final boolean sharedInput;

  /** A network and its truncated form. */
  private record Tower(Network original, EditResult cut) {
    Network network() {
      return cut.network();
    }
  }

  /**
   * A merged network and the origin of its layers.
   *
   * @param towerLayers for each tower, maps the vertex names of its layers in the merged network to
   *     their vertex names in the network of the tower
   */
  public record MergeResult(Network network, Map<String, Map<String, String>> towerLayers) {
    public MergeResult {
      towerLayers = ImmutableMap.copyOf(towerLayers);
    }
  }

  private Merge(String name, Map<String, Tower> towers, boolean prefixed, boolean sharedInput) {
    this.name = name;
    this.towers = ImmutableMap.copyOf(towers);
    this.prefixed = prefixed;
    this.sharedInput = sharedInput;
  }

  /** Starts a merged network with this name and no towers. */
  public static Merge named(String name) {
    Checks.requireName(name);
    return new Merge(name, Map.of(), false, false);
  }

  /** Adds a network, truncated after a layer or block. */
  public Merge tower(String towerName, Network network, String cut) {
    return with(towerName, new Tower(network, Edits.cut(cut).edit(network)));
  }

  /** Adds a network without its head. */
  public Merge tower(String towerName, Network network) {
    return with(
        towerName, new Tower(network, EditResult.ofSamePaths(network, network.withoutHead())));
  }

  private Merge with(String towerName, Tower tower) {
    Checks.requireName(towerName);
    Checks.require(!towerName.equals(Network.HEAD), () -> NameProblems.reservedHeadName(name));
    Checks.requireUnique(Stream.concat(towers.keySet().stream(), Stream.of(towerName)).toList());
    Network network = tower.network();
    Checks.require(
        network.inputs().size() == 1,
        () ->
            NetworkProblems.severalInputs(
                network.name(), network.inputs().stream().map(Input::name).toList()));
    Checks.require(
        network.graph().outputs().size() == 1,
        () -> NetworkProblems.severalOutputs(network.name(), network.graph().outputs()));
    Map<String, Tower> all = new LinkedHashMap<>(towers);
    all.put(towerName, tower);
    return new Merge(name, all, prefixed, sharedInput);
  }

  /**
   * Prefixes the vertex names of each tower with the name of the tower, so that no two layers have
   * the same name. Pretrained weights then no longer fit by name.
   */
  public Merge prefixed() {
    return new Merge(name, towers, true, sharedInput);
  }

  /** Requires one input for all towers, which then need the same preprocessing. */
  public Merge sharedInput() {
    return new Merge(name, towers, prefixed, true);
  }

  /**
   * Returns the merged network without head: the towers in the order added, then the layer that
   * merges them.
   */
  public Network network(Block mergeLayer) {
    return merge(mergeLayer).network();
  }

  /**
   * Returns the merged network and the origin of its layers.
   *
   * @throws InvalidDescriptionException if the towers do not fit together
   */
  public MergeResult merge(Block mergeLayer) {
    Checks.require(towers.size() >= 2, () -> EditProblems.tooFewTowers(name, towers.size()));
    requireSameImages();
    if (!prefixed) {
      requireUniqueLayerNames();
    }
    Map<Preprocessing, Input> inputs = inputs();
    Network network =
        Network.named(name)
            .inputs(inputs.values().toArray(Input[]::new))
            .conversion(first().conversion())
            .augment(first().augmentation());
    List<NamedBlock> blocks = new ArrayList<>(towerBlocks(inputs));
    NamedBlock merged =
        mergeLayer instanceof NamedBlock named
            ? named
            : Layers.block(((BlockBody) mergeLayer).defaultName(), mergeLayer);
    Checks.require(!merged.name().equals(Network.HEAD), () -> NameProblems.reservedHeadName(name));
    Checks.require(
        !towers.containsKey(merged.name()),
        () -> EditProblems.mergeLayerNamedLikeTower(name, merged.name()));
    blocks.add(merged);
    try {
      network = network.withBlocks(blocks);
    } catch (InvalidDescriptionException e) {
      throw withSuggestedCut(e);
    }
    return new MergeResult(network, towerLayers(network));
  }

  /**
   * Adds a suggested cut to the last merge layer whose inputs differ, unless other sizes are valid.
   */
  private InvalidDescriptionException withSuggestedCut(InvalidDescriptionException e) {
    List<Problem> mismatches =
        e.problems().stream().filter(problem -> MERGE_PROBLEMS.contains(problem.kind())).toList();
    if (mismatches.isEmpty()
        || mismatches.stream().anyMatch(problem -> !problem.advice().isEmpty())) {
      return e;
    }
    Problem last = mismatches.get(mismatches.size() - 1);
    Problem advised = last.withAdvice(suggestedCut());
    return new InvalidDescriptionException(
        name,
        e.problems().stream().map(problem -> problem.equals(last) ? advised : problem).toList());
  }

  private Network first() {
    return towers.values().iterator().next().network();
  }

  private void requireSameImages() {
    String first = towers.keySet().iterator().next();
    towers.forEach(
        (other, tower) -> {
          Checks.require(
              tower.network().input().equals(first().input()),
              () ->
                  EditProblems.towerInputDiffers(
                      name, first, first().input(), other, tower.network().input()));
          Checks.require(
              tower.network().conversion().equals(first().conversion()),
              () ->
                  EditProblems.towerConversionDiffers(
                      name,
                      first,
                      first().conversion().colorMode().id(),
                      other,
                      tower.network().conversion().colorMode().id()));
          Checks.require(
              tower.network().augmentation().equals(first().augmentation()),
              () -> EditProblems.towerAugmentationDiffers(name, first, other));
          Checks.require(
              !sharedInput || tower.network().preprocessing().equals(first().preprocessing()),
              () ->
                  EditProblems.towerPreprocessingDiffers(
                      name,
                      first,
                      first().preprocessing().description(),
                      other,
                      tower.network().preprocessing().description()));
        });
  }

  private void requireUniqueLayerNames() {
    Map<String, String> owners = new LinkedHashMap<>();
    towers.forEach(
        (towerName, tower) -> {
          List<String> names = tower.network().graph().nodes().stream().map(Node::name).toList();
          List<String> taken = names.stream().filter(owners::containsKey).toList();
          Checks.require(
              taken.isEmpty(),
              () ->
                  EditProblems.duplicateTowerLayers(
                      name, owners.get(taken.get(0)), towerName, taken));
          names.forEach(n -> owners.put(n, towerName));
        });
  }

  /** Returns an input for each preprocessing; if there are several, named after the first tower. */
  private Map<Preprocessing, Input> inputs() {
    boolean single =
        towers.values().stream().map(t -> t.network().preprocessing()).distinct().count() == 1;
    Map<Preprocessing, Input> inputs = new LinkedHashMap<>();
    towers.forEach(
        (towerName, tower) -> {
          Preprocessing preprocessing = tower.network().preprocessing();
          String input = single ? Network.INPUT : towerName + "_" + Network.INPUT;
          // It is set for all towers that share the input if it is set for one of them.
          boolean isExplicit =
              towers.values().stream()
                  .flatMap(t -> t.network().inputs().get(0).explicitPreprocessing().stream())
                  .anyMatch(preprocessing::equals);
          inputs.putIfAbsent(
              preprocessing,
              new Input(
                  input,
                  tower.network().input(),
                  Optional.of(preprocessing).filter(unused -> isExplicit)));
        });
    return inputs;
  }

  /**
   * Returns the towers as consecutive blocks. Each block also passes through the outputs of the
   * towers before it and the inputs of the towers after it.
   */
  private List<NamedBlock> towerBlocks(Map<Preprocessing, Input> inputs) {
    List<NamedBlock> blocks = new ArrayList<>();
    List<String> names = towers.keySet().asList();
    // The name of a tensor that is passed through must differ from the names of all blocks.
    Set<String> taken = new HashSet<>();
    towers.values().forEach(t -> t.network().blocks().forEach(block -> taken.add(block.name())));
    Map<String, String> inputPorts = new HashMap<>();
    inputs.values().forEach(input -> inputPorts.put(input.name(), uniqueName(input.name(), taken)));
    Map<String, String> outputPorts = new HashMap<>();
    names.forEach(tower -> outputPorts.put(tower, uniqueName(tower, taken)));
    List<String> blockInputs =
        inputs.values().stream().map(input -> inputPorts.get(input.name())).toList();
    for (int i = 0; i < names.size(); i++) {
      Network network = towers.get(names.get(i)).network();
      List<Subgraph.Connection> connections = new ArrayList<>();
      List<String> tensors = List.of(inputPorts.get(inputs.get(network.preprocessing()).name()));
      for (NamedBlock block : network.blocks()) {
        connections.add(new Subgraph.Connection(block, tensors));
        List<String> ports = block.body().outputNames();
        tensors =
            ports.size() == 1
                ? List.of(block.name())
                : ports.stream().map(port -> block.name() + ":" + port).toList();
      }
      List<Subgraph.Output> outputs = new ArrayList<>();
      names.subList(0, i).stream()
          .map(outputPorts::get)
          .forEach(port -> outputs.add(new Subgraph.Output(port, port)));
      outputs.add(new Subgraph.Output(outputPorts.get(names.get(i)), tensors.get(0)));
      names.subList(i + 1, names.size()).stream()
          .map(n -> inputPorts.get(inputs.get(towers.get(n).network().preprocessing()).name()))
          .distinct()
          .forEach(port -> outputs.add(new Subgraph.Output(port, port)));
      Subgraph subgraph = new Subgraph(blockInputs, connections, outputs);
      blocks.add(new NamedBlock(names.get(i), !prefixed, subgraph));
      blockInputs = outputs.stream().map(Subgraph.Output::name).toList();
    }
    return blocks;
  }

  private static String uniqueName(String name, Set<String> taken) {
    String unique = BlockPaths.uniqueName(name, taken);
    taken.add(unique);
    return unique;
  }

  private Map<String, Map<String, String>> towerLayers(Network network) {
    ImmutableMap.Builder<String, Map<String, String>> all = ImmutableMap.builder();
    towers.forEach(
        (towerName, tower) -> {
          ImmutableMap.Builder<String, String> layers = ImmutableMap.builder();
          String prefix = towerName + "/";
          for (Node node : network.graph().nodes()) {
            if (node.path().startsWith(prefix)) {
              String towerPath = node.path().substring(prefix.length());
              String vertex = tower.network().graph().node(towerPath).name();
              layers.put(node.name(), tower.cut().unchangedLayers().get(vertex));
            }
          }
          all.put(towerName, layers.build());
        });
    return all.build();
  }

  /** Suggests where to cut a tower whose feature map is a multiple of the smallest one. */
  private String suggestedCut() {
    Shape smallest =
        towers.values().stream()
            .map(t -> t.network().graph().outputShape())
            .reduce((a, b) -> a.height() <= b.height() ? a : b)
            .orElseThrow();
    for (String tower : towers.keySet()) {
      Shape shape = towers.get(tower).network().graph().outputShape();
      int factor = shape.height() / smallest.height();
      boolean isMultiple =
          factor > 1
              && shape.height() == factor * smallest.height()
              && shape.width() == factor * smallest.width();
      if (isMultiple) {
        LayerGraph original = towers.get(tower).original().graph();
        Optional<Node> last =
            original.nodes().stream()
                .filter(n -> !n.isInHead() && n.shape().isFeatureMap())
                .filter(n -> n.shape().height() == smallest.height())
                .filter(n -> n.shape().width() == smallest.width())
                .reduce((a, b) -> b);
        return EditProblems.suggestedCut(
            tower,
            last.map(Node::name).orElse(""),
            last.map(n -> n.shape().toString()).orElse(""),
            factor);
      }
    }
    return "";
  }
}
