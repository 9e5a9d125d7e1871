package org.blockwright.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.blockwright.dsl.Layers.activation;
import static org.blockwright.dsl.Layers.add;
import static org.blockwright.dsl.Layers.averagePool;
import static org.blockwright.dsl.Layers.batchNorm;
import static org.blockwright.dsl.Layers.branch;
import static org.blockwright.dsl.Layers.branches;
import static org.blockwright.dsl.Layers.ceilPad;
import static org.blockwright.dsl.Layers.concat;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.crop;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.depthwiseConv;
import static org.blockwright.dsl.Layers.dropout;
import static org.blockwright.dsl.Layers.flatten;
import static org.blockwright.dsl.Layers.globalAverage;
import static org.blockwright.dsl.Layers.globalMax;
import static org.blockwright.dsl.Layers.identity;
import static org.blockwright.dsl.Layers.leakyRelu;
import static org.blockwright.dsl.Layers.maxPool;
import static org.blockwright.dsl.Layers.relu;
import static org.blockwright.dsl.Layers.relu6;
import static org.blockwright.dsl.Layers.samePad;
import static org.blockwright.dsl.Layers.scale;
import static org.blockwright.dsl.Layers.separableConv;
import static org.blockwright.dsl.Layers.softmax;
import static org.blockwright.dsl.Layers.swish;
import static org.blockwright.dsl.Layers.zeroPad;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.blockwright.dsl.LearningRateMultipliers;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.layer.Activation;
import org.blockwright.dsl.layer.Block;
import org.blockwright.dsl.layer.Layer;
import org.blockwright.engine.GraphMemory;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;

/** The gradient of every kind of layer agrees with differences of the loss. */
class GradientCheckTest {
  /** Every kind of layer, each after a convolution whose gradient passes through it. */
  static Stream<Network> kinds() {
    return Stream.of(
        network("conv", conv(3, 3).stride(2), conv(4, 3).valid(), conv(3, 2).pad(1).noBias()),
        network("dilated", conv(3, 3).dilation(2).activation(Activation.TANH)),
        network("oblong", conv(3, 1, 3).activation(Activation.SIGMOID)),
        network("groups", conv(4, 1), conv(6, 3).groups(2), conv(3, 1)),
        network(
            "depthwise",
            depthwiseConv(3),
            depthwiseConv(3).stride(2).noBias(),
            depthwiseConv(3).valid()),
        network("separable", separableConv(4, 3), separableConv(3, 3).stride(2).noBias()),
        network(
            "separable of one channel",
            conv(1, 1),
            separableConv(4, 3),
            conv(1, 1),
            separableConv(3, 2).multiplier(2).valid().activation(Activation.TANH),
            conv(1, 1),
            separableConv(1, 3)),
        network(
            "depthwise of one channel",
            conv(1, 1),
            depthwiseConv(1).multiplier(3),
            conv(1, 1),
            depthwiseConv(3).multiplier(2).stride(2),
            conv(1, 1),
            depthwiseConv(3)),
        network("window with gaps", conv(3, 1).stride(4)),
        network("depthwise window with gaps", depthwiseConv(1).stride(4)),
        network("pool with gaps", averagePool(1).stride(4).same()),
        network("maxPool", maxPool(2), maxPool(3).stride(2).same(), maxPool(3).stride(1).pad(1)),
        network("averagePool", averagePool(2), averagePool(3).stride(2).same()),
        network("norm", batchNorm(), conv(3, 3), batchNorm().epsilon(1e-5), relu()),
        network("norm without gamma", batchNorm().noGamma(), relu(), conv(3, 3)),
        network(
            "pads", zeroPad(0, 1), conv(3, 3).valid(), samePad(3, 2), ceilPad(3, 2), conv(3, 3)),
        network("crop", crop(1, 0, 0, 1), conv(3, 3), scale(0.3)),
        network("activations", relu6(), conv(3, 3), leakyRelu(0.1), conv(3, 3), swish()),
        network("tanh", activation(Activation.TANH), conv(3, 3), activation(Activation.SIGMOID)),
        network(
            "residual",
            branches(add(), branch(conv(3, 3), relu(), conv(3, 3)), identity()),
            relu()),
        network(
            "branches",
            branches(concat(), branch(conv(2, 1)), branch(relu(), conv(2, 3)), identity())),
        base("flatten").head(flatten(), dense(5).relu(), dropout(0.5), dense(3).softmax()),
        base("dense").head(globalMax(), dense(4).noBias(), relu(), dense(3), softmax()),
        base("sigmoid").head(globalAverage(), dense(3).sigmoid()),
        base("linear").head(globalAverage(), dense(3)));
  }

  private static Network base(String name) {
    return Network.named(name.replace(' ', '-')).input(9, 8, 2).block("first", conv(3, 3));
  }

  private static Network network(String name, Block... blocks) {
    return base(name).block("tested", blocks).head(globalAverage(), dense(3), softmax());
  }

  private static void check(Network network, LearningRateMultipliers multipliers, int minArrays) {
    GradientCheck.Result result = GradientCheck.of(network, multipliers);

    assertThat(result.mismatches()).isEmpty();
    assertThat(result.arrays()).hasSizeGreaterThanOrEqualTo(minArrays);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void gradientIsCorrectForEveryKindOfLayer(Network network) {
    check(network, LearningRateMultipliers.uniform(), 4);
  }

  @Test
  void everyKindOfLayerIsChecked() {
    Set<Class<?>> checked =
        kinds()
            .flatMap(network -> network.graph().nodes().stream())
            .map(node -> node.layer().getClass())
            .collect(Collectors.toSet());

    assertThat(checked).containsAll(Arrays.asList(Layer.class.getPermittedSubclasses()));
  }

  /** A frozen batch norm in the middle is lowered to a factor and an offset. */
  @Test
  void gradientIsCorrectBeforeFrozenLayers() {
    Network network =
        network(
            "frozen",
            conv(3, 3).named("fixed"),
            batchNorm().named("fixed_bn"),
            relu(),
            depthwiseConv(3).named("fixed_dw"),
            conv(3, 3));

    check(network, LearningRateMultipliers.uniform().freeze("*fixed*"), 6);
  }

  /** DL4J's local response normalization has a wrong gradient, which the check must find. */
  @Test
  void findsWrongGradient() {
    ComputationGraph graph =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .dataType(DataType.DOUBLE)
                .graphBuilder()
                .addInputs("input")
                .setInputTypes(InputType.convolutional(9, 8, 2))
                .addLayer("conv", new ConvolutionLayer.Builder(3, 3).nOut(6).build(), "input")
                .addLayer(
                    "lrn", new LocalResponseNormalization.Builder(2, 5, 1, 0.75).build(), "conv")
                .addLayer("pool", new GlobalPoolingLayer(), "lrn")
                .addLayer("out", new OutputLayer.Builder().nOut(3).build(), "pool")
                .setOutputs("out")
                .build());
    graph.init();

    GradientCheck.Result result =
        GradientCheck.of(
            graph,
            GradientCheck.batch(base("lrn").head(globalAverage(), dense(3)).graph()),
            Set.of("conv_W", "out_W"));

    assertThat(result.mismatches()).isNotEmpty().allMatch(line -> line.startsWith("conv_W at "));
    GraphMemory.close(graph);
  }
}
