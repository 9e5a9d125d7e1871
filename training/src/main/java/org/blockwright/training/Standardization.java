package org.blockwright.training;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Mean and standard deviation of features, unit by unit, over the training images. A dense layer W,
 * b trained on (x - mean) / deviation is W / deviation, b - (mean / deviation) W on x itself.
 *
 * @param std of the population; 1 for a unit that never changes
 */
record Standardization(float[] mean, float[] std) {

  /** Below this part of its mean a unit's deviation is rounding, which must not be magnified. */
  private static final double MIN_RELATIVE_STD = 1e-6;

  /** Leaves features as they are. */
  static Standardization identity() {
    return new Standardization(new float[0], new float[0]);
  }

  /** Takes rows one by one (Welford's method), so that large means cost no digits. */
  static final class RunningStatistics {
    private final double[] mean;
    private final double[] squaredDeviations;
    private long rows;

    RunningStatistics(int units) {
      mean = new double[units];
      squaredDeviations = new double[units];
    }

    /** Adds the row that begins at {@code from}. */
    void add(float[] values, int from) {
      rows++;
      for (int unit = 0; unit < mean.length; unit++) {
        double value = values[from + unit];
        double off = value - mean[unit];
        mean[unit] += off / rows;
        squaredDeviations[unit] += off * (value - mean[unit]);
      }
    }

    Standardization standardization() {
      float[] means = new float[mean.length];
      float[] deviations = new float[mean.length];
      for (int unit = 0; unit < means.length; unit++) {
        means[unit] = (float) mean[unit];
        double deviation = Math.sqrt(squaredDeviations[unit] / rows);
        boolean varies =
            deviation > MIN_RELATIVE_STD * Math.abs(mean[unit]) && deviation >= Float.MIN_NORMAL;
        deviations[unit] = varies ? (float) deviation : 1;
      }
      return new Standardization(means, deviations);
    }
  }

  /** Standardizes one row of a batch in place. */
  void apply(float[] batch, int at) {
    for (int unit = 0; unit < mean.length; unit++) {
      batch[at + unit] = (batch[at + unit] - mean[unit]) / std[unit];
    }
  }

  /** Makes a layer that has weights for x the same function of the standardized x. */
  void unfold(ComputationGraph graph, String dense) {
    Layer layer = graph.getLayer(dense);
    INDArray weights = layer.getParam("W");
    shiftBias(layer, weights, 1);
    weights.muliColumnVector(columnVector(std));
  }

  /** Makes a layer that was trained on the standardized x the same function of x. */
  void fold(ComputationGraph graph, String dense) {
    Layer layer = graph.getLayer(dense);
    INDArray weights = layer.getParam("W");
    weights.diviColumnVector(columnVector(std));
    shiftBias(layer, weights, -1);
  }

  /** Adds a multiple of mean x weights to the bias. */
  private void shiftBias(Layer layer, INDArray weights, double factor) {
    INDArray offset = Nd4j.createFromArray(mean).reshape(1, mean.length).mmul(weights);
    INDArray bias = layer.getParam("b");
    bias.addi(offset.reshape(bias.shape()).muli(factor));
  }

  private static INDArray columnVector(float... values) {
    return Nd4j.createFromArray(values).reshape(values.length, 1);
  }
}
