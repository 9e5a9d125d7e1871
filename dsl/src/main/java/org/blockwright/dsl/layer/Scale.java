package org.blockwright.dsl.layer;

import java.util.List;
import org.blockwright.dsl.check.Checks;
import org.blockwright.dsl.check.LayerLocation;
import org.blockwright.dsl.check.Numbers;

/** Multiplies every value by a constant, which is not trained. */
public record Scale(double factor) implements Layer {
  public Scale {
    Checks.require(
        Numbers.isValidDivisor(factor), () -> LayerProblems.invalidFactor("scale", factor));
  }

  @Override
  public String kind() {
    return "Scale";
  }

  @Override
  public String defaultName() {
    return "scale";
  }

  @Override
  public Shape output(LayerLocation location, List<Shape> inputs) {
    return inputs.get(0);
  }

  @Override
  public String configSummary() {
    return "by " + factor;
  }

  @Override
  public <R> R accept(Visitor<R> visitor) {
    return visitor.scale(this);
  }
}
