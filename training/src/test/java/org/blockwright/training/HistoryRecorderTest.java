package org.blockwright.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.blockwright.training.TrainingEvents.epochEnded;

import org.junit.jupiter.api.Test;

class HistoryRecorderTest {

  @Test
  void recordsEpochsInOrder() {
    HistoryRecorder recorder = new HistoryRecorder();
    assertThat(recorder.history().epochs()).isEmpty();

    recorder.epochEnded(epochEnded(1, 1), new StopRequest());
    recorder.epochEnded(epochEnded(2, 1), new StopRequest());

    assertThat(recorder.history().epochs())
        .containsExactly(epochEnded(1, 1).metrics(), epochEnded(2, 1).metrics());
  }
}
