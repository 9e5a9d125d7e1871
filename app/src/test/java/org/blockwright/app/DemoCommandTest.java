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
  void pretrainedNetworkIsMoreAccurate() throws Exception {
    Path out = folder.resolve("demo");

    CommandResult ran = CommandResult.run("demo", "--out", out);

    assertThat(ran.code()).as(ran.err()).isZero();
    JsonNode metrics = new ObjectMapper().readTree(out.resolve("metrics.json").toFile());
    JsonNode pretrained = metrics.get("pretrained-2-epochs").get("accuracy");
    JsonNode fromScratch = metrics.get("from-scratch-2-epochs").get("accuracy");
    assertThat(pretrained.get("value").asDouble())
        .isGreaterThan(fromScratch.get("value").asDouble() + 0.05);
    assertThat(metrics.get("pretrained-2-epochs").get("samples").asInt()).isEqualTo(500);
    assertThat(ran.out())
        .contains("pretrained on digits 0-4", "from scratch", "Try next:")
        .contains("Report: " + out.resolve("report.html"));
    assertThat(ran.err()).contains("E. Alpaydin and C. Kaynak", "CC BY 4.0");
    assertThat(out.resolve("report.html"))
        .content()
        .contains("pretrained, 2 epochs", "from scratch, 10 epochs", "Comparison", "CC BY 4.0");
    assertThat(out.resolve("pretrained-2-epochs/run.yaml")).content().contains("freeze block*");

    CommandResult predicted =
        CommandResult.run(
            "predict", out.resolve("model.zip"), out.resolve("digits/test/7/digit-7-100.png"));

    assertThat(predicted.code()).as(predicted.err()).isZero();
  }

  @Test
  void rejectsNonEmptyFolder() throws Exception {
    Files.writeString(folder.resolve("mine.txt"), "mine");

    CommandResult ran = CommandResult.run("demo", "--out", folder);

    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err()).contains("already exists and is not empty. Choose another --out.");
    assertThat(folder.resolve("digits")).doesNotExist();
  }
}
