package org.blockwright.dsl.layer;

import java.util.List;
import org.blockwright.dsl.check.Checks;
import org.blockwright.dsl.check.LayerLocation;
import org.blockwright.dsl.check.NumberProblems;

/**
 * Sets a random fraction of the values to zero while training and scales up the others (Keras's
 * Dropout).
 *
 * @param rate fraction of the values that is set to zero, in [0, 1)
 */
public record Dropout(double rate) implements Layer {
  public Dropout {
    Checks.require(
        rate >= 0 && rate < 1, () -> NumberProblems.invalidFraction("dropout", "rate", rate));
  }

  @Override
  public String kind() {
    return "Dropout";
  }

  @Override
  public String defaultName() {
    return "drop";
  }

  @Override
  public Shape output(LayerLocation location, List<Shape> inputs) {
    return inputs.get(0);
  }

  @Override
  public String configSummary() {
    return "rate " + rate;
  }

  @Override
  public <R> R accept(Visitor<R> visitor) {
    return visitor.dropout(this);
  }
}
