package org.blockwright.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class AppProblemsTest {
  private static final List<String> KNOWN = List.of("train", "zoo");

  @Test
  void noSubCommand() {
    assertThat(AppProblems.missingSubcommand(KNOWN))
        .isEqualTo("A sub-command is missing. Sub-commands: train, zoo. See blockwright --help.");
  }

  @Test
  void unknownSubCommand() {
    assertThat(AppProblems.unknownSubcommand("trian", KNOWN))
        .isEqualTo(
            "No sub-command \"trian\". Did you mean \"train\"? Sub-commands: train, zoo. See"
                + " blockwright --help.");
  }

  @Test
  void unknownOption() {
    assertThat(AppProblems.unknownOption("blockwright zoo", "--jsn", List.of("--json")))
        .isEqualTo(
            "blockwright zoo: no option \"--jsn\". Did you mean \"--json\"? See blockwright zoo"
                + " --help.");
  }

  @Test
  void tooMany() {
    assertThat(AppProblems.unexpectedArgument("blockwright zoo", "x"))
        .isEqualTo(
            "blockwright zoo: \"x\" is one word too many. Names with blanks need quotes. See"
                + " blockwright zoo --help.");
  }

  @Test
  void missing() {
    assertThat(AppProblems.missingArguments("blockwright predict", List.of("MODEL", "IMAGE")))
        .isEqualTo(
            "blockwright predict: MODEL, IMAGE are missing. See blockwright predict --help.");
  }

  @Test
  void usage() {
    assertThat(AppProblems.invalidUsage("blockwright zoo", "That is wrong."))
        .isEqualTo("blockwright zoo: That is wrong. See blockwright zoo --help.");
  }

  @Test
  void whole() {
    assertThat(AppProblems.integerOutOfRange("0", 1, 1024))
        .isEqualTo("\"0\" is not a whole number from 1 to 1024");
  }

  @Test
  void ending() {
    assertThat(AppProblems.unsupportedExtension("x.onnx", List.of(".h5", ".hdf5")))
        .isEqualTo("\"x.onnx\" does not end in .h5 or .hdf5, the only format that is written");
  }

  @Test
  void exists() {
    assertThat(AppProblems.outputFileExists(Path.of("x.h5")))
        .isEqualTo("x.h5 exists already. Choose another file, or add --overwrite.");
  }

  @Test
  void fileLikeOption() {
    assertThat(AppProblems.fileNameLooksLikeOption("blockwright predict", "-rf.png"))
        .isEqualTo(
            "blockwright predict: no option \"-rf.png\". For a file of that name put -- before it:"
                + " blockwright predict ... -- -rf.png. See blockwright predict --help.");
  }

  @Test
  void noImages() {
    assertThat(AppProblems.noImages(Path.of("x")))
        .isEqualTo("x holds no image. Give a folder with images, or other files.");
  }

  @Test
  void skipped() {
    assertThat(AppProblems.skipped(Path.of("a.txt"), "is not an image"))
        .isEqualTo("skipped a.txt: is not an image");
  }

  @Test
  void elsewhere() {
    assertThat(AppProblems.savedToOtherDirectory(Path.of("z"), Path.of("z-1")))
        .isEqualTo("z was changed by another process meanwhile; the run is in z-1.");
  }

  @Test
  void nothingSaved() {
    assertThat(AppProblems.nothingSaved())
        .isEqualTo(
            "Interrupted before the first epoch ended: the older run stays, and nothing is saved.");
  }

  @Test
  void metric() {
    assertThat(AppProblems.unknownMetric("acuracy", List.of("loss", "accuracy")))
        .isEqualTo(
            "No metric \"acuracy\" to choose trials by. Did you mean \"accuracy\"? Metrics: loss,"
                + " accuracy.");
  }

  @Test
  void spaceValue() {
    assertThat(AppProblems.invalidSpaceValue(Path.of("s.yaml"), "batch-size", 0, "no."))
        .isEqualTo("s.yaml: batch = 0: no.");
  }

  @Test
  void wholeSetting() {
    assertThat(AppProblems.integerSettingRequired(Path.of("s.yaml"), "batch-size"))
        .isEqualTo(
            "s.yaml: \"batch\" is a whole number, so \"real\" does not fit it. Use {integer: [low,"
                + " high]} or {choice: [...]}.");
  }

  @Test
  void input() {
    assertThat(AppProblems.invalidInputShape("9"))
        .isEqualTo("\"9\" is no input; write height x width x channels, for instance 224x224x3");
  }

  @Test
  void drawing() {
    assertThat(AppProblems.unsupportedPlotFormat("net.png"))
        .isEqualTo("\"net.png\" ends in neither .svg nor .dot, which say what is drawn");
  }

  @Test
  void memory() {
    assertThat(AppProblems.invalidMemorySize("lots"))
        .isEqualTo("\"lots\" is no amount of memory; write for instance 6g or 6000m");
  }

  @Test
  void noPattern() {
    assertThat(AppProblems.missingPattern("--lr-multiplier"))
        .isEqualTo("--lr-multiplier needs a pattern, for instance 'block1*=0.1'");
  }

  @Test
  void noClasses() {
    assertThat(AppProblems.notAClassifier("tiny", "7x7x8"))
        .isEqualTo(
            "tiny gives 7x7x8 for each picture, which are no classes. Use features to read inner"
                + " values.");
  }

  @Test
  void outOfMemory() {
    assertThat(AppProblems.outOfMemory("heap 1 MB"))
        .isEqualTo(
            "Out of memory (heap 1 MB). Lower --batch-size or the input's size, or allow more with"
                + " --memory.");
  }

  @Test
  void unexpected() {
    assertThat(AppProblems.unexpected(new IllegalStateException("odd.")))
        .isEqualTo(
            "Unexpected IllegalStateException: odd. This is a fault of Blockwright: run it again"
                + " with --debug and report what that prints.");
  }

  @Test
  void interrupting() {
    assertThat(AppProblems.interrupting())
        .isEqualTo("Interrupted: the running batch ends, then what was finished is saved.");
  }
}
