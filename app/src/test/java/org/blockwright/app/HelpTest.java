package org.blockwright.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.blockwright.job.Setting;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HelpTest {
  /** Options about files, output, the study and the process; --freeze is a multiplier of 0. */
  private static final Set<String> NOT_SETTINGS =
      Set.of(
          "--job",
          "--freeze",
          "--out",
          "--name",
          "--overwrite",
          "--dry-run",
          "--folds",
          "--resume",
          "--resume-with",
          "--find-lr",
          "--jobs",
          "--more",
          "--prune-from",
          "--pruner",
          "--sampler",
          "--storage",
          "--study",
          "--timeout",
          "--no-audit",
          "--json",
          "--space",
          "--trials",
          "--grid",
          "--metric",
          "--memory",
          "--debug",
          "--quiet",
          "--help",
          "--version");

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
        "export",
        "serve",
        "demo",
        "model",
        "data",
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

  @ParameterizedTest
  @ValueSource(strings = {"demo", "train", "evaluate", "predict", "features", "bench", "tune"})
  void commandsThatComputeHaveAnEngine(String command) {
    assertThat(CommandResult.run(command, "--help").out().replaceAll("\\s+", " "))
        .contains("--engine=ENGINE auto, compiled or dl4j: ", "(default auto)");
  }

  @Test
  void helpListsSubcommands() {
    CommandResult ran = CommandResult.run("--help");

    assertThat(ran.code()).isZero();
    assertThat(ran.out())
        .contains(
            "doctor", "zoo", "summary", "plot", "train", "evaluate", "predict", "features", "tune")
        .contains("export", "serve");
  }

  @Test
  void exportDescribesInputsAndOptions() {
    String help = CommandResult.run("export", "--help").out().replaceAll("\\s+", " ");

    assertThat(help)
        .startsWith("Usage: blockwright export ")
        .contains("Writes a model as an ONNX file (opset 17)")
        .contains("batch, channel, height, width", "batch, height, width, channel")
        .contains("-o, --output=FILE.onnx output file ending in .onnx")
        .contains("--with-preprocessing add the preprocessing")
        .contains("--fold-batch-norm fold batch norms")
        .contains("--overwrite")
        .contains("blockwright export runs/first/model.zip -o model.onnx --with-preprocessing");
  }

  @Test
  void jobOptionsShowDescriptionAndDefault() {
    CommandResult ran = CommandResult.run("train", "--help");

    assertThat(ran.out()).containsPattern("--optimizer=NAME +adam, adamw, .*\\(default adam\\)");
    assertThat(ran.out().replaceAll("\\s+", " "))
        .contains(
            "--monitor=METRIC metric on the validation images for early stopping and the best epoch:"
                + " accuracy, balanced_accuracy, ",
            ", loss; of one of several outputs such as age/mae (default loss)");
  }

  /** The help of train lists the option of each setting, and no other that sets one. */
  @Test
  void settingsAndOptionsCorrespond() {
    for (String command : new String[] {"train", "tune"}) {
      Set<String> shown =
          Pattern.compile("--[a-z][a-z0-9-]*")
              .matcher(optionColumn(CommandResult.run(command, "--help").out()))
              .results()
              .map(MatchResult::group)
              .collect(Collectors.toSet());
      Set<String> flags =
          Arrays.stream(Setting.values()).map(Setting::flag).collect(Collectors.toSet());

      assertThat(flags).as(command).hasSameSizeAs(Setting.values());
      assertThat(shown).as(command).containsAll(flags);
      shown.removeAll(flags);
      assertThat(shown).as(command).isSubsetOf(NOT_SETTINGS);
    }
  }

  /** Returns the lines that start an option. */
  private static String optionColumn(String help) {
    return help.substring(help.indexOf("Options:"), help.indexOf("Example:"))
        .lines()
        .filter(line -> line.matches("\\s{1,6}(-\\w, )?--.*"))
        .map(line -> line.strip().split("\\s{2,}")[0])
        .collect(Collectors.joining("\n"));
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
