package org.blockwright.dsl.layer;

import java.util.List;
import org.blockwright.dsl.check.LayerLocation;

/** An activation as a separate layer with its own name. */
public record ActivationLayer(Activation activation) implements Layer {

  @Override
  public String kind() {
    return "Activation";
  }

  @Override
  public String defaultName() {
    return activation.kind().id();
  }

  @Override
  public Shape output(LayerLocation location, List<Shape> inputs) {
    activation.check(location, inputs.get(0));
    return inputs.get(0);
  }

  @Override
  public String configSummary() {
    return activation.toString();
  }

  @Override
  public <R> R accept(Visitor<R> visitor) {
    return visitor.activation(this);
  }
}
