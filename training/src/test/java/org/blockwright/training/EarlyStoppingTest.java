package org.blockwright.training;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EarlyStoppingTest {

  @Test
  void stopsAfterEpochsWithoutImprovement() {
    EarlyStopping stopping = new EarlyStopping(2, "validation loss");

    assertThat(stopping.reason(3, 3)).isEmpty();
    assertThat(stopping.reason(4, 3)).isEmpty();
    assertThat(stopping.reason(5, 3))
        .contains("early stopping: validation loss has not improved for 2 epochs");
  }

  @Test
  void zeroDisablesEarlyStopping() {
    assertThat(new EarlyStopping(0, "validation loss").reason(20, 1)).isEmpty();
  }
}
