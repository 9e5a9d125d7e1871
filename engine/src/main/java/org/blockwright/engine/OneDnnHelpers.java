package org.blockwright.engine;

import org.nd4j.linalg.env.EnvironmentalAction;

/**
 * Enables DL4J's layer helpers before the first layer is created, even if no code of this library
 * is called.
 *
 * <p>ND4J loads {@link EnvironmentalAction} services when it is initialized; {@code
 * ComputationGraph.init()} and {@code load()} initialize ND4J before they create layers; and each
 * layer reads the property in its constructor. A value set by the user has precedence.
 */
public final class OneDnnHelpers implements EnvironmentalAction {
  /** DL4J's property: {@code true}, the default in 1.0.0-M2.1, disables the helpers. */
  static final String DISABLE_PROPERTY = "org.eclipse.deeplearning4j.helpers.disable";

  public OneDnnHelpers() {
    enable();
  }

  static void enable() {
    if (System.getProperty(DISABLE_PROPERTY) == null) {
      System.setProperty(DISABLE_PROPERTY, "false");
    }
  }

  static boolean areEnabled() {
    return "false".equalsIgnoreCase(System.getProperty(DISABLE_PROPERTY));
  }

  /** Returns a variable name that is never set: the constructor does all the work. */
  @Override
  public String targetVariable() {
    return "BLOCKWRIGHT_HELPERS";
  }

  @Override
  public void process(String value) {}
}
