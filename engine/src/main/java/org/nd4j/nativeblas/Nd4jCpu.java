package org.nd4j.nativeblas;

/**
 * The class by which DL4J 1.0.0-M2.1 asks whether oneDNN may be used.
 *
 * <p>{@code org.deeplearning4j.nn.layers.mkldnn.BaseMKLDNNHelper} looks for {@code
 * org.nd4j.nativeblas.Nd4jCpu$Environment.isUseMKLDNN()} by reflection. ND4J has moved that class
 * and renamed the method, so that as released no layer finds oneDNN. This one, under the old name,
 * hands the question on.
 */
public final class Nd4jCpu {
  private Nd4jCpu() {}

  /** What DL4J looks up. */
  public static final class Environment {
    private static final Environment INSTANCE = new Environment();

    private Environment() {}

    public static Environment getInstance() {
      return INSTANCE;
    }

    /** Whether the loaded natives were built with oneDNN and may use it. */
    public boolean isUseMKLDNN() {
      return org.nd4j.linalg.cpu.nativecpu.bindings.Nd4jCpu.Environment.getInstance().isUseONEDNN();
    }
  }
}
