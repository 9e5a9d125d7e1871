package org.blockwright.training.schedule;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.blockwright.base.Csv;

/** The rates of 200 steps of Keras, PyTorch and timm, written by {@code bench/schedules.py}. */
public final class GoldenRates {
  public static final double BASE = 0.1;
  public static final int STEPS_PER_EPOCH = 10;
  public static final int EPOCHS = 20;
  public static final int STEPS = EPOCHS * STEPS_PER_EPOCH;

  /**
   * The rates of a schedule.
   *
   * @param text the schedule in Blockwright
   */
  public record Row(String text, List<Double> rates) {
    @Override
    public String toString() {
      return text;
    }
  }

  private GoldenRates() {}

  /** Returns all schedules. */
  public static List<Row> rows() {
    return lines().stream().skip(1).toList();
  }

  /** Returns the monitored losses of the epochs. */
  public static List<Double> losses() {
    return lines().get(0).rates();
  }

  private static List<Row> lines() {
    try (InputStream in = GoldenRates.class.getResourceAsStream("/schedules/golden.csv")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return Csv.parse("golden.csv", text).stream()
          .map(Csv.Row::cells)
          .map(
              cells ->
                  new Row(
                      cells.get(0),
                      cells.subList(2, cells.size()).stream().map(Double::valueOf).toList()))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
