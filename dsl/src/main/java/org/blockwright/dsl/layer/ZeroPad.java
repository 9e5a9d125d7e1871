package org.blockwright.dsl.layer;

import java.util.List;
import org.blockwright.dsl.check.LayerLocation;
import org.blockwright.dsl.check.Problems;

/**
 * Adds rows and columns of zeros around a feature map (Keras's ZeroPadding2D); the only padding
 * that may differ from side to side.
 */
public record ZeroPad(int top, int bottom, int left, int right) implements Layer {
  public ZeroPad {
    int minimum = Math.min(Math.min(top, bottom), Math.min(left, right));
    Problems.require(minimum >= 0, () -> Problems.belowMinimum("zeroPad", "n", 0, minimum));
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
    Problems.require(in.isFeatureMap(), () -> Problems.needsFeatureMap(location, in));
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
