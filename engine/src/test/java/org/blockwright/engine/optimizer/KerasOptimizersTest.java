package org.blockwright.engine.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Compares 20 updates with those of Keras's optimizers in float64. The reference is written by
 * {@code src/test/resources/optimizers/make.py}.
 */
class KerasOptimizersTest {
  private static final int STEPS = 20;

  /** The optimizers of make.py. */
  private static final Map<String, UpdateRule> RULES = new LinkedHashMap<>();

  private static final Map<String, double[]> REFERENCE = new LinkedHashMap<>();

  static {
    RULES.put("adam", new Adam());
    RULES.put("adam-other", new Adam(0.02, 0.8, 0.95, 1e-4));
    RULES.put("adamw", new AdamW());
    RULES.put("adamw-other", new AdamW(0.02, 0.1, 0.8, 0.95, 1e-4));
    RULES.put("sgd", new Sgd());
    RULES.put("sgd-momentum", new Sgd(0.02, 0.9, false));
    RULES.put("sgd-nesterov", new Sgd(0.02, 0.9, true));
    RULES.put("rmsprop", new RmsProp());
    RULES.put("rmsprop-momentum", new RmsProp(0.02, 0.8, 0.7, 1e-4, false));
    RULES.put("rmsprop-centered", new RmsProp(0.02, 0.9, 0, 1e-7, true));
    RULES.put("rmsprop-centered-momentum", new RmsProp(0.001, 0.9, 0.7, 1e-3, true));
  }

  static List<String> names() {
    return List.copyOf(RULES.keySet());
  }

  @BeforeAll
  static void readReference() throws IOException {
    try (InputStream in = KerasOptimizersTest.class.getResourceAsStream("/optimizers/keras.csv")) {
      new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(line -> line.split(","))
          .forEach(
              cells ->
                  REFERENCE.put(
                      cells[0] + " " + cells[1],
                      Arrays.stream(cells).skip(2).mapToDouble(Double::parseDouble).toArray()));
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void updatesMatchKeras(String name) {
    INDArray parameters = Nd4j.createFromArray(REFERENCE.get(name + " 0"));
    List<Segment> segments = List.of(Segment.trained(0, parameters.length(), 1, 0));

    try (OptimizerState state = OptimizerState.create(RULES.get(name), segments, DataType.DOUBLE)) {
      for (int step = 1; step <= STEPS; step++) {
        state.update(parameters, Nd4j.createFromArray(REFERENCE.get("gradient " + step)), 1);

        assertThat(parameters.toDoubleVector())
            .as("step " + step)
            .containsExactly(REFERENCE.get(name + " " + step), within(1e-13));
      }
      assertThat(state.iterations()).isEqualTo(STEPS);
    }
  }

  /** Formulas exist for float, too, with the roundings of float. */
  @ParameterizedTest
  @MethodSource("names")
  void updatesOfFloatsMatchKeras(String name) {
    INDArray parameters = Nd4j.createFromArray(REFERENCE.get(name + " 0")).castTo(DataType.FLOAT);
    List<Segment> segments = List.of(Segment.trained(0, parameters.length(), 1, 0));

    try (OptimizerState state = OptimizerState.create(RULES.get(name), segments, DataType.FLOAT)) {
      for (int step = 1; step <= STEPS; step++) {
        INDArray gradient = Nd4j.createFromArray(REFERENCE.get("gradient " + step));
        state.update(parameters, gradient.castTo(DataType.FLOAT), 1);
      }
    }

    assertThat(parameters.toDoubleVector())
        .containsExactly(REFERENCE.get(name + " " + STEPS), within(2e-5));
  }

  /** In Keras a multiplier is another optimizer with another learning rate. */
  @ParameterizedTest
  @MethodSource("names")
  void multiplierScalesLearningRate(String name) {
    double multiplier = 4;
    UpdateRule rule = RULES.get(name);
    UpdateRule slower = rule.withLearningRate(rule.learningRate() / multiplier);
    INDArray parameters = Nd4j.createFromArray(REFERENCE.get(name + " 0"));
    List<Segment> segments =
        List.of(Segment.trained(0, 2, multiplier, 0), Segment.trained(2, 6, multiplier, 0));

    try (OptimizerState state = OptimizerState.create(slower, segments, DataType.DOUBLE)) {
      for (int step = 1; step <= STEPS; step++) {
        state.update(parameters, Nd4j.createFromArray(REFERENCE.get("gradient " + step)), 1);
      }
    }

    assertThat(parameters.toDoubleVector())
        .containsExactly(REFERENCE.get(name + " " + STEPS), within(1e-13));
  }

  @Test
  void referenceHasAllRules() {
    assertThat(REFERENCE).hasSize(STEPS + RULES.size() * (STEPS + 1));
    assertThat(RULES.values().stream().<Class<?>>map(UpdateRule::getClass))
        .contains(UpdateRule.class.getPermittedSubclasses());
  }
}
