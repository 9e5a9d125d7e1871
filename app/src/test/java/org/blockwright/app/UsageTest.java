package org.blockwright.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UsageTest {
  private static void assertUsageError(CommandResult ran, String message) {
    assertThat(ran.err().strip()).isEqualTo(message);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.code()).isEqualTo(2);
  }

  @Test
  void aMisspeltSubCommandGetsTheNearestOne() {
    CommandResult ran = CommandResult.run("trian", "--data", "x");

    assertThat(ran.err())
        .startsWith(
            "No sub-command \"trian\". Did you mean \"train\"? Sub-commands: demo, doctor, zoo,");
    assertThat(ran.err().strip().lines()).hasSize(1);
    assertThat(ran.code()).isEqualTo(2);
  }

  @Test
  void noSubCommandAtAllListsThem() {
    CommandResult ran = CommandResult.run();

    assertThat(ran.err()).startsWith("A sub-command is missing. Sub-commands: demo, doctor, zoo, ");
    assertThat(ran.code()).isEqualTo(2);
  }

  @Test
  void aMisspeltFlagGetsTheNearestOne() {
    assertUsageError(
        CommandResult.run("train", "--epoch=3"),
        "blockwright train: no option \"--epoch\". Did you mean \"--epochs\"? See blockwright train"
            + " --help.");
  }

  @Test
  void aMisspeltCommonFlagGetsTheNearestOne() {
    assertUsageError(
        CommandResult.run("zoo", "--quite"),
        "blockwright zoo: no option \"--quite\". Did you mean \"--quiet\"? See blockwright zoo"
            + " --help.");
  }

  @Test
  void aMissingNetworkIsNamed() {
    assertUsageError(
        CommandResult.run("summary"),
        "blockwright summary: NETWORK is missing. See blockwright summary --help.");
  }

  @Test
  void missingPicturesAreNamed() {
    assertUsageError(
        CommandResult.run("predict", "m.zip"),
        "blockwright predict: IMAGE|DIR is missing. See blockwright predict --help.");
  }

  @Test
  void aMissingFlagIsNamed() {
    assertUsageError(
        CommandResult.run("evaluate", "m.zip"),
        "blockwright evaluate: --data is missing. See blockwright evaluate --help.");
  }

  @Test
  void aWordTooManyIsNamed() {
    assertUsageError(
        CommandResult.run("zoo", "vgg16", "extra"),
        "blockwright zoo: \"extra\" is one word too many. Names with blanks need quotes. See"
            + " blockwright zoo --help.");
  }

  @Test
  void aCountOfZeroIsWrongUsage() {
    assertUsageError(
        CommandResult.run("summary", "vgg16", "--depth", "0"),
        "blockwright summary: Invalid value for option '--depth': \"0\" is not a whole"
            + " number from 1 to 2147483647. See"
            + " blockwright summary --help.");
  }

  @Test
  void aSettingOfAJobIsCheckedAsAFlag() {
    CommandResult ran = CommandResult.run("train", "--epochs", "many");

    assertThat(ran.err()).contains("--epochs").contains("many");
    assertThat(ran.code()).isEqualTo(2);
  }

  @Test
  void anInputThatIsNoneSaysHowToWriteOne() {
    assertUsageError(
        CommandResult.run("summary", "vgg16", "--input", "10"),
        "blockwright summary: Invalid value for option '--input': \"10\" is no input; write height"
            + " x width x channels, for instance 224x224x3. See blockwright summary --help.");
  }

  @Test
  void anAmountOfMemoryThatIsNoneSaysHowToWriteOne() {
    assertUsageError(
        CommandResult.run("zoo", "--memory", "lots"),
        "blockwright zoo: Invalid value for option '--memory': \"lots\" is no amount of memory;"
            + " write for instance 6g or 6000m. See blockwright zoo --help.");
  }

  @Test
  void aRuleWithoutAPatternSaysHowToWriteOne() {
    assertUsageError(
        CommandResult.run("summary", "vgg16", "--freeze"),
        "blockwright summary: --freeze needs a pattern, for instance 'block*'. See blockwright"
            + " summary --help.");
  }

  @Test
  void commonFlagsMayStandBeforeAndBehindTheSubCommand() {
    assertThat(CommandResult.run("--quiet", "zoo").code()).isZero();
    assertThat(CommandResult.run("zoo", "--quiet", "--debug", "--threads", "1").code()).isZero();
  }

  @Test
  void aFileThatLooksLikeAnOptionSaysHowToGiveIt() {
    String message =
        "blockwright predict: no option \"-rf.png\". For a file of that name put -- before it:"
            + " blockwright predict ... -- -rf.png. See blockwright predict --help.";

    assertUsageError(CommandResult.run("predict", "m.zip", "-rf.png"), message);
    assertUsageError(CommandResult.run("predict", "m.zip", "a.png", "-rf.png"), message);
  }

  @Test
  void moreThreadsThanTheLimitAreWrongUsageWithTheLimit() {
    for (String threads : new String[] {"1025", "20000", "4294967297", "0", "-1", "1e3"}) {
      assertUsageError(
          CommandResult.run("zoo", "--threads=" + threads),
          "blockwright zoo: Invalid value for option '--threads': \""
              + threads
              + "\" is not a whole number from 1 to 1024. See blockwright zoo --help.");
    }
  }

  @Test
  void numbersThatDoNotFitAreWrongUsageWithTheirRange() {
    for (String batch : new String[] {"4294967328", "-1", "0", "1e3", "3.0", "2.5", "010"}) {
      assertUsageError(
          CommandResult.run("train", "--batch-size=" + batch),
          "blockwright train: Invalid value for option '--batch-size': \"batch\" must be a whole number"
              + " from 1 to 2147483647, got "
              + batch
              + ". See blockwright train --help.");
    }
    assertThat(CommandResult.run("zoo", "--seed", "9223372036854775808").err())
        .contains("is not a whole number from -9223372036854775808 to 9223372036854775807");
    assertThat(CommandResult.run("train", "--lr", "nan").code()).isEqualTo(2);
  }
}
