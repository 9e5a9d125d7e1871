package org.blockwright.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.blockwright.engine.loss.BinaryCrossEntropy;
import org.blockwright.engine.loss.CategoricalCrossEntropy;
import org.blockwright.engine.loss.MeanSquaredError;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class EngineProblemsTest {
  private final INDArray images = Nd4j.zeros(DataType.FLOAT, 8, 3, 32, 24);
  private final INDArray rows = Nd4j.zeros(DataType.FLOAT, 1, 5);

  @AfterEach
  void enableHelpers() {
    System.setProperty(OneDnnHelpers.DISABLE_PROPERTY, "false");
  }

  @Test
  void unknownVertex() {
    assertThat(EngineProblems.unknownVertex("conv9", List.of("pool", "conv1")))
        .hasMessage(
            "The graph has no vertex \"conv9\". Did you mean \"conv1\"? Vertices: conv1, pool.");
    assertThat(
            EngineProblems.unknownVertex(
                "zz", List.of("aa", "bb", "cc", "dd", "ee", "ff", "gg", "hh", "ii", "jj")))
        .hasMessage(
            "The graph has no vertex \"zz\". Vertices: aa, bb, cc, dd, ee, ff, gg, hh, and 2"
                + " more.");
  }

  @Test
  void noParameters() {
    assertThat(EngineProblems.noParameters("conv9", List.of("pool", "conv1")))
        .hasMessage(
            "A learning-rate multiplier names \"conv9\", which is not a vertex with parameters. Did"
                + " you mean \"conv1\"? Remove the multiplier, or correct the name.");
  }

  @Test
  void unknownParameter() {
    assertThat(
            EngineProblems.unknownParameter(
                new ParameterKey("norm", "gama"), List.of(new ParameterKey("norm", "gamma"))))
        .hasMessage(
            "The graph has no parameter \"norm_gama\". Did you mean \"norm_gamma\"? Remove it from"
                + " the training specification, or correct the name.");
  }

  @Test
  void nothingAccumulated() {
    assertThat(EngineProblems.nothingAccumulated())
        .hasMessage("There is no gradient for an update. Call accumulate(batch) before update().");
  }

  @Test
  void useOfExecutors() {
    assertThat(EngineProblems.closed())
        .hasMessage("The executor is closed. Create a new one with Executors.");
    assertThat(EngineProblems.usedByOtherThread(new Thread("predictor-1")))
        .hasMessage(
            "The executor is in use by the thread \"predictor-1\". Create an executor for each"
                + " thread.");
  }

  @Test
  void noTrainingSpec() {
    assertThat(EngineProblems.noTrainingSpec())
        .hasMessage(
            "The executor was created without a training specification. Create it with"
                + " Executors.forTraining(graph, spec).");
  }

  @Test
  void regularizationInGraph() {
    assertThat(EngineProblems.regularizationInGraph("fc1"))
        .hasMessage(
            "Layer \"fc1\" has regularization, gradient normalization or constraints in its DL4J"
                + " configuration, which executors do not use. Remove them, and set L2 penalties in"
                + " the training specification.");
  }

  @Test
  void unitCountMismatch() {
    assertThat(EngineProblems.unitCountMismatch(1, 8))
        .hasMessage(
            "Wrong number of output units: expected 8, got 1. Pass one unit per sample of the"
                + " batch.");
  }

  @Test
  void unknownUnit() {
    assertThat(EngineProblems.unknownUnit("out", 3, 3))
        .hasMessage("Output \"out\" has no unit 3. Pass a number from 0 to 2.");
  }

  @Test
  void unknownOutput() {
    assertThat(EngineProblems.unknownOutput(2, List.of("left", "right")))
        .hasMessage(
            "The graph has no output 2. Pass a number from 0 to 1; the outputs are [left, right].");
  }

  @Test
  void noLogits() {
    assertThat(EngineProblems.noLogits("features"))
        .hasMessage(
            "Output \"features\" has no logits: it is not an output layer with an activation. Use"
                + " the gradient of its values.");
  }

  @Test
  void gradientOfItself() {
    assertThat(EngineProblems.gradientOfItself("out"))
        .hasMessage(
            "The gradient of output \"out\" with respect to itself is not supported. Pass a vertex"
                + " before it.");
  }

  @Test
  void inputCountMismatch() {
    assertThat(EngineProblems.inputCountMismatch(List.of("vgg", "x"), 1))
        .hasMessage(
            "Wrong number of input arrays: expected 2 for the inputs [vgg, x], got 1. Pass one"
                + " array per input, in this order.");
  }

  @Test
  void labelCountMismatch() {
    assertThat(EngineProblems.labelCountMismatch(List.of("out"), 2))
        .hasMessage(
            "Wrong number of label arrays: expected 1 for the outputs [out], got 2. Pass one array"
                + " per output, in this order.");
  }

  @Test
  void batchSizeMismatch() {
    assertThat(EngineProblems.batchSizeMismatch("input and labels", images, rows))
        .hasMessage(
            "The batch sizes of input and labels differ: 8 and 1. Pass arrays with the same number"
                + " of samples.");
  }

  @Test
  void sampleWeightCountMismatch() {
    assertThat(EngineProblems.sampleWeightCountMismatch(3, 8))
        .hasMessage(
            "Wrong number of sample weights: expected 8, got 3. Pass one weight per sample of the"
                + " batch.");
  }

  @Test
  void sampleWeightsUnsupported() {
    assertThat(EngineProblems.sampleWeightsUnsupported("boxes", "Yolo2OutputLayer"))
        .hasMessage(
            "Output \"boxes\" (Yolo2OutputLayer) does not support sample weights. Omit the sample"
                + " weights, or end the network with an output layer that has a loss function.");
  }

  @Test
  void unknownLossOutput() {
    assertThat(EngineProblems.unknownLossOutput("ot", List.of("out", "boxes")))
        .hasMessage(
            "A loss names \"ot\", which is not an output of the graph. Did you mean \"out\"?"
                + " Outputs: out, boxes. Remove the loss, or correct the name.");
  }

  @Test
  void lossUnsupported() {
    assertThat(EngineProblems.lossUnsupported("fc", "DenseLayer"))
        .hasMessage(
            "Output \"fc\" (DenseLayer) cannot have a loss. End the network with an OutputLayer or a"
                + " LossLayer.");
  }

  @Test
  void wrongActivationForLoss() {
    assertThat(
            EngineProblems.wrongActivationForLoss(
                "out", new BinaryCrossEntropy(), "sigmoid", "softmax"))
        .hasMessage(
            "Output \"out\" cannot be trained with binary cross-entropy: expected the activation"
                + " sigmoid, got softmax. Change the activation, or use another loss.");
  }

  @Test
  void unitWeightCountMismatch() {
    assertThat(EngineProblems.unitWeightCountMismatch("out", new CategoricalCrossEntropy(), 3, 2))
        .hasMessage(
            "Output \"out\" cannot be trained with this categorical cross-entropy: expected weights"
                + " for 3 units, got 2. Pass one weight per unit.");
  }

  @Test
  void lossOfFeatureMap() {
    assertThat(EngineProblems.lossOfFeatureMap("out"))
        .hasMessage(
            "Output \"out\" is a feature map, for which losses are not supported. Add a global"
                + " pooling or flatten layer before it.");
  }

  @Test
  void labelShapeMismatch() {
    assertThat(EngineProblems.labelShapeMismatch("out", "1x3", rows))
        .hasMessage(
            "The labels of output \"out\" have the wrong shape: expected 1x3, got 1x5. Pass one"
                + " number per sample and unit.");
  }

  @Test
  void invalidLabel() {
    assertThat(EngineProblems.invalidLabel("out", new BinaryCrossEntropy(), 3, 1, 2))
        .hasMessage(
            "The labels of output \"out\" are invalid: expected numbers from 0 to 1 for binary"
                + " cross-entropy, got 2.0 at sample 3, unit 1. Correct the data, or use another"
                + " loss.");
    assertThat(EngineProblems.invalidLabel("out", new MeanSquaredError(), 0, 0, Double.NaN))
        .hasMessage(
            "The labels of output \"out\" are invalid: expected finite numbers for mean squared"
                + " error, got NaN at sample 0, unit 0. Correct the data, or use another loss.");
  }

  @Test
  void unsupportedLabelMask() {
    assertThat(EngineProblems.unsupportedLabelMask("out", rows))
        .hasMessage(
            "The label mask of output \"out\" has the shape 1x5, which its loss does not support."
                + " Pass one value per sample.");
  }

  @Test
  void notFinite() {
    assertThat(EngineProblems.notFinite("loss", Double.NaN))
        .hasMessage(
            "The loss became NaN; this step did not update the parameters. Lower the learning rate,"
                + " or check the data for invalid values.");
    assertThat(EngineProblems.notFinite("gradient", Double.POSITIVE_INFINITY))
        .hasMessage(
            "The gradient became infinite; this step did not update the parameters. Lower the"
                + " learning rate, or check the data for invalid values.");
  }

  @Test
  void helpersDisabled() {
    System.setProperty(OneDnnHelpers.DISABLE_PROPERTY, "true");

    assertThat(EngineProblems.helpersDisabled())
        .isEqualTo(
            "The oneDNN helpers are disabled by -Dorg.eclipse.deeplearning4j.helpers.disable=true."
                + " Remove this option.");
  }

  @Test
  void notOnOneDnn() {
    assertThat(
            EngineProblems.notOnOneDnn(
                new LayerCheck("batch norm", "DL4J built-in code", 1, false, true)))
        .isEqualTo(
            "batch norm should run on oneDNN, but runs on DL4J built-in code. Check the log for the"
                + " reason, and the class path for another Nd4jCpu class.");
  }

  @Test
  void forwardFailed() {
    assertThat(
            EngineProblems.forwardFailed(
                new IllegalStateException("bad shape.\nat x"), "conv1", images))
        .hasMessage(
            "The forward pass on 8 samples of 32x24x3 failed at \"conv1\": bad shape. Check that"
                + " the input matches the network.");
    assertThat(EngineProblems.forwardFailed(new IllegalStateException(), "", rows))
        .hasMessage(
            "The forward pass on 1 sample of 5 failed: IllegalStateException. Check that the input"
                + " matches the network.");
  }

  @Test
  void backwardFailed() {
    assertThat(EngineProblems.backwardFailed(new IllegalStateException("no mask"), "drop", rows))
        .hasMessage(
            "The backward pass on 1 sample of 5 failed at \"drop\": no mask. Check that the input"
                + " matches the network.");
  }

  @Test
  void stepFailed() {
    assertThat(EngineProblems.stepFailed(new IllegalStateException("bad shape"), "conv1", images))
        .hasMessage(
            "The training step on 8 samples of 32x24x3 failed at \"conv1\": bad shape. Check that"
                + " input and labels match the network.");
  }

  @Test
  void nativesNotLoaded() {
    Throwable failure =
        new ExceptionInInitializerError(new UnsatisfiedLinkError("no jnind4jcpu in path."));

    assertThat(EngineProblems.nativesNotLoaded(failure))
        .hasMessage(
            "ND4J's native library cannot be loaded on "
                + Loader.getPlatform()
                + ": no jnind4jcpu in path. Add nd4j-native for this platform to the class path.");
  }

  @Test
  void outOfMemory() {
    Throwable failure =
        new RuntimeException("wrapped", new OutOfMemoryError("Physical memory usage is too high"));

    assertThat(EngineProblems.stepFailed(failure, "", images))
        .hasMessage(
            "The training step on 8 samples of 32x24x3 ran out of memory (Physical memory usage is"
                + " too high; limits: "
                + MemoryLimits.read().text()
                + "). Lower the batch size or the input size, or raise --memory.");
    assertThat(EngineProblems.forwardFailed(failure, "", images))
        .hasMessageStartingWith("The forward pass on 8 samples of 32x24x3 ran out of memory (");
    assertThat(EngineProblems.backwardFailed(failure, "", images))
        .hasMessageStartingWith("The backward pass on 8 samples of 32x24x3 ran out of memory (");
  }

  @Test
  void detectsOutOfMemoryByTypeOrMessage() {
    assertThat(EngineProblems.isOutOfMemory(new RuntimeException(new OutOfMemoryError()))).isTrue();
    assertThat(EngineProblems.isOutOfMemory(new RuntimeException("std::bad_alloc"))).isTrue();
    assertThat(EngineProblems.isOutOfMemory(new RuntimeException("bad shape"))).isFalse();
  }
}
