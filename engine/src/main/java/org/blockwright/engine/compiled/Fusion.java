package org.blockwright.engine.compiled;

import com.google.common.collect.HashMultiset;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.Lists;
import com.google.common.collect.Multiset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Replaces operations by fewer ones with the same results, up to rounding: batch norms and
 * activations become part of the operation before them, additions and zero padding part of a
 * convolution.
 */
final class Fusion {
  private final InferencePlan plan;
  private final Multiset<String> uses = HashMultiset.create();

  /** The operations so far, by the name of their value, in execution order. */
  private final Map<String, Operation> result = new LinkedHashMap<>();

  private Fusion(InferencePlan plan) {
    this.plan = plan;
  }

  static InferencePlan apply(InferencePlan plan) {
    return SumFusion.apply(new Fusion(withoutIdentities(plan)).run());
  }

  private InferencePlan run() {
    plan.operations().forEach(operation -> uses.addAll(operation.inputs()));
    uses.addAll(plan.outputs());
    for (Operation operation : plan.operations()) {
      Operation fused = fuse(operation);
      result.put(fused.name(), fused);
    }
    return plan.withOperations(used(ImmutableList.copyOf(result.values())));
  }

  private Operation fuse(Operation operation) {
    return merged(operation).or(() -> withPadding(operation)).orElse(operation);
  }

  /** Makes a scale or an activation part of the operation before it. */
  private Optional<Operation> merged(Operation operation) {
    Optional<Operation> before = replaceable(operation.input());
    if (before.isEmpty()) {
      return Optional.empty();
    }
    Operation producer = before.get();
    Optional<Kind> kind = Optional.empty();
    if (operation.kind() instanceof Kind.Scale scale) {
      kind = scaled(producer.kind(), scale.scales());
    } else if (operation.kind() instanceof Kind.Activation
        && operation.activation().isElementWise()
        && endsWithActivation(producer.kind())) {
      kind = Optional.of(producer.kind());
    }
    return kind.map(
        k -> {
          result.remove(producer.name());
          return producer
              .withName(operation.name())
              .withKind(k)
              .withActivation(operation.activation());
        });
  }

  private static Optional<Kind> scaled(Kind kind, List<ChannelScale> scales) {
    if (kind instanceof Kind.Convolution convolution) {
      return Optional.of(convolution.followedBy(scales));
    } else if (kind instanceof Kind.Dense dense) {
      return Optional.of(dense.followedBy(scales));
    } else if (kind instanceof Kind.Scale before) {
      return Optional.of(before.followedBy(scales));
    }
    return Optional.empty();
  }

  private static boolean endsWithActivation(Kind kind) {
    return kind instanceof Kind.Convolution
        || kind instanceof Kind.Dense
        || kind instanceof Kind.Scale
        || kind instanceof Kind.ElementWise;
  }

  /** Returns the producer of a value that one operation uses, and that has no activation. */
  private Optional<Operation> replaceable(String value) {
    return Optional.ofNullable(result.get(value))
        .filter(producer -> uses.count(value) == 1)
        .filter(producer -> producer.activation().isIdentity());
  }

  /** Makes zero padding part of a convolution, or of a maximum of values that are not negative. */
  private Optional<Operation> withPadding(Operation operation) {
    Operation producer = result.get(operation.input());
    if (producer == null || !(producer.kind() instanceof Kind.Pad pad)) {
      return Optional.empty();
    }
    Optional<Kind> kind = Optional.empty();
    if (operation.kind() instanceof Kind.Convolution c && c.window().isUnpadded()) {
      kind = Optional.of(c.withWindow(c.window().padded(pad)));
    } else if (operation.kind() instanceof Kind.Pool pool
        && pool.max()
        && pool.window().isUnpadded()
        && isSmaller(pad, pool.window())
        && isNonNegative(producer.input())) {
      kind = Optional.of(new Kind.Pool(true, false, pool.window().padded(pad)));
    }
    return kind.map(k -> operation.withKind(k).withInputs(producer.inputs()));
  }

  private static boolean isSmaller(Kind.Pad pad, Window window) {
    return Math.max(pad.top(), pad.bottom()) < window.height().kernel()
        && Math.max(pad.left(), pad.right()) < window.width().kernel();
  }

  private boolean isNonNegative(String value) {
    Operation producer = result.get(value);
    return producer != null && producer.activation().isNonNegative();
  }

  /** Removes operations whose value is not used. */
  private List<Operation> used(List<Operation> operations) {
    Set<String> required = new HashSet<>(plan.outputs());
    List<Operation> kept = new ArrayList<>();
    for (Operation operation : Lists.reverse(operations)) {
      if (required.contains(operation.name())) {
        required.addAll(operation.inputs());
        kept.add(0, operation);
      }
    }
    return kept;
  }

  /** Replaces values of operations that compute nothing by their inputs. */
  private static InferencePlan withoutIdentities(InferencePlan plan) {
    Map<String, String> sources = new HashMap<>();
    List<Operation> operations = new ArrayList<>();
    for (Operation operation : plan.operations()) {
      List<String> inputs =
          operation.inputs().stream().map(name -> sources.getOrDefault(name, name)).toList();
      Operation resolved = operation.withInputs(inputs);
      if (resolved.isIdentity() && !plan.outputs().contains(resolved.name())) {
        sources.put(resolved.name(), resolved.input());
      } else {
        operations.add(resolved);
      }
    }
    return plan.withOperations(operations);
  }
}
