package org.blockwright.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Strings;
import com.google.common.base.Ticker;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.blockwright.base.Progress;
import org.junit.jupiter.api.Test;

class TerminalProgressTest {
  private static final String CLEAR_LINE = "\r" + Strings.repeat(" ", 79) + "\r";

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream err = new PrintStream(bytes, true, StandardCharsets.UTF_8);
  private long now;

  private Progress progress(boolean interactive) {
    Ticker clock =
        new Ticker() {
          @Override
          public long read() {
            return now;
          }
        };
    return new TerminalProgress(err, interactive, clock);
  }

  private void advanceClock(double seconds) {
    now += Math.round(seconds * 1e9);
  }

  private String output() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void printsLinesWithoutTerminal() {
    try (Progress.Task task = progress(false).start("epoch 1/5", 40)) {
      for (int i = 0; i < 4; i++) {
        advanceClock(2);
        task.advance(10, "loss 0.5");
      }
    }

    assertThat(output().lines())
        .containsExactly(
            "epoch 1/5: 40",
            "  epoch 1/5: 10/40 25%, 5.00/s, 0:06 left, loss 0.5",
            "  epoch 1/5: 20/40 50%, 5.00/s, 0:04 left, loss 0.5",
            "  epoch 1/5: 30/40 75%, 5.00/s, 0:02 left, loss 0.5",
            "epoch 1/5: 40 in 8.0 s, loss 0.5");
  }

  @Test
  void fastTaskPrintsOnlyStartAndEnd() {
    try (Progress.Task task = progress(false).start("reading", 100)) {
      for (int i = 0; i < 100; i++) {
        advanceClock(0.005);
        task.advance(1, "");
      }
    }

    assertThat(output().lines()).containsExactly("reading: 100", "reading: 100 in 0.5 s");
  }

  @Test
  void slowTaskPrintsEveryTenSeconds() {
    try (Progress.Task task = progress(false).start("study", 1000)) {
      for (int i = 0; i < 3; i++) {
        advanceClock(6);
        task.advance(1, "");
      }
    }

    assertThat(output().lines())
        .containsExactly(
            "study: 1000",
            "  study: 2/1000 0%, 0.17/s, 1:39:48 left",
            "study: 3 of 1000 in 18.0 s");
  }

  @Test
  void countsTaskOfUnknownLength() {
    try (Progress.Task task = progress(false).start("files", -1)) {
      advanceClock(20);
      task.advance(7, "");
    }

    assertThat(output().lines())
        .containsExactly("files", "  files: 7, 0.35/s", "files: 7 in 20.0 s");
  }

  @Test
  void redrawsBarOnTerminal() {
    try (Progress.Task task = progress(true).start("epoch", 4)) {
      advanceClock(1);
      task.advance(1, "loss 0.5");
    }

    assertThat(output())
        .isEqualTo(
            "epoch [....................] 0/4 0%"
                + CLEAR_LINE
                + "epoch [#####...............] 1/4 25%, 1.00/s, 0:03 left, loss 0.5"
                + CLEAR_LINE
                + "epoch: 1 of 4 in 1.0 s, loss 0.5\n");
  }

  @Test
  void transientTaskPrintsNoLines() {
    try (Progress.Task task = progress(false).startTransient("epoch", 4)) {
      advanceClock(20);
      task.advance(1, "loss 0.5");
    }

    assertThat(output()).isEmpty();
  }

  @Test
  void transientTaskIsABarOnTerminal() {
    try (Progress.Task task = progress(true).startTransient("epoch", 4)) {
      advanceClock(1);
      task.advance(1, "loss 0.5");
    }

    assertThat(output())
        .isEqualTo(
            "epoch [....................] 0/4 0%"
                + CLEAR_LINE
                + "epoch [#####...............] 1/4 25%, 1.00/s, 0:03 left, loss 0.5"
                + CLEAR_LINE);
  }

  @Test
  void redrawsBarAtMostTenTimesPerSecond() {
    Progress.Task task = progress(true).start("epoch", 1000);
    String before = output();
    for (int i = 0; i < 9; i++) {
      advanceClock(0.01);
      task.advance(1, "");
    }

    assertThat(output()).isEqualTo(before);
  }

  @Test
  void truncatesBarToLineWidth() {
    progress(true).start(Strings.repeat("long ", 40), 4);

    assertThat(output()).hasSize(79);
  }

  @Test
  void printsNotesAboveTheBar() {
    Progress progress = progress(true);
    progress.start("epoch", 4);
    progress.note("skipped a.png");

    String bar = "epoch [....................] 0/4 0%";
    assertThat(output()).isEqualTo(bar + CLEAR_LINE + "skipped a.png\n" + bar);
  }

  @Test
  void nestedTaskReplacesBarUntilClosed() {
    Progress progress = progress(true);
    Progress.Task outer = progress.start("study", 2);
    Progress.Task inner = progress.start("epoch", 4);
    advanceClock(1);
    outer.advance(0, "");
    inner.close();

    assertThat(output())
        .isEqualTo(
            "study [....................] 0/2 0%"
                + CLEAR_LINE
                + "epoch [....................] 0/4 0%"
                + CLEAR_LINE
                + "epoch: 0 of 4 in 1.0 s\n"
                + "study [....................] 0/2 0%");
  }

  @Test
  void closingTwicePrintsOnce() {
    Progress.Task task = progress(false).start("x", 1);
    task.close();
    task.close();

    assertThat(output().lines()).containsExactly("x: 1", "x: 0 of 1 in 0.0 s");
  }
}
