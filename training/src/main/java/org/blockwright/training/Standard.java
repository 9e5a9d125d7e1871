package org.blockwright.training;

import java.util.Optional;
import org.blockwright.dsl.Dense;
import org.blockwright.dsl.Dropout;
import org.blockwright.dsl.Graph;
import org.blockwright.dsl.Node;
import org.blockwright.training.features.Features;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The mean of each unit of kept features and one deviation for all units, over the training
 * pictures. A dense layer W, b that has learnt on (x - mean) / deviation is W / deviation, b -
 * (mean / deviation) W on x itself.
 *
 * <p>One deviation for all: a unit that hardly ever changes would otherwise count as much as one
 * that tells the classes apart, and the layer would fit its chances.
 *
 * @param deviation the square root of the mean over the units' variances; 1 where none ever changes
 */
record Standard(float[] mean, float deviation) {

  /** Leaves features as they are. */
  static Standard none() {
    return new Standard(new float[0], 1);
  }

  static Standard of(Features features) {
    int units = Math.toIntExact(features.shape().size());
    int rows = features.samples().size();
    double[] sum = new double[units];
    double[] squares = new double[units];
    float[] row = new float[units];
    for (int pass = 0; pass < 2; pass++) {
      for (int i = 0; i < rows; i++) {
        features.copy(i, row, 0);
        for (int unit = 0; unit < units; unit++) {
          // The second pass is about the mean, so that large means cost no digits.
          double centred = pass == 0 ? row[unit] : row[unit] - sum[unit] / rows;
          (pass == 0 ? sum : squares)[unit] += pass == 0 ? centred : centred * centred;
        }
      }
    }
    float[] mean = new float[units];
    double variances = 0;
    for (int unit = 0; unit < units; unit++) {
      mean[unit] = (float) (sum[unit] / rows);
      variances += squares[unit] / rows;
    }
    float deviation = variances > 0 ? (float) Math.sqrt(variances / units) : 1;
    return new Standard(mean, deviation);
  }

  /** The dense layer of a graph that alone reads its input, through dropout at most. */
  static Optional<Node> reader(Graph part) {
    String at = part.input();
    while (!part.inputShape().map() && part.readers(at).size() == 1) {
      Node node = part.readers(at).get(0);
      if (node.layer() instanceof Dense dense) {
        return Optional.of(node).filter(n -> dense.bias());
      }
      if (!(node.layer() instanceof Dropout)) {
        return Optional.empty();
      }
      at = node.name();
    }
    return Optional.empty();
  }

  /** Standardises one row of a batch in place. */
  void apply(float[] batch, int at) {
    for (int unit = 0; unit < mean.length; unit++) {
      batch[at + unit] = (batch[at + unit] - mean[unit]) / deviation;
    }
  }

  /** Takes mean and deviation into the layer that learnt without them. */
  void fold(ComputationGraph graph, String dense) {
    if (mean.length == 0) {
      return;
    }
    Layer layer = graph.getLayer(dense);
    INDArray weights = layer.getParam("W");
    weights.divi(deviation);
    INDArray offset = Nd4j.createFromArray(mean).reshape(1, mean.length).mmul(weights);
    INDArray bias = layer.getParam("b");
    bias.subi(offset.reshape(bias.shape()));
  }
}
