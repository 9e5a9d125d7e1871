package org.blockwright.training.report;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.blockwright.inference.metrics.ConfusionMatrix;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.HeatMapChart;
import org.knowm.xchart.style.HeatMapStyler;
import org.knowm.xchart.style.Styler;

/**
 * A confusion matrix as a heat map. Shades are shares of the row (the truth), since classes differ
 * in size; the numbers are counts. XChart can only write what it shades, so the counts are written
 * here.
 */
final class ConfusionChart extends HeatMapChart {
  /** Below this many classes a cell has room for the share too. */
  private static final int MAX_CLASSES_WITH_PERCENT = 8;

  /** Longer names would leave no room for the cells. */
  private static final int MAX_NAME_LENGTH = 22;

  private final ConfusionMatrix matrix;
  private final Palette palette;

  private ConfusionChart(ConfusionMatrix matrix, Palette palette, int side) {
    super(side + 120, side, Styler.ChartTheme.XChart);
    this.matrix = matrix;
    this.palette = palette;
  }

  static BufferedImage draw(ConfusionMatrix matrix, Palette palette) {
    int side = Math.max(620, Math.min(1400, 260 + 120 * matrix.size()));
    ConfusionChart chart = new ConfusionChart(matrix, palette, side);
    chart.setXAxisTitle("predicted");
    chart.setYAxisTitle("truth");
    HeatMapStyler styler = chart.getStyler();
    Charts.style(styler, palette);
    styler.setLegendVisible(false);
    styler.setPlotGridLinesVisible(false);
    styler.setShowValue(false);
    styler.setPlotContentSize(1);
    styler.setMin(0);
    styler.setMax(1);
    styler.setRangeColors(new Color[] {palette.low(), palette.high()});
    styler.setXAxisLabelRotation(matrix.size() > 4 ? 45 : 0);
    chart.fill();
    return BitmapEncoder.getBufferedImage(chart);
  }

  private void fill() {
    List<String> columns = matrix.names().stream().map(ConfusionChart::abbreviate).toList();
    List<String> rows = new ArrayList<>();
    List<Number[]> cells = new ArrayList<>();
    for (int y = 0; y < matrix.size(); y++) {
      // The first row of a heat map is at the bottom, that of a confusion matrix on top.
      int truth = matrix.size() - 1 - y;
      rows.add(columns.get(truth));
      for (int x = 0; x < matrix.size(); x++) {
        cells.add(new Number[] {x, y, fraction(truth, x)});
      }
    }
    addSeries("share of the truth", columns, rows, cells);
  }

  private double fraction(int truth, int prediction) {
    return (double) matrix.count(truth, prediction) / Math.max(1, matrix.support(truth));
  }

  private static String abbreviate(String name) {
    return name.length() <= MAX_NAME_LENGTH ? name : name.substring(0, MAX_NAME_LENGTH - 1) + "…";
  }

  @Override
  public void paint(Graphics2D graphics, int width, int height) {
    super.paint(graphics, width, height);
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    Rectangle2D plot = this.plot.getBounds();
    int k = matrix.size();
    double cellWidth = plot.getWidth() / k;
    double cellHeight = plot.getHeight() / k;
    float size = (float) Math.max(12, Math.min(34, cellHeight * 0.45));
    Font large = Charts.FONT.deriveFont(Font.BOLD, size);
    Font small = Charts.FONT.deriveFont(Math.min(22, size));
    for (int truth = 0; truth < k; truth++) {
      for (int prediction = 0; prediction < k; prediction++) {
        double x = plot.getX() + (prediction + 0.5) * cellWidth;
        double y = plot.getY() + (truth + 0.5) * cellHeight;
        boolean both = k <= MAX_CLASSES_WITH_PERCENT && matrix.support(truth) > 0;
        String count = String.valueOf(matrix.count(truth, prediction));
        drawCentered(
            graphics, large, palette.foreground(), count, x, y + (both ? -0.1 : 0.35) * size);
        if (both) {
          String share = String.format(Locale.ROOT, "%.1f %%", 100 * fraction(truth, prediction));
          drawCentered(graphics, small, palette.foreground(), share, x, y + 0.9 * size);
        }
      }
    }
  }

  private static void drawCentered(
      Graphics2D graphics, Font font, Color color, String text, double centre, double baseline) {
    graphics.setFont(font);
    graphics.setColor(color);
    double width = graphics.getFontMetrics().stringWidth(text);
    graphics.drawString(text, (float) (centre - width / 2), (float) baseline);
  }
}
