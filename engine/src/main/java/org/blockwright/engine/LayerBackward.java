package org.blockwright.engine;

import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.layers.LossLayer;
import org.deeplearning4j.nn.layers.OutputLayer;
import org.deeplearning4j.nn.layers.normalization.BatchNormalization;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * The backward pass of one layer in inference mode: no dropout, batch norm with its moving
 * statistics.
 *
 * <p>Works on a new layer object with the same parameters: DL4J's own keeps gradients, dropout
 * masks and cached activations of the last training step.
 */
final class LayerBackward {
  private static final LayerWorkspaceMgr NO_WORKSPACES = LayerWorkspaceMgr.noWorkspaces();

  private final Layer layer;
  private final INDArray input;

  /**
   * Creates the backward pass of a layer.
   *
   * @param layer without its frozen wrapper
   * @param input the layer's input, after the preprocessor; may be overwritten
   */
  LayerBackward(Layer layer, INDArray input) {
    this.layer = layer;
    this.input = input;
  }

  /** Returns whether the layer is an output layer whose logits are known. */
  static boolean hasLogits(Layer layer) {
    return layer instanceof OutputLayer || layer instanceof LossLayer;
  }

  /** Returns the derivative with respect to the input from that with respect to the output. */
  INDArray fromActivations(INDArray epsilon) {
    if (layer instanceof BatchNormalization) {
      return throughBatchNorm(epsilon);
    }
    return hasLogits(layer)
        ? fromLogits(activation().backprop(logits(), epsilon).getFirst())
        : throughLayer(epsilon);
  }

  /** Returns the derivative with respect to the input from that with respect to the logits. */
  INDArray fromLogits(INDArray epsilon) {
    return layer instanceof OutputLayer
        ? Nd4j.gemm(epsilon, layer.getParam("W"), false, true)
        : epsilon;
  }

  private INDArray logits() {
    if (!(layer instanceof OutputLayer)) {
      return input;
    }
    INDArray z = input.mmul(layer.getParam("W"));
    INDArray bias = layer.getParam("b");
    return bias == null ? z : z.addiRowVector(bias.reshape(1, bias.length()));
  }

  private IActivation activation() {
    return ((BaseLayer) layer.conf().getLayer()).getActivationFn();
  }

  /**
   * Multiplies by {@code gamma / sqrt(variance + epsilon)}, the factor of batch norm's folded form.
   * DL4J would differentiate the statistics of the batch, which inference does not use.
   */
  private INDArray throughBatchNorm(INDArray epsilon) {
    var conf = (org.deeplearning4j.nn.conf.layers.BatchNormalization) layer.conf().getLayer();
    INDArray variance =
        conf.isUseLogStd()
            ? Transforms.exp(layer.getParam("log10stdev").mul(2 * Math.log(10)))
            : layer.getParam("var");
    INDArray factor = Transforms.pow(variance.add(conf.getEps()), -0.5);
    factor.muli(conf.isLockGammaBeta() ? Nd4j.scalar(conf.getGamma()) : layer.getParam("gamma"));
    long[] shape = new long[epsilon.rank()];
    Arrays.fill(shape, 1);
    shape[1] = factor.length();
    return epsilon.mul(factor.reshape(shape));
  }

  private INDArray throughLayer(INDArray epsilon) {
    Layer copy = copy();
    long parameters = copy.numParams();
    INDArray gradient = parameters == 0 ? null : Nd4j.create(epsilon.dataType(), parameters);
    if (gradient != null) {
      copy.setBackpropGradientsViewArray(gradient);
    }
    copy.setInput(input, NO_WORKSPACES);
    INDArray result = copy.backpropGradient(epsilon, NO_WORKSPACES).getSecond();
    if (gradient != null) {
      gradient.close();
    }
    return result;
  }

  /** Returns a new layer without dropout and weight noise that shares the parameters. */
  private Layer copy() {
    NeuralNetConfiguration conf = layer.conf().clone();
    conf.getLayer().setIDropout(null);
    if (conf.getLayer() instanceof BaseLayer base) {
      base.setWeightNoise(null);
    }
    return conf.getLayer()
        .instantiate(conf, List.of(), layer.getIndex(), layer.params(), false, input.dataType());
  }
}
