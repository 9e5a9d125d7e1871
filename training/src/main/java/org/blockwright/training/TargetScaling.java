package org.blockwright.training;

import org.blockwright.data.Dataset;
import org.blockwright.data.Sample;
import org.blockwright.dsl.Loss;
import org.blockwright.engine.loss.Huber;
import org.blockwright.engine.loss.OutputLoss;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The targets of a regression in units of their spread around their means. The output layer (W, b)
 * is trained as (W / scale, (b - mean) / scale) on (target - mean) / scale, and converted back at
 * the end. All targets have the same scale, so that the loss is the original one times a constant:
 * only the size of steps changes.
 *
 * @param mean of each target over the training images
 * @param scale square root of the mean of the variances; 1 if all targets are constant
 */
record TargetScaling(float[] mean, double scale) {

  /** Returns a scaling that does not change targets. */
  static TargetScaling identity() {
    return new TargetScaling(new float[0], 1);
  }

  static TargetScaling of(Dataset train) {
    int targets = train.classes().size();
    double[] mean = new double[targets];
    for (Sample sample : train.samples()) {
      for (int i = 0; i < targets; i++) {
        mean[i] += sample.target().value(i) / train.size();
      }
    }
    double variance = 0;
    for (Sample sample : train.samples()) {
      for (int i = 0; i < targets; i++) {
        double deviation = sample.target().value(i) - mean[i];
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

  boolean isIdentity() {
    return mean.length == 0;
  }

  /** Scales the targets of a batch. */
  MultiDataSet apply(MultiDataSet batch) {
    if (isIdentity()) {
      return batch;
    }
    INDArray targets = batch.getLabels(0).subRowVector(meanRow()).divi(scale);
    return new MultiDataSet(batch.getFeatures(), new INDArray[] {targets});
  }

  /** Converts an output for scaled targets to the unit of the targets. */
  float[] invert(float... outputs) {
    if (isIdentity()) {
      return outputs;
    }
    float[] values = new float[outputs.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (outputs[i] * scale + mean[i]);
    }
    return values;
  }

  /** Returns the loss of scaled targets that is {@code loss} divided by {@link #lossFactor}. */
  OutputLoss scaled(OutputLoss loss) {
    return loss.loss() instanceof Huber huber
        ? new OutputLoss(new Huber(huber.delta() / scale), loss.weight())
        : loss;
  }

  /** Returns the factor from the loss of scaled targets to that of the targets themselves. */
  double lossFactor(Loss loss) {
    return loss instanceof Loss.MeanAbsoluteError ? scale : scale * scale;
  }

  /** Converts the weights of an output layer to scaled targets, as the same function. */
  void unfold(ComputationGraph graph, String dense) {
    if (!isIdentity()) {
      Layer layer = graph.getLayer(dense);
      layer.getParam("W").divi(scale);
      INDArray bias = layer.getParam("b");
      bias.subi(meanRow().reshape(bias.shape())).divi(scale);
    }
  }

  /** Converts the weights of an output layer from scaled targets, as the same function. */
  void fold(ComputationGraph graph, String dense) {
    if (!isIdentity()) {
      Layer layer = graph.getLayer(dense);
      layer.getParam("W").muli(scale);
      INDArray bias = layer.getParam("b");
      bias.muli(scale).addi(meanRow().reshape(bias.shape()));
    }
  }

  private INDArray meanRow() {
    return Nd4j.createFromArray(mean).reshape(1, mean.length);
  }
}
