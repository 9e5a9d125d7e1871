package org.blockwright.engine.compiled;

import com.google.common.collect.ImmutableList;
import java.util.List;

/**
 * A computation of a plan.
 *
 * @param name name of the value that it computes: that of a vertex, or derived from it
 * @param inputs names of the values that it uses
 * @param activation the function that ends it
 */
record Operation(String name, List<String> inputs, Kind kind, Nonlinearity activation) {
  Operation {
    inputs = ImmutableList.copyOf(inputs);
  }

  static Operation of(String name, String input, Kind kind) {
    return new Operation(name, ImmutableList.of(input), kind, Nonlinearity.IDENTITY);
  }

  static Operation of(String name, List<String> inputs, Kind kind) {
    return new Operation(name, inputs, kind, Nonlinearity.IDENTITY);
  }

  String input() {
    return inputs.get(0);
  }

  Operation withName(String newName) {
    return new Operation(newName, inputs, kind, activation);
  }

  Operation withInputs(List<String> newInputs) {
    return new Operation(name, newInputs, kind, activation);
  }

  Operation withKind(Kind newKind) {
    return new Operation(name, inputs, newKind, activation);
  }

  Operation withActivation(Nonlinearity newActivation) {
    return new Operation(name, inputs, kind, newActivation);
  }

  /** Returns whether it computes nothing, so that its value is its input. */
  boolean isIdentity() {
    return kind instanceof Kind.Activation && activation.isIdentity();
  }

  /** Returns text such as {@code pool1 = Pool(relu1)}. */
  String text() {
    String end = activation.isIdentity() ? "" : " -> " + activation.kind();
    return "%s = %s(%s)%s"
        .formatted(name, kind.getClass().getSimpleName(), String.join(", ", inputs), end);
  }
}
