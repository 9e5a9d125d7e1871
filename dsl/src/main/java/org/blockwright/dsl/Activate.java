package org.blockwright.dsl;

import java.util.List;
import org.blockwright.dsl.check.Site;

/** An activation as a layer of its own, with a name of its own. */
public record Activate(Activation function) implements Layer {

  @Override
  public String kind() {
    return "Activation";
  }

  @Override
  public String word() {
    return function.kind().word();
  }

  @Override
  public Shape output(Site site, List<Shape> inputs) {
    function.check(site, inputs.get(0));
    return inputs.get(0);
  }

  @Override
  public String numbers() {
    return function.toString();
  }

  @Override
  public <R> R accept(Visitor<R> visitor) {
    return visitor.activate(this);
  }
}
