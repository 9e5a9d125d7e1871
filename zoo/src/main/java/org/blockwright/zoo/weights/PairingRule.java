package org.blockwright.zoo.weights;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Sets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.blockwright.base.WeightsException;
import org.blockwright.zoo.weights.Pairing.How;
import org.blockwright.zoo.weights.Pairing.Pair;

/** The rule of {@link Pairing}, applied to one file and one network. */
final class PairingRule {
  private final FileContents file;
  private final boolean older;
  private final String network;
  private final ImmutableList<Slot> slots;
  private final List<Slot> backbone;
  private final List<Slot> head;
  private final PairingOptions options;
  private final List<FileLayer> sequence;
  private final StructurePairing structure;
  private final Optional<Wiring> wiring;
  private final Map<String, FileLayer> byName;
  private final List<String> notices = new ArrayList<>();

  /**
   * @param wiring the description's; empty where only its layers are known
   */
  PairingRule(
      FileContents given,
      String network,
      List<Slot> slots,
      PairingOptions options,
      Optional<Wiring> wiring) {
    this.older = OlderNames.isOlder(given);
    this.file = older ? OlderNames.renamed(given) : given;
    this.network = network;
    this.slots = ImmutableList.copyOf(slots);
    this.backbone = slots.stream().filter(s -> !s.head()).toList();
    this.head = slots.stream().filter(Slot::head).toList();
    this.options = options;
    this.sequence = FileSequence.of(file, slots);
    this.wiring = wiring;
    this.structure =
        older ? StructurePairing.NONE : StructurePairing.of(description(), file, backbone);
    this.byName = uniqueNames(sequence);
  }

  /** Layers of different inner networks may have one name; such a name tells nothing. */
  private static Map<String, FileLayer> uniqueNames(List<FileLayer> layers) {
    Map<String, FileLayer> unique = new HashMap<>();
    Set<String> twice = new HashSet<>();
    for (FileLayer layer : layers) {
      if (layer.named() && unique.put(plain(layer.name()), layer) != null) {
        twice.add(plain(layer.name()));
      }
    }
    unique.keySet().removeAll(twice);
    return unique;
  }

  private Optional<Structure> description() {
    return wiring.map(Wiring::structure);
  }

  /** Networks of Keras are wired as in Keras; tests compare their descriptions with it. */
  private List<List<Slot>> otherOrders() {
    Set<String> known = new HashSet<>(options.wholeNetwork());
    slots.forEach(s -> known.add(s.name()));
    boolean ofKeras =
        Fingerprints.isOfKeras(known) || backbone.stream().anyMatch(Slot::automaticName);
    return ofKeras
        ? List.of()
        : wiring.map(w -> w.otherOrders().get()).orElse(List.of()).stream()
            .map(order -> order.stream().filter(slots::contains).toList())
            .toList();
  }

  // DenseNet's layers were called conv1/conv before, conv1_conv now.
  static String plain(String name) {
    return name.replace('/', '_');
  }

  Pairing pair() {
    boolean named = older || backbone.stream().noneMatch(Slot::automaticName);
    List<Pair> found = named ? foundByName() : List.of();
    List<Pair> pairs;
    How how;
    if (named && found.size() == backbone.size()) {
      pairs = complete(found);
      how = older ? How.OLDER_NAME : How.NAME;
    } else if (structure.complete().isPresent()) {
      pairs = structure.complete().get();
      requireEqual("structure", pairs, "name", sameNames(pairs, found));
      how = How.STRUCTURE;
    } else if (positionFits()) {
      pairs = byPosition(found);
      how = How.POSITION;
    } else {
      pairs = endingEarly(found);
      how = !named ? How.POSITION : older ? How.OLDER_NAME : How.NAME;
    }
    notices.addAll(PairingNotices.how(how, file.file(), network));
    return result(how, pairs);
  }

  private List<Pair> foundByName() {
    List<Pair> found = new ArrayList<>();
    for (Slot slot : backbone) {
      Optional.ofNullable(byName.get(plain(slot.name())))
          .ifPresent(layer -> found.add(new Pair(slot, layer)));
    }
    return found;
  }

  private List<Pair> complete(List<Pair> found) {
    List<FileLayer> unknown = unknown(found);
    if (!unknown.isEmpty()) {
      throw PairingProblems.foreignLayers(file, network, names(unknown));
    }
    requireFit(found);
    requireEqual("name", found, "structure", structure.certain());
    boolean cutInside = !unusedAmong(found).isEmpty();
    boolean ordered = structure.certain().isEmpty() && knowsOrder(found);
    if (ordered && !cutInside && positionFits()) {
      requireEqual("name", found, "order", pairsByPosition());
    }
    return found;
  }

  private boolean positionFits() {
    return !older
        && sequence.size() >= backbone.size()
        && pairsByPosition().stream().allMatch(p -> Difference.fits(p.slot(), p.layer()));
  }

  /** As far as both sides go. */
  private List<Pair> pairsByPosition() {
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < Math.min(backbone.size(), sequence.size()); i++) {
      pairs.add(new Pair(backbone.get(i), sequence.get(i)));
    }
    return pairs;
  }

  private List<Pair> byPosition(List<Pair> found) {
    List<Pair> pairs = pairsByPosition();
    check(pairs, found);
    return pairs;
  }

  /** Names that Keras does not make, and the order of the numbers of those that it makes. */
  private void check(List<Pair> pairs, List<Pair> found) {
    requireEqual("order", pairs, "structure", structure.certain());
    requireEqual("order", pairs, "name", sameNames(pairs, found));
    requireEqual("order", pairs, "running number", RankPairing.of(pairs));
  }

  private List<Pair> sameNames(List<Pair> pairs, List<Pair> found) {
    List<Pair> named = new ArrayList<>(found);
    if (found.isEmpty()) {
      for (Pair pair : pairs) {
        FileLayer same = byName.get(plain(pair.slot().name()));
        if (same != null && !pair.slot().automaticName()) {
          named.add(new Pair(pair.slot(), same));
        }
      }
    }
    return named;
  }

  private boolean knowsOrder(List<Pair> pairs) {
    return pairs.stream()
        .allMatch(p -> pairs.stream().allMatch(q -> p == q || file.orders(p.layer(), q.layer())));
  }

  private void requireEqual(String way, List<Pair> pairs, String otherWay, List<Pair> others) {
    Map<Slot, FileLayer> first = new HashMap<>();
    pairs.forEach(p -> first.put(p.slot(), p.layer()));
    List<Pair> differing =
        others.stream()
            .filter(p -> first.containsKey(p.slot()) && !first.get(p.slot()).equals(p.layer()))
            .toList();
    if (!differing.isEmpty()) {
      throw PairingProblems.disagree(file, network, way, first, otherWay, differing);
    }
  }

  private List<Pair> endingEarly(List<Pair> found) {
    boolean named = !found.isEmpty();
    List<Pair> pairs = named ? found : pairsByPosition();
    boolean prefix =
        !pairs.isEmpty() && pairs.equals(paired(backbone.subList(0, pairs.size()), pairs));
    boolean fit = pairs.stream().allMatch(p -> Difference.fits(p.slot(), p.layer()));
    boolean ends =
        pairs.size() < backbone.size() && unused(pairs).stream().allMatch(PairingRule::top);
    if (!prefix || !fit || !ends) {
      throw misfit(pairs, named);
    }
    check(pairs, found);
    Slot next = backbone.get(pairs.size());
    String last = unused(pairs).isEmpty() ? lastLayer(pairs) : lastPaired(pairs);
    if (!options.partial()) {
      String known = known(last) ? last : pairs.get(pairs.size() - 1).slot().name();
      Optional<String> cut = Optional.of(known).filter(c -> !options.towers());
      throw PairingProblems.endsEarly(file.file(), last, network, next.name(), cut);
    }
    notices.add(PairingNotices.endsEarly(file.file(), last, network, next.name()));
    return pairs;
  }

  // After a network that was cut a file may hold a head of its own, but no further convolutions.
  private static boolean top(FileLayer layer) {
    return layer.arrays().get(0).shape().size() == 2;
  }

  private static List<Pair> paired(List<Slot> slots, List<Pair> pairs) {
    Set<Slot> wanted = new HashSet<>(slots);
    return pairs.stream().filter(p -> wanted.contains(p.slot())).toList();
  }

  // The file may call its last activation otherwise than the network does.
  private boolean known(String layer) {
    return options.wholeNetwork().isEmpty() || options.wholeNetwork().contains(plain(layer));
  }

  private String lastLayer(List<Pair> pairs) {
    return file.ordered() ? file.layers().get(file.layers().size() - 1).name() : lastPaired(pairs);
  }

  private static String lastPaired(List<Pair> pairs) {
    return pairs.get(pairs.size() - 1).layer().name();
  }

  /** The message that says most about why neither way works. */
  private WeightsException misfit(List<Pair> pairs, boolean named) {
    if (!older && SameShapes.inOrder(backbone, sequence)) {
      // Arrays of one shape that mean different things.
      return PairingProblems.misfit(file.file(), network, slots, pairsByPosition(), false);
    }
    if (SameShapes.inAnotherOrder(backbone, sequence)) {
      return PairingProblems.sameShapes(file, network, backbone, sequence);
    }
    long unfit = pairs.stream().filter(p -> !Difference.fits(p.slot(), p.layer())).count();
    boolean related = named ? 2 * pairs.size() >= backbone.size() : 2 * unfit < pairs.size();
    if (!related) {
      return PairingProblems.otherNetwork(file, network, slots);
    }
    if (unfit > 0) {
      return PairingProblems.misfit(file.file(), network, slots, pairs, false);
    }
    List<Slot> missing = new ArrayList<>(backbone);
    missing.removeAll(pairs.stream().map(Pair::slot).toList());
    return missing.isEmpty()
        ? PairingProblems.otherNetwork(file, network, slots)
        : PairingProblems.lacks(
            file.file(),
            network,
            missing.stream().map(Slot::name).toList(),
            backbone.size(),
            options.towers() && options.part().isEmpty());
  }

  private void requireFit(List<Pair> pairs) {
    if (!pairs.stream().allMatch(p -> Difference.fits(p.slot(), p.layer()))) {
      if (SameShapes.inAnotherOrder(backbone, pairs.stream().map(Pair::layer).toList())) {
        throw PairingProblems.sameShapes(
            file, network, backbone, pairs.stream().map(Pair::layer).toList());
      }
      throw PairingProblems.misfit(file.file(), network, slots, pairs, false);
    }
  }

  private List<FileLayer> unused(List<Pair> pairs) {
    Set<FileLayer> used = Sets.newIdentityHashSet();
    pairs.forEach(p -> used.add(p.layer()));
    return sequence.stream().filter(l -> !used.contains(l)).toList();
  }

  private List<FileLayer> unusedAmong(List<Pair> pairs) {
    int last = pairs.stream().mapToInt(p -> sequence.indexOf(p.layer())).max().orElse(-1);
    return unused(pairs).stream().filter(l -> sequence.indexOf(l) < last).toList();
  }

  /**
   * Layers that the network never had, among the paired ones and, if its whole is known, after
   * them: the file of a larger relative.
   */
  private List<FileLayer> unknown(List<Pair> pairs) {
    List<FileLayer> among = unusedAmong(pairs);
    return unused(pairs).stream()
        .filter(l -> !options.wholeNetwork().contains(plain(l.name())))
        .filter(l -> among.contains(l) || (!options.wholeNetwork().isEmpty() && !top(l)))
        .toList();
  }

  private static List<String> names(List<FileLayer> layers) {
    return layers.stream().map(FileLayer::name).toList();
  }

  private Pairing result(How how, List<Pair> body) {
    List<FileLayer> rest = new ArrayList<>(unused(body));
    List<FileLayer> afterCut = afterCut(rest);
    rest.removeAll(afterCut);
    boolean whole = body.size() == backbone.size();
    HeadPairing top =
        whole
            ? HeadPairing.of(file.file(), network, slots, head, rest, options)
            : new HeadPairing(List.of(), List.of());
    List<Pair> pairs = new ArrayList<>(body);
    pairs.addAll(top.pairs());
    if (pairs.isEmpty()) {
      throw PairingProblems.otherNetwork(file, network, slots);
    }
    if (how == How.POSITION) {
      new KnownOrder(file, network, description(), otherOrders()).require(pairs);
    }
    pairs.forEach(p -> requireFloats(p.layer()));
    List<FileLayer> leftOut = unused(pairs);
    if (how == How.POSITION && !file.ordered()) {
      reportInner(pairs);
    }
    report(afterCut, top, leftOut);
    Set<Slot> filled = new HashSet<>();
    pairs.forEach(p -> filled.add(p.slot()));
    return new Pairing(
        how,
        ImmutableList.copyOf(pairs),
        slots.stream().filter(s -> !filled.contains(s)).collect(ImmutableList.toImmutableList()),
        ImmutableList.copyOf(leftOut),
        ImmutableList.copyOf(notices));
  }

  /** The layers of the file that the network had before it was cut. */
  private List<FileLayer> afterCut(List<FileLayer> rest) {
    List<FileLayer> named =
        rest.stream().filter(l -> options.cutAway().contains(plain(l.name()))).toList();
    return named.isEmpty() && file.ordered()
        ? List.copyOf(rest.subList(0, Math.min(options.cutAway().size(), rest.size())))
        : named;
  }

  private void requireFloats(FileLayer layer) {
    for (FileArray array : layer.arrays()) {
      if (!array.isFloat()) {
        throw WeightsProblems.notFloat(file.file(), array);
      }
    }
  }

  /** Keras 3's weights files do not tell where an inner network stands. */
  private void reportInner(List<Pair> pairs) {
    Map<String, List<String>> inner = new TreeMap<>();
    pairs.stream()
        .map(Pair::layer)
        .filter(l -> !l.network().isEmpty())
        .forEach(l -> inner.computeIfAbsent(l.network(), n -> new ArrayList<>()).add(l.name()));
    inner.forEach(
        (network, layers) -> notices.add(PairingNotices.inner(file.file(), network, layers)));
  }

  private void report(List<FileLayer> afterCut, HeadPairing top, List<FileLayer> leftOut) {
    List<FileLayer> beyond = head.isEmpty() ? leftOut : afterCut;
    if (!beyond.isEmpty()) {
      notices.add(PairingNotices.beyond(file.file(), network, names(beyond)));
    }
    notices.addAll(top.notices());
    List<String> prepared = file.preprocessing();
    if (!prepared.isEmpty()) {
      notices.add(PairingNotices.preprocessing(file.file(), network, prepared));
    }
  }
}
