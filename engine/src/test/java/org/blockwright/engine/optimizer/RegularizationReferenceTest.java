package org.blockwright.engine.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.blockwright.base.UsageException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Compares clipping, penalties, weight decay, averages and late starts with Keras and PyTorch in
 * float64. The reference is written by {@code bench/regularization.py}: four parameters of a kernel
 * and two of a bias.
 */
class RegularizationReferenceTest {
  private static final int STEPS = 12;
  private static final Map<String, double[]> REFERENCE = new LinkedHashMap<>();
  private static final Segment KERNEL = Segment.trained(0, 4, 1, 0);
  private static final Segment BIAS = Segment.trained(4, 6, 1, 0);

  @BeforeAll
  static void readReference() throws IOException {
    try (InputStream in =
        RegularizationReferenceTest.class.getResourceAsStream("/optimizers/regularization.csv")) {
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

  private static OptimizerState state(UpdateRule rule, Clipping clipping, Segment... segments) {
    return OptimizerState.create(rule, List.of(segments), DataType.DOUBLE, clipping, 0);
  }

  private static void assertSameAs(
      String name, OptimizerState state, INDArray parameters, int step, double tolerance) {
    state.update(parameters, Nd4j.createFromArray(REFERENCE.get("gradient " + step)), 1);

    assertThat(parameters.toDoubleVector())
        .as(name + " " + step)
        .containsExactly(REFERENCE.get(name + " " + step), within(tolerance));
  }

  private static void assertAllSteps(String name, OptimizerState state, double tolerance) {
    INDArray parameters = Nd4j.createFromArray(REFERENCE.get(name + " 0"));
    try (state) {
      for (int step = 1; step <= STEPS; step++) {
        assertSameAs(name, state, parameters, step, tolerance);
      }
    }
  }

  /** Keras computes the factor in float32. */
  @Test
  void clippingByNormIsThatOfKeras() {
    assertAllSteps(
        "clip-norm", state(new Sgd(0.02, 0.9, false), Clipping.byNorm(0.5), KERNEL, BIAS), 1e-8);
  }

  /** PyTorch adds 1e-6 to the norm. */
  @Test
  void clippingByNormIsThatOfTorchButForItsEpsilon() {
    assertAllSteps(
        "clip-norm torch",
        state(new Sgd(0.02, 0.9, false), Clipping.byNorm(0.5), KERNEL, BIAS),
        1e-6);
  }

  @Test
  void clippingByValueIsThatOfKeras() {
    assertAllSteps("clip-value", state(new Sgd(0.02), Clipping.byValue(0.3), KERNEL, BIAS), 1e-13);
  }

  @Test
  void penaltiesAreThoseOfKerasAndClippedWithTheGradient() {
    assertAllSteps("l1", state(new Sgd(0.02), Clipping.NONE, KERNEL.withL1(0.1), BIAS), 1e-13);
    assertAllSteps(
        "l1-l2 clip-norm",
        state(new Sgd(0.02), Clipping.byNorm(0.5), Segment.trained(0, 4, 1, 0.2).withL1(0.1), BIAS),
        1e-8);
  }

  @Test
  void decoupledWeightDecayOfKernelsIsThatOfKeras() {
    AdamW rule = new AdamW(0.02, 0.1);
    assertAllSteps(
        "adamw kernel", state(rule, Clipping.NONE, KERNEL, BIAS.withoutWeightDecay()), 1e-13);
    assertAllSteps("adamw all", state(rule, Clipping.NONE, KERNEL, BIAS), 1e-13);
  }

  /** Keras leaves the parameters as they are until the last step of a group. */
  @Test
  void accumulatedGradientsAreTheirMean() {
    INDArray parameters = Nd4j.createFromArray(REFERENCE.get("accumulate 0"));
    INDArray sum = Nd4j.create(DataType.DOUBLE, 6);
    try (OptimizerState state = state(new Adam(0.02), Clipping.NONE, KERNEL, BIAS)) {
      for (int step = 1; step <= STEPS; step++) {
        sum.addi(Nd4j.createFromArray(REFERENCE.get("gradient " + step)));
        if (step % 3 == 0) {
          state.update(parameters, sum, 3);
          sum.assign(0);
        }

        assertThat(parameters.toDoubleVector())
            .as("step " + step)
            .containsExactly(REFERENCE.get("accumulate " + step), within(1e-13));
      }
    }
  }

  @Test
  void averagesAreThoseOfKeras() {
    INDArray parameters = Nd4j.createFromArray(REFERENCE.get("ema 0"));
    try (OptimizerState state =
        OptimizerState.create(
            new Adam(0.02), List.of(KERNEL, BIAS), DataType.DOUBLE, Clipping.NONE, 0.9)) {
      state.swapAverage(parameters);
      assertThat(parameters.toDoubleVector()).isEqualTo(REFERENCE.get("ema 0"));
      for (int step = 1; step <= STEPS; step++) {
        assertSameAs("ema", state, parameters, step, 1e-13);
        state.swapAverage(parameters);
        assertThat(parameters.toDoubleVector())
            .containsExactly(REFERENCE.get("ema average " + step), within(1e-13));
        state.swapAverage(parameters);
      }
    }
  }

  /** A kernel that joins after five steps has moments and a number of steps of its own. */
  @Test
  void parametersThatJoinLaterAreThoseOfANewGroupOfTorch() {
    INDArray parameters = Nd4j.createFromArray(REFERENCE.get("new group 0"));
    Adam rule = new Adam(0.01, 0.9, 0.999, 1e-30);
    double[] momentum;
    double[] velocity;
    try (OptimizerState first = state(rule, Clipping.NONE, Segment.frozen(0, 4), BIAS)) {
      for (int step = 1; step <= 5; step++) {
        assertSameAs("new group", first, parameters, step, 1e-13);
      }
      momentum = first.slots().get("momentum").toDoubleVector();
      velocity = first.slots().get("velocity").toDoubleVector();
    }
    try (OptimizerState second = state(rule, Clipping.NONE, KERNEL.startingAfter(5), BIAS)) {
      second.slots(4, 6).get("momentum").assign(Nd4j.createFromArray(momentum));
      second.slots(4, 6).get("velocity").assign(Nd4j.createFromArray(velocity));
      second.setIterations(5);
      for (int step = 6; step <= STEPS; step++) {
        assertSameAs("new group", second, parameters, step, 1e-13);
      }
    }
  }

  @Test
  void rejectsInvalidNumbers() {
    assertThatThrownBy(() -> new Clipping(1, 2))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "Gradients are clipped by their norm (1.0) or by value (2.0), not by both. Set one of them to 0.");
    assertThatThrownBy(() -> Clipping.byNorm(-1))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "Clipping: norm must be a number of at least 0, got -1.0. Choose another value.");
    assertThatThrownBy(() -> KERNEL.withL1(Double.NaN))
        .isInstanceOf(UsageException.class)
        .hasMessage("The L1 factor must be a number of at least 0, got NaN. Use 0 for none.");
    assertThatThrownBy(
            () ->
                OptimizerState.create(
                    new Sgd(), List.of(KERNEL), DataType.DOUBLE, Clipping.NONE, 1))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "average: momentum must be at least 0 and less than 1, got 1.0. Choose another value.");
  }
}
