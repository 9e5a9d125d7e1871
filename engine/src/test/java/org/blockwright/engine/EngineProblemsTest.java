package org.blockwright.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
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
  void helpersAreOnAgain() {
    System.setProperty(OneDnnHelpers.DISABLE_PROPERTY, "false");
  }

  @Test
  void unknownVertex() {
    assertThat(EngineProblems.unknownVertex("conv9", List.of("pool", "conv1")))
        .hasMessage(
            "No vertex \"conv9\" in this graph. Did you mean \"conv1\"? Vertices: conv1, pool.");
    assertThat(
            EngineProblems.unknownVertex(
                "zz", List.of("aa", "bb", "cc", "dd", "ee", "ff", "gg", "hh", "ii", "jj")))
        .hasMessage(
            "No vertex \"zz\" in this graph. Vertices: aa, bb, cc, dd, ee, ff, gg, hh, and 2 more.");
  }

  @Test
  void inputs() {
    assertThat(EngineProblems.inputCountMismatch(List.of("vgg", "x"), 1))
        .hasMessage(
            "The graph has 2 input(s) [vgg, x], but 1 array(s) were given: give one for each, in this order.");
  }

  @Test
  void labels() {
    assertThat(EngineProblems.labelCountMismatch(List.of("out"), 2))
        .hasMessage(
            "The graph has 1 output(s) [out], but labels for 2 were given: give one for each, in this order.");
  }

  @Test
  void batches() {
    assertThat(EngineProblems.batchSizeMismatch("input and labels", images, rows))
        .hasMessage(
            "The input and labels differ in their number of samples: 8 and 1. Each must hold the same samples.");
  }

  @Test
  void weights() {
    assertThat(EngineProblems.sampleWeightCountMismatch(3, 8))
        .hasMessage("3 sample weights for a batch of 8: give one for each sample.");
  }

  @Test
  void unweighable() {
    assertThat(EngineProblems.sampleWeightsUnsupported("boxes", "Yolo2OutputLayer"))
        .hasMessage(
            "Output \"boxes\" (Yolo2OutputLayer) has no loss whose samples can be weighed. Leave the sample weights out, or end the network in an output layer.");
  }

  @Test
  void notFinite() {
    assertThat(EngineProblems.notFinite("loss", Double.NaN))
        .hasMessage(
            "The loss became NaN; nothing was updated in this step. Lower the learning rate, or look for broken values in the data.");
    assertThat(EngineProblems.notFinite("gradient", Double.POSITIVE_INFINITY))
        .hasMessage(
            "The gradient became infinite; nothing was updated in this step. Lower the learning rate, or look for broken values in the data.");
  }

  @Test
  void helpersDisabled() {
    System.setProperty(OneDnnHelpers.DISABLE_PROPERTY, "true");

    assertThat(EngineProblems.helpersDisabled())
        .isEqualTo(
            "The oneDNN helpers are switched off by -Dorg.eclipse.deeplearning4j.helpers.disable=true: leave that option out.");
  }

  @Test
  void notOnOneDnn() {
    assertThat(
            EngineProblems.notOnOneDnn(
                new LayerCheck("batch norm", "DL4J built in", 1, false, true)))
        .isEqualTo(
            "batch norm should run on oneDNN, but runs on DL4J built in: look at the log for the reason, and at the class path for another Nd4jCpu class.");
  }

  @Test
  void forward() {
    assertThat(
            EngineProblems.forwardFailed(
                new IllegalStateException("bad shape.\nat x"), "conv1", images))
        .hasMessage(
            "The forward pass on 8 samples of 32x24x3 failed at \"conv1\": bad shape. Check that the input fits the network.");
    assertThat(EngineProblems.forwardFailed(new IllegalStateException(), "", rows))
        .hasMessage(
            "The forward pass on 1 sample of 5 failed: IllegalStateException. Check that the input fits the network.");
  }

  @Test
  void step() {
    assertThat(EngineProblems.stepFailed(new IllegalStateException("bad shape"), "conv1", images))
        .hasMessage(
            "The training step on 8 samples of 32x24x3 failed at \"conv1\": bad shape. Check that input and labels fit the network.");
  }

  @Test
  void natives() {
    Throwable failure =
        new ExceptionInInitializerError(new UnsatisfiedLinkError("no jnind4jcpu in path."));

    assertThat(EngineProblems.nativesNotLoaded(failure))
        .hasMessage(
            "ND4J's native library could not be loaded on "
                + Loader.getPlatform()
                + ": no jnind4jcpu in path. Put nd4j-native for this platform on the class path.");
  }

  @Test
  void outOfMemory() {
    Throwable failure =
        new RuntimeException("wrapped", new OutOfMemoryError("Physical memory usage is too high"));

    assertThat(EngineProblems.stepFailed(failure, "", images))
        .hasMessage(
            "The training step on 8 samples of 32x24x3 ran out of memory (Physical memory usage is too high; limits: "
                + MemoryLimits.read().text()
                + "). Lower the batch size or the input size, or raise --memory.");
    assertThat(EngineProblems.forwardFailed(failure, "", images))
        .hasMessageStartingWith("The forward pass on 8 samples of 32x24x3 ran out of memory (");
  }

  @Test
  void memoryThatRanOutIsRecognisedByKindOrWords() {
    assertThat(EngineProblems.isOutOfMemory(new RuntimeException(new OutOfMemoryError()))).isTrue();
    assertThat(EngineProblems.isOutOfMemory(new RuntimeException("std::bad_alloc"))).isTrue();
    assertThat(EngineProblems.isOutOfMemory(new RuntimeException("bad shape"))).isFalse();
  }
}
