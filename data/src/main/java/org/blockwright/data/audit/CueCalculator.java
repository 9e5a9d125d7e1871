package org.blockwright.data.audit;

import org.blockwright.data.decode.Image;

/** Computes the cues of images; one instance for each image. */
final class CueCalculator {
  private static final double BORDER = 0.05;
  private static final double CORNER = 0.1;

  private final Image image;
  private final Sums gray = new Sums();
  private final Sums frame = new Sums();
  private final Sums[] corners = {new Sums(), new Sums(), new Sums(), new Sums()};
  private final Sums saturation = new Sums();
  private final Sums redGreen = new Sums();
  private final Sums yellowBlue = new Sums();

  private CueCalculator(Image image) {
    this.image = image;
  }

  /**
   * Returns the values in the order of {@link Cue}.
   *
   * @param bytes the size of the file; 0 for images in memory
   */
  static double[] of(Image image, long bytes) {
    CueCalculator calculator = new CueCalculator(image);
    calculator.readTone();
    if (image.channels() == 3) {
      calculator.readColors();
    }
    return calculator.values(bytes);
  }

  /** Number, sum and sum of squares. */
  private static final class Sums {
    private long count;
    private double sum;
    private double squares;

    void add(double value) {
      count++;
      sum += value;
      squares += value * value;
    }

    double mean() {
      return count == 0 ? 0 : sum / count;
    }

    double variance() {
      return count == 0 ? 0 : Math.max(0, squares / count - mean() * mean());
    }
  }

  private static int share(double fraction, int side) {
    return (int) Math.max(1, Math.rint(fraction * side));
  }

  private void readTone() {
    int height = image.height();
    int width = image.width();
    int side = Math.min(height, width);
    int border = share(BORDER, side);
    int corner = share(CORNER, side);
    boolean onlyFrame = 2 * border >= side;
    float[] row = new float[width];
    for (int y = 0; y < height; y++) {
      GrayRows.copy(image, y, row);
      boolean edgeRow = y < border || y >= height - border;
      for (int x = 0; x < width; x++) {
        gray.add(row[x]);
        if (onlyFrame || edgeRow || x < border || x >= width - border) {
          frame.add(row[x]);
        }
        addToCorners(row[x], y, x, corner);
      }
    }
  }

  /** Corners of tiny images overlap. */
  private void addToCorners(float value, int y, int x, int corner) {
    boolean top = y < corner;
    boolean bottom = y >= image.height() - corner;
    boolean left = x < corner;
    boolean right = x >= image.width() - corner;
    if (top && left) {
      corners[0].add(value);
    }
    if (top && right) {
      corners[1].add(value);
    }
    if (bottom && left) {
      corners[2].add(value);
    }
    if (bottom && right) {
      corners[3].add(value);
    }
  }

  private void readColors() {
    float[] red = new float[image.width()];
    float[] green = new float[image.width()];
    float[] blue = new float[image.width()];
    for (int y = 0; y < image.height(); y++) {
      image.copyRow(y, 0, red);
      image.copyRow(y, 1, green);
      image.copyRow(y, 2, blue);
      for (int x = 0; x < red.length; x++) {
        double max = Math.max(red[x], Math.max(green[x], blue[x]));
        double min = Math.min(red[x], Math.min(green[x], blue[x]));
        saturation.add(max == 0 ? 0 : (max - min) / max);
        redGreen.add((double) red[x] - green[x]);
        yellowBlue.add(0.5 * (red[x] + green[x]) - blue[x]);
      }
    }
  }

  private double colorfulness() {
    double means = Math.pow(redGreen.mean(), 2) + Math.pow(yellowBlue.mean(), 2);
    return Math.sqrt(redGreen.variance() + yellowBlue.variance()) + 0.3 * Math.sqrt(means);
  }

  private double value(Cue cue, long bytes) {
    double pixels = (double) image.width() * image.height();
    return switch (cue) {
      case CHANNELS -> image.channels();
      case WIDTH -> image.width();
      case HEIGHT -> image.height();
      case ASPECT -> (double) image.width() / image.height();
      case BYTES -> bytes;
      case BITS_PER_PIXEL -> 8 * bytes / pixels;
      case SATURATION -> saturation.mean();
      case COLORFULNESS -> colorfulness();
      case MEAN -> gray.mean();
      case STD -> Math.sqrt(gray.variance());
      case BORDER_MEAN -> frame.mean();
      case BORDER_STD -> Math.sqrt(frame.variance());
      case TOP_LEFT -> corners[0].mean();
      case TOP_RIGHT -> corners[1].mean();
      case BOTTOM_LEFT -> corners[2].mean();
      case BOTTOM_RIGHT -> corners[3].mean();
    };
  }

  private double[] values(long bytes) {
    double[] values = new double[Cue.values().length];
    for (Cue cue : Cue.values()) {
      values[cue.ordinal()] = value(cue, bytes);
    }
    return values;
  }
}
