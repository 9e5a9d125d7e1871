package org.blockwright.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.blockwright.engine.Engine;
import org.blockwright.engine.EngineMode;
import org.blockwright.engine.Executors;
import org.blockwright.engine.compiled.Unsupported;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;

/** The option {@code --engine}, and notices of the engine. */
class EngineOptionTest {
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @AfterEach
  void restoreMode() {
    Engine.setMode(EngineMode.AUTO);
  }

  private void run(String... arguments) {
    Console console =
        Console.plain(
            new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    Main.run(console, new Interruption(), arguments);
  }

  private String executorOfUnsupportedGraph() {
    err.reset();
    ComputationGraph graph =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .graphBuilder()
                .addInputs("in")
                .setInputTypes(InputType.convolutional(4, 4, 3))
                .addLayer("norm", new LocalResponseNormalization(), "in")
                .addLayer(
                    "out",
                    new OutputLayer.Builder().nOut(2).activation(Activation.SOFTMAX).build(),
                    "norm")
                .setOutputs("out")
                .build());
    graph.init();
    try (var executor = Executors.forInference(graph)) {
      return executor.name();
    } finally {
      graph.close();
    }
  }

  private String printed() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void optionSetsModeForEachCommand() {
    run("predict", "none.zip", "none.png", "--engine", "dl4j");
    assertThat(Engine.mode()).isEqualTo(EngineMode.DL4J);

    run("predict", "none.zip", "none.png", "--engine=compiled");
    assertThat(Engine.mode()).isEqualTo(EngineMode.COMPILED);

    run("predict", "none.zip", "none.png");
    assertThat(Engine.mode()).isEqualTo(EngineMode.AUTO);
  }

  @Test
  void graphThatRunsOnDl4jIsANotice() {
    run("zoo");

    assertThat(executorOfUnsupportedGraph()).isEqualTo("DL4J");
    assertThat(printed())
        .isEqualTo(
            "The graph cannot be compiled and runs on DL4J, which is slower: \"norm\": layers of type"
                + " LocalResponseNormalization.\n");
  }

  @Test
  void quietOmitsTheNotice() {
    run("zoo", "--quiet");

    assertThat(executorOfUnsupportedGraph()).isEqualTo("DL4J");
    assertThat(printed()).isEmpty();
  }

  @Test
  void unsupportedLayersAreShownWithReason() {
    Compilation compilation =
        new Compilation(List.of(new Unsupported("norm", "layers of type LSTM")));

    assertThat(compilation.text("n"))
        .isEqualTo(
            "n runs on DL4J, since these layers cannot be compiled:\n  \"norm\": layers of type LSTM");
    assertThat(Json.text(compilation.toJson()).replaceAll("\\s", ""))
        .isEqualTo(
            "{\"compiled\":false,\"unsupported\":[{\"vertex\":\"norm\",\"reason\":\"layersoftypeLSTM\"}]}");
  }
}
