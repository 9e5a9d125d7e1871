package org.blockwright.training.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.blockwright.training.measure.ConfusionMatrix;
import org.knowm.xchart.AnnotationText;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.HeatMapChart;
import org.knowm.xchart.HeatMapChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Charts as pictures, twice as large as they are shown, so that they are sharp. */
final class Charts {
  private static final int WIDTH = 1120;
  private static final int HEIGHT = 660;

  /** More points than these are a line without dots. */
  private static final int MOST_DOTS = 40;

  private static final Font TEXT = new Font(Font.SANS_SERIF, Font.PLAIN, 24);
  private static final Font BOLD = new Font(Font.SANS_SERIF, Font.BOLD, 30);

  /** Solid, dashed, dotted: lines differ without colour too. */
  private static final float[][] DASHES = {null, {14, 8}, {4, 7}, {18, 7, 4, 7}};

  private Charts() {}

  /** One line: a point for each epoch that has the figure. */
  record Line(String name, double[] epochs, double[] values) {}

  static BufferedImage curves(String yAxis, List<Line> lines, boolean share, Palette palette) {
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
    styler.setPlotGridLinesColor(palette.grid());
    styler.setPlotGridLinesStroke(new BasicStroke(2));
    styler.setxAxisTickLabelsFormattingFunction(x -> x == Math.rint(x) ? "%.0f".formatted(x) : "");
    styler.setLegendPosition(Styler.LegendPosition.OutsideS);
    styler.setLegendLayout(Styler.LegendLayout.Horizontal);
    chart.getStyler().setLegendVisible(lines.size() > 1);
    if (share) {
      styler.setYAxisMax(1.0);
    } else {
      styler.setYAxisMin(0.0);
    }
    for (int i = 0; i < lines.size(); i++) {
      Line line = lines.get(i);
      // Names are keys to XChart; the number of zero-width spaces keeps equal ones apart.
      XYSeries series =
          chart.addSeries(line.name() + "\u200b".repeat(i), line.epochs(), line.values());
      Color color = palette.lines().get(i % palette.lines().size());
      float[] dash = DASHES[i % DASHES.length];
      series.setLineColor(color);
      series.setMarkerColor(color);
      series.setLineStyle(
          new BasicStroke(4, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND, 10, dash, 0));
      series.setMarker(
          line.epochs().length > MOST_DOTS ? SeriesMarkers.NONE : SeriesMarkers.CIRCLE);
    }
    chart.getStyler().setMarkerSize(11);
    return BitmapEncoder.getBufferedImage(chart);
  }

  /** Shades are shares of the row (the truth); numbers are counts. */
  static BufferedImage confusion(ConfusionMatrix matrix, Palette palette) {
    int k = matrix.size();
    int side = Math.max(620, Math.min(1400, 260 + 110 * k));
    HeatMapChart chart =
        new HeatMapChartBuilder()
            .width(side + 100)
            .height(side)
            .xAxisTitle("predicted")
            .yAxisTitle("truth")
            .build();
    var styler = chart.getStyler();
    style(styler, palette);
    styler.setLegendVisible(false);
    styler.setPlotGridLinesVisible(false);
    styler.setShowValue(false);
    styler.setPlotContentSize(1);
    styler.setMin(0);
    styler.setMax(1);
    styler.setRangeColors(new Color[] {palette.low(), palette.high()});
    styler.setDrawBorder(true);
    styler.setXAxisLabelRotation(k > 4 ? 45 : 0);
    styler.setAnnotationTextFont(k > 12 ? TEXT.deriveFont(18f) : BOLD);
    styler.setAnnotationTextFontColor(palette.ink());

    // The first row of a heat map is at the bottom, that of a confusion matrix on top.
    List<String> rows = new ArrayList<>(matrix.names());
    Collections.reverse(rows);
    List<Number[]> cells = new ArrayList<>();
    for (int x = 0; x < k; x++) {
      for (int y = 0; y < k; y++) {
        int truth = k - 1 - y;
        long count = matrix.count(truth, x);
        cells.add(new Number[] {x, y, (double) count / Math.max(1, matrix.truths(truth))});
        chart.addAnnotation(new AnnotationText(String.valueOf(count), x, y, false));
      }
    }
    chart.addSeries("share of the truth", matrix.names(), rows, cells);
    return BitmapEncoder.getBufferedImage(chart);
  }

  private static void style(AxesChartStyler styler, Palette palette) {
    styler.setChartBackgroundColor(palette.paper());
    styler.setPlotBackgroundColor(palette.paper());
    styler.setPlotBorderVisible(false);
    styler.setChartFontColor(palette.ink());
    styler.setAxisTitleFont(TEXT);
    styler.setAxisTickLabelsFont(TEXT);
    styler.setAxisTickLabelsColor(palette.faint());
    styler.setXAxisTitleColor(palette.faint());
    styler.setYAxisTitleColor(palette.faint());
    styler.setAxisTicksMarksVisible(false);
    styler.setAxisTicksLineVisible(false);
    styler.setLegendFont(TEXT);
    styler.setLegendBackgroundColor(palette.paper());
    styler.setLegendBorderColor(palette.paper());
    styler.setLegendSeriesLineLength(60);
    styler.setChartPadding(12);
    styler.setAntiAlias(true);
  }

  /** The figure of each epoch that has it as a finite number. */
  static Line line(String name, double[] epochs, double[] values) {
    int[] finite =
        IntStream.range(0, values.length).filter(i -> Double.isFinite(values[i])).toArray();
    return new Line(
        name,
        IntStream.of(finite).mapToDouble(i -> epochs[i]).toArray(),
        IntStream.of(finite).mapToDouble(i -> values[i]).toArray());
  }
}
