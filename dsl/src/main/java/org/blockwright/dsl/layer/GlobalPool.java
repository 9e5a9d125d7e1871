package org.blockwright.dsl.layer;

import java.util.List;
import org.blockwright.dsl.check.Checks;
import org.blockwright.dsl.check.LayerLocation;

/**
 * The maximum or the average of each channel: a feature map becomes a vector (Keras's
 * GlobalMaxPooling2D, GlobalAveragePooling2D).
 */
public record GlobalPool(boolean max) implements Layer {

  @Override
  public String kind() {
    return max ? "GlobalMaxPooling2D" : "GlobalAveragePooling2D";
  }

  @Override
  public String defaultName() {
    return "pool";
  }

  @Override
  public Shape output(LayerLocation location, List<Shape> inputs) {
    Checks.require(
        inputs.get(0).isFeatureMap(), () -> LayerProblems.needsFeatureMap(location, inputs.get(0)));
    return Shape.units(inputs.get(0).channels());
  }

  @Override
  public String configSummary() {
    return max ? "max" : "average";
  }

  @Override
  public <R> R accept(Visitor<R> visitor) {
    return visitor.globalPool(this);
  }
}
