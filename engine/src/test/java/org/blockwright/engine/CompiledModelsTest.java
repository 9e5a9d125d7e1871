package org.blockwright.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.blockwright.engine.ExecutorAssertions.assertClose;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.blockwright.base.UsageException;
import org.blockwright.engine.compiled.Unsupported;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.transferlearning.FineTuneConfiguration;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.deeplearning4j.nn.weights.WeightInit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** Graphs that were saved, copied, edited or trained, and graphs of stock DL4J users. */
class CompiledModelsTest {
  @TempDir Path folder;

  private static ComputationGraph graph() {
    return TestGraphs.allLayerTypes(DataType.FLOAT, TestGraphs.sgd());
  }

  private static final INDArray IMAGES = TestGraphs.normal(3, 4, 3, 13, 13);

  private static void assertSameAsDl4j(ComputationGraph graph, INDArray... inputs) {
    try (CompiledGraph compiled = CompiledGraph.of(graph);
        Executor reference = Executors.reference(graph)) {
      INDArray[] expected = reference.output(inputs);
      INDArray[] outputs = compiled.output(inputs);
      for (int i = 0; i < expected.length; i++) {
        assertClose(outputs[i], expected[i], 1e-5, "output " + i);
      }
      assertThat(compiled.isCompiledFor(inputs)).isTrue();
    }
  }

  @Test
  void savedAndClonedGraphs() throws IOException {
    ComputationGraph graph = graph();
    File file = folder.resolve("model.zip").toFile();
    graph.save(file);
    ComputationGraph loaded = ComputationGraph.load(file, true);
    try (CompiledGraph compiled = CompiledGraph.of(graph);
        CompiledGraph ofLoaded = CompiledGraph.of(loaded);
        CompiledGraph ofClone = CompiledGraph.of(graph.clone())) {
      INDArray expected = compiled.output(IMAGES)[0];
      assertThat(ofLoaded.output(IMAGES)[0]).isEqualTo(expected);
      assertThat(ofClone.output(IMAGES)[0]).isEqualTo(expected);
    }
    assertSameAsDl4j(loaded, IMAGES);
  }

  @Test
  void graphEditedByTransferLearning() {
    ComputationGraph edited =
        new TransferLearning.GraphBuilder(graph())
            .fineTuneConfiguration(
                new FineTuneConfiguration.Builder().updater(TestGraphs.sgd()).seed(1).build())
            .setFeatureExtractor("p1")
            .nOutReplace("f", 9, WeightInit.XAVIER)
            .removeVertexAndConnections("out")
            .addLayer(
                "out2",
                new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
                    .nIn(9)
                    .nOut(5)
                    .activation(Activation.SOFTMAX)
                    .build(),
                "f")
            .setOutputs("out2")
            .build();

    assertSameAsDl4j(edited, IMAGES);
    edited.fit(new org.nd4j.linalg.dataset.DataSet(IMAGES, TestGraphs.oneHot(4, 5)));
    assertSameAsDl4j(edited, IMAGES);
  }

  @Test
  void parametersReplacedByOtherMeansAreReadAfterReload() {
    ComputationGraph graph = graph();
    try (CompiledGraph compiled = CompiledGraph.of(graph);
        Executor reference = Executors.reference(graph)) {
      INDArray before = compiled.output(IMAGES)[0];
      graph.fit(TestGraphs.batch(5, 4, 13, 3));
      graph.setParams(graph.params().mul(1.01));
      compiled.reload();

      INDArray after = compiled.output(IMAGES)[0];
      assertThat(after).isNotEqualTo(before);
      assertClose(after, reference.output(IMAGES)[0], 1e-5, "after training");
    }
  }

  @Test
  void multiLayerNetworkAsGraph() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(3)
                .list()
                .layer(new ConvolutionLayer.Builder(5, 5).nOut(6).build())
                .layer(new SubsamplingLayer.Builder().kernelSize(2, 2).stride(2, 2).build())
                .layer(new DenseLayer.Builder().nOut(7).activation(Activation.RELU).build())
                .layer(TestGraphs.softmax(3))
                .setInputType(InputType.convolutionalFlat(12, 12, 1))
                .build());
    network.init();
    INDArray rows = TestGraphs.normal(3, 4, 144);
    ComputationGraph graph = network.toComputationGraph();

    assertSameAsDl4j(graph, rows);
    try (CompiledGraph compiled = CompiledGraph.of(graph)) {
      assertClose(compiled.output(rows)[0], network.output(rows), 1e-5, "network");
    }
  }

  @Test
  void severalInputsOfDifferentSizesAndSeveralOutputs() {
    ComputationGraph graph =
        TestGraphs.init(
            TestGraphs.builder(DataType.FLOAT, TestGraphs.sgd())
                .addInputs("small", "row")
                .setInputTypes(
                    InputType.convolutional(12, 10, 3),
                    InputType.convolutional(6, 5, 2),
                    InputType.feedForward(4))
                .addLayer(
                    "a", new ConvolutionLayer.Builder(3, 3).stride(2, 2).nOut(7).build(), "in")
                .addVertex("join", new MergeVertex(), "a", "small")
                .addLayer("gap", new GlobalPoolingLayer(PoolingType.AVG), "join")
                .addVertex("all", new MergeVertex(), "gap", "row")
                .addLayer("one", TestGraphs.softmax(2), "all")
                .addLayer("two", TestGraphs.softmax(3), "join")
                .setOutputs("two", "one"));

    assertSameAsDl4j(
        graph,
        TestGraphs.normal(1, 3, 3, 12, 10),
        TestGraphs.normal(2, 3, 2, 6, 5),
        TestGraphs.normal(3, 3, 4));
  }

  @Test
  void otherImageSizesOfNetworkWithoutFixedSize() {
    ComputationGraph graph =
        TestGraphs.init(
            TestGraphs.builder(DataType.FLOAT, TestGraphs.sgd())
                .setInputTypes(InputType.convolutional(12, 12, 3))
                .addLayer(
                    "c", new ConvolutionLayer.Builder(3, 3).stride(2, 2).nOut(7).build(), "in")
                .addLayer("gap", new GlobalPoolingLayer(PoolingType.MAX), "c")
                .addLayer("out", TestGraphs.softmax(2), "gap")
                .setOutputs("out"));
    for (int size : new int[] {5, 12, 17, 31}) {
      assertSameAsDl4j(graph, TestGraphs.normal(size, 2, 3, size, size + 2));
    }
  }

  private static ComputationGraph strict(Layer layer) {
    return TestGraphs.init(
        TestGraphs.builder(DataType.FLOAT, TestGraphs.sgd())
            .setInputTypes(InputType.convolutional(9, 9, 3))
            .addLayer("l", layer, "in")
            .addLayer("gap", new GlobalPoolingLayer(PoolingType.MAX), "l")
            .addLayer("out", TestGraphs.softmax(2), "gap")
            .setOutputs("out"));
  }

  @Test
  void strictModeLeavesSizesThatWindowsDoNotCoverToDl4j() {
    INDArray covered = TestGraphs.normal(1, 2, 3, 11, 9);
    INDArray uncovered = TestGraphs.normal(1, 2, 3, 9, 10);
    ComputationGraph convolution =
        strict(
            new ConvolutionLayer.Builder(3, 3)
                .stride(2, 2)
                .convolutionMode(ConvolutionMode.Strict)
                .nOut(2)
                .build());
    assertSameAsDl4j(convolution, covered);
    try (CompiledGraph compiled = CompiledGraph.of(convolution)) {
      assertThatThrownBy(() -> compiled.output(uncovered))
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("failed at \"l\"");
    }
    ComputationGraph pooling =
        strict(
            new SubsamplingLayer.Builder()
                .kernelSize(3, 3)
                .stride(2, 2)
                .convolutionMode(ConvolutionMode.Strict)
                .build());
    assertSameAsDl4j(pooling, covered);
    try (CompiledGraph compiled = CompiledGraph.of(pooling)) {
      assertThat(compiled.isCompiledFor(uncovered)).isFalse();
    }
  }

  /** A preprocessor with a method of the user. */
  private static final class Flipped extends CnnToFeedForwardPreProcessor {
    private static final long serialVersionUID = 1;

    Flipped() {
      super(6, 6, 3);
    }
  }

  @Test
  void reasonsOfUnsupportedGraphs() {
    assertThat(reason(new LocalResponseNormalization()))
        .isEqualTo("layers of type LocalResponseNormalization");
    assertThat(reason(new Upsampling2D.Builder(2).build()))
        .isEqualTo("layers of type Upsampling2D");
    assertThat(
            reason(new ConvolutionLayer.Builder(3, 3).nOut(2).dataFormat(CNN2DFormat.NHWC).build()))
        .isEqualTo("the data format NHWC");
    assertThat(
            CompiledGraph.unsupported(
                TestGraphs.init(
                    TestGraphs.builder(DataType.FLOAT, TestGraphs.sgd())
                        .setInputTypes(InputType.recurrent(3, 9))
                        .addLayer(
                            "l",
                            new Convolution1DLayer.Builder(3)
                                .nOut(2)
                                .convolutionMode(ConvolutionMode.Causal)
                                .build(),
                            "in")
                        .setOutputs("l"))))
        .containsExactly(new Unsupported("l", "layers of type Convolution1DLayer"));
    assertThat(
            CompiledGraph.unsupported(
                TestGraphs.init(
                    TestGraphs.builder(DataType.FLOAT, TestGraphs.sgd())
                        .addLayer(
                            "l",
                            new DenseLayer.Builder().nIn(108).nOut(2).build(),
                            new Flipped(),
                            "in")
                        .setOutputs("l"))))
        .containsExactly(new Unsupported("l", "the preprocessor Flipped"));
  }

  private static String reason(Layer layer) {
    boolean last =
        layer instanceof ConvolutionLayer c && c.getCnn2dDataFormat() == CNN2DFormat.NHWC;
    InputType type =
        last
            ? InputType.convolutional(6, 6, 3, CNN2DFormat.NHWC)
            : InputType.convolutional(6, 6, 3);
    List<Unsupported> unsupported =
        CompiledGraph.unsupported(
            TestGraphs.init(
                TestGraphs.builder(DataType.FLOAT, TestGraphs.sgd())
                    .setInputTypes(type)
                    .addLayer("l", layer, "in")
                    .addLayer("gap", new GlobalPoolingLayer(PoolingType.MAX), "l")
                    .addLayer("out", TestGraphs.softmax(2), "gap")
                    .setOutputs("out")));
    assertThat(unsupported.get(0).vertex()).isEqualTo("l");
    return unsupported.get(0).reason();
  }
}
