package org.blockwright.job;

import com.google.common.collect.ImmutableList;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.blockwright.base.UsageException;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.graph.LayerGraph;
import org.blockwright.weights.NetworkLayer;
import org.blockwright.weights.Weights;
import org.blockwright.weights.registry.LocatedWeights;
import org.blockwright.weights.registry.PretrainedWeights;
import org.blockwright.weights.registry.WeightsStore;
import org.blockwright.zoo.Zoo;

/**
 * The weights that a job names: for the network, or for each of its towers. {@link #locate} is the
 * place where names become files.
 */
record WeightsChoice(List<BlockWeights> choices) {
  /** Weights and the block to load them into; empty for the whole network. */
  record BlockWeights(Optional<String> block, PretrainedWeights weights) {
    boolean isDefault() {
      return weights.equals(PretrainedWeights.IMAGENET);
    }

    @Override
    public String toString() {
      return block.map(name -> name + "=").orElse("") + weights;
    }
  }

  WeightsChoice {
    choices = ImmutableList.copyOf(choices);
  }

  /** Returns weights for the whole network. */
  static WeightsChoice of(PretrainedWeights weights) {
    return new WeightsChoice(List.of(new BlockWeights(Optional.empty(), weights)));
  }

  /** Returns weights for each tower. */
  static WeightsChoice of(Map<String, ? extends PretrainedWeights> byTower) {
    return new WeightsChoice(
        byTower.entrySet().stream()
            .map(entry -> new BlockWeights(Optional.of(entry.getKey()), entry.getValue()))
            .toList());
  }

  /**
   * Parses weights, or {@code BLOCK=WEIGHTS,BLOCK=WEIGHTS}, where weights are {@code imagenet}, a
   * name or a file.
   *
   * @throws UsageException if the text is neither, or names a block twice
   */
  static WeightsChoice parse(String text) {
    PretrainedWeights whole = PretrainedWeights.parse(text);
    boolean exists =
        whole instanceof PretrainedWeights.InFile inFile && Files.exists(inFile.file());
    if (exists || !text.contains("=")) {
      return of(whole);
    }
    List<BlockWeights> choices = new ArrayList<>();
    for (String pair : text.split(",")) {
      int separator = pair.indexOf('=');
      if (separator <= 0 || separator == pair.length() - 1) {
        throw new UsageException(JobProblems.invalidWeights(text));
      }
      String block = pair.substring(0, separator);
      if (choices.stream().anyMatch(choice -> choice.block.equals(Optional.of(block)))) {
        throw new UsageException(JobProblems.repeatedTower(block, text));
      }
      choices.add(
          new BlockWeights(
              Optional.of(block), PretrainedWeights.parse(pair.substring(separator + 1))));
    }
    return new WeightsChoice(choices);
  }

  /**
   * Checks that all files exist and all names are known. Nothing is downloaded.
   *
   * @param whole the network before it is cut
   * @throws UsageException for the first file that does not exist, the first unknown name, and the
   *     first tower whose default weights are not known
   */
  void requireKnown(WeightsStore store, Network whole) {
    for (BlockWeights choice : choices) {
      if (choice.weights instanceof PretrainedWeights.InFile inFile
          && !Files.exists(inFile.file())) {
        throw new UsageException(JobProblems.weightsFileNotFound(inFile.file()));
      }
      if (choice.weights instanceof PretrainedWeights.Named named) {
        store.registry().get(named.name());
      }
      if (choice.isDefault()) {
        networkName(store, choice.block, whole);
      }
    }
  }

  /**
   * Finds the files, and downloads those that are not in the cache. Files that are given as such
   * are only recognized; whether they can be read is reported when they are opened.
   *
   * @param network the network to load the weights into
   * @param whole the network before it was cut
   * @throws org.blockwright.base.BlockwrightException if weights are unknown, or cannot be
   *     downloaded
   */
  WeightsFiles locate(WeightsStore store, Network network, Network whole) {
    List<WeightsFiles.BlockFile> files = new ArrayList<>();
    for (BlockWeights choice : withTowers(store, whole)) {
      files.add(new WeightsFiles.BlockFile(choice.block, locate(store, choice, network, whole)));
    }
    return new WeightsFiles(files);
  }

  /** A merged network has no published weights of its own, but its towers may have. */
  private List<BlockWeights> withTowers(WeightsStore store, Network whole) {
    BlockWeights first = choices.get(0);
    boolean own =
        !first.isDefault()
            || first.block.isPresent()
            || store.registry().defaultFor(whole.name()).isPresent();
    List<String> towers = own ? List.of() : new Towers(whole, store.registry()).all();
    return towers.isEmpty()
        ? choices
        : towers.stream()
            .map(tower -> new BlockWeights(Optional.of(tower), PretrainedWeights.IMAGENET))
            .toList();
  }

  private static LocatedWeights locate(
      WeightsStore store, BlockWeights choice, Network network, Network whole) {
    PretrainedWeights weights = choice.weights;
    if (weights instanceof PretrainedWeights.InFile inFile && !Files.isRegularFile(inFile.file())) {
      // Reported when it is opened.
      return new LocatedWeights(inFile.file(), Optional.empty());
    }
    if (!choice.isDefault()) {
      return store.locate(weights, whole.name(), true);
    }
    boolean withTop = choice.block.isEmpty() && usesOriginalHead(network, whole.name());
    return store.locate(weights, networkName(store, choice.block, whole), withTop);
  }

  /** Returns the name of the network whose default weights are meant. */
  private static String networkName(WeightsStore store, Optional<String> block, Network whole) {
    return block
        .map(tower -> new Towers(whole, store.registry()).zooModel(tower).name())
        .orElse(whole.name());
  }

  /**
   * Returns whether a layer of the published head can be loaded: it has the same name and shapes.
   */
  private static boolean usesOriginalHead(Network network, String zooName) {
    return Zoo.find(zooName)
        .map(
            published -> {
              List<NetworkLayer> head = head(network).toList();
              return head(published.network())
                  .anyMatch(
                      layer ->
                          head.stream()
                              .anyMatch(
                                  other ->
                                      other.name().equals(layer.name())
                                          && other.tensors().equals(layer.tensors())));
            })
        .orElse(true);
  }

  private static Stream<NetworkLayer> head(Network network) {
    LayerGraph graph = network.graph();
    return Weights.weightedLayers(graph, graph).stream().filter(NetworkLayer::inHead);
  }

  @Override
  public String toString() {
    return choices.stream().map(BlockWeights::toString).collect(Collectors.joining(","));
  }
}
