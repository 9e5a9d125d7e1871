package org.blockwright.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.graph.LayerGraph;
import org.blockwright.engine.Engine;
import org.blockwright.engine.EngineMode;
import org.blockwright.engine.GraphMemory;
import org.blockwright.model.Model;
import org.blockwright.model.lowering.Lowering;
import org.blockwright.model.lowering.TrainingPlan;
import org.blockwright.zoo.StepComparison.Precision;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Compares three training steps with Keras in float64: losses, logits and gradients, then
 * parameters, moving statistics and outputs of the trained network; with SGD and Adam, with all
 * layers trained and with only the head trained. The subclasses have the networks.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class TrainingStepsContract {
  private final List<String> files;

  TrainingStepsContract(String... files) {
    this.files = List.of(files);
  }

  Stream<Arguments> runs() {
    return files.stream().flatMap(TrainingStepsContract::runsOf);
  }

  static Stream<Arguments> runsOf(String file) {
    JsonNode golden = GoldenFiles.read("steps/" + file + ".json");
    return IntStream.range(0, golden.get("runs").size())
        .mapToObj(
            i -> {
              JsonNode run = golden.get("runs").get(i);
              String trained = run.get("frozen").asBoolean() ? "head" : "all";
              return Arguments.of(
                  file, i, run.get("optimizer").get("name").asText() + ", " + trained);
            });
  }

  @ParameterizedTest(name = "{0}, {2}")
  @MethodSource("runs")
  void stepsInDoubleMatchKeras(String file, int number, String setup) {
    compare(file, number, Precision.DOUBLE, 3);
  }

  @ParameterizedTest(name = "{0}, {2}")
  @MethodSource("runs")
  void compiledStepsMatchKeras(String file, int number, String setup) {
    Precision precision = setup.endsWith("head") ? Precision.FLOAT : Precision.COARSE;
    Engine.callIn(
        EngineMode.COMPILED,
        () -> {
          compareByMode(file, number, precision, 3);
          return number;
        });
  }

  @ParameterizedTest(name = "{0}, {2}")
  @MethodSource("runs")
  void stepsInFloatMatchKeras(String file, int number, String setup) {
    compare(file, number, setup.endsWith("head") ? Precision.FLOAT : Precision.COARSE, 3);
  }

  /** The graph of the comparisons in double equals the one that users train in float. */
  @ParameterizedTest(name = "{0}, {2}")
  @MethodSource("runs")
  void graphInDoubleEqualsGraphInFloat(String file, int number, String setup) {
    JsonNode golden = GoldenFiles.read("steps/" + file + ".json");
    Network network = GoldenTraining.network(golden);
    LayerGraph layers = network.graph();
    TrainingPlan plan = GoldenTraining.plan(network, golden.get("runs").get(number));
    try (Model model = Model.create(network, 1)) {
      FormulaTensors.fill(model, golden.get("gain").asDouble());
      ComputationGraph single = model.trainingGraph(Lowering.lower(layers, plan));
      ComputationGraph twice = single.convertDataType(DataType.DOUBLE);

      assertThat(twice.getConfiguration().toJson().replace("\"DOUBLE\"", "\"FLOAT\""))
          .isEqualTo(single.getConfiguration().toJson());
      assertThat(twice.params().dataType()).isEqualTo(DataType.DOUBLE);
      assertThat(twice.params().castTo(DataType.FLOAT)).isEqualTo(single.params());
      GraphMemory.close(twice);
      GraphMemory.close(single);
    }
  }

  /** Float without oneDNN, in which the convolutions are as accurate as Keras's. */
  static void compareWithoutOneDnn(String file, int number, Precision precision, int steps) {
    Nd4j.getEnvironment().allowHelpers(false);
    try {
      compare(file, number, precision, steps);
    } finally {
      Nd4j.getEnvironment().allowHelpers(true);
    }
  }

  /**
   * Compares steps of DL4J.
   *
   * @param steps number of steps to compare; after all three the result is compared too
   */
  static void compare(String file, int number, Precision precision, int steps) {
    Engine.callIn(
        EngineMode.DL4J,
        () -> {
          compareByMode(file, number, precision, steps);
          return number;
        });
  }

  private static void compareByMode(String file, int number, Precision precision, int steps) {
    JsonNode golden = GoldenFiles.read("steps/" + file + ".json");
    JsonNode run = golden.get("runs").get(number);
    StepComparison comparison = new StepComparison(run, precision);
    DataType type = precision == Precision.DOUBLE ? DataType.DOUBLE : DataType.FLOAT;
    try (GoldenTraining training = new GoldenTraining(golden, run, type)) {
      Map<String, double[]> before = training.parameters();
      for (int k = 0; k < steps; k++) {
        comparison.step(k, training.step());
      }
      if (steps == run.get("steps").size()) {
        comparison.after(before, training.parameters());
        comparison.inference(training.inference());
      }
    }
    comparison.assertAll();
  }
}
