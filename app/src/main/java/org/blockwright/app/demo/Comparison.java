package org.blockwright.app.demo;

import java.nio.file.Path;
import java.util.Locale;
import org.blockwright.dsl.show.Table;
import org.blockwright.training.measure.Interval;
import org.blockwright.training.measure.Measurements;
import org.blockwright.training.measure.MeasurementsText;

/**
 * What the demo found, on the same test pictures. Its text is what the command prints.
 *
 * @param folder where everything lies
 * @param with the head trained behind frozen blocks with weights
 * @param without the same network from initial weights, every layer trained
 * @param secondsWith what training took, in seconds
 */
public record Comparison(
    Path folder,
    Measurements with,
    double secondsWith,
    Measurements without,
    double secondsWithout) {

  /** Whether the two intervals of the accuracy have nothing in common. */
  public boolean separated() {
    Interval one = interval(with);
    Interval other = interval(without);
    return one.low() > other.high() || other.low() > one.high();
  }

  private static Interval interval(Measurements m) {
    return m.accuracy().interval().orElseThrow();
  }

  private static double accuracy(Measurements m) {
    return m.accuracy().value().orElseThrow();
  }

  @Override
  public String toString() {
    Table table = new Table("", "accuracy", "95 % interval", "training");
    row(table, "with weights from digits 0-4", with, secondsWith);
    row(table, "without, from scratch", without, secondsWithout);
    return """
        Digits 5-9 learnt from %d pictures a class, measured on %d others:

        %s

        %s
        %s

        Report: %s

        Try next:
          ./blockwright predict %s %s
          ./blockwright train --model %s --weights %s --data %s --test %s
            (nothing frozen: the blocks are trained on as well)
          ./blockwright train --model %s --data FOLDER
            (your own pictures, one sub-folder a class)
        """
        .formatted(
            Demo.PICTURES,
            with.samples(),
            table,
            difference(),
            Demo.WHAT,
            folder.resolve("report.html"),
            folder.resolve("model.zip"),
            folder.resolve("digits/test/7/digit-7-100.png"),
            folder.resolve(Materials.NETWORK),
            folder.resolve(Materials.WEIGHTS),
            folder.resolve("digits/train"),
            folder.resolve("digits/test"),
            folder.resolve(Materials.NETWORK));
  }

  private static void row(Table table, String name, Measurements m, double seconds) {
    table.row(
        name,
        MeasurementsText.number(m.accuracy().value()),
        MeasurementsText.interval(interval(m)),
        String.format(Locale.ROOT, "%.1f s", seconds));
  }

  /**
   * The two counts of mistakes, and whether the intervals tell the runs apart; a sentence or two.
   */
  String difference() {
    long mistakes = Math.round((1 - accuracy(with)) * with.samples());
    long others = Math.round((1 - accuracy(without)) * without.samples());
    return "%d of %d are mistaken with the weights, %d without; the intervals %s."
        .formatted(mistakes, with.samples(), others, separated() ? "do not overlap" : "overlap");
  }
}
