package org.blockwright.engine.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionException;
import org.blockwright.engine.Threads;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ParameterBlocksTest {
  /** Several blocks per thread, the last one not full. */
  private static final int LENGTH = 4 * 9 * ParameterBlock.CAPACITY + 777;

  private final int threads = Threads.read().openMp();

  @AfterEach
  void restoreThreads() {
    Threads.configureOpenMp(threads);
  }

  static List<UpdateRule> rules() {
    return List.of(
        new Adam(), new AdamW(), new Sgd(0.1, 0.9, true), new RmsProp(0.01, 0.9, 0.5, 1e-7, true));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void numberOfThreadsDoesNotChangeTheUpdate(UpdateRule rule) {
    assertThat(updated(rule, 1)).isEqualTo(updated(rule, 3));
  }

  /** Each parameter is updated once, the ends of blocks and parts included. */
  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"FLOAT", "DOUBLE"})
  void updatesEveryParameterOnce(DataType type) {
    Threads.configureOpenMp(3);
    for (int length : new int[] {1, ParameterBlock.CAPACITY, ParameterBlock.CAPACITY + 1, LENGTH}) {
      INDArray parameters = Nd4j.zeros(type, length + 2);
      List<Segment> segments =
          List.of(
              Segment.frozen(0, 1),
              Segment.trained(1, length + 1, 1, 0),
              Segment.frozen(length + 1, length + 2));

      try (OptimizerState state = OptimizerState.create(new Sgd(0.5), segments, type)) {
        state.update(parameters, Nd4j.ones(type, length + 2), 1);
      }

      float[] expected = new float[length + 2];
      Arrays.fill(expected, 1, length + 1, -0.5f);
      assertThat(parameters.castTo(DataType.FLOAT).toFloatVector()).isEqualTo(expected);
    }
  }

  @Test
  void failureOfAnotherThreadIsThrown() {
    Threads.configureOpenMp(2);
    Thread caller = Thread.currentThread();

    assertThatThrownBy(
            () ->
                new ParameterBlocks(List.of(Segment.trained(0, LENGTH, 1, 0)))
                    .forEach(
                        Nd4j.zeros(LENGTH),
                        Nd4j.zeros(LENGTH),
                        List.of(),
                        (segment, block) -> {
                          if (Thread.currentThread() != caller) {
                            throw new IllegalStateException("failed");
                          }
                        }))
        .isInstanceOf(CompletionException.class)
        .hasRootCauseMessage("failed");
  }

  private static float[] updated(UpdateRule rule, int threads) {
    Threads.configureOpenMp(threads);
    SplittableRandom random = new SplittableRandom(7);
    float[] values = new float[LENGTH];
    float[] gradients = new float[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
      gradients[i] = (float) random.nextDouble(-1, 1);
    }
    INDArray parameters = Nd4j.createFromArray(values);
    long third = LENGTH / 3;
    List<Segment> segments =
        List.of(
            Segment.trained(0, third, 1, 0.1),
            Segment.frozen(third, third + 5),
            Segment.trained(third + 5, LENGTH, 0.5, 0).withL1(0.1));
    try (OptimizerState state =
        OptimizerState.create(rule, segments, DataType.FLOAT, Clipping.byNorm(0.5), 0)) {
      for (int i = 0; i < 3; i++) {
        state.update(parameters, Nd4j.createFromArray(gradients), 1);
      }
    }
    return parameters.toFloatVector();
  }
}
