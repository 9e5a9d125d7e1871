package org.blockwright.engine.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class OptimizerStateTest {
  private final INDArray parameters = Nd4j.createFromArray(1.0, 2.0, 3.0, 4.0, 5.0, 6.0);

  private static INDArray gradient() {
    return Nd4j.createFromArray(0.5, -0.5, 1.0, -1.0, 2.0, -2.0);
  }

  private static OptimizerState create(UpdateRule rule, Segment... segments) {
    return OptimizerState.create(rule, List.of(segments), DataType.DOUBLE);
  }

  @Test
  void trainsSegmentsByTheirMultipliers() {
    try (OptimizerState state =
        create(new Sgd(0.1), Segment.trained(0, 2, 1, 0), Segment.trained(2, 6, 0.5, 0))) {
      state.update(parameters, gradient(), 1);
    }

    assertThat(parameters.toDoubleVector())
        .containsExactly(new double[] {0.95, 2.05, 2.95, 4.05, 4.9, 6.1}, within(1e-15));
  }

  @Test
  void dividesGradientBySamples() {
    try (OptimizerState state = create(new Sgd(0.1), Segment.trained(0, 6, 1, 0))) {
      state.update(parameters, gradient(), 5);
    }

    assertThat(parameters.toDoubleVector())
        .containsExactly(new double[] {0.99, 2.01, 2.98, 4.02, 4.96, 6.04}, within(1e-15));
  }

  @Test
  void keepsFrozenSegmentsAndHoldsNoStateForThem() {
    try (OptimizerState state =
        create(
            new AdamW(0.1, 0.5),
            Segment.frozen(0, 2),
            Segment.trained(2, 4, 1, 0),
            Segment.trained(4, 6, 0, 0.5))) {
      state.update(parameters, gradient(), 1);

      assertThat(parameters.getDouble(2)).isNotEqualTo(3);
      assertThat(state.slots().keySet()).containsExactly("momentum", "velocity");
      assertThat(state.slots().values()).allMatch(slot -> slot.length() == 2);
      assertThat(state.penalty(parameters)).isZero();
    }
    assertThat(parameters.getDouble(0)).isEqualTo(1);
    assertThat(parameters.getDouble(1)).isEqualTo(2);
    assertThat(parameters.getDouble(4)).isEqualTo(5);
    assertThat(parameters.getDouble(5)).isEqualTo(6);
  }

  @Test
  void subtractsGradientFromStatisticsOnly() {
    try (OptimizerState state =
        create(
            new Adam(),
            Segment.trained(0, 2, 1, 0),
            Segment.statistic(2, 4),
            Segment.frozen(4, 6))) {
      state.updateStatistics(parameters, gradient());

      assertThat(parameters.toDoubleVector()).containsExactly(1, 2, 2, 5, 5, 6);
      assertThat(state.iterations()).isZero();

      state.update(parameters, gradient(), 1);
      assertThat(parameters.getDouble(2)).isEqualTo(2);
      assertThat(parameters.getDouble(3)).isEqualTo(5);
    }
  }

  @Test
  void addsPenaltyToLossAndGradient() {
    try (OptimizerState state =
        create(new Sgd(0.1), Segment.trained(0, 2, 1, 0.5), Segment.trained(2, 6, 1, 0))) {
      assertThat(state.penalty(parameters)).isCloseTo(0.25 * (1 + 4), within(1e-15));

      state.update(parameters, gradient(), 2);
    }

    assertThat(parameters.toDoubleVector())
        .containsExactly(
            new double[] {1 - 0.1 * (0.25 + 0.5), 2 - 0.1 * (-0.25 + 1), 2.95, 4.05, 4.9, 6.1},
            within(1e-15));
  }

  @Test
  void updatesAllPartsOfLongVector() {
    long length = (1L << 21) + 3;
    INDArray values = Nd4j.zeros(DataType.FLOAT, 1, length);
    INDArray gradient = Nd4j.ones(DataType.FLOAT, 1, length);
    List<Segment> segments = List.of(Segment.frozen(0, 1), Segment.trained(1, length, 1, 0));

    try (OptimizerState state =
        OptimizerState.create(new Sgd(1, 0.5, false), segments, DataType.FLOAT)) {
      state.update(values, gradient.dup(), 1);
      state.update(values, gradient.dup(), 1);

      assertThat(values.getFloat(0)).isZero();
      assertThat(values.sumNumber().doubleValue()).isEqualTo(-2.5 * (length - 1));
      assertThat(state.slots().get("momentum").minNumber().floatValue()).isEqualTo(-1.5f);
      assertThat(state.slots().get("momentum").maxNumber().floatValue()).isEqualTo(-1.5f);
    }
  }

  @Test
  void mergesAdjacentSegmentsWithEqualTreatment() {
    try (OptimizerState state =
        create(
            new Sgd(),
            Segment.trained(0, 1, 1, 0),
            Segment.trained(1, 3, 1, 0),
            Segment.trained(3, 4, 0.5, 0),
            Segment.frozen(4, 5),
            Segment.trained(5, 6, 0, 0))) {
      assertThat(state.segments())
          .containsExactly(
              Segment.trained(0, 3, 1, 0), Segment.trained(3, 4, 0.5, 0), Segment.frozen(4, 6));
    }
  }

  @Test
  void hasNoSlotsIfNothingIsTrained() {
    try (OptimizerState state = create(new Adam(), Segment.frozen(0, 6))) {
      state.update(parameters, gradient(), 1);

      assertThat(state.slots()).isEmpty();
      assertThat(parameters.toDoubleVector()).containsExactly(1, 2, 3, 4, 5, 6);
    }
  }

  @Test
  void rejectsGapsAndWrongLengths() {
    assertThatThrownBy(() -> create(new Sgd(), Segment.frozen(0, 1), Segment.frozen(2, 3)))
        .hasMessage("segments have a gap at 1");
    assertThatThrownBy(() -> Segment.frozen(3, 3)).hasMessage("invalid range 3 to 3");
    try (OptimizerState state = create(new Sgd(), Segment.trained(0, 5, 1, 0))) {
      assertThatThrownBy(() -> state.update(parameters, gradient(), 1))
          .hasMessage("expected 5 parameters, got 6");
    }
  }
}
