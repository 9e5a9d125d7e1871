package org.blockwright.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HelpTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "doctor",
        "zoo",
        "summary",
        "plot",
        "train",
        "evaluate",
        "predict",
        "features",
        "bench",
        "tune",
        "demo",
        "weights"
      })
  void eachSubCommandHasAnExampleAndTheCommonFlags(String command) {
    Ran ran = Ran.blockwright(command, "--help");

    assertThat(ran.code()).isZero();
    assertThat(ran.err()).isEmpty();
    assertThat(ran.out()).contains("Example:\n  blockwright " + command);
    assertThat(ran.out()).contains("--seed", "--threads", "--memory", "--debug", "--quiet");
    assertThat(ran.out().lines()).allMatch(line -> line.length() <= 100);
  }

  @Test
  void theHelpListsAllSubCommands() {
    Ran ran = Ran.blockwright("--help");

    assertThat(ran.code()).isZero();
    assertThat(ran.out())
        .contains(
            "doctor", "zoo", "summary", "plot", "train", "evaluate", "predict", "features", "tune");
  }

  @Test
  void flagsOfAJobHaveTheJobsOwnWordsAndDefaults() {
    Ran ran = Ran.blockwright("train", "--help");

    assertThat(ran.out()).containsPattern("--optimizer=NAME +adam, sgd, .*\\(default adam\\)");
  }

  @Test
  void theVersionIsToldEverywhere() {
    Ran plain = Ran.blockwright("--version");

    assertThat(plain.out()).matches("blockwright \\d+\\.\\d+.*, Java \\d+.*\\R");
    assertThat(Ran.blockwright("zoo", "--version")).isEqualTo(plain);
  }

  @Test
  void coloursAreForTerminalsAlone() {
    assertThat(Ran.blockwright("--help").out()).doesNotContain("\u001b");
  }
}
