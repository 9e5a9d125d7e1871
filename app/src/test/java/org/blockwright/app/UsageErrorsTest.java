package org.blockwright.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UsageErrorsTest {
  private static void assertUsageError(CommandResult ran, String message) {
    assertThat(ran.err().strip()).isEqualTo(message);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.code()).isEqualTo(2);
  }

  @Test
  void unknownSubcommandSuggestsNearest() {
    CommandResult ran = CommandResult.run("trian", "--data", "x");

    assertThat(ran.err())
        .startsWith(
            "Unknown subcommand \"trian\". Did you mean \"train\"? Subcommands: demo, doctor, zoo,");
    assertThat(ran.err().strip().lines()).hasSize(1);
    assertThat(ran.code()).isEqualTo(2);
  }

  @Test
  void missingSubcommandListsThem() {
    CommandResult ran = CommandResult.run();

    assertThat(ran.err()).startsWith("No subcommand given. Subcommands: demo, doctor, zoo, ");
    assertThat(ran.code()).isEqualTo(2);
  }

  @Test
  void unknownOptionSuggestsNearest() {
    assertUsageError(
        CommandResult.run("train", "--epoch=3"),
        "blockwright train: unknown option \"--epoch\". Did you mean \"--epochs\"? See blockwright train"
            + " --help.");
  }

  /** Keys of job files and terms of Keras lead to the option. */
  @Test
  void unknownOptionSuggestsOptionOfSetting() {
    for (String option : new String[] {"--optimizer.learning-rate", "--learning_rate", "--rate"}) {
      assertUsageError(
          CommandResult.run("train", option + "=0.1"),
          "blockwright train: unknown option \""
              + option
              + "\". Did you mean \"--lr\" (optimizer.learning-rate)? See blockwright train --help.");
    }
  }

  @Test
  void unknownCommonOptionSuggestsNearest() {
    assertUsageError(
        CommandResult.run("zoo", "--quite"),
        "blockwright zoo: unknown option \"--quite\". Did you mean \"--quiet\"? See blockwright zoo"
            + " --help.");
  }

  @Test
  void reportsMissingNetwork() {
    assertUsageError(
        CommandResult.run("summary"),
        "blockwright summary: missing NETWORK. See blockwright summary --help.");
  }

  @Test
  void reportsMissingImages() {
    assertUsageError(
        CommandResult.run("predict", "m.zip"),
        "blockwright predict: missing PATH. See blockwright predict --help.");
  }

  @Test
  void reportsMissingOption() {
    assertUsageError(
        CommandResult.run("evaluate", "m.zip"),
        "blockwright evaluate: missing --data. See blockwright evaluate --help.");
  }

  @Test
  void reportsUnexpectedArgument() {
    assertUsageError(
        CommandResult.run("zoo", "vgg16", "extra"),
        "blockwright zoo: unexpected argument \"extra\". Quote names that contain blanks. See"
            + " blockwright zoo --help.");
  }

  @Test
  void rejectsDepthOfZero() {
    assertUsageError(
        CommandResult.run("summary", "vgg16", "--depth", "0"),
        "blockwright summary: Invalid value for option '--depth': \"0\" is not a whole"
            + " number from 1 to 2147483647. See"
            + " blockwright summary --help.");
  }

  @Test
  void checksSettingsOfJob() {
    CommandResult ran = CommandResult.run("train", "--epochs", "many");

    assertThat(ran.err()).contains("--epochs").contains("many");
    assertThat(ran.code()).isEqualTo(2);
  }

  @Test
  void rejectsInvalidInputShape() {
    assertUsageError(
        CommandResult.run("summary", "vgg16", "--input", "10"),
        "blockwright summary: Invalid value for option '--input': \"10\" is not a valid input shape:"
            + " use HEIGHTxWIDTHxCHANNELS, for instance 224x224x3. See blockwright summary --help.");
  }

  @Test
  void rejectsInvalidMemorySize() {
    assertUsageError(
        CommandResult.run("zoo", "--memory", "lots"),
        "blockwright zoo: Invalid value for option '--memory': \"lots\" is not a valid memory size:"
            + " use, for instance, 6g or 6000m. See blockwright zoo --help.");
  }

  @Test
  void rejectsMissingPattern() {
    assertUsageError(
        CommandResult.run("summary", "vgg16", "--freeze"),
        "blockwright summary: --freeze needs a pattern, for instance 'block*'. See blockwright"
            + " summary --help.");
  }

  @Test
  void acceptsCommonOptionsBeforeAndAfterSubcommand() {
    assertThat(CommandResult.run("--quiet", "zoo").code()).isZero();
    assertThat(CommandResult.run("zoo", "--quiet", "--debug", "--threads", "1").code()).isZero();
  }

  @Test
  void explainsFileNameThatLooksLikeOption() {
    String message =
        "blockwright predict: unknown option \"-rf.png\". If it is a file, put -- before it:"
            + " blockwright predict ... -- -rf.png. See blockwright predict --help.";

    assertUsageError(CommandResult.run("predict", "m.zip", "-rf.png"), message);
    assertUsageError(CommandResult.run("predict", "m.zip", "a.png", "-rf.png"), message);
  }

  @Test
  void rejectsThreadCountOutOfRange() {
    for (String threads : new String[] {"1025", "20000", "4294967297", "0", "-1", "1e3"}) {
      assertUsageError(
          CommandResult.run("zoo", "--threads=" + threads),
          "blockwright zoo: Invalid value for option '--threads': \""
              + threads
              + "\" is not a whole number from 1 to 1024. See blockwright zoo --help.");
    }
  }

  @Test
  void rejectsUnknownEngine() {
    for (String command : new String[] {"train", "predict", "bench"}) {
      assertUsageError(
          CommandResult.run(command, "--engine=fast"),
          "blockwright "
              + command
              + ": Invalid value for option '--engine': \"fast\" is not a valid value of \"engine\"."
              + " Valid values: auto, compiled, dl4j. See blockwright "
              + command
              + " --help.");
    }
  }

  @Test
  void rejectsNumbersOutOfRange() {
    for (String batchSize : new String[] {"4294967328", "-1", "0", "1e3", "3.0", "2.5", "010"}) {
      assertUsageError(
          CommandResult.run("train", "--batch-size=" + batchSize),
          "blockwright train: Invalid value for option '--batch-size': \"batch-size\" must be a whole number"
              + " from 1 to 2147483647, got "
              + batchSize
              + ". See blockwright train --help.");
    }
    assertThat(CommandResult.run("zoo", "--seed", "9223372036854775808").err())
        .contains("is not a whole number from -9223372036854775808 to 9223372036854775807");
    assertThat(CommandResult.run("train", "--lr", "nan").code()).isEqualTo(2);
  }
}
