package org.blockwright.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.blockwright.training.TrainingEvents.epochEnded;

import com.google.common.collect.ImmutableMap;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.blockwright.inference.metrics.Metric;
import org.blockwright.inference.metrics.Metrics;
import org.blockwright.training.TinyTraining.RecordingProgress;
import org.blockwright.training.TrainingEvent.EpochEnded;
import org.blockwright.training.TrainingEvent.RunEnded;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConsoleListenerTest {
  private static final ImmutableMap<String, Double> VALIDATION =
      ImmutableMap.of("loss", 1.25, "accuracy", 0.875, "cohen_kappa", -0.5);

  @TempDir Path folder;
  private final List<String> lines = new ArrayList<>();
  private final ConsoleListener listener = ConsoleListener.to(lines::add);
  private final StopRequest stop = new StopRequest();

  private static RunEnded runEnded(Optional<String> stopReason) {
    return new RunEnded(
        new TrainingResult(
            History.empty(), 1, Map.of(), Optional.empty(), false, stopReason, List.of()));
  }

  private void printAll(TrainingListener to) {
    to.epochEnded(epochEnded(1, 1, VALIDATION, ""), stop);
    to.epochEnded(epochEnded(2, 1, VALIDATION, "interrupted"), stop);
    to.epochEnded(epochEnded(3, 1), stop);
    to.runEnded(runEnded(Optional.of("time is over")));
  }

  @Test
  void showsLearningRatesThatChange() {
    listener.withLearningRates(true).epochEnded(epochEnded(3, 1), stop);

    double rate = epochEnded(3, 1).metrics().learningRate();
    assertThat(lines)
        .containsExactly(
            "epoch 3/20: loss 0.5000, learning rate %s, 12.3 s"
                .formatted(String.format(Locale.ROOT, "%.3g", rate)));
  }

  @Test
  void printsOneLinePerEpochAndTheReasonForStopping() {
    printAll(listener);

    assertThat(lines)
        .containsExactly(
            "epoch 1/20: loss 0.5000, validation loss 1.2500, validation accuracy 0.8750, 12.3 s"
                + " (best)",
            "epoch 2/20: loss 0.5000, validation loss 1.2500, validation accuracy 0.8750, 12.3 s,"
                + " interrupted",
            "epoch 3/20: loss 0.5000, 12.3 s",
            "time is over");
  }

  @Test
  void printsNoReasonIfThereIsNone() {
    listener.runEnded(runEnded(Optional.empty()));

    assertThat(lines).isEmpty();
  }

  @Test
  void printsOtherMetricThatSelectsTheBestEpoch() {
    Metric kappa = Metric.ofValidation(Metrics.overall("cohen_kappa"));
    listener.epochEnded(
        new EpochEnded(epochEnded(1, 1, VALIDATION, "").metrics(), 20, 1, kappa), stop);

    assertThat(lines)
        .containsExactly(
            "epoch 1/20: loss 0.5000, validation loss 1.2500, validation accuracy 0.8750,"
                + " validation Cohen's kappa -0.5000, 12.3 s (best)");
  }

  @Test
  void printsTheMetricOfTheTask() {
    listener.epochEnded(
        epochEnded(3, 1, ImmutableMap.of("loss", 6.25, "mae", 2.5, "r2", -0.5), ""), stop);
    listener.epochEnded(
        epochEnded(3, 1, ImmutableMap.of("loss", 0.25, "exact_match", 0.5, "macro_f1", 0.75), ""),
        stop);

    listener.epochEnded(
        epochEnded(3, 1, ImmutableMap.of("loss", 3.5, "side/accuracy", 0.5, "width/mae", 2.25), ""),
        stop);

    assertThat(lines)
        .containsExactly(
            "epoch 3/20: loss 0.5000, validation loss 6.2500, validation MAE 2.5000, 12.3 s",
            "epoch 3/20: loss 0.5000, validation loss 0.2500, validation macro F1 0.7500, 12.3 s",
            "epoch 3/20: loss 0.5000, validation loss 3.5000, validation side accuracy 0.5000,"
                + " validation width MAE 2.2500, 12.3 s");
  }

  @Test
  void sameOutputInEveryLocale() {
    printAll(listener);
    List<String> expected = List.copyOf(lines);
    Locale before = Locale.getDefault();
    try {
      for (String tag : List.of("de-DE", "ar-EG-u-nu-arab", "hi-IN-u-nu-deva")) {
        lines.clear();
        Locale.setDefault(Locale.forLanguageTag(tag));
        printAll(listener);
        assertThat(lines).as(tag).isEqualTo(expected);
      }
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void printsToStdout() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream before = System.out;
    try {
      System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
      ConsoleListener.stdout().epochEnded(epochEnded(3, 1), stop);
    } finally {
      System.setOut(before);
    }

    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .isEqualTo("epoch 3/20: loss 0.5000, 12.3 s" + System.lineSeparator());
  }

  /** The command shows the notes of its progress. */
  @Test
  void progressOfTrainingHasTheSameLines() {
    RecordingProgress recorded = new RecordingProgress();
    Trainer trainer = TinyTraining.trainer().progress(recorded).listener(listener);

    TinyTraining.train(trainer, TinyImages.write(folder, 20));

    assertThat(lines).hasSize(4);
    assertThat(recorded.started.stream().filter(line -> line.startsWith("note: epoch")))
        .containsExactlyElementsOf(lines.stream().map("note: "::concat).toList());
    assertThat(recorded.started).contains("epoch 1/4", "validation 1/4");
  }
}
