package org.nd4j.nativeblas;

/**
 * Lets DL4J 1.0.0-M2.1 find out whether oneDNN can be used.
 *
 * <p>{@code org.deeplearning4j.nn.layers.mkldnn.BaseMKLDNNHelper} calls {@code
 * org.nd4j.nativeblas.Nd4jCpu$Environment.isUseMKLDNN()} by reflection. ND4J moved that class and
 * renamed the method, so that the released DL4J never finds oneDNN. This class has the old name and
 * delegates to the new one.
 */
public final class Nd4jCpu {
  private Nd4jCpu() {}

  /** The class that DL4J looks up. */
  public static final class Environment {
    private static final Environment INSTANCE = new Environment();

    private Environment() {}

    public static Environment getInstance() {
      return INSTANCE;
    }

    /** Returns whether the loaded native library was built with oneDNN and may use it. */
    public boolean isUseMKLDNN() {
      return org.nd4j.linalg.cpu.nativecpu.bindings.Nd4jCpu.Environment.getInstance().isUseONEDNN();
    }
  }
}
