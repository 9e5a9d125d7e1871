package org.blockwright.dsl.layer;

import java.util.List;
import org.blockwright.dsl.check.Checks;
import org.blockwright.dsl.check.LayerLocation;

/** The elementwise sum of several inputs of the same shape (Keras's Add). */
public record Add() implements Layer {

  @Override
  public boolean isMerge() {
    return true;
  }

  @Override
  public String kind() {
    return "Add";
  }

  @Override
  public String defaultName() {
    return "add";
  }

  @Override
  public Shape output(LayerLocation location, List<Shape> inputs) {
    for (int i = 1; i < inputs.size(); i++) {
      int other = i;
      Checks.require(
          inputs.get(i).equals(inputs.get(0)),
          () -> LayerProblems.cannotAdd(location, 0, inputs.get(0), other, inputs.get(other)));
    }
    return inputs.get(0);
  }

  @Override
  public String configSummary() {
    return "";
  }

  @Override
  public <R> R accept(Visitor<R> visitor) {
    return visitor.add(this);
  }
}
