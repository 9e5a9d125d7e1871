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

/** Every message of a file that does not fit a network, one method each, one line each. */
final class PairingProblems {
  private static final int MAX_LISTED = 12;

  private PairingProblems() {}

  static WeightsException shapeMismatch(
      String file, String network, List<NetworkLayer> slots, List<Pair> pairs, boolean top) {
    List<TensorMismatch> all = new ArrayList<>();
    pairs.forEach(p -> all.addAll(TensorMismatch.between(p.networkLayer(), p.fileLayer())));
    int tensors = slots.stream().mapToInt(s -> s.tensors().size()).sum();
    Pair last = pairs.get(pairs.size() - 1);
    boolean onlyLast =
        last.networkLayer().kind().equals("Dense")
            && all.equals(TensorMismatch.between(last.networkLayer(), last.fileLayer()));
    Optional<String> channels = channelAdvice(pairs.get(0), all);
    boolean otherKinds = all.stream().allMatch(TensorMismatch::isKindMismatch);
    String advice =
        otherKinds
            ? "Describe these layers as the file has them."
            : top
                ? "Use --head pool, or the input size that the weights were made for."
                : onlyLast
                    ? "For other labels drop the file's head: --head full."
                    : channels.orElseGet(
                        () -> WidthHint.of(pairs).orElse("Use weights made for " + network + "."));
    return new WeightsException(
        "%s: weights do not fit %s: %s of %s tensors differ: %s. %s"
            .formatted(file, network, all.size(), tensors, formatMismatches(all), advice));
  }

  /** What to do where the file's first kernel alone differs, and only in what it reads. */
  private static Optional<String> channelAdvice(Pair first, List<TensorMismatch> all) {
    List<Integer> ours = first.networkLayer().tensors().get(0).shape();
    List<Integer> theirs = first.fileLayer().arrays().get(0).shape();
    List<Integer> mended = new ArrayList<>(ours);
    if (ours.size() == 4 && theirs.size() == 4) {
      mended.set(2, theirs.get(2));
    }
    if (all.size() > 1 || ours.equals(theirs) || !mended.equals(theirs)) {
      return Optional.empty();
    }
    return Optional.of(
        "The file's first kernel reads %s channels, the input has %s: give it %s (--input HxWx%s)."
            .formatted(theirs.get(2), ours.get(2), theirs.get(2), theirs.get(2)));
  }

  private static String formatMismatches(List<TensorMismatch> differences) {
    String shown =
        differences.stream()
            .limit(MAX_LISTED)
            .map(
                d ->
                    "\"%s\" file %s, network %s"
                        .formatted(d.tensor(), orNone(d.inFile()), orNone(d.inNetwork())))
            .collect(Collectors.joining("; "));
    int more = differences.size() - MAX_LISTED;
    return more > 0 ? shown + "; and %s more".formatted(more) : shown;
  }

  private static String orNone(String shape) {
    return shape.isEmpty() ? "none" : shape;
  }

  static WeightsException endsEarly(
      String file, String last, String network, String next, Optional<String> cut) {
    return new WeightsException(
        "%s ends at \"%s\"; %s goes on with \"%s\". Add %s--partial."
            .formatted(file, last, network, next, cut.map("--cut %s, or "::formatted).orElse("")));
  }

  /**
   * @param tower whether the file may be meant for one tower of several
   */
  static WeightsException missingLayers(
      String file, String network, List<String> missing, int layers, boolean tower) {
    return new WeightsException(
        "%s lacks %s of the %s layers of %s: %s. %s"
            .formatted(
                file,
                missing.size(),
                layers,
                network,
                WeightsProblems.formatNames(missing),
                tower
                    ? "Say which tower it is for, --weights BLOCK=FILE."
                    : "Use weights made for " + network + "."));
  }

  static WeightsException wrongNetwork(
      FileContents file, String network, List<NetworkLayer> slots) {
    List<FileLayer> weighted = file.weightedLayers();
    FileLayer first = weighted.get(0);
    FileLayer last = weighted.get(weighted.size() - 1);
    return new WeightsException(
        "%s does not fit %s: it holds %s layers with weights, %s to %s%s; %s has %s, %s to %s. Use weights made for %s."
            .formatted(
                file.file(),
                network,
                weighted.size(),
                describe(first.name(), first.arrays().get(0).shape()),
                describe(last.name(), last.arrays().get(0).shape()),
                similarNetwork(file),
                network,
                slots.size(),
                describe(slots.get(0)),
                describe(slots.get(slots.size() - 1)),
                network));
  }

  static WeightsException unexpectedLayers(FileContents file, String network, List<String> layers) {
    return new WeightsException(
        "%s does not fit %s: with the layers of %s it has %s%s. Use weights made for %s."
            .formatted(
                file.file(),
                network,
                network,
                WeightsProblems.formatNames(layers),
                similarNetwork(file),
                network));
  }

  private static String similarNetwork(FileContents file) {
    Set<String> names = new HashSet<>();
    file.layers().forEach(l -> names.add(LayerPairer.normalizedName(l.name())));
    return Fingerprints.of(names).map(n -> " (it looks like " + n + ")").orElse("");
  }

  private static String describe(NetworkLayer slot) {
    return describe(slot.name(), slot.tensors().get(0).shape());
  }

  private static String describe(String name, List<Integer> shape) {
    return "\"%s\" %s".formatted(name, TensorMismatch.shapeText(shape));
  }

  static WeightsException conflictingPairs(
      FileContents file,
      String network,
      String way,
      Map<NetworkLayer, FileLayer> pairs,
      String otherWay,
      List<Pair> differing) {
    String shown =
        differing.stream()
            .limit(MAX_LISTED)
            .map(
                p ->
                    "\"%s\" gets \"%s\" by %s and \"%s\" by %s"
                        .formatted(
                            p.networkLayer().name(),
                            pairs.get(p.networkLayer()).name(),
                            way,
                            p.fileLayer().name(),
                            otherWay))
            .collect(Collectors.joining("; "));
    int more = differing.size() - MAX_LISTED;
    return new WeightsException(
        "%s: two ways to pair it with %s disagree on %s layers: %s%s. %s"
            .formatted(
                file.file(),
                network,
                differing.size(),
                shown,
                more > 0 ? "; and %s more".formatted(more) : "",
                howToSave(file)));
  }

  /** What a file of the same shapes needs, so that it tells the order of its layers. */
  private static String howToSave(FileContents file) {
    return file.modelConfig().isPresent()
        ? "It was saved from a model that is wired otherwise; wire the description like that model."
        : "Save the whole model with Keras, model.save(\"model.keras\"): that file tells how its layers are wired.";
  }

  static WeightsException ambiguousOrder(FileContents file, String network, List<String> layers) {
    return new WeightsException(
        "%s does not tell in which order these layers of equal shape belong to %s: %s. %s"
            .formatted(file.file(), network, WeightsProblems.formatNames(layers), howToSave(file)));
  }

  static WeightsException differentOrder(
      FileContents file, String network, List<NetworkLayer> slots, List<FileLayer> sequence) {
    int at = 0;
    while (at < slots.size() - 1 && TensorMismatch.fits(slots.get(at), sequence.get(at))) {
      at++;
    }
    FileLayer layer = sequence.get(at);
    return new WeightsException(
        "%s holds layers of all shapes of %s, but in another order: where %s has %s it has %s. %s"
            .formatted(
                file.file(),
                network,
                network,
                describe(slots.get(at)),
                describe(layer.name(), layer.arrays().get(0).shape()),
                howToSave(file)));
  }
}
