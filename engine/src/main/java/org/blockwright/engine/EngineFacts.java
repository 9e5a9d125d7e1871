package org.blockwright.engine;

import org.deeplearning4j.nn.layers.mkldnn.BaseMKLDNNHelper;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What {@link Engine#start()} found.
 *
 * @param backend ND4J's backend, {@code CPU}
 * @param oneDnnBuilt whether the loaded natives were built with oneDNN
 * @param helpersAllowed whether nobody switched the layer helpers off
 * @param helpersFound whether DL4J finds oneDNN when a layer asks for its helper
 */
public record EngineFacts(
    String backend, boolean oneDnnBuilt, boolean helpersAllowed, boolean helpersFound) {

  static EngineFacts examine() {
    String backend = Nd4j.getExecutioner().getEnvironmentInformation().getProperty("backend");
    return new EngineFacts(
        backend,
        org.nd4j.nativeblas.Nd4jCpu.Environment.getInstance().isUseMKLDNN(),
        HelpersOn.applied(),
        BaseMKLDNNHelper.mklDnnEnabled());
  }

  /** Whether oneDNN runs the layers it can run. */
  public boolean oneDnnRuns() {
    return oneDnnBuilt && helpersAllowed && helpersFound;
  }
}
