package org.blockwright.zoo.weights;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.blockwright.base.WeightsException;
import org.blockwright.zoo.weights.Pairing.Pair;

/** Every message of a file that does not fit a network, one method each, one line each. */
final class PairingProblems {
  private static final int LISTED = 12;

  private PairingProblems() {}

  static WeightsException misfit(
      String file, String network, List<Slot> slots, List<Pair> pairs, boolean top) {
    List<Difference> all = new ArrayList<>();
    pairs.forEach(p -> all.addAll(Difference.between(p.slot(), p.layer())));
    int tensors = slots.stream().mapToInt(s -> s.tensors().size()).sum();
    Pair last = pairs.get(pairs.size() - 1);
    boolean onlyLast =
        last.slot().kind().equals("Dense")
            && all.equals(Difference.between(last.slot(), last.layer()));
    Optional<String> channels = channels(pairs.get(0), all);
    boolean otherKinds = all.stream().allMatch(Difference::ofKind);
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
            .formatted(file, network, all.size(), tensors, listed(all), advice));
  }

  /** What to do where the file's first kernel alone differs, and only in what it reads. */
  private static Optional<String> channels(Pair first, List<Difference> all) {
    List<Integer> ours = first.slot().tensors().get(0).shape();
    List<Integer> theirs = first.layer().arrays().get(0).shape();
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

  private static String listed(List<Difference> differences) {
    String shown =
        differences.stream()
            .limit(LISTED)
            .map(
                d ->
                    "\"%s\" file %s, network %s"
                        .formatted(d.tensor(), orNone(d.inFile()), orNone(d.inNetwork())))
            .collect(Collectors.joining("; "));
    int more = differences.size() - LISTED;
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
  static WeightsException lacks(
      String file, String network, List<String> missing, int layers, boolean tower) {
    return new WeightsException(
        "%s lacks %s of the %s layers of %s: %s. %s"
            .formatted(
                file,
                missing.size(),
                layers,
                network,
                WeightsProblems.listed(missing),
                tower
                    ? "Say which tower it is for, --weights BLOCK=FILE."
                    : "Use weights made for " + network + "."));
  }

  static WeightsException otherNetwork(FileContents file, String network, List<Slot> slots) {
    List<FileLayer> weighted = file.weighted();
    FileLayer first = weighted.get(0);
    FileLayer last = weighted.get(weighted.size() - 1);
    return new WeightsException(
        "%s does not fit %s: it holds %s layers with weights, %s to %s%s; %s has %s, %s to %s. Use weights made for %s."
            .formatted(
                file.file(),
                network,
                weighted.size(),
                described(first.name(), first.arrays().get(0).shape()),
                described(last.name(), last.arrays().get(0).shape()),
                looks(file),
                network,
                slots.size(),
                described(slots.get(0)),
                described(slots.get(slots.size() - 1)),
                network));
  }

  static WeightsException foreignLayers(FileContents file, String network, List<String> layers) {
    return new WeightsException(
        "%s does not fit %s: with the layers of %s it has %s%s. Use weights made for %s."
            .formatted(
                file.file(),
                network,
                network,
                WeightsProblems.listed(layers),
                looks(file),
                network));
  }

  private static String looks(FileContents file) {
    Set<String> names = new HashSet<>();
    file.layers().forEach(l -> names.add(PairingRule.plain(l.name())));
    return Fingerprints.of(names).map(n -> " (it looks like " + n + ")").orElse("");
  }

  private static String described(Slot slot) {
    return described(slot.name(), slot.tensors().get(0).shape());
  }

  private static String described(String name, List<Integer> shape) {
    return "\"%s\" %s".formatted(name, Difference.text(shape));
  }

  static WeightsException disagree(
      FileContents file,
      String network,
      String way,
      Map<Slot, FileLayer> pairs,
      String otherWay,
      List<Pair> differing) {
    String shown =
        differing.stream()
            .limit(LISTED)
            .map(
                p ->
                    "\"%s\" gets \"%s\" by %s and \"%s\" by %s"
                        .formatted(
                            p.slot().name(),
                            pairs.get(p.slot()).name(),
                            way,
                            p.layer().name(),
                            otherWay))
            .collect(Collectors.joining("; "));
    int more = differing.size() - LISTED;
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
    return file.model().isPresent()
        ? "It was saved from a model that is wired otherwise; wire the description like that model."
        : "Save the whole model with Keras, model.save(\"model.keras\"): that file tells how its layers are wired.";
  }

  static WeightsException orderUnknown(FileContents file, String network, List<String> layers) {
    return new WeightsException(
        "%s does not tell in which order these layers of equal shape belong to %s: %s. %s"
            .formatted(file.file(), network, WeightsProblems.listed(layers), howToSave(file)));
  }

  static WeightsException sameShapes(
      FileContents file, String network, List<Slot> slots, List<FileLayer> sequence) {
    int at = 0;
    while (at < slots.size() - 1 && Difference.fits(slots.get(at), sequence.get(at))) {
      at++;
    }
    FileLayer layer = sequence.get(at);
    return new WeightsException(
        "%s holds layers of all shapes of %s, but in another order: where %s has %s it has %s. %s"
            .formatted(
                file.file(),
                network,
                network,
                described(slots.get(at)),
                described(layer.name(), layer.arrays().get(0).shape()),
                howToSave(file)));
  }
}
