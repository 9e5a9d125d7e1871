package org.blockwright.dsl.layer;

import java.util.List;
import org.blockwright.dsl.check.LayerLocation;
import org.blockwright.dsl.check.Problems;

/**
 * Sets a share of the values to zero while training and scales the rest up (Keras's rate: the share
 * that goes).
 */
public record Dropout(double rate) implements Layer {
  public Dropout {
    Problems.require(
        rate >= 0 && rate < 1, () -> Problems.invalidFraction("dropout", "rate", rate));
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
  public Shape output(LayerLocation site, List<Shape> inputs) {
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
