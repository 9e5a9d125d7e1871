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
        "weights",
        "runs",
        "completion"
      })
  void eachSubcommandHasAnExampleAndCommonOptions(String command) {
    CommandResult ran = CommandResult.run(command, "--help");

    assertThat(ran.code()).isZero();
    assertThat(ran.err()).isEmpty();
    assertThat(ran.out()).contains("Example:\n  blockwright " + command);
    assertThat(ran.out()).contains("--seed", "--threads", "--memory", "--debug", "--quiet");
    assertThat(ran.out().lines()).allMatch(line -> line.length() <= 100);
  }

  @Test
  void helpListsSubcommands() {
    CommandResult ran = CommandResult.run("--help");

    assertThat(ran.code()).isZero();
    assertThat(ran.out())
        .contains(
            "doctor", "zoo", "summary", "plot", "train", "evaluate", "predict", "features", "tune");
  }

  @Test
  void jobOptionsShowDescriptionAndDefault() {
    CommandResult ran = CommandResult.run("train", "--help");

    assertThat(ran.out()).containsPattern("--optimizer=NAME +adam, adamw, .*\\(default adam\\)");
    assertThat(ran.out().replaceAll("\\s+", " "))
        .contains(
            "--monitor=METRIC metric on the validation images for early stopping and the best epoch:"
                + " accuracy, balanced_accuracy, ",
            ", loss (default loss)");
  }

  @Test
  void everySubcommandPrintsVersion() {
    CommandResult plain = CommandResult.run("--version");

    assertThat(plain.out()).matches("blockwright \\d+\\.\\d+.*, Java \\d+.*\\R");
    assertThat(CommandResult.run("zoo", "--version")).isEqualTo(plain);
  }

  @Test
  void noColorsWithoutTerminal() {
    assertThat(CommandResult.run("--help").out()).doesNotContain("\u001b");
  }
}
