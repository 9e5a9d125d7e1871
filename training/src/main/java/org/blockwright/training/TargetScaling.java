package org.blockwright.training;

import org.blockwright.data.Dataset;
import org.blockwright.data.Sample;
import org.blockwright.dsl.Loss;
import org.blockwright.engine.loss.Huber;
import org.blockwright.engine.loss.LossFunction;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The targets of an output with a regression in units of their spread around their means. The
 * output layer (W, b) is trained as (W / scale, (b - mean) / scale) on (target - mean) / scale, and
 * converted back at the end. All targets have the same scale, so that the loss is the original one
 * times a constant: only the size of steps changes.
 *
 * @param mean of each target over the training images
 * @param scale square root of the mean of the variances; 1 if all targets are constant
 */
record TargetScaling(float[] mean, double scale) {

  /**
   * Returns the scaling for training images.
   *
   * @param output index of the output
   */
  static TargetScaling of(Dataset train, int output) {
    int targets = train.targets().get(output).names().size();
    double[] mean = new double[targets];
    for (Sample sample : train.samples()) {
      for (int i = 0; i < targets; i++) {
        mean[i] += sample.targets().get(output).value(i) / train.size();
      }
    }
    double variance = 0;
    for (Sample sample : train.samples()) {
      for (int i = 0; i < targets; i++) {
        double deviation = sample.targets().get(output).value(i) - mean[i];
        variance += deviation * deviation / train.size() / targets;
      }
    }
    float[] means = new float[targets];
    for (int i = 0; i < targets; i++) {
      means[i] = (float) mean[i];
    }
    double scale = Math.sqrt(variance);
    return new TargetScaling(means, scale > Float.MIN_NORMAL ? scale : 1);
  }

  /** Scales the targets of a batch. */
  INDArray apply(INDArray targets) {
    return targets.subRowVector(meanRow()).divi(scale);
  }

  /** Converts an output for scaled targets to the unit of the targets. */
  float[] invert(float... outputs) {
    float[] values = new float[outputs.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (outputs[i] * scale + mean[i]);
    }
    return values;
  }

  /** Returns the loss of scaled targets that is {@code loss} divided by {@link #lossFactor}. */
  LossFunction scaled(LossFunction loss) {
    return loss instanceof Huber huber ? new Huber(huber.delta() / scale) : loss;
  }

  /** Returns the factor from the loss of scaled targets to that of the targets themselves. */
  double lossFactor(Loss loss) {
    return loss instanceof Loss.MeanAbsoluteError ? scale : scale * scale;
  }

  /** Converts the weights of an output layer to scaled targets, as the same function. */
  void unfold(ComputationGraph graph, String dense) {
    Layer layer = graph.getLayer(dense);
    layer.getParam("W").divi(scale);
    INDArray bias = layer.getParam("b");
    bias.subi(meanRow().reshape(bias.shape())).divi(scale);
  }

  /** Converts the weights of an output layer from scaled targets, as the same function. */
  void fold(ComputationGraph graph, String dense) {
    Layer layer = graph.getLayer(dense);
    layer.getParam("W").muli(scale);
    INDArray bias = layer.getParam("b");
    bias.muli(scale).addi(meanRow().reshape(bias.shape()));
  }

  private INDArray meanRow() {
    return Nd4j.createFromArray(mean).reshape(1, mean.length);
  }
}
