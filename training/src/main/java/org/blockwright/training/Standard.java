package org.blockwright.training;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Mean and standard deviation of features, unit by unit, over the training images. A dense layer W,
 * b trained on (x - mean) / deviation is W / deviation, b - (mean / deviation) W on x itself.
 *
 * @param deviation of the population; 1 for a unit that never changes
 */
record Standard(float[] mean, float[] deviation) {

  /** Below this part of its mean a unit's deviation is rounding, which must not be magnified. */
  private static final double CONSTANT = 1e-6;

  /** Leaves features as they are. */
  static Standard none() {
    return new Standard(new float[0], new float[0]);
  }

  /** Takes rows one by one (Welford's method), so that large means cost no digits. */
  static final class Sums {
    private final double[] mean;
    private final double[] squares;
    private long rows;

    Sums(int units) {
      mean = new double[units];
      squares = new double[units];
    }

    /** Adds the row that begins at {@code from}. */
    void add(float[] values, int from) {
      rows++;
      for (int unit = 0; unit < mean.length; unit++) {
        double value = values[from + unit];
        double off = value - mean[unit];
        mean[unit] += off / rows;
        squares[unit] += off * (value - mean[unit]);
      }
    }

    Standard standard() {
      float[] means = new float[mean.length];
      float[] deviations = new float[mean.length];
      for (int unit = 0; unit < means.length; unit++) {
        means[unit] = (float) mean[unit];
        double deviation = Math.sqrt(squares[unit] / rows);
        boolean varies =
            deviation > CONSTANT * Math.abs(mean[unit]) && deviation >= Float.MIN_NORMAL;
        deviations[unit] = varies ? (float) deviation : 1;
      }
      return new Standard(means, deviations);
    }
  }

  /** Standardizes one row of a batch in place. */
  void apply(float[] batch, int at) {
    for (int unit = 0; unit < mean.length; unit++) {
      batch[at + unit] = (batch[at + unit] - mean[unit]) / deviation[unit];
    }
  }

  /** Makes a layer that has weights for x the same function of the standardized x. */
  void unfold(ComputationGraph graph, String dense) {
    Layer layer = graph.getLayer(dense);
    INDArray weights = layer.getParam("W");
    shift(layer, weights, 1);
    weights.muliColumnVector(column(deviation));
  }

  /** Makes a layer that was trained on the standardized x the same function of x. */
  void fold(ComputationGraph graph, String dense) {
    Layer layer = graph.getLayer(dense);
    INDArray weights = layer.getParam("W");
    weights.diviColumnVector(column(deviation));
    shift(layer, weights, -1);
  }

  /** Adds a multiple of mean x weights to the bias. */
  private void shift(Layer layer, INDArray weights, double factor) {
    INDArray offset = Nd4j.createFromArray(mean).reshape(1, mean.length).mmul(weights);
    INDArray bias = layer.getParam("b");
    bias.addi(offset.reshape(bias.shape()).muli(factor));
  }

  private static INDArray column(float... values) {
    return Nd4j.createFromArray(values).reshape(values.length, 1);
  }
}
