package org.blockwright.training.report;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.blockwright.inference.metrics.Metrics;
import org.blockwright.training.History;

/** Learning curves: loss and accuracy over the epochs, of one run or of several in one chart. */
final class CurvePart {
  private CurvePart() {}

  static void add(Html html, List<RunSection> runs) {
    boolean several = runs.size() > 1;
    List<Charts.Line> losses = new ArrayList<>();
    List<Charts.Line> accuracies = new ArrayList<>();
    for (RunSection run : runs) {
      if (several) {
        // Training losses are only in the section of each run, to keep this chart readable.
        add(losses, run, run.name(), e -> e.validation(Metrics.LOSS));
        add(accuracies, run, run.name(), e -> e.validation(Metrics.ACCURACY));
      } else {
        add(losses, run, "training", e -> OptionalDouble.of(e.trainLoss()));
        add(losses, run, "validation", e -> e.validation(Metrics.LOSS));
        add(accuracies, run, "validation", e -> e.validation(Metrics.ACCURACY));
      }
    }
    if (losses.isEmpty() && accuracies.isEmpty()) {
      return;
    }
    html.open("div.pair");
    chart(html, several ? "Validation loss" : "Loss", losses, false);
    chart(html, "Validation accuracy", accuracies, true);
    html.close("div");
  }

  private static void chart(Html html, String name, List<Charts.Line> lines, boolean fraction) {
    if (lines.isEmpty()) {
      return;
    }
    html.open("figure.card").element("h3", name);
    String axis = fraction ? "accuracy" : "loss";
    ChartImage.add(
        html, name + " over the epochs", palette -> Charts.curves(axis, lines, fraction, palette));
    html.close("figure");
  }

  private static void add(
      List<Charts.Line> lines,
      RunSection run,
      String name,
      Function<History.Epoch, OptionalDouble> metric) {
    List<History.Epoch> epochs = run.history().epochs();
    Charts.Line line =
        Charts.line(
            name,
            epochs.stream().mapToDouble(History.Epoch::epoch).toArray(),
            epochs.stream().mapToDouble(e -> metric.apply(e).orElse(Double.NaN)).toArray());
    if (line.epochs().length > 0) {
      lines.add(line);
    }
  }
}
