package org.blockwright.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class StopRequestTest {
  private final StopRequest stop = new StopRequest();

  @Test
  void keepsTheFirstReason() {
    assertThat(stop.isRequested()).isFalse();

    stop.requestStop("first");
    stop.requestStop("second");

    assertThat(stop.isRequested()).isTrue();
    assertThat(stop.isInterrupted()).isFalse();
    assertThat(stop.reason()).contains("first");
  }

  @Test
  void interruptionHasNoReason() {
    stop.requestStop("first");
    stop.interrupt();

    assertThat(stop.isInterrupted()).isTrue();
    assertThat(stop.reason()).isEmpty();
  }

  @Test
  void requiresReason() {
    assertThatThrownBy(() -> stop.requestStop(null)).isInstanceOf(NullPointerException.class);
  }
}
