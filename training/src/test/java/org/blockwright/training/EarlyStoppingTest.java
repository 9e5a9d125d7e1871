package org.blockwright.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.blockwright.training.TrainingEvents.epochEnded;

import org.junit.jupiter.api.Test;

class EarlyStoppingTest {
  private final StopRequest stop = new StopRequest();

  @Test
  void stopsAfterEpochsWithoutImprovement() {
    EarlyStopping listener = new EarlyStopping(2, "validation loss");

    listener.epochEnded(epochEnded(3, 3), stop);
    listener.epochEnded(epochEnded(4, 3), stop);
    assertThat(stop.isRequested()).isFalse();

    listener.epochEnded(epochEnded(5, 3), stop);
    assertThat(stop.reason())
        .contains("early stopping: validation loss has not improved for 2 epochs");
  }

  @Test
  void zeroDisablesEarlyStopping() {
    new EarlyStopping(0, "validation loss").epochEnded(epochEnded(20, 1), stop);

    assertThat(stop.isRequested()).isFalse();
  }
}
