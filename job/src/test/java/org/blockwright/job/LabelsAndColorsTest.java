package org.blockwright.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import javax.imageio.ImageIO;
import org.blockwright.base.DataException;
import org.blockwright.base.Progress;
import org.blockwright.data.ImagePreprocessor;
import org.blockwright.dsl.LearningRateMultipliers;
import org.blockwright.dsl.Optimizer;
import org.blockwright.dsl.input.ColorMode;
import org.blockwright.model.Model;
import org.blockwright.training.StandardizationMode;
import org.blockwright.training.Trainer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A saved model that is trained further keeps its label order and color mode. */
class LabelsAndColorsTest {
  @TempDir Path folder;
  private Path network;
  private Path images;

  @BeforeEach
  void createImages() throws IOException {
    network =
        Files.writeString(
            folder.resolve("tiny.yaml"),
            """
            name: tiny
            input: 8x8x3
            labels: [right, left]
            blocks:
              - {name: block1, seq: [{conv: {kernel: 3, filters: 4, activation: relu}}, {maxPool: {kernel: 4}}]}
            head: [{flatten: {}}, {dense: {units: 2}}, {activation: softmax}]
            """);
    images = images("images", "left", "right");
  }

  /** The first class is bright on the left, the second on the right. */
  private Path images(String name, String... classes) throws IOException {
    Random random = new Random(1);
    Path root = folder.resolve(name);
    for (int c = 0; c < classes.length; c++) {
      Path directory = Files.createDirectories(root.resolve(classes[c]));
      for (int i = 0; i < 30; i++) {
        BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
        Graphics2D paint = image.createGraphics();
        paint.setColor(
            Color.getHSBColor(random.nextFloat(), 0.8f, 0.7f + 0.3f * random.nextFloat()));
        paint.fillRect(c % 2 == 0 ? 0 : 4, 0, 4, 8);
        paint.dispose();
        ImageIO.write(image, "png", directory.resolve(i + ".png").toFile());
      }
    }
    return root;
  }

  private Job job(Object model, Path data) {
    return Job.defaults()
        .with("model", model)
        .with("data.train", data)
        .with("optimizer.learning-rate", 0.02)
        .with("batch-size", 8)
        .with("epochs", 15)
        .with("threads", 2);
  }

  private JobResult run(Job job) {
    return new JobRunner(Progress.silent()).run(job);
  }

  private Path saveModel(Job job) {
    Path file = folder.resolve("saved.zip");
    try (JobResult result = run(job)) {
      result.model().save(file);
    }
    return file;
  }

  private static double accuracy(JobResult result, String subset) {
    return result.measurements().get(subset).accuracy().value().orElseThrow();
  }

  /** The learning rate is too small to change a weight, so metrics are those of the saved head. */
  private Job withoutTraining(Path model, Path data) {
    return job(model, data)
        .with("optimizer.kind", "sgd")
        .with("optimizer.learning-rate", 1e-30)
        .with("epochs", 1);
  }

  @Test
  void keepsSavedLabelOrderInMetrics() {
    Path model = saveModel(job(network, images));

    try (JobResult result = run(withoutTraining(model, images).with("data.test", images))) {
      assertThat(result.model().network().labels()).containsExactly("right", "left");
      assertThat(result.measurements().get("test").classes())
          .extracting(c -> c.name())
          .containsExactly("right", "left");
      assertThat(accuracy(result, "test")).isGreaterThan(0.95);
      assertThat(accuracy(result, "validation")).isGreaterThan(0.9);
      assertThat(result.notices())
          .contains("the classes are in the order of the model's labels: right, left");
    }
  }

  @Test
  void otherClassNamesGetNewlyInitializedHead() throws IOException {
    Path model = saveModel(job(network, images));
    // Sorting swaps the names: matched by position, the old head would misclassify every image.
    Path renamed = images("renamed", "b_left", "a_right");

    try (JobResult result = run(withoutTraining(model, renamed));
        Model initial = Model.create(result.model().network(), result.job().settings().seed())) {
      assertThat(result.model().network().labels()).containsExactly("a_right", "b_left");
      assertThat(result.model().getWeights("dense", "kernel"))
          .containsExactly(initial.getWeights("dense", "kernel"), within(1e-6f));
      assertThat(result.notices()).anyMatch(n -> n.contains("its head is replaced by a new one"));
    }
  }

  @Test
  void keptHeadKeepsItsWeights() throws IOException {
    Path model = saveModel(job(network, images));
    Path renamed = images("renamed", "b_left", "a_right");

    try (JobResult result = run(withoutTraining(model, renamed).with("head.keep", true))) {
      assertThat(result.model().network().labels()).containsExactly("a_right", "b_left");
      assertThat(accuracy(result, "validation")).isGreaterThan(0.9);
      assertThat(result.notices())
          .contains(
              "the head is kept and its labels are renamed: \"right\" is now \"a_right\", \"left\" is now \"b_left\"");
    }
  }

  @Test
  void testFolderMayLackClassesButNotAddOne() throws IOException {
    Path model = saveModel(job(network, images));
    Path one = images("one", "left");
    Path other = images("other", "left", "up");

    try (JobResult result = run(withoutTraining(model, images).with("data.test", one))) {
      assertThat(accuracy(result, "test")).isGreaterThan(0.9);
      assertThat(result.notices()).contains("Class \"right\" has no images in " + one + ".");
    }
    assertThatThrownBy(() -> run(withoutTraining(model, images).with("data.test", other)))
        .isInstanceOf(DataException.class)
        .hasMessage(
            other
                + " has a class \"up\" that the model does not have. The model's classes: right, left.");
  }

  @Test
  void savedModelKeepsGrayscale() throws IOException {
    Path model = saveModel(job(network, images).with("data.gray", true));
    Path image = images.resolve("left/0.png");

    try (Model opened = Model.open(model)) {
      assertThat(opened.network().conversion().colorMode()).isEqualTo(ColorMode.GRAYSCALE);
      float[] values = ImagePreprocessor.of(opened.network()).read(image);
      // All three channels are equal.
      for (int i = 0; i < 64; i++) {
        assertThat(values[i]).isEqualTo(values[64 + i]).isEqualTo(values[128 + i]);
      }
    }
    try (JobResult again = run(withoutTraining(model, images));
        JobResult colored = run(withoutTraining(model, images).with("data.gray", false))) {
      assertThat(again.model().network().conversion().colorMode()).isEqualTo(ColorMode.GRAYSCALE);
      assertThat(again.job().settings().colorMode()).contains(ColorMode.GRAYSCALE);
      assertThat(again.notices()).noneMatch(n -> n.contains("grayscale"));
      assertThat(colored.model().network().conversion().colorMode()).isEqualTo(ColorMode.RGB);
      assertThat(colored.notices())
          .contains(
              model
                  + " expects images in grayscale but now gets them in rgb, as set by data.gray (--gray)");
    }
  }

  /** The recorded job reproduces the run bit for bit. */
  @Test
  void recordsResolvedDefaults() throws IOException {
    Job frozen = job(network, images).with("lr-multipliers", List.of("freeze *")).with("epochs", 3);
    List<float[]> kernels = new ArrayList<>();
    try (JobResult result = run(frozen)) {
      assertThat(result.job().settings().standardize()).isEqualTo(StandardizationMode.ON);
      assertThat(result.job().settings().weightDecay()).hasValue(0.01);
      assertThat(result.job().settings().patience()).hasValue(20);
      Path file =
          Files.writeString(
              folder.resolve("job.yaml"),
              org.blockwright.dsl.format.NetworkFormat.toYaml(result.job().settings().toMap()));
      assertThat(Job.read(file).toMap()).isEqualTo(result.job().settings().toMap());
      kernels.add(result.model().getWeights("dense", "kernel"));
      try (JobResult again = run(Job.read(file));
          JobResult uncached = run(frozen.with("cache", "off"))) {
        kernels.add(again.model().getWeights("dense", "kernel"));
        assertThat(again.model().getWeights("dense", "kernel")).isEqualTo(kernels.get(0));
        assertThat(uncached.training().featuresCachedAt()).isEmpty();
        assertThat(uncached.job().settings().toMap())
            .containsEntry("standardize", "on")
            .containsEntry("epochs", 3L);
        assertThat(uncached.model().getWeights("dense", "kernel"))
            .containsExactly(kernels.get(0), within(1e-5f));
      }
    }
    try (JobResult whole = run(job(network, images).with("epochs", 1))) {
      assertThat(whole.job().settings().standardize()).isEqualTo(StandardizationMode.OFF);
      assertThat(whole.job().settings().weightDecay()).hasValue(0);
    }
  }

  /** Standardization is left at its default in both. */
  @Test
  void jobAndTrainerGiveSameWeights() {
    Job frozen = job(network, images).with("lr-multipliers", List.of("freeze *")).with("epochs", 3);
    try (JobResult result = run(frozen);
        Model model = Model.create(result.model().network(), 42)) {
      Trainer.with(Optimizer.adam(0.02))
          .learningRateMultipliers(LearningRateMultipliers.uniform().freeze("*"))
          .batchSize(8)
          .epochs(3)
          .train(model, result.images().train(), Optional.of(result.images().validation()));

      assertThat(model.getWeights("dense", "kernel"))
          .isEqualTo(result.model().getWeights("dense", "kernel"));
      assertThat(model.getWeights("dense", "bias"))
          .isEqualTo(result.model().getWeights("dense", "bias"));
    }
  }
}
