package org.blockwright.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.blockwright.base.UsageException;
import org.blockwright.dsl.Optimizer;
import org.blockwright.dsl.Rates;
import org.blockwright.dsl.format.NetworkFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobTest {
  @TempDir Path folder;

  @Test
  void whatIsNotSaidHasItsDefault() {
    assertThat(Job.defaults().integer(Setting.SEED)).isEqualTo(42);
    assertThat(Job.defaults().optimizer()).isEqualTo(Optimizer.adam(0.001));
    assertThat(Job.defaults().find(Setting.CUT)).isEmpty();
  }

  @Test
  void aWordGivesACopy() {
    Job job = Job.defaults().with("epochs", 3);

    assertThat(job.integer(Setting.EPOCHS)).isEqualTo(3);
    assertThat(Job.defaults().integer(Setting.BATCH)).isEqualTo(32);
    assertThat(job.with("epochs", 4.0)).isEqualTo(Job.defaults().with("epochs", 4));
  }

  @Test
  void rulesKeepTheirOrder() {
    Job job = Job.defaults().with("rates", List.of("block1*=0.1", "freeze block*"));

    assertThat(job.rates()).isEqualTo(Rates.none().rate("block1*", 0.1).freeze("block*"));
  }

  @Test
  void aFileSaysTheSameAsWords() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("job.yaml"),
            """
            model: mobilenet
            head: {kind: pool, width: 64}
            optimizer:
              kind: nesterovs
              rate: 1e-2
            rates: [freeze *, head=2]
            """);

    Job job = Job.read(file);

    assertThat(job)
        .isEqualTo(
            Job.defaults()
                .with("model", "mobilenet")
                .with("head.kind", "pool")
                .with("head.width", 64)
                .with("optimizer.kind", "nesterovs")
                .with("optimizer.rate", "1e-2")
                .with("rates", List.of("freeze *", "head=2")));
    assertThat(job.optimizer()).isEqualTo(Optimizer.nesterovs(0.01, 0.9));
  }

  @Test
  void everythingWrittenIsReadAgain() throws IOException {
    Job job =
        Job.defaults()
            .with("model", "vgg16")
            .with("data.group", "^(\\d{8})_")
            .with("rates", List.of("freeze *"))
            .with("optimizer.rate", 1e-4);
    Path file = Files.writeString(folder.resolve("run.yaml"), NetworkFormat.yaml(job.tree()));

    assertThat(Job.read(file).tree()).isEqualTo(job.tree());
  }

  @Test
  void aWrongSettingInAFileNamesItsPlace() throws IOException {
    Path file = Files.writeString(folder.resolve("job.yaml"), "optimizer:\n  rat: 0.1\n");

    assertThatThrownBy(() -> Job.read(file))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith(file + ":2:8: A job has no setting \"optimizer.rat\".");
  }
}
