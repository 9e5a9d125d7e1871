package org.blockwright.training.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** A scatter plot of the true and predicted values of a target, with the line of equality. */
final class ScatterChart {
  private static final int SIZE = 760;

  private ScatterChart() {}

  /**
   * Draws the plot, or an empty one without samples.
   *
   * @param halfWidth half the width of the prediction interval, if there is one
   */
  static BufferedImage draw(
      String target,
      double[] truth,
      double[] predicted,
      OptionalDouble halfWidth,
      Palette palette) {
    XYChart chart =
        new XYChartBuilder()
            .width(SIZE)
            .height(SIZE)
            .xAxisTitle("true " + target)
            .yAxisTitle("predicted " + target)
            .build();
    XYStyler styler = chart.getStyler();
    Charts.style(styler, palette);
    styler.setLegendVisible(false);
    styler.setPlotGridLinesColor(palette.grid());
    styler.setPlotGridLinesStroke(new BasicStroke(2));
    styler.setYAxisTickMarkSpacingHint(90);
    styler.setXAxisTickMarkSpacingHint(130);
    styler.setMarkerSize(truth.length > 500 ? 7 : 11);
    double min =
        DoubleStream.concat(Arrays.stream(truth), Arrays.stream(predicted)).min().orElse(0);
    double max =
        DoubleStream.concat(Arrays.stream(truth), Arrays.stream(predicted)).max().orElse(1);
    double margin = max > min ? (max - min) / 20 : Math.max(1, Math.abs(max) / 20);
    double low = min - margin;
    double high = max + margin;
    styler.setXAxisMin(low);
    styler.setXAxisMax(high);
    styler.setYAxisMin(low);
    styler.setYAxisMax(high);
    line(chart, "exact", low, high, 0, new BasicStroke(3), palette);
    halfWidth.ifPresent(
        width -> {
          BasicStroke dashed =
              new BasicStroke(
                  3, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND, 10, new float[] {12, 8}, 0);
          line(chart, "lower", low, high, -width, dashed, palette);
          line(chart, "upper", low, high, width, dashed, palette);
        });
    if (truth.length > 0) {
      XYSeries points = chart.addSeries("images", truth, predicted);
      points.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
      points.setMarker(SeriesMarkers.CIRCLE);
      Color color = palette.lines().get(0);
      points.setMarkerColor(new Color(color.getRed(), color.getGreen(), color.getBlue(), 150));
    }
    return BitmapEncoder.getBufferedImage(chart);
  }

  /** Adds a line parallel to that of equality, clipped to the plot. */
  private static void line(
      XYChart chart,
      String name,
      double low,
      double high,
      double offset,
      BasicStroke stroke,
      Palette palette) {
    double from = Math.max(low, low - offset);
    double to = Math.min(high, high - offset);
    if (from >= to) {
      return;
    }
    XYSeries line =
        chart.addSeries(name, new double[] {from, to}, new double[] {from + offset, to + offset});
    line.setMarker(SeriesMarkers.NONE);
    line.setLineColor(palette.muted());
    line.setLineStyle(stroke);
  }
}
