package org.blockwright.weights;

import static org.assertj.core.api.Assertions.assertThat;

import org.blockwright.weights.Pairing.Strategy;
import org.junit.jupiter.api.Test;

/** The full text of the notices that no other test reads completely. */
class PairingNoticesTest {
  @Test
  void layersMatchedByStructure() {
    assertThat(PairingNotices.strategy(Strategy.STRUCTURE, "a.keras", "net"))
        .containsExactly(
            "a.keras was matched to net by the structure of its model: layers with the same inputs and outputs.");
  }

  @Test
  void layersMatchedByName() {
    assertThat(PairingNotices.strategy(Strategy.NAME, "a.keras", "net")).isEmpty();
  }
}
