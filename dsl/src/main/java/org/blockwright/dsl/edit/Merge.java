package org.blockwright.dsl.edit;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.blockwright.base.DescriptionException;
import org.blockwright.dsl.Layers;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.check.Problems;
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
 * Several networks side by side on the same pictures, each up to a cut, then a join. Immutable.
 *
 * <pre>{@code
 * Network features = Merge.named("vgg16-resnet50")
 *     .tower("resnet", resnet50, "conv5_block3_out")
 *     .tower("vgg", vgg16, "block5_pool")
 *     .join(concat().named("concat"));
 * }</pre>
 *
 * <p>A tower is a top-level group: its name leads to its layers ({@code resnet/conv2/...}) and
 * stays out of the names of vertices, so that published weights still fit. Towers that want the
 * same preprocessing share one input, {@link Network#INPUT}; otherwise each preprocessing has an
 * input of its own, called after its first tower ({@code vgg_input}), and whoever runs the network
 * gives it the same pictures prepared in each way.
 */
public final class Merge {
  private final String name;
  private final ImmutableMap<String, Tower> towers;
  private final boolean prefixed;
  private final boolean sharedInput;

  /** A network up to its cut. */
  private record Tower(Network original, EditResult cut) {
    Network network() {
      return cut.network();
    }
  }

  /**
   * A merged network.
   *
   * @param towerLayers for each tower the vertices of its layers, with those that they were
   */
  public record MergeResult(Network network, Map<String, Map<String, String>> towerLayers) {
    public MergeResult {
      towerLayers = ImmutableMap.copyOf(towerLayers);
    }
  }

  private Merge(String name, Map<String, Tower> towers, boolean prefixed, boolean oneInput) {
    this.name = name;
    this.towers = ImmutableMap.copyOf(towers);
    this.prefixed = prefixed;
    this.sharedInput = oneInput;
  }

  /** Starts a network of this name. */
  public static Merge named(String name) {
    Problems.requireName(name);
    return new Merge(name, Map.of(), false, false);
  }

  /** A network up to and with a layer or block. */
  public Merge tower(String towerName, Network network, String at) {
    return with(towerName, new Tower(network, Edits.cut(at).edit(network)));
  }

  /** A network without its head. */
  public Merge tower(String towerName, Network network) {
    return with(
        towerName, new Tower(network, EditResult.ofSamePaths(network, network.withoutHead())));
  }

  private Merge with(String towerName, Tower tower) {
    Problems.requireName(towerName);
    Problems.require(!towerName.equals(Network.HEAD), () -> Problems.reservedHeadName(name));
    Problems.requireUnique(Stream.concat(towers.keySet().stream(), Stream.of(towerName)).toList());
    Network network = tower.network();
    Problems.require(
        network.inputs().size() == 1,
        () ->
            Problems.severalInputs(
                network.name(), network.inputs().stream().map(Input::name).toList()));
    Problems.require(
        network.graph().outputs().size() == 1,
        () -> Problems.severalOutputs(network.name(), network.graph().outputs()));
    Map<String, Tower> all = new LinkedHashMap<>(towers);
    all.put(towerName, tower);
    return new Merge(name, all, prefixed, sharedInput);
  }

  /** Towers as blocks: their names begin the names of their vertices, so that none can clash. */
  public Merge prefixed() {
    return new Merge(name, towers, true, sharedInput);
  }

  /** One input for all, which they must all want the same from. */
  public Merge sharedInput() {
    return new Merge(name, towers, prefixed, true);
  }

  /** The merged network, without head: the towers in the order given, then the join of them. */
  public Network join(Block join) {
    return merge(join).network();
  }

  /**
   * The merged network, and where its layers come from.
   *
   * @throws DescriptionException where the towers do not fit together
   */
  public MergeResult merge(Block join) {
    Problems.require(towers.size() >= 2, () -> EditProblems.tooFewTowers(name, towers.size()));
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
    List<NamedBlock> parts = new ArrayList<>(towerBlocks(inputs));
    NamedBlock joined =
        join instanceof NamedBlock part
            ? part
            : Layers.block(((BlockBody) join).defaultName(), join);
    Problems.require(!joined.name().equals(Network.HEAD), () -> Problems.reservedHeadName(name));
    Problems.require(
        !towers.containsKey(joined.name()),
        () -> EditProblems.joinNamedLikeTower(name, joined.name()));
    parts.add(joined);
    try {
      network = network.withBlocks(parts);
    } catch (DescriptionException e) {
      if (Problems.suggestsInputSizes(e.getMessage())) {
        throw e;
      }
      throw new DescriptionException(e.getMessage() + suggestedCut());
    }
    return new MergeResult(network, towerLayers(network));
  }

  private Network first() {
    return towers.values().iterator().next().network();
  }

  private void requireSameImages() {
    String first = towers.keySet().iterator().next();
    towers.forEach(
        (other, tower) -> {
          Problems.require(
              tower.network().input().equals(first().input()),
              () ->
                  EditProblems.towerInputDiffers(
                      name, first, first().input(), other, tower.network().input()));
          Problems.require(
              tower.network().conversion().equals(first().conversion()),
              () ->
                  EditProblems.towerConversionDiffers(
                      name,
                      first,
                      first().conversion().colorMode().id(),
                      other,
                      tower.network().conversion().colorMode().id()));
          Problems.require(
              tower.network().augmentation().equals(first().augmentation()),
              () -> EditProblems.towerAugmentationDiffers(name, first, other));
          Problems.require(
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
          Problems.require(
              taken.isEmpty(),
              () ->
                  EditProblems.duplicateTowerLayers(
                      name, owners.get(taken.get(0)), towerName, taken));
          names.forEach(n -> owners.put(n, towerName));
        });
  }

  /** An input for each preprocessing, called after its first tower where there are several. */
  private Map<Preprocessing, Input> inputs() {
    boolean one =
        towers.values().stream().map(t -> t.network().preprocessing()).distinct().count() == 1;
    Map<Preprocessing, Input> inputs = new LinkedHashMap<>();
    towers.forEach(
        (towerName, tower) -> {
          Preprocessing wanted = tower.network().preprocessing();
          String input = one ? Network.INPUT : towerName + "_" + Network.INPUT;
          inputs.putIfAbsent(wanted, new Input(input, tower.network().input(), wanted));
        });
    return inputs;
  }

  /** Each tower hands on what those before it gave, and the inputs that those behind it read. */
  private List<NamedBlock> towerBlocks(Map<Preprocessing, Input> inputs) {
    List<NamedBlock> parts = new ArrayList<>();
    List<String> names = towers.keySet().asList();
    // What is handed on may be called neither as a block that it passes nor as something else.
    Set<String> taken = new HashSet<>();
    towers.values().forEach(t -> t.network().blocks().forEach(part -> taken.add(part.name())));
    Map<String, String> handed = new HashMap<>();
    inputs.values().forEach(input -> handed.put(input.name(), uniqueName(input.name(), taken)));
    Map<String, String> given = new HashMap<>();
    names.forEach(tower -> given.put(tower, uniqueName(tower, taken)));
    List<String> reads = inputs.values().stream().map(i -> handed.get(i.name())).toList();
    for (int i = 0; i < names.size(); i++) {
      List<String> later =
          names.subList(i + 1, names.size()).stream()
              .map(n -> handed.get(inputs.get(towers.get(n).network().preprocessing()).name()))
              .distinct()
              .toList();
      Network network = towers.get(names.get(i)).network();
      List<Subgraph.Connection> wires = new ArrayList<>();
      List<String> at = List.of(handed.get(inputs.get(network.preprocessing()).name()));
      for (NamedBlock part : network.blocks()) {
        wires.add(new Subgraph.Connection(part, at));
        List<String> ports = part.body().outputNames();
        at =
            ports.size() == 1
                ? List.of(part.name())
                : ports.stream().map(port -> part.name() + ":" + port).toList();
      }
      List<Subgraph.Output> gives = new ArrayList<>();
      names.subList(0, i).stream()
          .map(given::get)
          .forEach(n -> gives.add(new Subgraph.Output(n, n)));
      gives.add(new Subgraph.Output(given.get(names.get(i)), at.get(0)));
      later.forEach(n -> gives.add(new Subgraph.Output(n, n)));
      parts.add(new NamedBlock(names.get(i), !prefixed, new Subgraph(reads, wires, gives)));
      reads = gives.stream().map(Subgraph.Output::name).toList();
    }
    return parts;
  }

  private static String uniqueName(String name, Set<String> taken) {
    String port = BlockPaths.uniqueName(name, taken);
    taken.add(port);
    return port;
  }

  private Map<String, Map<String, String>> towerLayers(Network network) {
    ImmutableMap.Builder<String, Map<String, String>> all = ImmutableMap.builder();
    towers.forEach(
        (towerName, tower) -> {
          ImmutableMap.Builder<String, String> kept = ImmutableMap.builder();
          String prefix = towerName + "/";
          for (Node node : network.graph().nodes()) {
            if (node.path().startsWith(prefix)) {
              String inTower = node.path().substring(prefix.length());
              String cut = tower.network().graph().node(inTower).name();
              kept.put(node.name(), tower.cut().unchangedLayers().get(cut));
            }
          }
          all.put(towerName, kept.build());
        });
    return all.build();
  }

  /** Where a tower that gives the larger map could be cut instead; empty where none helps. */
  private String suggestedCut() {
    ImmutableList<String> names = towers.keySet().asList();
    Shape least =
        towers.values().stream()
            .map(t -> t.network().graph().outputShape())
            .reduce((a, b) -> a.height() <= b.height() ? a : b)
            .orElseThrow();
    for (String tower : names) {
      Shape shape = towers.get(tower).network().graph().outputShape();
      int factor = shape.height() / least.height();
      boolean fold =
          factor > 1
              && shape.height() == factor * least.height()
              && shape.width() == factor * least.width();
      if (fold) {
        LayerGraph whole = towers.get(tower).original().graph();
        Optional<Node> place =
            whole.nodes().stream()
                .filter(n -> !n.isInHead() && n.shape().isFeatureMap())
                .filter(n -> n.shape().height() == least.height())
                .filter(n -> n.shape().width() == least.width())
                .reduce((a, b) -> b);
        return EditProblems.suggestedCut(
            tower,
            place.map(Node::name).orElse(""),
            place.map(n -> n.shape().toString()).orElse(""),
            factor);
      }
    }
    return "";
  }
}
