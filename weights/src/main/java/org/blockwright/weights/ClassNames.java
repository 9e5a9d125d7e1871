package org.blockwright.weights;

import com.google.common.base.Splitter;
import com.google.common.base.Supplier;
import com.google.common.base.Suppliers;
import com.google.common.collect.ImmutableList;
import com.google.common.io.Resources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Output;
import org.blockwright.dsl.graph.LayerGraph;
import org.blockwright.weights.registry.WeightsEntry;
import org.blockwright.zoo.Labels;

/** Class names that belong to published weights. */
public final class ClassNames {
  /** One line for each class, in the order of the outputs: WordNet id, blank, name. */
  private static final String RESOURCE = "imagenet-1k.txt";

  private static final Supplier<ImmutableList<String>> IMAGENET =
      Suppliers.memoize(ClassNames::readImageNet);

  private ClassNames() {}

  /**
   * Returns the names of the 1000 classes of ImageNet, in the order of Keras Applications and
   * torchvision. They are those of Keras, such as {@code tabby} and {@code Egyptian_cat}; only the
   * names that occur twice there have an addition: {@code crane_(bird)}, {@code crane_(machine)},
   * {@code maillot_(tights)} and {@code maillot_(tank_suit)}.
   */
  public static List<String> imagenet() {
    return IMAGENET.get();
  }

  private static ImmutableList<String> readImageNet() {
    try {
      String text =
          Resources.toString(
              Resources.getResource(ClassNames.class, RESOURCE), StandardCharsets.UTF_8);
      return text.lines()
          .map(line -> Splitter.on(' ').splitToList(line).get(1))
          .collect(ImmutableList.toImmutableList());
    } catch (IOException e) {
      throw new UncheckedIOException("the class names are part of the jar", e);
    }
  }

  /**
   * Returns the class names of weights that a network has loaded: if the file contains the head,
   * all layers with weights were loaded from it, and the labels of the output are no names but the
   * numbers that networks of the zoo have by default.
   *
   * @param entry what is known about the file
   * @param loaded names of the layers that were loaded from the file
   * @return empty if the network keeps its labels
   */
  public static Optional<List<String>> ofLoadedHead(
      Network network, WeightsEntry entry, Set<String> loaded) {
    LayerGraph graph = network.graph();
    boolean complete =
        graph.nodes().stream()
            .filter(node -> !graph.parameters(node).isEmpty())
            .allMatch(node -> loaded.contains(node.name()));
    if (!entry.classNames().equals(Optional.of(WeightsEntry.IMAGENET_1K))
        || !entry.hasTop()
        || !complete) {
      return Optional.empty();
    }
    List<String> names = imagenet();
    return network
        .output()
        .filter(output -> output.units() == names.size() && isUnnamed(output))
        .map(output -> names);
  }

  private static boolean isUnnamed(Output output) {
    return output.labels().isEmpty() || output.labels().equals(Labels.numbered(output.units()));
  }
}
