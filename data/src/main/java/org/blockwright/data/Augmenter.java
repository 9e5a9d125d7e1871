package org.blockwright.data;

import java.util.List;
import org.blockwright.base.Seeds;
import org.blockwright.base.SplitMix64;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.input.AugmentationLayer;
import org.blockwright.dsl.input.Preprocessing;
import org.blockwright.dsl.layer.Layout;
import org.blockwright.dsl.layer.Shape;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Does to batches of images what a network's description says for training. What an image becomes
 * is a function of (seed, epoch, its key), whatever stands beside it in the batch.
 */
public final class Augmenter {
  private final Network network;
  private final long seed;

  public Augmenter(Network network, long seed) {
    this.network = network;
    this.seed = seed;
  }

  /** The batch, each image augmented; it is a new one. */
  public INDArray augment(INDArray images, List<Sample> samples, int epoch) {
    int size = Math.toIntExact(network.input().size());
    Shape seen = network.augmentation().output(network.input());
    float[] all = images.dup('c').data().asFloat();
    float[] out = new float[samples.size() * Math.toIntExact(seen.size())];
    for (int i = 0; i < samples.size(); i++) {
      float[] one = new float[size];
      System.arraycopy(all, i * size, one, 0, size);
      SplitMix64 random =
          Seeds.random("augmentation in the model", seed, epoch, samples.get(i).key());
      float[] augmented = augment(one, random);
      System.arraycopy(augmented, 0, out, i * augmented.length, augmented.length);
    }
    return Nd4j.createFromArray(out).reshape('c', Layout.batchShape(samples.size(), seen));
  }

  /** One image in memory's order. */
  public float[] augment(float[] image, SplitMix64 random) {
    float[] values = image;
    Shape shape = network.input();
    for (AugmentationLayer step : network.augmentation().steps()) {
      values = apply(step, values, shape, random);
      shape = step.output(shape);
    }
    return values;
  }

  private float[] apply(AugmentationLayer step, float[] values, Shape shape, SplitMix64 random) {
    if (step instanceof AugmentationLayer.Flip reflect) {
      boolean leftRight = random.nextDouble() < reflect.horizontal();
      boolean topBottom = random.nextDouble() < reflect.vertical();
      int bottom = shape.height() - 1;
      int right = shape.width() - 1;
      return resample(
          values,
          shape,
          shape,
          (row, column) -> topBottom ? bottom - row : row,
          (row, column) -> leftRight ? right - column : column);
    }
    if (step instanceof AugmentationLayer.RandomCrop crop) {
      int top = random.nextInt(shape.height() - crop.height() + 1);
      int left = random.nextInt(shape.width() - crop.width() + 1);
      return resample(
          values,
          shape,
          crop.output(shape),
          (row, column) -> row + top,
          (row, column) -> column + left);
    }
    if (step instanceof AugmentationLayer.Rotate rotate) {
      double angle = Math.toRadians(random.nextDouble(-rotate.degrees(), rotate.degrees()));
      double cos = Math.cos(angle);
      double sin = Math.sin(angle);
      double y = (shape.height() - 1) / 2.0;
      double x = (shape.width() - 1) / 2.0;
      return resample(
          values,
          shape,
          shape,
          (row, column) -> y + cos * (row - y) - sin * (column - x),
          (row, column) -> x + sin * (row - y) + cos * (column - x));
    }
    if (step instanceof AugmentationLayer.Shift shift) {
      double down = random.nextDouble(-shift.height(), shift.height()) * shape.height();
      double right = random.nextDouble(-shift.width(), shift.width()) * shape.width();
      return resample(
          values, shape, shape, (row, column) -> row - down, (row, column) -> column - right);
    }
    return addNoise((AugmentationLayer.Noise) step, values, shape, random);
  }

  /** Where in the image before a pixel comes from. */
  private interface CoordinateMapping {
    double source(int row, int column);
  }

  /** Bilinear between pixels, the nearest edge beyond the border. */
  private static float[] resample(
      float[] values, Shape from, Shape to, CoordinateMapping rows, CoordinateMapping columns) {
    float[] out = new float[Math.toIntExact(to.size())];
    for (int row = 0; row < to.height(); row++) {
      for (int column = 0; column < to.width(); column++) {
        double y = Math.min(Math.max(rows.source(row, column), 0), from.height() - 1);
        double x = Math.min(Math.max(columns.source(row, column), 0), from.width() - 1);
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

  private float[] addNoise(
      AugmentationLayer.Noise noise, float[] values, Shape shape, SplitMix64 random) {
    Preprocessing preprocessing = network.preprocessing();
    int channels = shape.channels();
    float[] out = new float[values.length];
    for (int channel = 0; channel < channels; channel++) {
      double black = preprocessing.apply(channel, channels, 0);
      double unit = (preprocessing.apply(channel, channels, 255) - black) / 255;
      for (int row = 0; row < shape.height(); row++) {
        for (int column = 0; column < shape.width(); column++) {
          int at = Layout.index(shape, row, column, channel);
          out[at] = (float) (values[at] + unit * noise.std() * random.nextGaussian());
        }
      }
    }
    return out;
  }
}
