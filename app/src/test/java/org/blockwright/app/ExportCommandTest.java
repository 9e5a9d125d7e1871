package org.blockwright.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.globalAverage;
import static org.blockwright.dsl.Layers.softmax;

import java.nio.file.Files;
import java.nio.file.Path;
import org.blockwright.dsl.Network;
import org.blockwright.export.OnnxExport;
import org.blockwright.model.Model;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportCommandTest {
  @TempDir Path folder;
  private Path model;
  private Path file;

  @BeforeEach
  void saveModel() {
    model = folder.resolve("model.zip");
    file = folder.resolve("model.onnx");
    Network network =
        Network.named("tiny")
            .input(8, 8, 3)
            .block("body", conv(4, 3).relu())
            .head(globalAverage(), dense(2).named("fc"), softmax())
            .labels("no", "yes");
    try (Model created = Model.create(network, 1)) {
      created.save(model);
    }
  }

  @Test
  void writesTheFileOfTheLibrary() throws Exception {
    CommandResult ran = CommandResult.run("export", model, "-o", file, "--with-preprocessing");

    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.out().strip()).isEqualTo(file.toString());
    Path expected = folder.resolve("expected.onnx");
    try (Model opened = Model.open(model)) {
      OnnxExport.of(opened).withPreprocessing().write(expected);
    }
    assertThat(file).hasSameBinaryContentAs(expected);
  }

  @Test
  void existingFileIsKeptUnlessItIsToBeReplaced() throws Exception {
    Files.writeString(file, "mine");

    assertThat(CommandResult.run("export", model, "-o", file).code()).isEqualTo(2);
    assertThat(file).hasContent("mine");
    assertThat(CommandResult.run("export", model, "-o", file, "--overwrite").code()).isZero();
    assertThat(Files.size(file)).isGreaterThan(100);
  }

  @Test
  void networksWithoutWeightsAndOtherExtensionsAreRejected() {
    CommandResult random = CommandResult.run("export", "mobilenet", "-o", file);
    CommandResult other = CommandResult.run("export", model, "-o", folder.resolve("model.pb"));

    assertThat(random.code()).isEqualTo(2);
    assertThat(random.err()).contains("mobilenet is a network without weights");
    assertThat(other.code()).isEqualTo(2);
    assertThat(other.err()).contains(".onnx");
    assertThat(file).doesNotExist();
  }

  @Test
  void missingArgumentsAndUnknownOptionsAreUsageErrors() {
    assertUsageError(
        CommandResult.run("export", model),
        "blockwright export: missing --output. See blockwright export --help.");
    assertUsageError(
        CommandResult.run("export", "-o", file),
        "blockwright export: missing MODEL. See blockwright export --help.");
    assertUsageError(
        CommandResult.run("export", model, "-o", file, "--with-preprocesing"),
        "blockwright export: unknown option \"--with-preprocesing\". Did you mean"
            + " \"--with-preprocessing\"? See blockwright export --help.");
    assertThat(file).doesNotExist();
  }

  @Test
  void filesThatAreNoModelsAreReported() throws Exception {
    Path other = folder.resolve("other.zip");

    CommandResult missing = CommandResult.run("export", other, "-o", file);
    Files.writeString(other, "no zip");
    CommandResult invalid = CommandResult.run("export", other, "-o", file);

    assertThat(missing.err()).isEqualTo("Cannot read " + other + ": no such file.\n");
    assertThat(missing.code()).isEqualTo(1);
    assertThat(invalid.err()).contains(other.toString()).hasLineCount(1);
    assertThat(invalid.code()).isEqualTo(1);
    assertThat(file).doesNotExist();
  }

  private static void assertUsageError(CommandResult ran, String message) {
    assertThat(ran.err().strip()).isEqualTo(message);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.code()).isEqualTo(2);
  }
}
