package org.blockwright.dsl;

import java.util.List;
import org.blockwright.dsl.check.Problems;
import org.blockwright.dsl.check.Site;

/** The largest value or the mean of each channel: a map becomes a vector. */
public record GlobalPool(boolean max) implements Layer {

  @Override
  public String kind() {
    return max ? "GlobalMaxPooling2D" : "GlobalAveragePooling2D";
  }

  @Override
  public String word() {
    return "pool";
  }

  @Override
  public Shape output(Site site, List<Shape> inputs) {
    Problems.require(inputs.get(0).map(), () -> Problems.needsMap(site, inputs.get(0)));
    return Shape.units(inputs.get(0).channels());
  }

  @Override
  public String numbers() {
    return max ? "max" : "mean";
  }

  @Override
  public <R> R accept(Visitor<R> visitor) {
    return visitor.globalPool(this);
  }
}
