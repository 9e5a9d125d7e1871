package org.blockwright.tuning;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class TriedPointsTest {
  private static final Space SPACE = Space.of(new IntegerParameter("width", 1, 9));

  private static TrialRecord trial(int number, TrialRecord.State state, Values values) {
    return Trials.of(number, state, values, OptionalDouble.empty(), Map.of());
  }

  private static Values width(int width) {
    return Values.of(Map.of("width", width));
  }

  @Test
  void containsTrialsInAnyState() {
    TriedPoints tried = new TriedPoints(SPACE);

    assertThat(
            tried.of(
                List.of(
                    trial(0, TrialRecord.State.COMPLETE, width(1)),
                    trial(1, TrialRecord.State.RUNNING, width(2)),
                    trial(2, TrialRecord.State.PRUNED, width(3)))))
        .containsExactlyInAnyOrder(width(1), width(2), width(3));
  }

  /** A running trial may get its values later than it is seen first. */
  @Test
  void readsRunningTrialsAgain() {
    TriedPoints tried = new TriedPoints(SPACE);
    tried.of(List.of(trial(0, TrialRecord.State.RUNNING, Values.of(Map.of()))));

    assertThat(tried.of(List.of(trial(0, TrialRecord.State.COMPLETE, width(4)))))
        .containsExactly(width(4));
  }

  @Test
  void leavesOutParametersThatAreNotInTheSpace() {
    Values more = Values.of(Map.of("width", 5, "other", 1));

    assertThat(new TriedPoints(SPACE).of(List.of(trial(0, TrialRecord.State.FAIL, more))))
        .containsExactly(width(5));
  }
}
