package org.blockwright.weights;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.blockwright.base.WeightsException;
import org.blockwright.weights.Pairing.Pair;

/** Every message about a file that does not fit a network, one method each, one line each. */
final class PairingProblems {
  private static final int MAX_LISTED = 12;

  private PairingProblems() {}

  /**
   * @param inHead whether the pairs are those of the head
   */
  static WeightsException shapeMismatch(
      String file, String network, List<NetworkLayer> layers, List<Pair> pairs, boolean inHead) {
    List<TensorMismatch> all = new ArrayList<>();
    pairs.forEach(p -> all.addAll(TensorMismatch.between(p.networkLayer(), p.fileLayer())));
    int tensors = layers.stream().mapToInt(layer -> layer.tensors().size()).sum();
    Pair last = pairs.get(pairs.size() - 1);
    boolean onlyLast =
        last.networkLayer().kind().equals("Dense")
            && all.equals(TensorMismatch.between(last.networkLayer(), last.fileLayer()));
    Optional<String> channels = channelAdvice(pairs.get(0), all);
    boolean otherKinds = all.stream().allMatch(TensorMismatch::isKindMismatch);
    String advice =
        otherKinds
            ? "Describe these layers with the parameters that the file contains."
            : inHead
                ? "Use --head global-average, or the input size that the weights were made for."
                : onlyLast
                    ? "For other class labels use a new head: --head original."
                    : channels.orElseGet(
                        () ->
                            WidthHint.of(network, pairs)
                                .orElse("Use weights made for " + network + "."));
    return new WeightsException(
        "%s: weights do not fit %s: %s of %s tensors differ: %s. %s"
            .formatted(file, network, all.size(), tensors, formatMismatches(all), advice));
  }

  /** Returns how to fix a first kernel that differs only in its number of input channels. */
  private static Optional<String> channelAdvice(Pair first, List<TensorMismatch> all) {
    List<Integer> ours = first.networkLayer().tensors().get(0).shape();
    List<Integer> theirs = first.fileLayer().arrays().get(0).shape();
    List<Integer> sameChannels = new ArrayList<>(ours);
    if (ours.size() == 4 && theirs.size() == 4) {
      sameChannels.set(2, theirs.get(2));
    }
    if (all.size() > 1 || ours.equals(theirs) || !sameChannels.equals(theirs)) {
      return Optional.empty();
    }
    return Optional.of(
        "The first kernel in the file expects %s input channels, the network's input has %s. Use --input HxWx%s%s."
            .formatted(
                theirs.get(2),
                ours.get(2),
                theirs.get(2),
                theirs.get(2) == 3 && ours.get(2) == 1 ? ", or --gray-kernel sum" : ""));
  }

  private static String formatMismatches(List<TensorMismatch> mismatches) {
    String shown =
        mismatches.stream()
            .limit(MAX_LISTED)
            .map(
                mismatch ->
                    "\"%s\" file %s, network %s"
                        .formatted(
                            mismatch.tensor(),
                            orNone(mismatch.inFile()),
                            orNone(mismatch.inNetwork())))
            .collect(Collectors.joining("; "));
    int more = mismatches.size() - MAX_LISTED;
    return more > 0 ? shown + "; and %s more".formatted(more) : shown;
  }

  private static String orNone(String shape) {
    return shape.isEmpty() ? "none" : shape;
  }

  /**
   * @param cut layer at which the network can be cut to fit; empty if no cut helps
   */
  static WeightsException endsEarly(
      String file, String last, String network, String next, Optional<String> cut) {
    return new WeightsException(
        "%s ends at \"%s\"; %s continues with \"%s\". Add %s--allow-partial-weights."
            .formatted(file, last, network, next, cut.map("--cut %s, or "::formatted).orElse("")));
  }

  /**
   * @param layerCount number of layers that the network has
   * @param isTower whether the file may be meant for one of several towers
   */
  static WeightsException missingLayers(
      String file, String network, List<String> missing, int layerCount, boolean isTower) {
    return new WeightsException(
        "%s is missing %s of the %s layers of %s: %s. %s"
            .formatted(
                file,
                missing.size(),
                layerCount,
                network,
                WeightsProblems.formatNames(missing),
                isTower
                    ? "Name the tower that it is for: --weights BLOCK=FILE."
                    : "Use weights made for " + network + "."));
  }

  static WeightsException wrongNetwork(
      FileContents file, String network, List<NetworkLayer> layers) {
    List<FileLayer> weighted = file.weightedLayers();
    FileLayer first = weighted.get(0);
    FileLayer last = weighted.get(weighted.size() - 1);
    return new WeightsException(
        "%s does not fit %s: it contains %s layers with weights, from %s to %s%s; %s has %s, from %s to %s. Use weights made for %s."
            .formatted(
                file.file(),
                network,
                weighted.size(),
                describe(first.name(), first.arrays().get(0).shape()),
                describe(last.name(), last.arrays().get(0).shape()),
                similarNetwork(file),
                network,
                layers.size(),
                describe(layers.get(0)),
                describe(layers.get(layers.size() - 1)),
                network));
  }

  static WeightsException unexpectedLayers(FileContents file, String network, List<String> layers) {
    return new WeightsException(
        "%s does not fit %s: it also contains the layers %s%s. Use weights made for %s."
            .formatted(
                file.file(),
                network,
                WeightsProblems.formatNames(layers),
                similarNetwork(file),
                network));
  }

  private static String similarNetwork(FileContents file) {
    Set<String> names = new HashSet<>();
    file.layers().forEach(layer -> names.add(LegacyNames.normalized(layer.name())));
    return Fingerprints.of(names).map(name -> " (it looks like " + name + ")").orElse("");
  }

  private static String describe(NetworkLayer layer) {
    return describe(layer.name(), layer.tensors().get(0).shape());
  }

  private static String describe(String name, List<Integer> shape) {
    return "\"%s\" %s".formatted(name, TensorMismatch.shapeText(shape));
  }

  /**
   * @param criterion what {@code pairs} were matched by, such as "name"
   * @param otherCriterion what {@code differing} were matched by
   */
  static WeightsException conflictingPairs(
      FileContents file,
      String network,
      String criterion,
      Map<NetworkLayer, FileLayer> pairs,
      String otherCriterion,
      List<Pair> differing) {
    String shown =
        differing.stream()
            .limit(MAX_LISTED)
            .map(
                pair ->
                    "\"%s\" matches \"%s\" by %s but \"%s\" by %s"
                        .formatted(
                            pair.networkLayer().name(),
                            pairs.get(pair.networkLayer()).name(),
                            criterion,
                            pair.fileLayer().name(),
                            otherCriterion))
            .collect(Collectors.joining("; "));
    int more = differing.size() - MAX_LISTED;
    return new WeightsException(
        "%s: conflicting matches for %s layers of %s: %s%s. %s"
            .formatted(
                file.file(),
                differing.size(),
                network,
                shown,
                more > 0 ? "; and %s more".formatted(more) : "",
                howToSave(file)));
  }

  /** Returns how to get a file that determines the order of layers of equal shape. */
  private static String howToSave(FileContents file) {
    return file.modelConfig().isPresent()
        ? "It was saved from a model with different connections; describe the network with the same connections."
        : "Save the whole model with Keras, model.save(\"model.keras\"): that file also contains the connections between layers.";
  }

  static WeightsException ambiguousOrder(FileContents file, String network, List<String> layers) {
    return new WeightsException(
        "%s does not determine the order of these layers of equal shape in %s: %s. %s"
            .formatted(file.file(), network, WeightsProblems.formatNames(layers), howToSave(file)));
  }

  static WeightsException differentOrder(
      FileContents file, String network, List<NetworkLayer> layers, List<FileLayer> fileLayers) {
    int first = 0;
    while (first < layers.size() - 1
        && TensorMismatch.fits(layers.get(first), fileLayers.get(first))) {
      first++;
    }
    FileLayer fileLayer = fileLayers.get(first);
    return new WeightsException(
        "%s contains layers with all the shapes of %s, but in a different order: where %s has %s, the file has %s. %s"
            .formatted(
                file.file(),
                network,
                network,
                describe(layers.get(first)),
                describe(fileLayer.name(), fileLayer.arrays().get(0).shape()),
                howToSave(file)));
  }
}
