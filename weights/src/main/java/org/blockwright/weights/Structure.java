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
 * The connections of a network, reduced to what distinguishes layers of equal shape: its operations
 * and their inputs, without operations such as padding, dropout and flatten. It is read from a
 * description or from the configuration of a Keras model; layers with the same role in both have
 * equal signatures.
 */
final class Structure {
  private static final Set<String> WEIGHTED_KINDS =
      Set.of("Conv2D", "DepthwiseConv2D", "SeparableConv2D", "Dense", "BatchNormalization");

  /** Merge operations whose result depends on the order of their inputs. */
  private static final Set<String> ORDER_SENSITIVE_KINDS = Set.of("Concatenate", "Subtract");

  /** Start of the label of an activation. */
  static final String ACTIVATION = "Activation ";

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
      List<String> consumers =
          uses.get(name).stream()
              .map(use -> outputHashes.get(use.consumer()) + " " + use.index())
              .sorted()
              .toList();
      outputHashes.put(name, hash(ops.get(name).label(), consumers));
    }
  }

  private static String hash(String label, List<String> neighbors) {
    return Hashing.murmur3_128()
        .hashString(label + "(" + String.join(",", neighbors) + ")", StandardCharsets.UTF_8)
        .toString();
  }

  boolean contains(String layer) {
    return ops.containsKey(layer);
  }

  /** Returns a signature of the layer and everything before it. */
  String inputSignature(String layer) {
    return inputHashes.get(layer);
  }

  /** Returns a signature of the layer, everything before and everything after it. */
  String fullSignature(String layer) {
    return inputHashes.get(layer) + " " + outputHashes.get(layer);
  }

  /**
   * Returns a signature of the layer, everything before it, and what follows up to the next layer
   * with weights, merge or branch. It does not depend on how the network ends.
   */
  String localSignature(String layer) {
    List<String> chain = new ArrayList<>();
    String current = layer;
    while (true) {
      List<Use> consumers = uses.get(current);
      if (consumers.size() != 1) {
        chain.addAll(
            consumers.stream().map(use -> ops.get(use.consumer()).kind()).sorted().toList());
        return inputHashes.get(layer) + " " + chain;
      }
      current = consumers.get(0).consumer();
      Op op = ops.get(current);
      chain.add(op.kind() + consumers.get(0).index());
      if (op.hasWeights() || op.inputs().size() > 1) {
        return inputHashes.get(layer) + " " + chain;
      }
    }
  }

  /**
   * Returns the labels of the operations after a layer, up to the next layer with weights, merge or
   * branch.
   */
  List<String> operationsAfter(String layer) {
    List<String> labels = new ArrayList<>();
    List<Use> consumers = uses.get(layer);
    while (consumers.size() == 1) {
      String next = consumers.get(0).consumer();
      Op op = ops.get(next);
      if (op.hasWeights() || op.inputs().size() > 1) {
        break;
      }
      labels.add(op.label());
      consumers = uses.get(next);
    }
    return labels;
  }

  /** Returns the nearest layers with weights before a layer. */
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

  /** Collects operations; inputs must be added before their consumers. */
  static final class Builder {
    private final Map<String, Op> ops = new LinkedHashMap<>();

    /** The operation that computes the output of each name. */
    private final Map<String, String> outputs = new HashMap<>();

    void addInput(String name) {
      ops.put(name, new Op("Input", ImmutableList.of()));
      outputs.put(name, name);
    }

    /**
     * Adds an operation and the activation that follows it.
     *
     * @param label "" if the operation is ignored
     * @param activation "" for none
     */
    void add(String name, String label, String activation, List<String> inputs) {
      List<String> sources = inputs.stream().map(this::output).toList();
      String output = sources.get(0);
      if (!label.isEmpty()) {
        ops.put(name, new Op(label, ImmutableList.copyOf(sources)));
        output = name;
      }
      if (!activation.isEmpty() && !activation.equals("linear")) {
        String activationName = name + " activation";
        ops.put(activationName, new Op(ACTIVATION + activation, ImmutableList.of(output)));
        output = activationName;
      }
      outputs.put(name, output);
    }

    /** Makes the output of {@code original} also available as {@code name}. */
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
