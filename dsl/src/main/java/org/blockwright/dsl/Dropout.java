package org.blockwright.dsl;

import java.util.List;
import org.blockwright.dsl.check.Problems;
import org.blockwright.dsl.check.Site;

/**
 * Sets a share of the values to zero while training and scales the rest up (Keras's rate: the share
 * that goes).
 */
public record Dropout(double rate) implements Layer {
  public Dropout {
    Problems.require(rate >= 0 && rate < 1, () -> Problems.share("dropout", "rate", rate));
  }

  @Override
  public String kind() {
    return "Dropout";
  }

  @Override
  public String word() {
    return "drop";
  }

  @Override
  public Shape output(Site site, List<Shape> inputs) {
    return inputs.get(0);
  }

  @Override
  public String numbers() {
    return "rate " + rate;
  }

  @Override
  public <R> R accept(Visitor<R> visitor) {
    return visitor.dropout(this);
  }
}
