package org.blockwright.training;

import java.util.List;
import java.util.Optional;
import org.blockwright.dsl.Dense;
import org.blockwright.dsl.Dropout;
import org.blockwright.dsl.Graph;
import org.blockwright.dsl.Node;
import org.blockwright.training.features.Features;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.regularization.L2Regularization;

/**
 * Mean and deviation of kept features, unit by unit, over the training pictures. A dense layer W, b
 * that has learnt on (x - mean) / deviation is W / deviation, b - (mean / deviation) W on x itself.
 *
 * @param deviation of the population; 1 where a unit never changes
 */
record Standard(float[] mean, float[] deviation) {

  /** Of the squared weights, in units of half their sum. */
  private static final double RIDGE = 0.01;

  /** Leaves features as they are. */
  static Standard none() {
    return new Standard(new float[0], new float[0]);
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
    float[] deviation = new float[units];
    for (int unit = 0; unit < units; unit++) {
      mean[unit] = (float) (sum[unit] / rows);
      float spread = (float) Math.sqrt(squares[unit] / rows);
      deviation[unit] = spread > 0 ? spread : 1;
    }
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
      batch[at + unit] = (batch[at + unit] - mean[unit]) / deviation[unit];
    }
  }

  /**
   * Asks for small weights: among more units than pictures can tell apart a layer on standardised
   * features would soon fit their chances (docs/benchmarks.md).
   */
  static void regularize(ComputationGraph graph, String dense) {
    BaseLayer configuration = (BaseLayer) graph.getLayer(dense).conf().getLayer();
    configuration.setRegularization(List.of(new L2Regularization(RIDGE)));
  }

  /** Takes mean and deviation into the layer that learnt without them. */
  void fold(ComputationGraph graph, String dense) {
    if (mean.length == 0) {
      return;
    }
    Layer layer = graph.getLayer(dense);
    INDArray weights = layer.getParam("W");
    weights.diviColumnVector(Nd4j.createFromArray(deviation).reshape(deviation.length, 1));
    INDArray offset = Nd4j.createFromArray(mean).reshape(1, mean.length).mmul(weights);
    INDArray bias = layer.getParam("b");
    bias.subi(offset.reshape(bias.shape()));
  }
}
