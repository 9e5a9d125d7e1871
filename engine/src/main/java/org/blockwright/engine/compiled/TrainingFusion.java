package org.blockwright.engine.compiled;

import com.google.common.collect.HashMultiset;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.Multiset;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Replaces operations of training by fewer ones with the same results: activations become part of
 * the operation before them if the backward pass needs its result only, zero padding becomes part
 * of a convolution.
 */
final class TrainingFusion {
  private final List<String> outputs;
  private final Multiset<String> uses = HashMultiset.create();
  private final Map<String, Operation> result = new LinkedHashMap<>();

  private TrainingFusion(List<String> outputs) {
    this.outputs = outputs;
  }

  static List<Operation> apply(List<Operation> operations, List<String> outputs) {
    return new TrainingFusion(outputs).run(operations);
  }

  private List<Operation> run(List<Operation> all) {
    List<Operation> operations = withoutIdentities(all);
    operations.forEach(operation -> uses.addAll(operation.inputs()));
    for (Operation operation : operations) {
      Operation fused =
          withActivation(operation).or(() -> withPadding(operation)).orElse(operation);
      result.put(fused.name(), fused);
    }
    return ImmutableList.copyOf(result.values());
  }

  private List<Operation> withoutIdentities(List<Operation> operations) {
    Map<String, String> sources = new HashMap<>();
    ImmutableList.Builder<Operation> kept = ImmutableList.builder();
    for (Operation operation : operations) {
      Operation resolved =
          operation.withInputs(
              operation.inputs().stream().map(n -> sources.getOrDefault(n, n)).toList());
      if (resolved.isIdentity() && !outputs.contains(resolved.name())) {
        sources.put(resolved.name(), resolved.input());
      } else {
        kept.add(resolved);
      }
    }
    return kept.build();
  }

  /** Makes an activation part of the operation before it. */
  private Optional<Operation> withActivation(Operation operation) {
    if (!(operation.kind() instanceof Kind.Activation) || operation.activation().isIdentity()) {
      return Optional.empty();
    }
    Optional<Operation> producer =
        only(operation.input())
            .filter(p -> p.activation().isIdentity())
            .filter(p -> appliesActivation(p.kind(), operation.activation()));
    producer.ifPresent(p -> result.remove(p.name()));
    return producer.map(p -> p.withName(operation.name()).withActivation(operation.activation()));
  }

  /** Returns whether the primitive of an operation applies an activation in training. */
  static boolean appliesActivation(Kind kind, Nonlinearity activation) {
    if (kind instanceof Kind.BatchNorm) {
      return activation.equals(Nonlinearity.RELU);
    }
    boolean sum =
        kind instanceof Kind.ElementWise e && e.function() == Kind.ElementWise.Function.ADD;
    return ActivationGradient.usesResult(activation)
        && (sum || kind instanceof Kind.Convolution || kind instanceof Kind.Dense);
  }

  /** Makes zero padding part of the only convolution that uses it. */
  private Optional<Operation> withPadding(Operation operation) {
    if (!(operation.kind() instanceof Kind.Convolution c) || !c.window().isUnpadded()) {
      return Optional.empty();
    }
    return only(operation.input())
        .filter(producer -> producer.kind() instanceof Kind.Pad)
        .map(
            producer -> {
              result.remove(producer.name());
              return operation
                  .withKind(c.withWindow(c.window().padded((Kind.Pad) producer.kind())))
                  .withInputs(producer.inputs());
            });
  }

  /** Returns the producer of a value that one operation uses. */
  private Optional<Operation> only(String value) {
    return Optional.ofNullable(result.get(value)).filter(producer -> uses.count(value) == 1);
  }
}
