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
 * A confusion matrix as a heat map. Colors are fractions of the row (the true class) because
 * classes differ in size; the numbers are counts. XChart can only print the values that it colors,
 * so the counts are drawn here.
 */
final class ConfusionChart extends HeatMapChart {
  /** Up to this number of classes a cell shows the percentage too. */
  private static final int MAX_CLASSES_WITH_PERCENT = 8;

  /** Longer names are abbreviated to leave space for the cells. */
  private static final int MAX_NAME_LENGTH = 22;

  private final ConfusionMatrix matrix;
  private final Palette palette;

  private ConfusionChart(ConfusionMatrix matrix, Palette palette, int height) {
    super(height + 120, height, Styler.ChartTheme.XChart);
    this.matrix = matrix;
    this.palette = palette;
  }

  static BufferedImage draw(ConfusionMatrix matrix, Palette palette) {
    int height = Math.max(620, Math.min(1400, 260 + 120 * matrix.size()));
    ConfusionChart chart = new ConfusionChart(matrix, palette, height);
    chart.setXAxisTitle("predicted");
    chart.setYAxisTitle("true");
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
      // The first row of a heat map is at the bottom, that of a confusion matrix at the top.
      int trueClass = matrix.size() - 1 - y;
      rows.add(columns.get(trueClass));
      for (int x = 0; x < matrix.size(); x++) {
        cells.add(new Number[] {x, y, fraction(trueClass, x)});
      }
    }
    addSeries("fraction of the true class", columns, rows, cells);
  }

  private double fraction(int trueClass, int predictedClass) {
    return (double) matrix.count(trueClass, predictedClass)
        / Math.max(1, matrix.support(trueClass));
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
    for (int row = 0; row < k; row++) {
      for (int column = 0; column < k; column++) {
        double x = plot.getX() + (column + 0.5) * cellWidth;
        double y = plot.getY() + (row + 0.5) * cellHeight;
        boolean withPercent = k <= MAX_CLASSES_WITH_PERCENT && matrix.support(row) > 0;
        String count = String.valueOf(matrix.count(row, column));
        drawCentered(
            graphics,
            large,
            palette.foreground(),
            count,
            x,
            y + (withPercent ? -0.1 : 0.35) * size);
        if (withPercent) {
          String percent = String.format(Locale.ROOT, "%.1f %%", 100 * fraction(row, column));
          drawCentered(graphics, small, palette.foreground(), percent, x, y + 0.9 * size);
        }
      }
    }
  }

  private static void drawCentered(
      Graphics2D graphics, Font font, Color color, String text, double center, double baseline) {
    graphics.setFont(font);
    graphics.setColor(color);
    double width = graphics.getFontMetrics().stringWidth(text);
    graphics.drawString(text, (float) (center - width / 2), (float) baseline);
  }
}
