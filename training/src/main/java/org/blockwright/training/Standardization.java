package org.blockwright.training;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Mean and standard deviation of each feature over the training images. A dense layer (W, b)
 * trained on (x - mean) / std is the layer (W / std, b - (mean / std) W) on x itself.
 *
 * @param std population standard deviation; 1 for a feature that is constant
 */
record Standardization(float[] mean, float[] std) {

  /**
   * A standard deviation below this fraction of the mean is rounding error, which must not be
   * amplified.
   */
  private static final double MIN_RELATIVE_STD = 1e-6;

  /** Returns a standardization that does not change features. */
  static Standardization identity() {
    return new Standardization(new float[0], new float[0]);
  }

  boolean isIdentity() {
    return mean.length == 0;
  }

  /** Mean and variance by Welford's method, which loses no precision for large means. */
  static final class RunningStatistics {
    private final double[] mean;
    private final double[] squaredDeviations;
    private long rows;

    RunningStatistics(int units) {
      mean = new double[units];
      squaredDeviations = new double[units];
    }

    /** Adds the row that starts at {@code offset}. */
    void add(float[] values, int offset) {
      rows++;
      for (int unit = 0; unit < mean.length; unit++) {
        double value = values[offset + unit];
        double delta = value - mean[unit];
        mean[unit] += delta / rows;
        squaredDeviations[unit] += delta * (value - mean[unit]);
      }
    }

    Standardization standardization() {
      float[] means = new float[mean.length];
      float[] stds = new float[mean.length];
      for (int unit = 0; unit < means.length; unit++) {
        means[unit] = (float) mean[unit];
        double std = Math.sqrt(squaredDeviations[unit] / rows);
        boolean varies = std > MIN_RELATIVE_STD * Math.abs(mean[unit]) && std >= Float.MIN_NORMAL;
        stds[unit] = varies ? (float) std : 1;
      }
      return new Standardization(means, stds);
    }
  }

  /** Standardizes one row of a batch in place; the row starts at {@code offset}. */
  void apply(float[] batch, int offset) {
    for (int unit = 0; unit < mean.length; unit++) {
      batch[offset + unit] = (batch[offset + unit] - mean[unit]) / std[unit];
    }
  }

  /** Converts the weights of a dense layer from x to the standardized x, as the same function. */
  void unfold(ComputationGraph graph, String dense) {
    Layer layer = graph.getLayer(dense);
    INDArray weights = layer.getParam("W");
    shiftBias(layer, weights, 1);
    weights.muliColumnVector(columnVector(std));
  }

  /** Converts the weights of a dense layer from the standardized x to x, as the same function. */
  void fold(ComputationGraph graph, String dense) {
    Layer layer = graph.getLayer(dense);
    INDArray weights = layer.getParam("W");
    weights.diviColumnVector(columnVector(std));
    shiftBias(layer, weights, -1);
  }

  /** Adds {@code factor} times mean x weights to the bias. */
  private void shiftBias(Layer layer, INDArray weights, double factor) {
    INDArray offset = Nd4j.createFromArray(mean).reshape(1, mean.length).mmul(weights);
    INDArray bias = layer.getParam("b");
    bias.addi(offset.reshape(bias.shape()).muli(factor));
  }

  private static INDArray columnVector(float... values) {
    return Nd4j.createFromArray(values).reshape(values.length, 1);
  }
}
