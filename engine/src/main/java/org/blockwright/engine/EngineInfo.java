package org.blockwright.engine;

import org.deeplearning4j.nn.layers.mkldnn.BaseMKLDNNHelper;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What {@link Engine#start()} found.
 *
 * @param backend ND4J's backend, {@code CPU}
 * @param builtWithOneDnn whether the loaded natives were built with oneDNN
 * @param helpersEnabled whether nobody switched the layer helpers off
 * @param helpersAvailable whether DL4J finds oneDNN when a layer asks for its helper
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

  /** Whether oneDNN runs the layers it can run. */
  public boolean usesOneDnn() {
    return builtWithOneDnn && helpersEnabled && helpersAvailable;
  }
}
