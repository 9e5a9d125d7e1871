package org.blockwright.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.blockwright.dsl.Layers.conv;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.blockwright.base.Progress;
import org.blockwright.base.UsageException;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.edit.Heads;
import org.blockwright.inference.metrics.Metrics;
import org.blockwright.model.Model;
import org.blockwright.tuning.Space;
import org.blockwright.tuning.storage.StudyFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TuningJobTest {
  @TempDir Path folder;

  private TrainingJob job() throws IOException {
    for (int label = 0; label < 2; label++) {
      Path directory = Files.createDirectories(folder.resolve("images/" + "ab".charAt(label)));
      for (int i = 0; i < 12; i++) {
        BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
        image.setRGB(label, i % 8, 0xffffff - i);
        ImageIO.write(image, "png", directory.resolve(i + ".png").toFile());
      }
    }
    return TrainingJob.builder()
        .network(Network.named("tiny").input(8, 8, 3).block("block1", conv(2, 3).relu()))
        .head(Heads.globalAverage().dropout(0.2))
        .train(folder.resolve("images"))
        .epochs(1)
        .batchSize(8)
        .threads(1)
        .build();
  }

  private static Space space(String text) throws IOException {
    Path file = Files.createTempFile("space", ".yaml");
    try {
      return Space.read(Files.writeString(file, text));
    } finally {
      Files.delete(file);
    }
  }

  @Test
  void searchesOverAJobBuiltInJava() throws IOException {
    Path directory = folder.resolve("study");

    TuningResult result =
        TuningJob.of(job(), space("head.width: {integer: [3, 4]}\n"))
            .metric(Metrics.ACCURACY)
            .trials(2)
            .run(directory);

    assertThat(result.study().trials()).hasSize(2);
    assertThat(result.test()).isPresent();
    assertThat(directory.resolve("network.yaml")).exists();
    int width = result.study().best().values().integer("head.width");
    Path best = result.bestRun().orElseThrow();
    try (Model model = Model.open(best.resolve("model.zip"))) {
      assertThat(model.getWeights("fc", "bias")).hasSize(width);
    }
    for (Path file : new Path[] {directory.resolve("study.yaml"), best.resolve("run.yaml")}) {
      assertThat(TrainingJob.of(Job.read(file)).settings().network())
          .isEqualTo(job().settings().network());
    }
  }

  @Test
  void checksTheSpaceBeforeCreatingADirectory() throws IOException {
    TuningJob tuning = TuningJob.of(job(), space("head.width: {choice: [3, -1]}\n"));

    assertThatThrownBy(() -> tuning.run(folder.resolve("study")))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "space: head.width = -1: \"head.width\" (--head-width) must be a whole number from 0 to 2147483647, got -1.");
    assertThat(folder.resolve("study")).doesNotExist();
  }

  @Test
  void searchesOverNumbersOfTheNetwork() throws IOException {
    TuningResult result =
        TuningJob.of(job(), space("network.block*.filters: {integer: [4, 6], step: 2}\n"))
            .trials(2)
            .run(folder.resolve("study"));

    int filters = result.study().best().values().integer("network.block*.filters");
    Path best = result.bestRun().orElseThrow();
    try (Model model = Model.open(best.resolve("model.zip"))) {
      assertThat(model.getWeights("block1", "bias")).hasSize(filters);
    }
    assertThat(Job.read(best.resolve("run.yaml")).networkParameters())
        .isEqualTo(NetworkParameters.parse("block*.filters=" + filters));
  }

  /** Features of the frozen backbone are kept while a study is unfinished. */
  @Test
  void continuedStudyDecodesNoImageAgain() throws IOException {
    StudyFolder directory = StudyFolder.create(folder.resolve("study"));
    List<String> first = new ArrayList<>();
    List<String> later = new ArrayList<>();
    TuningJob tuning =
        TuningJob.of(
                TrainingJob.of(job().settings().with("lr-multipliers", List.of("freeze block1"))),
                space("head.width: {integer: [3, 6]}\n"))
            .trials(3);

    TuningResult stopped =
        tuning
            .progress(recording(first))
            .stopWhen(() -> first.contains("study: 1 trial"))
            .run(directory, List.of());
    Path features = directory.path().resolve("features");
    assertThat(stopped.study().stopped()).isTrue();
    assertThat(features).isNotEmptyDirectory();
    TuningResult result =
        tuning.progress(recording(later)).run(new StudyFolder(directory.path(), false), List.of());

    assertThat(first).anyMatch(line -> line.startsWith("caching features"));
    assertThat(later).noneMatch(line -> line.startsWith("caching features"));
    assertThat(result.study().trials()).hasSizeGreaterThanOrEqualTo(3);
    assertThat(features).doesNotExist();
  }

  private static Progress recording(List<String> lines) {
    return new Progress() {
      @Override
      public Task start(String task, long total) {
        lines.add(task);
        return new Task() {
          @Override
          public void advance(long units, String detail) {
            lines.add(task + ": 1 trial");
          }

          @Override
          public void close() {}
        };
      }

      @Override
      public void note(String line) {
        lines.add(line);
      }
    };
  }

  @Test
  void rejectsAPatternThatMatchesNothingWithLineAndColumn() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("space.yaml"),
            "batch-size: {choice: [4, 8]}\nnetwork.blok1.filters: {choice: [3]}\n");
    TuningJob tuning = TuningJob.of(job().settings(), file);

    assertThatThrownBy(() -> tuning.run(folder.resolve("study")))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith(
            file
                + ":2:1: network.blok1.filters = 3: \"blok1\" matches no layer of tiny. Did you mean"
                + " \"block1\"?");
  }

  @Test
  void rejectsValuesWithWhichTheNetworkIsInvalid() throws IOException {
    TuningJob kernels = TuningJob.of(job(), space("network.block1.filters: {choice: [3, 0]}\n"));
    TuningJob names = TuningJob.of(job(), space("network.block1.filter: {integer: [3, 4]}\n"));

    assertThatThrownBy(kernels::validate)
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("network.block1.filters = 0: ");
    assertThatThrownBy(names::validate)
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("has the parameter \"filter\". Did you mean \"filters\"?");
  }

  /** A repeated run has the preprocessing of its weights, which other weights may not need. */
  @Test
  void rejectsOtherWeightsWithThePreprocessingOfTheJob() throws IOException {
    Job base =
        job().settings().with("weights", "squeezenet-imagenet").with("preprocessing", "caffe");
    String weights = "weights: {choice: [squeezenet-imagenet, mobilenet-imagenet]}\n";

    assertThatThrownBy(() -> TuningJob.of(base, space(weights)).validate())
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "space: \"weights\" varies, but the job has the preprocessing \"caffe\" of its own weights. Remove \"preprocessing\" from the job, so that each trial gets that of its weights, or set one for all trials in the space: preprocessing: {choice: [\"caffe\"]}.");
    TuningJob.of(base, space(weights + "preprocessing: {choice: [caffe]}\n")).validate();
    TuningJob.of(base.with("preprocessing", ""), space(weights)).validate();
  }

  @Test
  void rejectsTooFewTrials() throws IOException {
    TuningJob tuning = TuningJob.of(job(), space("epochs: {choice: [1, 2]}\n"));

    assertThatThrownBy(() -> tuning.trials(0)).isInstanceOf(UsageException.class);
  }
}
