package org.blockwright.engine.compiled;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Iterables;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * The operations of a graph in training mode, in execution order, for any batch and image size.
 * Those that no trained parameter, batch statistic or dropout precedes are a plan of inference, in
 * which batch norms are folded, and of which the backward pass needs nothing. Does not use oneDNN's
 * native library.
 */
public final class TrainingPlan {
  private final InferencePlan fixed;
  private final ImmutableList<Operation> operations;
  private final ImmutableList<String> outputs;
  private final ImmutableSet<Parameter> trained;
  private final ImmutableSet<String> differentiated;
  private final ImmutableList<Unsupported> unsupported;

  /**
   * @param fixed the operations that training does not change; its outputs are those that other
   *     operations use
   * @param operations the other ones
   * @param outputs names of the logits of each output
   * @param trained the parameters that have a gradient
   */
  TrainingPlan(
      InferencePlan fixed,
      List<Operation> operations,
      List<String> outputs,
      Set<Parameter> trained,
      List<Unsupported> unsupported) {
    this.fixed = fixed;
    this.operations = ImmutableList.copyOf(operations);
    this.outputs = ImmutableList.copyOf(outputs);
    this.trained = ImmutableSet.copyOf(trained);
    this.differentiated = differentiated(operations, trained);
    this.unsupported = ImmutableList.copyOf(unsupported);
  }

  /**
   * Reads a graph.
   *
   * @param trained the parameters whose gradient is required
   */
  public static TrainingPlan of(ComputationGraph graph, Set<Parameter> trained) {
    return new TrainingReader(graph, trained).read();
  }

  /** Returns whether all vertices can be compiled. */
  public boolean isSupported() {
    return unsupported.isEmpty();
  }

  /** Returns the vertices that cannot be compiled, in execution order. */
  public List<Unsupported> unsupported() {
    return unsupported;
  }

  /** Returns the operations as text, one per line; first those that training does not change. */
  public String text() {
    return Stream.concat(fixed.operations().stream(), operations.stream())
        .map(Operation::text)
        .collect(Collectors.joining("\n"));
  }

  InferencePlan fixed() {
    return fixed;
  }

  List<Operation> operations() {
    return operations;
  }

  List<String> outputs() {
    return outputs;
  }

  /** Returns whether the gradient of a parameter is required. */
  boolean isTrained(Parameter parameter) {
    return trained.contains(parameter);
  }

  /** Returns whether the gradient with respect to a value is required. */
  boolean isDifferentiated(String value) {
    return differentiated.contains(value);
  }

  /** Returns the values that depend on a trained parameter. */
  static ImmutableSet<String> differentiated(List<Operation> operations, Set<Parameter> trained) {
    Set<String> result = new HashSet<>();
    for (Operation operation : operations) {
      if (Iterables.any(parameters(operation), trained::contains)
          || Iterables.any(operation.inputs(), result::contains)) {
        result.add(operation.name());
      }
    }
    return ImmutableSet.copyOf(result);
  }

  /** Returns the parameters of an operation that may have a gradient. */
  static List<Parameter> parameters(Operation operation) {
    List<Parameter> parameters = new ArrayList<>();
    Kind kind = operation.kind();
    if (kind instanceof Kind.Convolution convolution) {
      parameters.add(convolution.kernel());
      convolution.bias().ifPresent(parameters::add);
    } else if (kind instanceof Kind.Dense dense) {
      parameters.add(dense.kernel());
      dense.bias().ifPresent(parameters::add);
    } else if (kind instanceof Kind.BatchNorm norm) {
      norm.parameters().gamma().ifPresent(parameters::add);
      norm.parameters().beta().ifPresent(parameters::add);
    }
    return parameters;
  }
}
