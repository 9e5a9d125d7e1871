package org.blockwright.data;

/**
 * A loaded sample.
 *
 * @param features the input of the network; empty if the file cannot be decoded
 * @param problem the reason why the file cannot be decoded; empty if it was decoded
 */
record LoadedSample(Sample sample, float[] features, String problem) {
  static LoadedSample decoded(Sample sample, float[] features) {
    return new LoadedSample(sample, features, "");
  }

  static LoadedSample undecodable(Sample sample, String problem) {
    return new LoadedSample(sample, new float[0], problem);
  }

  boolean isDecoded() {
    return problem.isEmpty();
  }
}
