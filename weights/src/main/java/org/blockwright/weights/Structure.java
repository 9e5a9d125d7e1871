package org.blockwright.weights;

import com.google.common.collect.ArrayListMultimap;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ListMultimap;
import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a network computes, as far as it tells layers of equal shape apart: its operations without
 * those that change nothing of the order (padding, dropout, flatten), each with the operations that
 * it takes as input. Both a description and the configuration of a Keras model have one, and layers
 * that play the same part in both have equal signatures.
 */
final class Structure {
  private static final Set<String> WEIGHTED_KINDS =
      Set.of("Conv2D", "DepthwiseConv2D", "SeparableConv2D", "Dense", "BatchNormalization");

  /** Joins whose result depends on the order of their inputs. */
  private static final Set<String> ORDER_SENSITIVE_KINDS = Set.of("Concatenate", "Subtract");

  private record Op(String label, ImmutableList<String> inputs) {
    String kind() {
      int space = label.indexOf(' ');
      return space < 0 ? label : label.substring(0, space);
    }

    boolean isOrderSensitive() {
      return ORDER_SENSITIVE_KINDS.contains(kind());
    }

    boolean hasWeights() {
      return WEIGHTED_KINDS.contains(kind());
    }
  }

  private record Use(String consumer, int index) {}

  private final Map<String, Op> ops;
  private final ListMultimap<String, Use> uses = ArrayListMultimap.create();
  private final Map<String, String> inputHashes = new HashMap<>();
  private final Map<String, String> outputHashes = new HashMap<>();

  private Structure(Map<String, Op> ops) {
    this.ops = ops;
    List<String> order = new ArrayList<>(ops.keySet());
    for (String name : order) {
      Op op = ops.get(name);
      for (int i = 0; i < op.inputs().size(); i++) {
        uses.put(op.inputs().get(i), new Use(name, op.isOrderSensitive() ? i : 0));
      }
      List<String> inputs = new ArrayList<>(op.inputs().stream().map(inputHashes::get).toList());
      if (!op.isOrderSensitive()) {
        inputs.sort(null);
      }
      inputHashes.put(name, hash(op.label(), inputs));
    }
    for (int i = order.size() - 1; i >= 0; i--) {
      String name = order.get(i);
      List<String> readers =
          uses.get(name).stream()
              .map(u -> outputHashes.get(u.consumer()) + " " + u.index())
              .sorted()
              .toList();
      outputHashes.put(name, hash(ops.get(name).label(), readers));
    }
  }

  private static String hash(String label, List<String> others) {
    return Hashing.murmur3_128()
        .hashString(label + "(" + String.join(",", others) + ")", StandardCharsets.UTF_8)
        .toString();
  }

  boolean contains(String layer) {
    return ops.containsKey(layer);
  }

  /** The layer and everything before it. */
  String inputSignature(String layer) {
    return inputHashes.get(layer);
  }

  /** Everything before and after a layer. */
  String fullSignature(String layer) {
    return inputHashes.get(layer) + " " + outputHashes.get(layer);
  }

  /**
   * Everything before a layer, and what follows up to the next layer with weights, join or branch:
   * equal too where a network ends otherwise.
   */
  String localSignature(String layer) {
    List<String> chain = new ArrayList<>();
    String at = layer;
    while (true) {
      List<Use> readers = uses.get(at);
      if (readers.size() != 1) {
        chain.addAll(readers.stream().map(u -> ops.get(u.consumer()).kind()).sorted().toList());
        return inputHashes.get(layer) + " " + chain;
      }
      at = readers.get(0).consumer();
      Op op = ops.get(at);
      chain.add(op.kind() + readers.get(0).index());
      if (op.hasWeights() || op.inputs().size() > 1) {
        return inputHashes.get(layer) + " " + chain;
      }
    }
  }

  /** The nearest layers with weights before a layer. */
  Set<String> weightedBefore(String layer) {
    Set<String> found = new LinkedHashSet<>();
    List<String> open = new ArrayList<>(ops.get(layer).inputs());
    Set<String> seen = new LinkedHashSet<>(open);
    while (!open.isEmpty()) {
      String name = open.remove(open.size() - 1);
      if (ops.get(name).hasWeights()) {
        found.add(name);
      } else {
        ops.get(name).inputs().stream().filter(seen::add).forEach(open::add);
      }
    }
    return found;
  }

  /** Collects operations, each after those that it takes as input. */
  static final class Builder {
    private final Map<String, Op> ops = new LinkedHashMap<>();

    /** Where the output of what was given a name is found. */
    private final Map<String, String> outputs = new HashMap<>();

    void addInput(String name) {
      ops.put(name, new Op("Input", ImmutableList.of()));
      outputs.put(name, name);
    }

    /** An operation, with the activation that belongs to it; both may be without effect: "". */
    void add(String name, String label, String activation, List<String> inputs) {
      List<String> from = inputs.stream().map(this::output).toList();
      String at = from.get(0);
      if (!label.isEmpty()) {
        ops.put(name, new Op(label, ImmutableList.copyOf(from)));
        at = name;
      }
      if (!activation.isEmpty() && !activation.equals("linear")) {
        String own = name + " activation";
        ops.put(own, new Op("Activation " + activation, ImmutableList.of(at)));
        at = own;
      }
      outputs.put(name, at);
    }

    /** Gives the output of one name to another as well. */
    void alias(String name, String original) {
      outputs.put(name, output(original));
    }

    boolean contains(String name) {
      return outputs.containsKey(name);
    }

    private String output(String name) {
      return outputs.get(name);
    }

    Structure build() {
      return new Structure(new LinkedHashMap<>(ops));
    }
  }
}
