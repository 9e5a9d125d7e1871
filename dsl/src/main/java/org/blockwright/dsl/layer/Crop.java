package org.blockwright.dsl.layer;

import java.util.List;
import org.blockwright.dsl.check.Checks;
import org.blockwright.dsl.check.LayerLocation;
import org.blockwright.dsl.check.NumberProblems;

/** Removes rows and columns from a feature map (Keras's Cropping2D). */
public record Crop(int top, int bottom, int left, int right) implements Layer {
  public Crop {
    int minimum = Math.min(Math.min(top, bottom), Math.min(left, right));
    Checks.require(minimum >= 0, () -> NumberProblems.belowMinimum("crop", "n", 0, minimum));
  }

  @Override
  public String kind() {
    return "Cropping2D";
  }

  @Override
  public String defaultName() {
    return "crop";
  }

  @Override
  public Shape output(LayerLocation location, List<Shape> inputs) {
    Shape in = inputs.get(0);
    Checks.require(in.isFeatureMap(), () -> LayerProblems.needsFeatureMap(location, in));
    long height = (long) in.height() - top - bottom;
    long width = (long) in.width() - left - right;
    Checks.require(
        height >= 1 && width >= 1, () -> LayerProblems.cropsAll(location, in.height(), in.width()));
    return Shape.ofChecked(height, width, in.channels());
  }

  @Override
  public String configSummary() {
    return top + "," + bottom + "," + left + "," + right;
  }

  @Override
  public <R> R accept(Visitor<R> visitor) {
    return visitor.crop(this);
  }
}
