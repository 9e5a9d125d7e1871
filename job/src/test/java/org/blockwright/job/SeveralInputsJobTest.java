package org.blockwright.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.imageio.ImageIO;
import org.blockwright.base.DataException;
import org.blockwright.base.Progress;
import org.blockwright.base.UsageException;
import org.blockwright.data.Dataset;
import org.blockwright.data.ImageData;
import org.blockwright.data.Sample;
import org.blockwright.data.decode.ImageSource;
import org.blockwright.inference.Evaluator;
import org.blockwright.inference.Predictor;
import org.blockwright.model.Model;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A network with two images as inputs, of different sizes, that predicts which of them is brighter.
 * One image alone tells it in three of four cases at best.
 */
class SeveralInputsJobTest {
  private static final int PAIRS = 120;

  @TempDir private Path folder;
  private Path network;
  private Path csv;

  @BeforeEach
  void writeFiles() throws IOException {
    network =
        Files.writeString(
            folder.resolve("pair.yaml"),
            """
            name: pair
            inputs:
              left: {shape: 8x8x1, preprocessing: tf}
              right: {shape: 6x10x1, preprocessing: tf}
            blocks:
              - name: body
                group: true
                graph:
                  inputs: [left, right]
                  blocks:
                    - {name: left-conv, inputs: left, conv: {filters: 4, kernel: 3}}
                    - {name: left-mean, inputs: left-conv, globalAverage: {}}
                    - {name: right-conv, inputs: right, conv: {filters: 4, kernel: 3}}
                    - {name: right-mean, inputs: right-conv, globalAverage: {}}
                    - {name: both, inputs: [left-mean, right-mean], concat: {}}
                  output: both
            head: [{dense: {units: 2}}, {activation: softmax}]
            """);
    Random random = new Random(1);
    StringBuilder rows = new StringBuilder("right,left,label,group\n");
    for (int i = 0; i < PAIRS; i++) {
      int left = random.nextInt(256);
      int right = random.nextInt(256);
      write("left-%s.png".formatted(i), left);
      write("right-%s.png".formatted(i), right);
      rows.append(
          "right-%s.png,left-%s.png,%s,g%s\n"
              .formatted(i, i, left > right ? "left" : "right", i / 2));
    }
    csv = Files.writeString(folder.resolve("pairs.csv"), rows);
  }

  private void write(String name, int gray) throws IOException {
    BufferedImage image = new BufferedImage(7, 9, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < 63; i++) {
      image.getRaster().setSample(i % 7, i / 7, 0, gray);
    }
    // Files with the same content would be kept in one subset.
    image.getRaster().setSample(0, 0, 0, name.hashCode() & 0xFF);
    image.getRaster().setSample(1, 0, 0, name.hashCode() >> 8 & 0xFF);
    ImageIO.write(image, "png", folder.resolve(name).toFile());
  }

  private Job job() {
    return Job.defaults()
        .with("model", network)
        .with("data.train", csv)
        .with("audit", "off")
        .with("optimizer.learning-rate", 0.05)
        .with("batch-size", 8)
        .with("patience", 0)
        .with("epochs", 30);
  }

  private static JobResult run(Job job) {
    return new JobRunner(Progress.silent()).run(job);
  }

  @Test
  void trainedModelUsesBothImages() throws IOException {
    Path saved;
    double loss;
    try (JobResult result = run(job())) {
      assertThat(result.test().accuracy().value().orElseThrow()).isGreaterThan(0.9);
      loss = result.test().loss().orElseThrow();
      saved = result.save(folder.resolve("run"));
    }

    try (Model model = Model.open(saved.resolve("model.zip"))) {
      Dataset data =
          ImageData.read(csv, ImageData.Options.defaults().withInputs(List.of("left", "right")));
      assertThat(Evaluator.of(model).evaluate(data).accuracy().value().orElseThrow())
          .isGreaterThan(0.9);
      Dataset test =
          ImageSplits.of(job(), CsvColumns.of(model.network()), Dataset::targets)
              .test()
              .orElseThrow();
      assertThat(Evaluator.of(model).evaluate(test).outputs().values().iterator().next().loss())
          .hasValueCloseTo(loss, within(1e-5));

      write("dark.png", 20);
      write("bright.png", 220);
      ImageSource dark = ImageSource.of(folder.resolve("dark.png"));
      ImageSource bright = ImageSource.of(folder.resolve("bright.png"));
      Predictor predictor = Predictor.of(model);
      assertThat(predictor.predictInputs(Map.of("left", dark, "right", bright)).label())
          .isEqualTo("right");
      assertThat(predictor.predictInputs(Map.of("left", bright, "right", dark)).label())
          .isEqualTo("left");
      assertThatThrownBy(() -> predictor.predictInputs(Map.of("left", bright)))
          .isInstanceOf(UsageException.class)
          .hasMessage(
              "pair has the inputs left, right, got images for left. Pass an image for each input,"
                  + " by its name.");
    }
  }

  @Test
  void splitKeepsGroupsAndNamesBothFiles() throws IOException {
    try (JobResult result = run(job().with("epochs", 1))) {
      Path saved = result.save(folder.resolve("run"));
      List<String> lines = Files.readAllLines(saved.resolve("split.csv"));
      assertThat(lines).anyMatch(line -> line.startsWith("left-0.png+right-0.png,"));
      for (Sample sample : result.images().train().samples()) {
        assertThat(result.images().test().orElseThrow().samples())
            .noneMatch(other -> other.group().equals(sample.group()));
      }
    }
    try (JobResult repeated = run(Job.read(folder.resolve("run/run.yaml")))) {
      assertThat(repeated.notices()).isEmpty();
    }
  }

  @Test
  void featuresOfAFrozenNetworkAreThoseOfBothImages() {
    Job frozen = job().with("epochs", 3).with("lr-multipliers", List.of("freeze body/*"));

    try (JobResult cached = run(frozen);
        JobResult computed = run(frozen.with("cache", "off"))) {
      assertThat(cached.metadata()).containsKey("features cached at");
      assertThat(cached.test().loss().orElseThrow())
          .isCloseTo(computed.test().loss().orElseThrow(), within(1e-5));
    }
  }

  @Test
  void columnForOnlyOneOfTheInputsIsAnError() throws IOException {
    Files.writeString(csv, "left,label\nleft-0.png,a\nleft-1.png,b\n");

    assertThatThrownBy(() -> run(job()))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(csv + ", line 1: no column for input right.");
  }
}
