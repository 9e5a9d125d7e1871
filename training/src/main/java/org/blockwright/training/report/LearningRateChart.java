package org.blockwright.training.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import org.blockwright.base.AtomicFiles;
import org.blockwright.training.LearningRateFinder;
import org.blockwright.training.LearningRateFinder.Point;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The losses of a range test over the learning rate, with the suggestions, as a PNG image. */
public final class LearningRateChart {
  private static final int WIDTH = 1120;
  private static final int HEIGHT = 700;

  private LearningRateChart() {}

  /**
   * Writes the image; an existing file is replaced.
   *
   * @throws org.blockwright.base.StorageException if it cannot be written
   */
  public static void write(Path file, LearningRateFinder.Result result) {
    byte[] png = png(file, result);
    AtomicFiles.write(file, temporary -> Files.write(temporary, png));
  }

  private static byte[] png(Path file, LearningRateFinder.Result result) {
    Palette palette = Palette.LIGHT;
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .xAxisTitle("learning rate")
            .yAxisTitle("loss")
            .build();
    Charts.style(chart.getStyler(), palette);
    chart.getStyler().setXAxisLogarithmic(true);
    chart.getStyler().setPlotGridLinesColor(palette.grid());
    chart.getStyler().setLegendPosition(Styler.LegendPosition.OutsideS);
    chart.getStyler().setLegendLayout(Styler.LegendLayout.Vertical);
    add(chart, "loss of each step", result, Point::loss, 0, 1.5f);
    add(chart, "smoothed", result, Point::smoothed, 1, 4);
    mark(chart, "valley: ", result, result.valley(), palette.lines().get(2));
    mark(chart, "steepest slope: ", result, result.steepest(), palette.lines().get(3));
    mark(chart, "a tenth of the minimum: ", result, result.tenthOfMinimum(), palette.foreground());
    try {
      return BitmapEncoder.getBitmapBytes(chart, BitmapEncoder.BitmapFormat.PNG);
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(file, e);
    }
  }

  private static void add(
      XYChart chart,
      String name,
      LearningRateFinder.Result result,
      ToDoubleFunction<Point> value,
      int color,
      float width) {
    // The loss after divergence would hide everything before it.
    double largest = 2 * result.points().get(0).smoothed();
    XYSeries series =
        chart.addSeries(
            name,
            result.points().stream().mapToDouble(Point::rate).toArray(),
            result.points().stream()
                .mapToDouble(p -> Math.min(value.applyAsDouble(p), largest))
                .toArray());
    series.setLineColor(Palette.LIGHT.lines().get(color));
    series.setLineStyle(new BasicStroke(width));
    series.setMarker(SeriesMarkers.NONE);
  }

  private static void mark(
      XYChart chart,
      String name,
      LearningRateFinder.Result result,
      OptionalDouble rate,
      Color color) {
    if (rate.isEmpty()) {
      return;
    }
    double x = rate.getAsDouble();
    double y =
        result.points().stream()
            .filter(p -> p.rate() <= x)
            .reduce((first, second) -> second)
            .orElse(result.points().get(0))
            .smoothed();
    XYSeries series =
        chart.addSeries(name + LearningRateFinder.text(x), new double[] {x}, new double[] {y});
    series.setMarker(SeriesMarkers.CIRCLE);
    series.setMarkerColor(color);
    series.setLineColor(color);
  }
}
