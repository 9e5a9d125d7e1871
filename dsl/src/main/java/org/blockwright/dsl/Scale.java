package org.blockwright.dsl;

import java.util.List;
import org.blockwright.dsl.check.Numbers;
import org.blockwright.dsl.check.Problems;
import org.blockwright.dsl.check.Site;

/** Every value times a constant, which is never trained. */
public record Scale(double factor) implements Layer {
  public Scale {
    Problems.require(Numbers.divides(factor), () -> Problems.factor("scale", factor));
  }

  @Override
  public String kind() {
    return "Scale";
  }

  @Override
  public String word() {
    return "scale";
  }

  @Override
  public Shape output(Site site, List<Shape> inputs) {
    return inputs.get(0);
  }

  @Override
  public String numbers() {
    return "by " + factor;
  }

  @Override
  public <R> R accept(Visitor<R> visitor) {
    return visitor.scale(this);
  }
}
