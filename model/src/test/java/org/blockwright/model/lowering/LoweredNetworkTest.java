package org.blockwright.model.lowering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.blockwright.dsl.Layers.averagePool;
import static org.blockwright.dsl.Layers.batchNorm;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.depthwiseConv;
import static org.blockwright.dsl.Layers.dropout;
import static org.blockwright.dsl.Layers.flatten;
import static org.blockwright.dsl.Layers.globalAverage;
import static org.blockwright.dsl.Layers.maxPool;
import static org.blockwright.dsl.Layers.relu;
import static org.blockwright.dsl.Layers.separableConv;
import static org.blockwright.dsl.Layers.softmax;

import com.google.common.primitives.ImmutableDoubleArray;
import java.util.List;
import java.util.Map;
import org.blockwright.base.UsageException;
import org.blockwright.dsl.LearningRateMultipliers;
import org.blockwright.dsl.Loss;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Optimizer;
import org.blockwright.dsl.layer.Block;
import org.blockwright.dsl.layer.Parameter;
import org.blockwright.dsl.layer.Shape;
import org.blockwright.engine.ParameterKey;
import org.blockwright.engine.Regularization;
import org.blockwright.engine.TrainingSpec;
import org.blockwright.engine.loss.BinaryCrossEntropy;
import org.blockwright.engine.loss.CategoricalCrossEntropy;
import org.blockwright.engine.loss.Huber;
import org.blockwright.engine.loss.MeanAbsoluteError;
import org.blockwright.engine.loss.MeanSquaredError;
import org.blockwright.engine.loss.OutputLoss;
import org.blockwright.engine.optimizer.Adam;
import org.blockwright.engine.optimizer.AdamW;
import org.blockwright.engine.optimizer.RmsProp;
import org.blockwright.engine.optimizer.Sgd;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.junit.jupiter.api.Test;

class LoweredNetworkTest {
  private static Network network(int channels, Block... blocks) {
    return Network.named("n")
        .input(8, 8, channels)
        .block("a", blocks)
        .head(globalAverage(), dense(2).softmax().named("fc"));
  }

  private static LoweredNetwork lower(Network network, String... frozen) {
    LearningRateMultipliers multipliers = LearningRateMultipliers.uniform();
    for (String pattern : frozen) {
      multipliers = multipliers.freeze(pattern);
    }
    return Lowering.lower(
        network.graph(), TrainingPlan.of(network, Optimizer.sgd(1), multipliers, 1));
  }

  private static LoweredLayer lower(int channels, Block layer) {
    return lower(network(channels, layer)).layers().get(0);
  }

  private static LoweredParameter parameter(LoweredLayer layer, String kind) {
    return layer.parameter(kind).orElseThrow();
  }

  private static void assertSlices(LoweredLayer layer, String kind, ParameterSlice... slices) {
    assertThat(parameter(layer, kind).slices()).containsExactly(slices);
  }

  @Test
  void hasTheLayersAndParametersOfTheGraph() {
    Network network =
        network(
            2,
            conv(4, 3).groups(2),
            batchNorm().noGamma(),
            separableConv(4, 3),
            depthwiseConv(3),
            relu());

    LoweredNetwork lowered = lower(network);

    assertThat(lowered.layers())
        .extracting(LoweredLayer::node)
        .containsExactlyElementsOf(network.graph().nodes());
    for (LoweredLayer layer : lowered.layers()) {
      assertThat(layer.parameters())
          .extracting(LoweredParameter::parameter)
          .containsExactlyElementsOf(network.graph().parameters(layer.node()));
      assertThat(layer.vertices()).last().isEqualTo(layer.name());
    }
    assertThat(lowered.layer("a/relu").node().name()).isEqualTo("a_relu");
  }

  @Test
  void splitsGroupedConvolution() {
    LoweredLayer layer = lower(4, conv(6, 3).groups(2));

    assertThat(layer.vertices()).containsExactly("a/part1", "a/group1", "a/part2", "a/group2", "a");
    assertSlices(
        layer,
        Parameter.KERNEL,
        new ParameterSlice("a/group1", "W", 0, 3),
        new ParameterSlice("a/group2", "W", 3, 6));
    assertSlices(
        layer,
        Parameter.BIAS,
        new ParameterSlice("a/group1", "b", 0, 3),
        new ParameterSlice("a/group2", "b", 3, 6));
    assertThat(parameter(layer, Parameter.KERNEL).transposed()).isTrue();
    assertThat(layer.parameterVertices()).containsExactly("a/group1", "a/group2");
  }

  @Test
  void splitsSeparableConvolutionOnOneChannel() {
    LoweredLayer two = lower(2, separableConv(5, 3).multiplier(3));

    assertThat(two.vertices()).containsExactly("a");
    assertSlices(two, Parameter.DEPTHWISE_KERNEL, new ParameterSlice("a", "W", 0, 3));
    assertSlices(two, Parameter.POINTWISE_KERNEL, new ParameterSlice("a", "pW", 0, 5));

    LoweredLayer one = lower(1, separableConv(5, 3).multiplier(3));

    assertThat(one.vertices()).containsExactly("a/depthwise", "a");
    assertSlices(one, Parameter.DEPTHWISE_KERNEL, new ParameterSlice("a/depthwise", "W", 0, 3));
    assertSlices(one, Parameter.POINTWISE_KERNEL, new ParameterSlice("a", "W", 0, 5));
    assertSlices(one, Parameter.BIAS, new ParameterSlice("a", "b", 0, 5));
  }

  @Test
  void transposesDepthwiseKernelOnOneChannelOnly() {
    assertThat(parameter(lower(2, depthwiseConv(3)), Parameter.DEPTHWISE_KERNEL).transposed())
        .isFalse();
    assertThat(parameter(lower(1, depthwiseConv(3)), Parameter.DEPTHWISE_KERNEL).transposed())
        .isTrue();
  }

  @Test
  void fixesGammaOfBatchNormWithoutGamma() {
    assertThat(lower(3, batchNorm()).constraints()).isEmpty();
    assertThat(lower(3, batchNorm().noGamma()).constraints())
        .containsExactly(
            new Constraint(Constraint.Kind.FIXED_AT_ONE, new ParameterSlice("a", "gamma", 0, 3)));
  }

  @Test
  void foldsBatchNormFrozenAfterTrainedLayers() {
    Network network = network(3, conv(4, 3), batchNorm().epsilon(0.01).noGamma());

    LoweredLayer folded = lower(network, "a_bn").layer("a_bn");

    assertThat(folded.freezeMode()).isEqualTo(FreezeMode.PASS_GRADIENT);
    assertThat(folded.foldedBatchNorm()).contains(new FoldedBatchNorm("a_bn", 0.01));
    assertThat(folded.parameters()).isEmpty();
    assertThat(folded.constraints()).isEmpty();
    assertThat(folded.parameterVertices()).containsExactly("a_bn");

    LoweredLayer inBackbone = lower(network, "a").layer("a_bn");

    assertThat(inBackbone.freezeMode()).isEqualTo(FreezeMode.STOP_GRADIENT);
    assertThat(inBackbone.foldedBatchNorm()).isEmpty();
    assertThat(inBackbone.parameters()).hasSize(3);
  }

  @Test
  void recordsHowLayersAreFrozen() {
    Network network = network(3, conv(4, 3).named("c1"), relu(), conv(4, 3).named("c2"));

    LoweredNetwork middle = lower(network, "a_c2");
    assertThat(middle.layer("a_c1").isFrozen()).isFalse();
    assertThat(middle.layer("a_c2").freezeMode()).isEqualTo(FreezeMode.PASS_GRADIENT);
    assertThat(middle.layer("fc").isFrozen()).isFalse();

    LoweredNetwork backbone = lower(network, "a");
    assertThat(backbone.layer("a_c1").freezeMode()).isEqualTo(FreezeMode.STOP_GRADIENT);
    assertThat(backbone.layer("a_relu").freezeMode()).isEqualTo(FreezeMode.STOP_GRADIENT);
    assertThat(backbone.layer("pool").freezeMode()).isEqualTo(FreezeMode.NOT_FROZEN);
  }

  /** By hand, for two rows, one column and two channels: memory order is channel by channel. */
  @Test
  void recordsOrderOfFlattenedUnits() {
    Network network =
        Network.named("n")
            .input(Shape.of(2, 1, 2))
            .head(flatten(), batchNorm(), dense(3).named("fc1"), dense(2).softmax().named("fc2"));

    LoweredNetwork lowered = lower(network);

    assertThat(parameter(lowered.layer("bn"), Parameter.BETA).order().asList())
        .containsExactly(0, 2, 1, 3);
    assertThat(parameter(lowered.layer("fc1"), Parameter.KERNEL).order().asList())
        .containsExactly(0, 2, 1, 3);
    assertThat(parameter(lowered.layer("fc1"), Parameter.BIAS).order().isEmpty()).isTrue();
    assertThat(parameter(lowered.layer("fc2"), Parameter.KERNEL).order().isEmpty()).isTrue();
  }

  @Test
  void recordsLosses() {
    Network network = network(3, conv(4, 3));
    assertThat(lower(network).layers().stream().filter(LoweredLayer::hasLoss))
        .extracting(LoweredLayer::name)
        .containsExactly("fc");

    Network separate = network.withoutHead().head(globalAverage(), dense(2).named("fc"), softmax());
    assertThat(lower(separate).layers().stream().filter(LoweredLayer::hasLoss))
        .extracting(LoweredLayer::name)
        .containsExactly("softmax");
  }

  @Test
  void everyLossHasALossFunction() {
    List<Double> weights = List.of(0.5, 2.0);
    ImmutableDoubleArray array = ImmutableDoubleArray.of(0.5, 2);
    assertThat(
            LossFunctions.of(
                Loss.categoricalCrossEntropy().labelSmoothing(0.1).classWeights(weights)))
        .isEqualTo(new CategoricalCrossEntropy(0.1, array));
    assertThat(
            LossFunctions.of(Loss.binaryCrossEntropy().labelSmoothing(0.1).labelWeights(weights)))
        .isEqualTo(new BinaryCrossEntropy(0.1, array));
    assertThat(LossFunctions.of(Loss.binaryCrossEntropy().classWeights(0.5, 2)))
        .isEqualTo(
            new BinaryCrossEntropy(0, ImmutableDoubleArray.of(2), ImmutableDoubleArray.of(0.5)));
    assertThat(LossFunctions.of(Loss.meanSquaredError())).isEqualTo(new MeanSquaredError());
    assertThat(LossFunctions.of(Loss.meanAbsoluteError())).isEqualTo(new MeanAbsoluteError());
    assertThat(LossFunctions.of(Loss.huber(0.5))).isEqualTo(new Huber(0.5));
  }

  @Test
  void lossesOfTrainingSpecAreThoseOfOutputs() {
    Network network = network(3, conv(4, 3));
    OutputLoss smoothed =
        new OutputLoss(new CategoricalCrossEntropy(0.1, ImmutableDoubleArray.of()), 0.5);

    assertThat(lower(network).trainingSpec().losses())
        .isEqualTo(Map.of("fc", OutputLoss.of(new CategoricalCrossEntropy())));
    assertThat(
            lower(
                    network
                        .loss(Loss.categoricalCrossEntropy().labelSmoothing(0.1))
                        .onlyOutput(output -> output.weight(0.5)))
                .trainingSpec()
                .losses())
        .isEqualTo(Map.of("fc", smoothed));
  }

  @Test
  void requiresLosses() {
    Network network = Network.named("n").input(8, 8, 3).block("a", conv(4, 3));

    assertThatThrownBy(() -> lower(network).requireLosses())
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith(
            "n cannot be trained: its output \"a\" (8x8x4) is not a dense layer");
  }

  @Test
  void trainingSpecIsByVertexAndArray() {
    Network network =
        Network.named("n")
            .input(8, 8, 2)
            .block("frozen", conv(4, 3), batchNorm().noGamma())
            .block("a", conv(4, 3).groups(2), batchNorm().noGamma(), separableConv(4, 3))
            .block("b", batchNorm())
            .head(globalAverage(), dense(2).softmax().named("fc"));
    LearningRateMultipliers multipliers =
        LearningRateMultipliers.uniform()
            .freeze("frozen")
            .freeze("b")
            .multiplier("a_conv", 0.5)
            .multiplier("fc", 2);
    Optimizer optimizer = Optimizer.sgd(0.1).momentum(0.9);
    TrainingPlan plan = TrainingPlan.of(network, optimizer, multipliers, 1);

    TrainingSpec spec = Lowering.lower(network.graph(), plan.weightDecay(0.01)).trainingSpec();

    assertThat(spec.rule()).isEqualTo(new Sgd(0.1, 0.9, false));
    assertThat(spec.multipliers())
        .isEqualTo(
            Map.of(
                "a_conv/group1",
                0.5,
                "a_conv/group2",
                0.5,
                "a_bn",
                1.0,
                "a_sepconv",
                1.0,
                "fc",
                2.0));
    assertThat(spec.fixed()).containsExactly(new ParameterKey("a_bn", "gamma"));
    assertThat(spec.l2())
        .isEqualTo(
            Map.of(
                new ParameterKey("a_conv/group1", "W"), 0.01,
                new ParameterKey("a_conv/group2", "W"), 0.01,
                new ParameterKey("a_sepconv", "W"), 0.01,
                new ParameterKey("a_sepconv", "pW"), 0.01,
                new ParameterKey("fc", "W"), 0.01));
    assertThat(Lowering.lower(network.graph(), plan).trainingSpec().l2()).isEmpty();
  }

  /** As in timm; in Keras and PyTorch the decay of AdamW applies to all parameters. */
  @Test
  void weightDecayAppliesToKernelsUnlessAllParametersDecay() {
    Network network =
        Network.named("n")
            .input(4, 4, 2)
            .block("a", conv(4, 3), batchNorm())
            .head(globalAverage(), dense(2).softmax().named("fc"));
    TrainingPlan plan =
        TrainingPlan.of(network, Optimizer.adamW(0.1), LearningRateMultipliers.uniform(), 1)
            .regularization(RegularizationPlan.NONE.withL1(0.5));
    ParameterKey bias = new ParameterKey("fc", "b");
    ParameterKey gamma = new ParameterKey("a_bn", "gamma");

    Regularization kernels = Lowering.lower(network.graph(), plan).trainingSpec().regularization();
    assertThat(kernels.undecayed())
        .contains(bias, gamma, new ParameterKey("a_bn", "beta"))
        .doesNotContainAnyElementsOf(kernels.l1().keySet());
    assertThat(kernels.l1())
        .containsOnlyKeys(new ParameterKey("a_conv", "W"), new ParameterKey("fc", "W"));

    Regularization all =
        Lowering.lower(
                network.graph(), plan.regularization(plan.regularization().withDecayAll(true)))
            .trainingSpec()
            .regularization();
    assertThat(all.undecayed()).doesNotContain(bias, gamma);
    assertThat(all.l1())
        .containsKeys(bias, gamma)
        .doesNotContainKey(new ParameterKey("a_bn", "mean"));
  }

  @Test
  void everyOptimizerHasAnUpdateRule() {
    assertThat(UpdateRules.of(Optimizer.adam(0.1).betas(0.8, 0.95).epsilon(1e-5)))
        .isEqualTo(new Adam(0.1, 0.8, 0.95, 1e-5));
    assertThat(UpdateRules.of(Optimizer.adamW(0.1).betas(0.8, 0.95).epsilon(1e-5).weightDecay(0.2)))
        .isEqualTo(new AdamW(0.1, 0.2, 0.8, 0.95, 1e-5));
    assertThat(UpdateRules.of(Optimizer.sgd(0.1).momentum(0.8).nesterov(true)))
        .isEqualTo(new Sgd(0.1, 0.8, true));
    assertThat(
            UpdateRules.of(
                Optimizer.rmsProp(0.1).rho(0.8).momentum(0.7).epsilon(1e-5).centered(true)))
        .isEqualTo(new RmsProp(0.1, 0.8, 0.7, 1e-5, true));
  }

  @Test
  void defaultsOfOptimizersAreThoseOfUpdateRules() {
    assertThat(UpdateRules.of(Optimizer.adam(0.1))).isEqualTo(new Adam(0.1));
    assertThat(UpdateRules.of(Optimizer.adamW(0.1))).isEqualTo(new AdamW().withLearningRate(0.1));
    assertThat(UpdateRules.of(Optimizer.sgd(0.1))).isEqualTo(new Sgd(0.1));
    assertThat(UpdateRules.of(Optimizer.rmsProp(0.1))).isEqualTo(new RmsProp(0.1));
  }

  /** Networks with and without input types, wrapped layers and vertices of all sorts. */
  @Test
  void configurationIsAnEqualCopy() {
    List<Block> blocks =
        List.of(
            conv(4, 3).relu(),
            batchNorm(),
            relu(),
            maxPool(1).stride(3).same(),
            dropout(0.5),
            averagePool(2).same(),
            depthwiseConv(3));
    for (Block first : List.of(conv(4, 1), conv(4, 1).groups(2))) {
      Network network =
          Network.named("n")
              .input(8, 8, 2)
              .block("a", first, relu())
              .block("b", blocks.toArray(Block[]::new))
              .head(flatten(), dense(2).softmax().named("fc"));
      for (String frozen : List.of("a", "b", "b_bn")) {
        LoweredNetwork lowered = lower(network, frozen);
        ComputationGraphConfiguration changed = lowered.configuration();
        String json = changed.toJson();

        changed.setInferenceWorkspaceMode(WorkspaceMode.NONE);
        changed.getVertices().remove("fc");

        assertThat(changed.toJson()).isNotEqualTo(json);
        assertThat(lowered.configuration().toJson()).isEqualTo(json);
      }
    }
  }
}
