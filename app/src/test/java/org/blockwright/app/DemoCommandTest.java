package org.blockwright.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoCommandTest {
  @TempDir Path folder;

  @Test
  @Tag("slow")
  void theWeightsWinAndEverythingIsThereToGoOnWith() throws Exception {
    Path out = folder.resolve("demo");

    CommandResult ran = CommandResult.run("demo", "--out", out);

    assertThat(ran.code()).as(ran.err()).isZero();
    JsonNode metrics = new ObjectMapper().readTree(out.resolve("metrics.json").toFile());
    JsonNode with = metrics.get("with-weights-2").get("accuracy");
    JsonNode without = metrics.get("without-weights-2").get("accuracy");
    assertThat(with.get("value").asDouble()).isGreaterThan(without.get("value").asDouble() + 0.05);
    assertThat(metrics.get("with-weights-2").get("samples").asInt()).isEqualTo(500);
    assertThat(ran.out())
        .contains("with weights of digits 0-4", "without weights", "Try next:")
        .contains("Report: " + out.resolve("report.html"));
    assertThat(ran.err()).contains("E. Alpaydin and C. Kaynak", "CC BY 4.0");
    assertThat(out.resolve("report.html"))
        .content()
        .contains(
            "with weights, 2 epochs", "without weights, 10 epochs", "Comparison", "CC BY 4.0");
    assertThat(out.resolve("with-weights-2/run.yaml")).content().contains("freeze block*");

    CommandResult predicted =
        CommandResult.run(
            "predict", out.resolve("model.zip"), out.resolve("digits/test/7/digit-7-100.png"));

    assertThat(predicted.code()).as(predicted.err()).isZero();
  }

  @Test
  void aFolderWithFilesInItIsNotTaken() throws Exception {
    Files.writeString(folder.resolve("mine.txt"), "mine");

    CommandResult ran = CommandResult.run("demo", "--out", folder);

    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.err()).contains("exists already and is not empty. Choose another --out.");
    assertThat(folder.resolve("digits")).doesNotExist();
  }
}
