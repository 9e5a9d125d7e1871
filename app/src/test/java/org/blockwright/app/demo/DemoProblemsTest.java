package org.blockwright.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DemoProblemsTest {
  @Test
  void missingResource() {
    assertThat(DemoProblems.missingResource("digits.zip"))
        .isEqualTo(
            "The demo file \"digits.zip\" is missing in this build of Blockwright. Rebuild it:"
                + " delete app/target and run ./blockwright demo.");
  }
}
