package org.blockwright.engine;

import org.deeplearning4j.nn.layers.mkldnn.BaseMKLDNNHelper;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Information about the loaded engine, see {@link Engine#start()}.
 *
 * @param backend ND4J's backend, {@code CPU}
 * @param builtWithOneDnn whether the loaded native library was built with oneDNN
 * @param helpersEnabled whether the layer helpers are enabled
 * @param helpersAvailable whether DL4J finds oneDNN when it creates the helper of a layer
 */
public record EngineInfo(
    String backend, boolean builtWithOneDnn, boolean helpersEnabled, boolean helpersAvailable) {

  static EngineInfo read() {
    String backend = Nd4j.getExecutioner().getEnvironmentInformation().getProperty("backend");
    return new EngineInfo(
        backend,
        org.nd4j.nativeblas.Nd4jCpu.Environment.getInstance().isUseMKLDNN(),
        OneDnnHelpers.areEnabled(),
        BaseMKLDNNHelper.mklDnnEnabled());
  }

  /** Returns whether oneDNN runs the layers that it supports. */
  public boolean usesOneDnn() {
    return builtWithOneDnn && helpersEnabled && helpersAvailable;
  }
}
