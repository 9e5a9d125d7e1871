package org.blockwright.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.blockwright.base.Progress;
import org.blockwright.base.UsageException;
import org.blockwright.data.augment.Augmentation;
import org.blockwright.dsl.LearningRateMultipliers;
import org.blockwright.dsl.layer.Shape;
import org.blockwright.training.History;
import org.blockwright.training.phase.Phase;
import org.blockwright.training.schedule.LearningRateSchedule;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Phases and fine-tuning in jobs. */
class PhasesTest {
  @TempDir Path folder;
  private Path network;

  @BeforeEach
  void writeNetwork() throws IOException {
    network =
        Files.writeString(
            folder.resolve("tiny.yaml"),
            """
            name: tiny
            input: 8x8x3
            blocks:
              - {name: low, seq: [{conv: {kernel: 3, filters: 4, activation: relu}}]}
              - {name: pool, seq: [{maxPool: {kernel: 2}}]}
              - {name: high, seq: [{conv: {kernel: 3, filters: 4, activation: relu}}]}
            head: [{flatten: {}}, {dense: {units: 2}}, {activation: softmax}]
            """);
  }

  private Path writeImages() throws IOException {
    Path data = folder.resolve("images");
    for (int i = 0; i < 24; i++) {
      Path directory = Files.createDirectories(data.resolve(i % 2 == 0 ? "left" : "right"));
      BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
      for (int x = 0; x < 4; x++) {
        image.setRGB(i % 2 == 0 ? x : x + 4, i % 8, 0xffffff);
      }
      ImageIO.write(image, "png", directory.resolve(i + ".png").toFile());
    }
    return data;
  }

  private Job expand(Job job) {
    NetworkSource source = NetworkSource.of(job.network(), job.input(), List.of());
    return FineTuning.expand(job, source, source.fullNetwork());
  }

  private static Job mobilenet() {
    return Job.defaults().with("model", "mobilenet").with("input", "32x32x3");
  }

  @Test
  void aFileHasPhasesAsMaps() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("job.yaml"),
            """
            model: mobilenet
            phases:
              - {epochs: 10, freeze: '*'}
              - epochs: 5
                learning-rate: 1e-4
                unfreeze: [s5, s4]
                lr-multipliers: [s3=0.1, freeze *]
                augmentation: flip,rotate=10
                schedule: {kind: cosine, warm-up: 1}
                patience: 0
              - epochs=2; unfreeze=*
            """);

    assertThat(Job.read(file).phases())
        .containsExactly(
            Phase.ofEpochs(10).freeze("*"),
            Phase.ofEpochs(5)
                .learningRate(1e-4)
                .unfreeze("s5")
                .unfreeze("s4")
                .learningRateMultiplier("s3", 0.1)
                .freeze("*")
                .augmentation(Augmentation.parse("flip,rotate=10"))
                .schedule(LearningRateSchedule.cosine().warmUp(1))
                .patience(0),
            Phase.ofEpochs(2).unfreeze("*"));
  }

  @Test
  void aSearchSpaceVariesAPartOfAPhase() {
    Job job =
        mobilenet()
            .with("phases", "epochs=2 | epochs=3; learning-rate=0.1")
            .with("phases.2.learning-rate", 0.05)
            .with("phases.1.epochs", 4.0);

    assertThat(job.phases())
        .containsExactly(Phase.ofEpochs(4), Phase.ofEpochs(3).learningRate(0.05));
  }

  @Test
  void invalidPhasesAreNamed() {
    assertFails("epochs=0", "phase 1: \"epochs\" of a phase must be at least 1, got 0.");
    assertFails(
        "epochs=2 | rate=1",
        "phase 2: a phase has no \"rate\". Names: epochs, learning-rate, freeze, unfreeze, lr-multipliers, augmentation, schedule, patience.");
    assertFails(
        "epochs=2; epochs=3",
        "phase 1: a phase has \"epochs\" twice. Remove one of them, or separate phases by |.");
    assertFails(
        "epochs",
        "phase 1: a phase has a part \"epochs\"; expected NAME=VALUE, separated by semicolons, for instance epochs=5; learning-rate=0.0001; unfreeze=block5.");
    assertFails(
        "learning-rate=0",
        "phase 1: \"learning-rate\" of a phase must be a number greater than 0, got 0.0.");
    assertFails(
        "patience=x", "phase 1: \"patience\" of a phase must be a whole number, got \"x\".");
    assertThatThrownBy(() -> mobilenet().with("phases.1.epochs", 2))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "\"phases.1.epochs\" is a part of a phase, but the job has no phases. Set \"phases\" first.");
    assertThatThrownBy(
            () -> mobilenet().with("phases", "epochs=2").with("phases.2.learning-rate", 1))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "\"phases.2.learning-rate\" is not a part of a phase; expected phases.NUMBER.NAME with a number from 1 to 1, for instance phases.1.learning-rate.");
  }

  private static void assertFails(String phases, String message) {
    assertThatThrownBy(() -> mobilenet().with("phases", phases))
        .isInstanceOf(UsageException.class)
        .hasMessage("\"phases\": " + message);
  }

  @Test
  void fineTuningIsShortForTwoPhases() {
    Job job = expand(mobilenet().with("fine-tune.epochs", 5).with("fine-tune.groups", 2));

    assertThat(job.phases())
        .containsExactly(
            Phase.defaults().freeze("*"),
            Phase.ofEpochs(5).learningRate(1e-4).unfreeze("s5").unfreeze("s4").freeze("*"));
    assertThat(job.toMap().get("fine-tune").toString()).contains("epochs=0");
  }

  @Test
  void gradualUnfreezingHasAPhaseForEachGroup() {
    Job job =
        expand(
            Job.defaults()
                .with("model", network)
                .with("fine-tune.epochs", 3)
                .with("fine-tune.groups", 2)
                .with("fine-tune.gradual", true)
                .with("lr-decay-by-group", 0.5));

    // The blocks of a description are its groups; one without weights is none.
    assertThat(job.phases())
        .containsExactly(
            Phase.defaults().freeze("*"),
            Phase.ofEpochs(3).learningRate(1e-4).learningRateMultiplier("high", 0.5).freeze("*"),
            Phase.ofEpochs(3)
                .learningRate(1e-4)
                .learningRateMultiplier("high", 0.5)
                .learningRateMultiplier("low", 0.25)
                .freeze("*"));
    assertThat(job.learningRateMultipliers())
        .isEqualTo(
            LearningRateMultipliers.uniform().multiplier("high", 0.5).multiplier("low", 0.25));
  }

  @Test
  void decayByGroupComesAfterTheRulesOfTheJob() {
    Job job =
        expand(
            mobilenet()
                .with("lr-multipliers", List.of("freeze stem"))
                .with("lr-decay-by-group", 0.5));

    assertThat(job.learningRateMultipliers().rules().stream().map(Object::toString))
        .containsExactly(
            "freeze stem",
            "s5=0.5",
            "s4=0.25",
            "s3=0.125",
            "s2=0.0625",
            "s1=0.03125",
            "stem=0.015625");
  }

  @Test
  void rejectsFineTuningThatDoesNotFit() {
    assertThatThrownBy(
            () -> expand(mobilenet().with("fine-tune.epochs", 1).with("phases", "epochs=2")))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "\"fine-tune.epochs\" (--fine-tune) is short for phases, but the job has \"phases\" of its own. Remove one of them.");
    assertThatThrownBy(
            () ->
                expand(
                    Job.defaults()
                        .with("model", network)
                        .with("fine-tune.epochs", 1)
                        .with("fine-tune.groups", 3)))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "tiny: \"fine-tune.groups\" (--fine-tune-groups) is 3, but the network has 2 groups of layers with weights before its head: low, high. Choose a smaller number.");
  }

  @Test
  void headDropoutIsThatOfTheHead() {
    Job job = mobilenet().with("cut", "conv_pw_1_relu").with("head.dropout", 0.3);
    NetworkSource source =
        NetworkSource.of(job.network(), Optional.of(Shape.of(32, 32, 3)), List.of());

    assertThat(
            source
                .forInference(job.with("head.kind", "flatten"), List.of("a", "b"))
                .graph()
                .nodes())
        .anyMatch(node -> node.layer().toString().contains("0.3"));
    assertThatThrownBy(
            () ->
                source.assemble(
                    mobilenet().with("head.dropout", 0.3),
                    org.blockwright.dsl.Task.CLASSIFICATION,
                    List.of("a", "b")))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "\"head.dropout\" (--head-dropout) only applies to the heads global-average and flatten, got \"original\". Change one of them.");
  }

  @Test
  void aRunRecordsItsPhasesAndIsRepeatable() throws IOException {
    Job job =
        Job.defaults()
            .with("model", network)
            .with("data.train", writeImages())
            .with("batch-size", 8)
            .with("epochs", 2)
            .with("accumulate", 2)
            .with("clip-norm", 1)
            .with("ema", 0.5)
            .with("l1", 0.001)
            .with("optimizer.kind", "adamw")
            .with("optimizer.learning-rate", 0.01)
            .with("fine-tune.epochs", 2);
    Path out = folder.resolve("run");
    History first;
    try (JobResult result = new JobRunner(Progress.silent()).run(job)) {
      result.write(RunDirectory.prepare(out, false), List.of("train"));
      first = result.training().history();
    }

    assertThat(Files.readString(out.resolve("history.csv"))).startsWith("epoch,phase,train_loss,");
    assertThat(History.readCsv(out.resolve("history.csv"))).isEqualTo(first);
    Job recorded = Job.read(out.resolve("run.yaml"));
    assertThat(recorded.phases().stream().map(Object::toString))
        .containsExactly(
            "epochs=2; freeze=*; patience=20",
            "epochs=2; learning-rate=0.001; unfreeze=high; freeze=*; patience=20");
    try (JobResult again = new JobRunner(Progress.silent()).run(recorded)) {
      assertThat(again.training().history().epochs())
          .extracting(History.Epoch::trainLoss)
          .isEqualTo(first.epochs().stream().map(History.Epoch::trainLoss).toList());
    }
  }
}
