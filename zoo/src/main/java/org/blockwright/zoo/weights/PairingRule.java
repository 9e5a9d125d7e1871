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
  private final Map<String, FileLayer> byName = new HashMap<>();
  private final List<String> notices = new ArrayList<>();

  PairingRule(
      FileContents given, String network, ImmutableList<Slot> slots, PairingOptions options) {
    this.older = OlderNames.isOlder(given);
    this.file = older ? OlderNames.renamed(given) : given;
    this.network = network;
    this.slots = slots;
    this.backbone = slots.stream().filter(s -> !s.head()).toList();
    this.head = slots.stream().filter(Slot::head).toList();
    this.options = options;
    this.sequence = FileSequence.of(file, slots);
    sequence.stream().filter(FileLayer::named).forEach(l -> byName.put(plain(l.name()), l));
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
    boolean cutInside = !unusedAmong(found).isEmpty();
    if (!cutInside && positionFits()) {
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
    List<Pair> named = new ArrayList<>(found);
    if (found.isEmpty()) {
      for (Pair pair : pairs) {
        FileLayer same = byName.get(plain(pair.slot().name()));
        if (same != null && !pair.slot().automaticName()) {
          named.add(new Pair(pair.slot(), same));
        }
      }
    }
    requireEqual("order", pairs, "name", named);
    requireEqual("order", pairs, "running number", RankPairing.of(pairs));
  }

  private void requireEqual(String way, List<Pair> pairs, String otherWay, List<Pair> others) {
    Map<Slot, FileLayer> first = new HashMap<>();
    pairs.forEach(p -> first.put(p.slot(), p.layer()));
    List<Pair> differing =
        others.stream()
            .filter(p -> first.containsKey(p.slot()) && !first.get(p.slot()).equals(p.layer()))
            .toList();
    if (!differing.isEmpty()) {
      throw PairingProblems.disagree(file.file(), network, way, first, otherWay, differing);
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
    List<FileLayer> rest = unused(body);
    boolean whole = body.size() == backbone.size();
    HeadPairing top =
        HeadPairing.of(file.file(), network, slots, head, whole ? rest : List.of(), options);
    List<Pair> pairs = new ArrayList<>(body);
    pairs.addAll(top.pairs());
    if (pairs.isEmpty()) {
      throw PairingProblems.otherNetwork(file, network, slots);
    }
    notices.addAll(top.notices());
    List<FileLayer> leftOut = unused(pairs);
    if (head.isEmpty() && !leftOut.isEmpty()) {
      notices.add(PairingNotices.beyond(file.file(), network, names(leftOut)));
    }
    Set<Slot> filled = new HashSet<>();
    pairs.forEach(p -> filled.add(p.slot()));
    return new Pairing(
        how,
        ImmutableList.copyOf(pairs),
        slots.stream().filter(s -> !filled.contains(s)).collect(ImmutableList.toImmutableList()),
        ImmutableList.copyOf(leftOut),
        ImmutableList.copyOf(notices));
  }
}
