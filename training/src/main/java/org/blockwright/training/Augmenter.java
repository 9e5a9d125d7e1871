package org.blockwright.training;

import java.util.List;
import org.blockwright.base.Seeds;
import org.blockwright.base.SplitMix64;
import org.blockwright.data.Sample;
import org.blockwright.dsl.Augment;
import org.blockwright.dsl.Layout;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Preprocessing;
import org.blockwright.dsl.Shape;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Does to batches of pictures what a network's description says for training. What a picture
 * becomes is a function of (seed, epoch, its key), whatever stands beside it in the batch.
 */
final class Augmenter {
  private final Network network;
  private final long seed;

  Augmenter(Network network, long seed) {
    this.network = network;
    this.seed = seed;
  }

  /** The batch, each picture augmented; it is a new one. */
  INDArray augmented(INDArray pictures, List<Sample> samples, int epoch) {
    int size = Math.toIntExact(network.input().size());
    Shape seen = network.augmenting().output(network.input());
    float[] all = pictures.dup('c').data().asFloat();
    float[] out = new float[samples.size() * Math.toIntExact(seen.size())];
    for (int i = 0; i < samples.size(); i++) {
      float[] one = new float[size];
      System.arraycopy(all, i * size, one, 0, size);
      SplitMix64 draws =
          Seeds.random("augmentation in the model", seed, epoch, samples.get(i).key());
      float[] augmented = augmented(one, draws);
      System.arraycopy(augmented, 0, out, i * augmented.length, augmented.length);
    }
    return Nd4j.createFromArray(out).reshape('c', Layout.batch(samples.size(), seen));
  }

  /** One picture in memory's order. */
  float[] augmented(float[] picture, SplitMix64 draws) {
    float[] values = picture;
    Shape shape = network.input();
    for (Augment step : network.augmenting().steps()) {
      values = step(step, values, shape, draws);
      shape = step.output(shape);
    }
    return values;
  }

  private float[] step(Augment step, float[] values, Shape shape, SplitMix64 draws) {
    if (step instanceof Augment.Reflect reflect) {
      boolean leftRight = draws.nextDouble() < reflect.leftRight();
      boolean topBottom = draws.nextDouble() < reflect.topBottom();
      int bottom = shape.height() - 1;
      int right = shape.width() - 1;
      return placed(
          values,
          shape,
          shape,
          (row, column) -> topBottom ? bottom - row : row,
          (row, column) -> leftRight ? right - column : column);
    }
    if (step instanceof Augment.RandomCrop crop) {
      int top = draws.nextInt(shape.height() - crop.height() + 1);
      int left = draws.nextInt(shape.width() - crop.width() + 1);
      return placed(
          values,
          shape,
          crop.output(shape),
          (row, column) -> row + top,
          (row, column) -> column + left);
    }
    if (step instanceof Augment.Rotate rotate) {
      double angle = Math.toRadians(draws.nextDouble(-rotate.degrees(), rotate.degrees()));
      double cos = Math.cos(angle);
      double sin = Math.sin(angle);
      double y = (shape.height() - 1) / 2.0;
      double x = (shape.width() - 1) / 2.0;
      return placed(
          values,
          shape,
          shape,
          (row, column) -> y + cos * (row - y) - sin * (column - x),
          (row, column) -> x + sin * (row - y) + cos * (column - x));
    }
    if (step instanceof Augment.Shift shift) {
      double down = draws.nextDouble(-shift.height(), shift.height()) * shape.height();
      double right = draws.nextDouble(-shift.width(), shift.width()) * shape.width();
      return placed(
          values, shape, shape, (row, column) -> row - down, (row, column) -> column - right);
    }
    return noisy((Augment.Noise) step, values, shape, draws);
  }

  /** Where in the picture before a pixel comes from. */
  private interface Place {
    double of(int row, int column);
  }

  /** Bilinear between pixels, the nearest edge beyond the border. */
  private static float[] placed(float[] values, Shape from, Shape to, Place rows, Place columns) {
    float[] out = new float[Math.toIntExact(to.size())];
    for (int row = 0; row < to.height(); row++) {
      for (int column = 0; column < to.width(); column++) {
        double y = Math.min(Math.max(rows.of(row, column), 0), from.height() - 1);
        double x = Math.min(Math.max(columns.of(row, column), 0), from.width() - 1);
        int top = (int) y;
        int left = (int) x;
        int bottom = Math.min(top + 1, from.height() - 1);
        int right = Math.min(left + 1, from.width() - 1);
        double down = y - top;
        double across = x - left;
        for (int channel = 0; channel < to.channels(); channel++) {
          double above =
              values[Layout.index(from, top, left, channel)] * (1 - across)
                  + values[Layout.index(from, top, right, channel)] * across;
          double below =
              values[Layout.index(from, bottom, left, channel)] * (1 - across)
                  + values[Layout.index(from, bottom, right, channel)] * across;
          out[Layout.index(to, row, column, channel)] = (float) (above * (1 - down) + below * down);
        }
      }
    }
    return out;
  }

  private float[] noisy(Augment.Noise noise, float[] values, Shape shape, SplitMix64 draws) {
    Preprocessing preprocessing = network.preprocessing();
    int channels = shape.channels();
    float[] out = new float[values.length];
    for (int channel = 0; channel < channels; channel++) {
      double black = preprocessing.apply(channel, channels, 0);
      double unit = (preprocessing.apply(channel, channels, 255) - black) / 255;
      for (int row = 0; row < shape.height(); row++) {
        for (int column = 0; column < shape.width(); column++) {
          int at = Layout.index(shape, row, column, channel);
          out[at] = (float) (values[at] + unit * noise.deviation() * draws.nextGaussian());
        }
      }
    }
    return out;
  }
}
