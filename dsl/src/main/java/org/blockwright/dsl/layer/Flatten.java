package org.blockwright.dsl.layer;

import java.util.List;
import org.blockwright.dsl.check.LayerLocation;

/** Turns a feature map into a vector in the order height, width, channel (Keras's Flatten). */
public record Flatten() implements Layer {

  @Override
  public String kind() {
    return "Flatten";
  }

  @Override
  public String defaultName() {
    return "flatten";
  }

  @Override
  public Shape output(LayerLocation location, List<Shape> inputs) {
    return Shape.units(Math.toIntExact(inputs.get(0).size()));
  }

  @Override
  public String configSummary() {
    return "";
  }

  @Override
  public <R> R accept(Visitor<R> visitor) {
    return visitor.flatten(this);
  }
}
