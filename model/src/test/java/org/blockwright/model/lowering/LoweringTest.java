package org.blockwright.model.lowering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.blockwright.dsl.Layers.add;
import static org.blockwright.dsl.Layers.batchNorm;
import static org.blockwright.dsl.Layers.branch;
import static org.blockwright.dsl.Layers.branches;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.flatten;
import static org.blockwright.dsl.Layers.globalAverage;
import static org.blockwright.dsl.Layers.identity;
import static org.blockwright.dsl.Layers.maxPool;
import static org.blockwright.dsl.Layers.relu;
import static org.blockwright.dsl.Layers.seq;
import static org.blockwright.dsl.Layers.softmax;

import java.util.List;
import org.blockwright.base.UsageException;
import org.blockwright.dsl.LearningRateMultipliers;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Optimizer;
import org.deeplearning4j.nn.conf.CacheMode;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.FrozenVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.weights.WeightInit;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class LoweringTest {
  private final Network vgg =
      Network.named("vgg")
          .input(8, 8, 3)
          .blocks("block", 2, i -> seq(conv(4, 3).relu(), maxPool(2)))
          .head(flatten(), dense(5).relu().named("fc1"), dense(2).softmax().named("predictions"));

  private static ComputationGraphConfiguration lowered(Network network) {
    return lowered(network, LearningRateMultipliers.uniform());
  }

  private static ComputationGraphConfiguration lowered(
      Network network, LearningRateMultipliers multipliers) {
    TrainingPlan plan = TrainingPlan.of(network, Optimizer.sgd(1), multipliers, 1);
    return Lowering.lower(network.graph(), plan).configuration();
  }

  private static Layer layer(ComputationGraphConfiguration lowered, String name) {
    return ((LayerVertex) lowered.getVertices().get(name)).getLayerConf().getLayer();
  }

  @Test
  void lowersSequenceToHandWrittenConfiguration() {
    Adam adam = new Adam(0.01, 0.9, 0.999, 1e-7);
    ComputationGraphConfiguration handWritten =
        new NeuralNetConfiguration.Builder()
            .seed(7)
            .cacheMode(CacheMode.DEVICE)
            .graphBuilder()
            .addInputs("input")
            .setInputTypes(InputType.convolutional(8, 8, 3))
            .addLayer("block1_conv", convolution(adam), "input")
            .addLayer("block1_pool", pool(), "block1_conv")
            .addLayer("block2_conv", convolution(adam), "block1_pool")
            .addLayer("block2_pool", pool(), "block2_conv")
            .addVertex(
                "flatten",
                new PreprocessorVertex(new CnnToFeedForwardPreProcessor(2, 2, 4)),
                "block2_pool")
            .addLayer(
                "fc1",
                new DenseLayer.Builder()
                    .nOut(5)
                    .activation(Activation.RELU)
                    .weightInit(WeightInit.RELU_UNIFORM)
                    .updater(adam.clone())
                    .build(),
                "flatten")
            .addLayer(
                "predictions",
                new OutputLayer.Builder(LossFunction.MCXENT)
                    .nOut(2)
                    .activation(Activation.SOFTMAX)
                    .weightInit(WeightInit.XAVIER_UNIFORM)
                    .updater(adam.clone())
                    .build(),
                "fc1")
            .setOutputs("predictions")
            .build();

    ComputationGraphConfiguration lowered =
        Lowering.lower(
                vgg.graph(),
                TrainingPlan.of(vgg, Optimizer.adam(0.01), LearningRateMultipliers.uniform(), 7))
            .configuration();

    assertThat(lowered.toJson()).isEqualTo(handWritten.toJson());
  }

  private static ConvolutionLayer convolution(Adam adam) {
    return new ConvolutionLayer.Builder(3, 3)
        .nOut(4)
        .stride(1, 1)
        .convolutionMode(ConvolutionMode.Same)
        .activation(Activation.RELU)
        .weightInit(WeightInit.RELU_UNIFORM)
        .updater(adam.clone())
        .build();
  }

  private static SubsamplingLayer pool() {
    return new SubsamplingLayer.Builder(PoolingType.MAX)
        .kernelSize(2, 2)
        .stride(2, 2)
        .convolutionMode(ConvolutionMode.Truncate)
        .build();
  }

  @Test
  void lowersSoftmaxOutputToLossLayer() {
    Network network = Network.named("n").input(4, 4, 3).head(globalAverage(), dense(2), softmax());

    ComputationGraphConfiguration lowered = lowered(network);

    assertThat(layer(lowered, "softmax")).isInstanceOf(LossLayer.class);
    assertThat(layer(lowered, "dense")).isInstanceOf(DenseLayer.class);
  }

  @Test
  void addsGuardToActivationWithSharedInput() {
    Network network =
        Network.named("n")
            .input(4, 4, 3)
            .block("a", conv(3, 3))
            .block("b", branches(add(), branch(relu(), conv(3, 3)), identity()));

    ComputationGraphConfiguration lowered = lowered(network);

    assertThat(lowered.getVertexInputs().get("b_branch1_relu"))
        .containsExactly("b_branch1_relu/guard");
    assertThat(lowered.getVertexInputs().get("b_branch1_relu/guard")).containsExactly("a");
  }

  @Test
  void addsGuardToActivationOfNetworkInput() {
    Network network = Network.named("n").input(4, 4, 3).block("a", relu());

    assertThat(lowered(network).getVertexInputs().get("a")).containsExactly("a/guard");
  }

  @Test
  void frozenBackboneStopsBackwardPass() {
    ComputationGraphConfiguration lowered =
        lowered(vgg, LearningRateMultipliers.uniform().freeze("block2*"));

    assertThat(layer(lowered, "block1_conv")).isInstanceOf(ConvolutionLayer.class);
    assertThat(layer(lowered, "block2_conv")).isInstanceOf(FrozenLayerWithBackprop.class);
    assertThat(layer(lowered, "block2_pool")).isInstanceOf(SubsamplingLayer.class);

    lowered = lowered(vgg, LearningRateMultipliers.uniform().freeze("block*"));

    assertThat(layer(lowered, "block1_conv")).isInstanceOf(FrozenLayer.class);
    assertThat(layer(lowered, "block1_pool")).isInstanceOf(FrozenLayer.class);
    assertThat(layer(lowered, "fc1")).isInstanceOf(DenseLayer.class);
  }

  @Test
  void layersBeforeFrozenLayerStopBackwardPassToo() {
    Network network =
        Network.named("n")
            .input(4, 4, 3)
            .block("a", branches(add(), branch(conv(3, 3), relu()), identity()))
            .block("b", conv(3, 3))
            .head(globalAverage(), dense(2), softmax());
    LearningRateMultipliers multipliers =
        LearningRateMultipliers.uniform().freeze("a_branch1_conv").freeze("b");

    ComputationGraphConfiguration lowered = lowered(network, multipliers);

    assertThat(layer(lowered, "a_branch1_relu")).isInstanceOf(FrozenLayer.class);
    assertThat(lowered.getVertices().get("a_add")).isInstanceOf(FrozenVertex.class);
    assertThat(layer(lowered, "pool")).isNotInstanceOf(FrozenLayer.class);
  }

  @Test
  void foldsFrozenBatchNormAfterTrainedLayers() {
    Network network =
        Network.named("n")
            .input(4, 4, 3)
            .block("a", conv(3, 3), batchNorm())
            .head(globalAverage(), dense(2), softmax());

    ComputationGraphConfiguration lowered =
        lowered(network, LearningRateMultipliers.uniform().freeze("a_bn"));

    FrozenLayerWithBackprop frozen = (FrozenLayerWithBackprop) layer(lowered, "a_bn");
    assertThat(frozen.getUnderlying()).isInstanceOf(DepthwiseConvolution2D.class);
  }

  @Test
  void rejectsNetworkWithAllLayersFrozen() {
    assertThatThrownBy(() -> lowered(vgg, LearningRateMultipliers.uniform().multiplier("*", 0)))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "vgg has no layers to train: all are frozen. Unfreeze the head, or freeze fewer layers.");
  }

  /** Training a frozen network's part after its backbone must not hide that nothing is trained. */
  @Test
  void rejectsPartWithoutTrainedLayersOfFrozenNetwork() {
    Network network =
        Network.named("n").input(4, 4, 3).block("a", conv(2, 3)).head(globalAverage(), softmax());
    TrainingPlan plan =
        TrainingPlan.of(
            network, Optimizer.sgd(1), LearningRateMultipliers.uniform().multiplier("*", 0), 1);

    for (String backboneEnd : List.of("a", "softmax")) {
      assertThatThrownBy(() -> Lowering.lower(network.graph().after(backboneEnd), plan))
          .isInstanceOf(UsageException.class)
          .hasMessage(
              "n has no layers to train: all are frozen. Unfreeze the head, or freeze fewer layers.");
    }
  }

  @Test
  void rejectsFrozenOutputLayerAfterTrainedLayers() {
    assertThatThrownBy(() -> lowered(vgg, LearningRateMultipliers.uniform().freeze("predictions")))
        .hasMessage(
            "\"predictions\" is the output layer and frozen, but layers before it are trained, which DL4J does not support. Unfreeze it, or split it into dense(...) and its activation, such as softmax().");
  }

  @Test
  void rejectsFrozenBatchNormOfVectorAfterTrainedLayers() {
    Network network =
        Network.named("n")
            .input(4, 4, 3)
            .head(flatten(), dense(3), batchNorm(), dense(2), softmax());

    assertThatThrownBy(() -> lowered(network, LearningRateMultipliers.uniform().freeze("bn")))
        .hasMessage(
            "\"bn\" normalizes a vector and is frozen, but layers before it are trained, which DL4J does not support. Freeze the layers before it, too.");
  }
}
