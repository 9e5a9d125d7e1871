package org.blockwright.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DemoProblemsTest {
  @Test
  void aFileThatIsNotShipped() {
    assertThat(DemoProblems.missingResource("digits.zip"))
        .isEqualTo(
            "The demo's file \"digits.zip\" is not in this build of Blockwright. Build it anew:"
                + " delete app/target and run ./blockwright demo.");
  }
}
