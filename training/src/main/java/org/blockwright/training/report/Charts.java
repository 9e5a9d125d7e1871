package org.blockwright.training.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Line charts as images, twice as large as they are displayed for a sharp result. */
final class Charts {
  private static final int WIDTH = 1120;
  private static final int HEIGHT = 660;

  /** A line with more points has no markers. */
  private static final int MAX_MARKERS = 40;

  /** The number of characters of all names that fit in one line. */
  private static final int MAX_LEGEND_LENGTH = 50;

  static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 24);

  /** Solid, dashed and dotted, so that lines differ without color too. */
  private static final float[][] DASHES = {null, {14, 8}, {4, 7}, {18, 7, 4, 7}};

  private Charts() {}

  /** A line with a point for each epoch that has a value. */
  record Line(String name, double[] epochs, double[] values) {}

  /**
   * Draws lines over the epochs.
   *
   * @param fraction whether values are in [0, 1]
   */
  static BufferedImage curves(String yAxis, List<Line> lines, boolean fraction, Palette palette) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .xAxisTitle("epoch")
            .yAxisTitle(yAxis)
            .build();
    AxesChartStyler styler = chart.getStyler();
    style(styler, palette);
    styler.setPlotGridVerticalLinesVisible(false);
    styler.setYAxisTickMarkSpacingHint(90);
    styler.setXAxisTickMarkSpacingHint(90);
    styler.setPlotGridLinesColor(palette.grid());
    styler.setPlotGridLinesStroke(new BasicStroke(2));
    styler.setxAxisTickLabelsFormattingFunction(
        x -> x == Math.rint(x) ? String.format(Locale.ROOT, "%.0f", x) : "");
    styler.setLegendPosition(Styler.LegendPosition.OutsideS);
    int legendLength = lines.stream().mapToInt(line -> line.name().length()).sum();
    styler.setLegendLayout(
        legendLength > MAX_LEGEND_LENGTH
            ? Styler.LegendLayout.Vertical
            : Styler.LegendLayout.Horizontal);
    chart.getStyler().setLegendVisible(lines.size() > 1);
    if (fraction) {
      double min = lines.stream().flatMapToDouble(l -> Arrays.stream(l.values())).min().orElse(0);
      styler.setYAxisMin(Math.max(0, Math.floor(Math.min(0.9, min) * 10) / 10));
      styler.setYAxisMax(1.0);
    } else {
      styler.setYAxisMin(0.0);
    }
    for (int i = 0; i < lines.size(); i++) {
      Line line = lines.get(i);
      // XChart requires unique names; zero-width spaces make equal names differ.
      XYSeries series =
          chart.addSeries(
              line.name() + "\u200b".repeat(i), breakEvenSpacing(line.epochs()), line.values());
      Color color = palette.lines().get(i % palette.lines().size());
      float[] dash = DASHES[(i + i / palette.lines().size()) % DASHES.length];
      series.setLineColor(color);
      series.setMarkerColor(color);
      series.setLineStyle(
          new BasicStroke(4, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND, 10, dash, 0));
      series.setMarker(
          line.epochs().length > MAX_MARKERS ? SeriesMarkers.NONE : SeriesMarkers.CIRCLE);
    }
    chart.getStyler().setMarkerSize(11);
    return BitmapEncoder.getBufferedImage(chart);
  }

  /**
   * Shifts the first of many epochs by an invisible hundredth. XChart labels the axis with the
   * values themselves (1, 11, 21 ...) if they are evenly spaced, and with round numbers otherwise.
   */
  private static double[] breakEvenSpacing(double[] epochs) {
    double[] shifted = epochs.clone();
    if (shifted.length > MAX_MARKERS) {
      shifted[0] += 0.01;
    }
    return shifted;
  }

  /** Sets fonts and colors. */
  static void style(AxesChartStyler styler, Palette palette) {
    styler.setChartBackgroundColor(palette.background());
    styler.setPlotBackgroundColor(palette.background());
    styler.setPlotBorderVisible(false);
    styler.setChartFontColor(palette.foreground());
    styler.setAxisTitleFont(FONT);
    styler.setAxisTickLabelsFont(FONT);
    styler.setAxisTickLabelsColor(palette.muted());
    styler.setXAxisTitleColor(palette.muted());
    styler.setYAxisTitleColor(palette.muted());
    styler.setAxisTicksMarksVisible(false);
    styler.setAxisTicksLineVisible(false);
    styler.setLegendFont(FONT);
    styler.setLegendBackgroundColor(palette.background());
    styler.setLegendBorderColor(palette.background());
    styler.setLegendSeriesLineLength(60);
    styler.setLegendPadding(18);
    styler.setAxisTitlePadding(14);
    styler.setChartPadding(12);
    styler.setAntiAlias(true);
    styler.setLocale(Locale.ROOT);
  }

  /** Returns a line without the values that are NaN or infinite. */
  static Line line(String name, double[] epochs, double[] values) {
    int[] finite =
        IntStream.range(0, values.length).filter(i -> Double.isFinite(values[i])).toArray();
    return new Line(
        name,
        IntStream.of(finite).mapToDouble(i -> epochs[i]).toArray(),
        IntStream.of(finite).mapToDouble(i -> values[i]).toArray());
  }
}
