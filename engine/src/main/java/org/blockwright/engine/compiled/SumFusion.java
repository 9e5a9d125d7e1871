package org.blockwright.engine.compiled;

import com.google.common.collect.HashMultiset;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.Multiset;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Makes additions part of a convolution, which adds its result to the other addend in place. The
 * convolution moves to the place of the addition in the execution order.
 */
final class SumFusion {
  private final InferencePlan plan;
  private final Multiset<String> uses = HashMultiset.create();

  /** The uses by operations that come later. */
  private final Multiset<String> pendingUses = HashMultiset.create();

  private final Set<String> overwritten = new HashSet<>();
  private final Map<String, Operation> result = new LinkedHashMap<>();

  private SumFusion(InferencePlan plan) {
    this.plan = plan;
  }

  static InferencePlan apply(InferencePlan plan) {
    return new SumFusion(plan).run();
  }

  private InferencePlan run() {
    plan.operations().forEach(operation -> uses.addAll(operation.inputs()));
    uses.addAll(plan.outputs());
    pendingUses.addAll(uses);
    for (Operation operation : plan.operations()) {
      operation.inputs().forEach(pendingUses::remove);
      Operation fused = isAddition(operation) ? fuse(operation) : operation;
      result.put(fused.name(), fused);
    }
    return plan.withOperations(ImmutableList.copyOf(result.values()));
  }

  private static boolean isAddition(Operation operation) {
    return operation.kind() instanceof Kind.ElementWise sum
        && sum.function() == Kind.ElementWise.Function.ADD
        && operation.inputs().size() == 2;
  }

  private Operation fuse(Operation addition) {
    String a = addition.inputs().get(0);
    String b = addition.inputs().get(1);
    return fuse(addition, b, a).or(() -> fuse(addition, a, b)).orElse(addition);
  }

  private Optional<Operation> fuse(Operation addition, String convolved, String other) {
    Operation convolution = result.get(convolved);
    if (convolution == null || !isMovable(convolution) || !isOverwritable(other)) {
      return Optional.empty();
    }
    if (convolution.input().equals(other)) {
      return Optional.empty();
    }
    result.remove(convolved);
    overwritten.add(other);
    return Optional.of(
        convolution
            .withName(addition.name())
            .withInputs(List.of(convolution.input(), other))
            .withActivation(addition.activation()));
  }

  private boolean isMovable(Operation operation) {
    return operation.kind() instanceof Kind.Convolution
        && operation.inputs().size() == 1
        && operation.activation().isIdentity()
        && uses.count(operation.name()) == 1
        && !overwritten.contains(operation.input())
        && !sharesMemory(result.get(operation.input()));
  }

  /** Returns whether no later operation uses the memory of a value. */
  private boolean isOverwritable(String value) {
    Operation producer = result.get(value);
    return producer != null
        && !sharesMemory(producer)
        && !pendingUses.contains(value)
        && result.values().stream().noneMatch(o -> o.inputs().contains(value) && sharesMemory(o));
  }

  /** Returns whether the value of an operation may be in the memory of its input. */
  private static boolean sharesMemory(Operation operation) {
    return operation != null
        && (operation.kind() instanceof Kind.Flatten
            || operation.kind() instanceof Kind.Unflatten
            || operation.isIdentity());
  }
}
