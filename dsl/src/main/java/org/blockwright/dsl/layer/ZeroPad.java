package org.blockwright.dsl.layer;

import java.util.List;
import org.blockwright.dsl.check.Checks;
import org.blockwright.dsl.check.LayerLocation;
import org.blockwright.dsl.check.NumberProblems;

/**
 * Adds rows and columns of zeros around a feature map (Keras's ZeroPadding2D); the only padding
 * that may differ from side to side.
 */
public record ZeroPad(int top, int bottom, int left, int right) implements Layer {
  public ZeroPad {
    int minimum = Math.min(Math.min(top, bottom), Math.min(left, right));
    Checks.require(minimum >= 0, () -> NumberProblems.belowMinimum("zeroPad", "n", 0, minimum));
  }

  @Override
  public String kind() {
    return "ZeroPadding2D";
  }

  @Override
  public String defaultName() {
    return "pad";
  }

  @Override
  public Shape output(LayerLocation location, List<Shape> inputs) {
    Shape in = inputs.get(0);
    Checks.require(in.isFeatureMap(), () -> LayerProblems.needsFeatureMap(location, in));
    return Shape.ofChecked(
        (long) in.height() + top + bottom, (long) in.width() + left + right, in.channels());
  }

  @Override
  public String configSummary() {
    return top + "," + bottom + "," + left + "," + right;
  }

  @Override
  public <R> R accept(Visitor<R> visitor) {
    return visitor.zeroPad(this);
  }
}
