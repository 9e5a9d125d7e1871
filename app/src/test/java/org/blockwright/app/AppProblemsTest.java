package org.blockwright.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.blockwright.data.copies.CopiesResult;
import org.blockwright.job.Setting;
import org.junit.jupiter.api.Test;

class AppProblemsTest {
  private static final List<String> KNOWN = List.of("train", "zoo");

  @Test
  void serving() {
    assertThat(AppProblems.serving(URI.create("http://127.0.0.1:8080/"), List.of("a", "b")))
        .isEqualTo("serving a, b at http://127.0.0.1:8080/ (Ctrl-C ends)");
  }

  @Test
  void missingSubcommand() {
    assertThat(AppProblems.missingSubcommand(KNOWN))
        .isEqualTo("No subcommand given. Subcommands: train, zoo. See blockwright --help.");
  }

  @Test
  void unknownSubcommand() {
    assertThat(AppProblems.unknownSubcommand("trian", KNOWN))
        .isEqualTo(
            "Unknown subcommand \"trian\". Did you mean \"train\"? Subcommands: train, zoo. See"
                + " blockwright --help.");
  }

  @Test
  void unknownOption() {
    assertThat(AppProblems.unknownOption("blockwright zoo", "--jsn", List.of("--json")))
        .isEqualTo(
            "blockwright zoo: unknown option \"--jsn\". Did you mean \"--json\"? See blockwright"
                + " zoo --help.");
  }

  @Test
  void unknownOptionThatMeansASetting() {
    assertThat(
            AppProblems.unknownOption(
                "blockwright train", "--learning-rate", Setting.LEARNING_RATE))
        .isEqualTo(
            "blockwright train: unknown option \"--learning-rate\". Did you mean \"--lr\""
                + " (optimizer.learning-rate)? See blockwright train --help.");
  }

  @Test
  void unexpectedArgument() {
    assertThat(AppProblems.unexpectedArgument("blockwright zoo", "x"))
        .isEqualTo(
            "blockwright zoo: unexpected argument \"x\". Quote names that contain blanks. See"
                + " blockwright zoo --help.");
  }

  @Test
  void missingArguments() {
    assertThat(AppProblems.missingArguments("blockwright predict", List.of("MODEL", "IMAGE")))
        .isEqualTo("blockwright predict: missing MODEL, IMAGE. See blockwright predict --help.");
  }

  @Test
  void invalidUsage() {
    assertThat(AppProblems.invalidUsage("blockwright zoo", "That is wrong."))
        .isEqualTo("blockwright zoo: That is wrong. See blockwright zoo --help.");
  }

  @Test
  void integerOutOfRange() {
    assertThat(AppProblems.integerOutOfRange("0", 1, 1024))
        .isEqualTo("\"0\" is not a whole number from 1 to 1024");
  }

  @Test
  void unsupportedExtension() {
    assertThat(AppProblems.unsupportedExtension("x.onnx", List.of(".h5", ".hdf5")))
        .isEqualTo("\"x.onnx\" does not end in .h5 or .hdf5, the only supported output format");
  }

  @Test
  void outputFileExists() {
    assertThat(AppProblems.outputFileExists(Path.of("x.h5")))
        .isEqualTo("x.h5 already exists. Choose another file, or add --overwrite.");
  }

  @Test
  void fileNameLooksLikeOption() {
    assertThat(AppProblems.fileNameLooksLikeOption("blockwright predict", "-rf.png"))
        .isEqualTo(
            "blockwright predict: unknown option \"-rf.png\". If it is a file, put -- before it:"
                + " blockwright predict ... -- -rf.png. See blockwright predict --help.");
  }

  @Test
  void noImages() {
    assertThat(AppProblems.noImages(Path.of("x")))
        .isEqualTo("x contains no images. Choose a folder with images.");
  }

  @Test
  void skipped() {
    assertThat(AppProblems.skipped(Path.of("a.txt"), "is not an image"))
        .isEqualTo("skipped a.txt: is not an image");
  }

  @Test
  void savedToOtherDirectory() {
    assertThat(AppProblems.savedToOtherDirectory(Path.of("z"), Path.of("z-1")))
        .isEqualTo("z was changed by another process in the meantime; the run was saved to z-1.");
  }

  @Test
  void existingRunKept() {
    assertThat(AppProblems.existingRunKept(Path.of("run")))
        .isEqualTo(
            "Interrupted: the run in run is kept, and is replaced when the new one is complete.");
  }

  @Test
  void resumeWithOfFolds() {
    assertThat(AppProblems.resumeWithOfFolds(Path.of("run")))
        .isEqualTo(
            "--resume-with cannot be combined with the cross-validation in run: all folds have the"
                + " same settings and images. Leave it out, or start a new cross-validation.");
  }

  @Test
  void invalidInputShape() {
    assertThat(AppProblems.invalidInputShape("9"))
        .isEqualTo(
            "\"9\" is not a valid input shape: use HEIGHTxWIDTHxCHANNELS, for instance 224x224x3");
  }

  @Test
  void unsupportedPlotFormat() {
    assertThat(AppProblems.unsupportedPlotFormat("net.png"))
        .isEqualTo("\"net.png\" must end in .svg or .dot, which select the format");
  }

  @Test
  void notPositiveNumber() {
    assertThat(AppProblems.notPositiveNumber("-1")).isEqualTo("\"-1\" is not a positive number");
  }

  @Test
  void unknownBenchMode() {
    assertThat(AppProblems.unknownBenchMode("fit"))
        .isEqualTo("\"fit\" is not a mode: use forward, train or both");
  }

  @Test
  void unknownChoice() {
    assertThat(AppProblems.unknownChoice("a", List.of("b", "c")))
        .isEqualTo("\"a\" is not one of b, c");
  }

  @Test
  void writtenDatasets() {
    assertThat(AppProblems.datasetWritten(Path.of("a"), 3)).isEqualTo("a: 3 images");
    assertThat(AppProblems.datasetUnchanged(Path.of("a"), 3))
        .isEqualTo("a: 3 images, complete; nothing was changed");
    assertThat(AppProblems.sheetWritten(Path.of("a.png"), 1, 1))
        .isEqualTo("a.png: 1 image with 1 copy each");
    assertThat(
            AppProblems.copiesWritten(
                new CopiesResult(Path.of("a"), true, 2, 8, 1, ImmutableList.of())))
        .isEqualTo(
            "a: 2 images, 8 copies, 1 validation and test images, complete; nothing was changed");
  }

  @Test
  void invalidMemorySize() {
    assertThat(AppProblems.invalidMemorySize("lots"))
        .isEqualTo("\"lots\" is not a valid memory size: use, for instance, 6g or 6000m");
  }

  @Test
  void missingPattern() {
    assertThat(AppProblems.missingPattern("--lr-multiplier"))
        .isEqualTo("--lr-multiplier needs a pattern, for instance 'block1*=0.1'");
  }

  @Test
  void outOfMemory() {
    assertThat(AppProblems.outOfMemory("heap 1 MB"))
        .isEqualTo(
            "Out of memory (heap 1 MB). Reduce --batch-size or the input size, or raise the limit"
                + " with --memory.");
  }

  @Test
  void unexpected() {
    assertThat(AppProblems.unexpected(new IllegalStateException("odd.")))
        .isEqualTo(
            "Unexpected IllegalStateException: odd. This is a bug in Blockwright: run the command"
                + " again with --debug, and report its output.");
  }

  @Test
  void stoppingServer() {
    assertThat(AppProblems.stoppingServer())
        .isEqualTo("Interrupted: the server ends after the requests that have begun.");
    Interruption interruption = new Interruption();
    assertThat(interruption.message()).isEqualTo(AppProblems.interrupting());
    interruption.stopCondition(AppProblems.stoppingServer());
    assertThat(interruption.message()).isEqualTo(AppProblems.stoppingServer());
  }

  @Test
  void interrupting() {
    assertThat(AppProblems.interrupting())
        .isEqualTo("Interrupted: stopping after the current batch; finished work is saved.");
  }

  @Test
  void nonFiniteOutput() {
    assertThat(AppProblems.nonFiniteOutput(Path.of("a.png"), "softmax"))
        .isEqualTo(
            "a.png: the output of \"softmax\" is NaN or infinite. Check the weights: train again"
                + " with a lower learning rate, or use an earlier model.");
  }

  @Test
  void grayscaleOverridesModel() {
    assertThat(AppProblems.grayscaleOverridesModel("m.zip"))
        .isEqualTo(
            "m.zip was trained on RGB images and is evaluated on grayscale images, as set by --gray.");
  }

  @Test
  void compilation() {
    assertThat(AppProblems.canBeCompiled("vgg16"))
        .isEqualTo("vgg16 can be compiled: all of its layers are supported.");
    assertThat(AppProblems.cannotBeCompiled("n", List.of("\"a\": weight noise", "\"b\": x")))
        .isEqualTo(
            "n runs on DL4J, since these layers cannot be compiled:\n  \"a\": weight noise\n"
                + "  \"b\": x");
  }

  @Test
  void optionsThatNeedOthers() {
    assertThat(AppProblems.needs("--seeds", "--train"))
        .isEqualTo("--seeds needs --train. Add it, or leave --seeds out.");
    assertThat(AppProblems.outRequired("--train"))
        .isEqualTo(
            "--train needs --out DIR, since the database is not in the directory of its study.");
  }

  @Test
  void noRuns() {
    assertThat(AppProblems.noRuns(Path.of("runs"))).isEqualTo("runs contains no runs.");
  }
}
