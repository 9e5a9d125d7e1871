package org.blockwright.dsl.layer;

import java.util.List;
import org.blockwright.dsl.check.Checks;
import org.blockwright.dsl.check.LayerLocation;

/**
 * The concatenation of several inputs along the channels (Keras's Concatenate); heights and widths
 * must be equal.
 */
public record Concat() implements Layer {

  @Override
  public boolean isMerge() {
    return true;
  }

  @Override
  public String kind() {
    return "Concatenate";
  }

  @Override
  public String defaultName() {
    return "concat";
  }

  @Override
  public Shape output(LayerLocation location, List<Shape> inputs) {
    Shape first = inputs.get(0);
    long channels = first.channels();
    for (int i = 1; i < inputs.size(); i++) {
      Shape next = inputs.get(i);
      int other = i;
      Checks.require(
          next.withChannels(first.channels()).equals(first),
          () -> LayerProblems.cannotConcatenate(location, 0, first, other, next));
      channels += next.channels();
    }
    return first.withChannels(channels);
  }

  @Override
  public String configSummary() {
    return "";
  }

  @Override
  public <R> R accept(Visitor<R> visitor) {
    return visitor.concat(this);
  }
}
