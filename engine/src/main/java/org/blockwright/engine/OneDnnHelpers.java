package org.blockwright.engine;

import org.nd4j.linalg.env.EnvironmentalAction;

/**
 * Switches DL4J's layer helpers on before any layer can exist, without a call of ours.
 *
 * <p>ND4J loads the {@link EnvironmentalAction} services while it initialises; {@code
 * ComputationGraph.init()} and {@code load()} create the parameter array, hence ND4J, before any
 * layer; and each layer reads the property when it is constructed. A value that the user gave wins.
 */
public final class OneDnnHelpers implements EnvironmentalAction {
  /** DL4J's property: {@code true}, its default in 1.0.0-M2.1, leaves the helpers out. */
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

  /** A name that nobody sets: there is nothing to process, being constructed is enough. */
  @Override
  public String targetVariable() {
    return "BLOCKWRIGHT_HELPERS";
  }

  @Override
  public void process(String value) {}
}
