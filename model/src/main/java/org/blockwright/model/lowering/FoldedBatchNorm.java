package org.blockwright.model.lowering;

import static org.deeplearning4j.nn.params.BatchNormalizationParamInitializer.BETA;
import static org.deeplearning4j.nn.params.BatchNormalizationParamInitializer.GAMMA;
import static org.deeplearning4j.nn.params.BatchNormalizationParamInitializer.GLOBAL_MEAN;
import static org.deeplearning4j.nn.params.BatchNormalizationParamInitializer.GLOBAL_VAR;
import static org.deeplearning4j.nn.params.DefaultParamInitializer.BIAS_KEY;
import static org.deeplearning4j.nn.params.DefaultParamInitializer.WEIGHT_KEY;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * A frozen batch norm that is lowered to a depthwise 1x1 convolution: factor gamma / sqrt(variance
 * + epsilon) and offset beta - mean * factor per channel.
 *
 * @param vertex the vertex, of the same name in both graphs
 */
public record FoldedBatchNorm(String vertex, double epsilon) {

  /**
   * Sets factor and offset.
   *
   * @param source a graph with the batch norm itself
   * @param folded a graph with the folded form, which is changed
   */
  public void fold(ComputationGraph source, ComputationGraph folded) {
    Layer norm = source.getLayer(vertex);
    INDArray factor =
        norm.getParam(GAMMA).div(Transforms.sqrt(norm.getParam(GLOBAL_VAR).add(epsilon)));
    INDArray offset = norm.getParam(BETA).sub(norm.getParam(GLOBAL_MEAN).mul(factor));
    assign(folded.getLayer(vertex).getParam(WEIGHT_KEY), factor);
    assign(folded.getLayer(vertex).getParam(BIAS_KEY), offset);
  }

  private static void assign(INDArray array, INDArray values) {
    array.assign(values.reshape(array.shape()));
  }
}
