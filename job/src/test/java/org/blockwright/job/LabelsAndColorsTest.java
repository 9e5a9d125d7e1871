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
import org.blockwright.training.Trainer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A saved model that is trained on keeps the meaning of its outputs and how it sees images. */
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
      Path at = Files.createDirectories(root.resolve(classes[c]));
      for (int i = 0; i < 30; i++) {
        BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
        Graphics2D paint = image.createGraphics();
        paint.setColor(
            Color.getHSBColor(random.nextFloat(), 0.8f, 0.7f + 0.3f * random.nextFloat()));
        paint.fillRect(c % 2 == 0 ? 0 : 4, 0, 4, 8);
        paint.dispose();
        ImageIO.write(image, "png", at.resolve(i + ".png").toFile());
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
    try (JobResult outcome = run(job)) {
      outcome.model().save(file);
    }
    return file;
  }

  private static double accuracy(JobResult outcome, String side) {
    return outcome.measurements().get(side).accuracy().value().orElseThrow();
  }

  /** Nothing moves at this rate, so what is measured is the saved head. */
  private Job withoutTraining(Path model, Path data) {
    return job(model, data)
        .with("optimizer.kind", "sgd")
        .with("optimizer.learning-rate", 1e-30)
        .with("epochs", 1);
  }

  @Test
  void theSavedOrderStaysAndMetricsUseIt() {
    Path model = saveModel(job(network, images));

    try (JobResult outcome = run(withoutTraining(model, images).with("data.test", images))) {
      assertThat(outcome.model().network().labels()).containsExactly("right", "left");
      assertThat(outcome.measurements().get("test").classes())
          .extracting(c -> c.name())
          .containsExactly("right", "left");
      assertThat(accuracy(outcome, "test")).isGreaterThan(0.95);
      assertThat(accuracy(outcome, "validation")).isGreaterThan(0.9);
      assertThat(outcome.notices())
          .contains("the classes keep the order of the model's labels: right, left");
    }
  }

  @Test
  void otherNamesGetANewHeadOfInitialWeights() throws IOException {
    Path model = saveModel(job(network, images));
    // Sorted, the names are exchanged: by position the old head would be wrong about each image.
    Path renamed = images("renamed", "b_left", "a_right");

    try (JobResult outcome = run(withoutTraining(model, renamed));
        Model initial =
            Model.create(outcome.model().network(), outcome.job().longValue(Setting.SEED))) {
      assertThat(outcome.model().network().labels()).containsExactly("a_right", "b_left");
      assertThat(outcome.model().getWeights("dense", "kernel"))
          .containsExactly(initial.getWeights("dense", "kernel"), within(1e-6f));
      assertThat(outcome.notices()).anyMatch(n -> n.contains("its head is replaced by a new one"));
    }
  }

  @Test
  void aHeadThatIsKeptKeepsItsWeights() throws IOException {
    Path model = saveModel(job(network, images));
    Path renamed = images("renamed", "b_left", "a_right");

    try (JobResult outcome = run(withoutTraining(model, renamed).with("head.keep", true))) {
      assertThat(outcome.model().network().labels()).containsExactly("a_right", "b_left");
      assertThat(accuracy(outcome, "validation")).isGreaterThan(0.9);
      assertThat(outcome.notices())
          .contains(
              "the head is kept, and its labels are renamed: \"right\" is now \"a_right\", \"left\" is now \"b_left\"");
    }
  }

  @Test
  void aTestFolderMayLackAClassButNotHaveAnother() throws IOException {
    Path model = saveModel(job(network, images));
    Path one = images("one", "left");
    Path other = images("other", "left", "up");

    try (JobResult outcome = run(withoutTraining(model, images).with("data.test", one))) {
      assertThat(accuracy(outcome, "test")).isGreaterThan(0.9);
      assertThat(outcome.notices()).contains("Class \"right\" has no images in " + one + ".");
    }
    assertThatThrownBy(() -> run(withoutTraining(model, images).with("data.test", other)))
        .isInstanceOf(DataException.class)
        .hasMessage(
            other
                + " has a class \"up\" that the model does not have. The model's classes: right, left.");
  }

  @Test
  void aModelTrainedInGrayscaleStaysSo() throws IOException {
    Path model = saveModel(job(network, images).with("data.gray", true));
    Path image = images.resolve("left/0.png");

    try (Model opened = Model.open(model)) {
      assertThat(opened.network().conversion().colorMode()).isEqualTo(ColorMode.GRAYSCALE);
      float[] seen = ImagePreprocessor.of(opened.network()).read(image);
      // All three channels hold the gray.
      for (int i = 0; i < 64; i++) {
        assertThat(seen[i]).isEqualTo(seen[64 + i]).isEqualTo(seen[128 + i]);
      }
    }
    try (JobResult again = run(withoutTraining(model, images));
        JobResult colored = run(withoutTraining(model, images).with("data.gray", false))) {
      assertThat(again.model().network().conversion().colorMode()).isEqualTo(ColorMode.GRAYSCALE);
      assertThat(again.job().bool(Setting.GRAY)).isTrue();
      assertThat(again.notices()).noneMatch(n -> n.contains("grayscale"));
      assertThat(colored.model().network().conversion().colorMode()).isEqualTo(ColorMode.RGB);
      assertThat(colored.notices())
          .contains(
              model
                  + " is for images in grayscale and now gets them in rgb, as data.gray (--gray) says");
    }
  }

  /** What is recorded is what was done, and it does the same again. */
  @Test
  void everyDecisionIsRecorded() throws IOException {
    Job frozen = job(network, images).with("lr-multipliers", List.of("freeze *")).with("epochs", 3);
    List<float[]> kernels = new ArrayList<>();
    try (JobResult outcome = run(frozen)) {
      assertThat(outcome.job().text(Setting.STANDARDIZE)).isEqualTo("on");
      assertThat(outcome.job().number(Setting.WEIGHT_DECAY)).isEqualTo(0.01);
      assertThat(outcome.job().longValue(Setting.PATIENCE)).isEqualTo(20);
      Path file =
          Files.writeString(
              folder.resolve("job.yaml"),
              org.blockwright.dsl.format.NetworkFormat.toYaml(outcome.job().toMap()));
      assertThat(Job.read(file).toMap()).isEqualTo(outcome.job().toMap());
      kernels.add(outcome.model().getWeights("dense", "kernel"));
      try (JobResult again = run(Job.read(file));
          JobResult uncached = run(frozen.with("cache", "off"))) {
        kernels.add(again.model().getWeights("dense", "kernel"));
        assertThat(again.model().getWeights("dense", "kernel")).isEqualTo(kernels.get(0));
        assertThat(uncached.training().featuresCachedAt()).isEmpty();
        assertThat(uncached.job().toMap())
            .containsEntry("standardize", "on")
            .containsEntry("epochs", 3L);
        assertThat(uncached.model().getWeights("dense", "kernel"))
            .containsExactly(kernels.get(0), within(1e-5f));
      }
    }
    try (JobResult whole = run(job(network, images).with("epochs", 1))) {
      assertThat(whole.job().text(Setting.STANDARDIZE)).isEqualTo("off");
      assertThat(whole.job().number(Setting.WEIGHT_DECAY)).isZero();
    }
  }

  /** A job and a Java program with the same settings, none of which is about standardizing. */
  @Test
  void bothDoorsTrainTheSame() {
    Job frozen = job(network, images).with("lr-multipliers", List.of("freeze *")).with("epochs", 3);
    try (JobResult outcome = run(frozen);
        Model model = Model.create(outcome.model().network(), 42)) {
      Trainer.of(Optimizer.adam(0.02))
          .learningRateMultipliers(LearningRateMultipliers.uniform().freeze("*"))
          .batchSize(8)
          .epochs(3)
          .train(
              model,
              outcome.images().train(),
              Optional.of(outcome.images().validation()),
              ImagePreprocessor.of(model.network()));

      assertThat(model.getWeights("dense", "kernel"))
          .isEqualTo(outcome.model().getWeights("dense", "kernel"));
      assertThat(model.getWeights("dense", "bias"))
          .isEqualTo(outcome.model().getWeights("dense", "bias"));
    }
  }
}
