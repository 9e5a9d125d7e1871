package org.blockwright.engine.compiled;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * The operations of a graph in inference mode, in execution order, for any batch and image size.
 * Does not use oneDNN's native library.
 */
public final class InferencePlan {
  private final ImmutableList<String> inputs;
  private final ImmutableList<Operation> operations;
  private final ImmutableList<String> outputs;
  private final ImmutableList<Unsupported> unsupported;

  InferencePlan(
      List<String> inputs,
      List<Operation> operations,
      List<String> outputs,
      List<Unsupported> unsupported) {
    this.inputs = ImmutableList.copyOf(inputs);
    this.operations = ImmutableList.copyOf(operations);
    this.outputs = ImmutableList.copyOf(outputs);
    this.unsupported = ImmutableList.copyOf(unsupported);
  }

  /** Reads a graph and fuses its operations. */
  public static InferencePlan of(ComputationGraph graph) {
    InferencePlan plan = new PlanReader(graph).read();
    return plan.isSupported() ? Fusion.apply(plan) : plan;
  }

  /** Returns whether all vertices can be compiled. */
  public boolean isSupported() {
    return unsupported.isEmpty();
  }

  /** Returns the vertices that cannot be compiled, in execution order. */
  public List<Unsupported> unsupported() {
    return unsupported;
  }

  /** Returns the operations as text, one per line. */
  public String text() {
    return operations.stream().map(Operation::text).collect(Collectors.joining("\n"));
  }

  List<String> inputs() {
    return inputs;
  }

  List<Operation> operations() {
    return operations;
  }

  List<String> outputs() {
    return outputs;
  }

  InferencePlan withOperations(List<Operation> newOperations) {
    return new InferencePlan(inputs, newOperations, outputs, unsupported);
  }
}
