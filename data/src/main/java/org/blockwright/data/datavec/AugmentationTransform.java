package org.blockwright.data.datavec;

import com.google.common.hash.Hashing;
import java.util.Random;
import org.blockwright.data.augment.Augmentation;
import org.blockwright.data.decode.Image;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacv.OpenCVFrameConverter;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.datavec.image.data.ImageWritable;
import org.datavec.image.transform.BaseImageTransform;

/**
 * An augmentation as DataVec's image transform: images of bytes (rounded half up) or floats, gray
 * or in OpenCV's order blue, green, red.
 *
 * <p>DataVec does not say which sample an image is, so its key is made of its pixels: the same
 * image is changed alike on any thread and in any order. With a {@code Random}, given here through
 * {@code setRandom} or at the call, the key is drawn from that instead. Safe for many threads.
 */
public final class AugmentationTransform extends BaseImageTransform<Mat> {
  private final Augmentation augmentation;
  private final long seed;
  private final int epoch;

  /**
   * A transform for one epoch.
   *
   * @param augmentation what to do
   * @param seed the run's seed
   * @param epoch from 0; another epoch changes each image in another way
   */
  public AugmentationTransform(Augmentation augmentation, long seed, int epoch) {
    super(null);
    this.augmentation = augmentation;
    this.seed = seed;
    this.epoch = epoch;
  }

  @Override
  protected ImageWritable doTransform(ImageWritable image, Random draws) {
    // Converters keep their last image, hence one a call.
    try (OpenCVFrameConverter.ToMat in = new OpenCVFrameConverter.ToMat()) {
      Mat mat = in.convert(image.getFrame());
      Image picture = toImage(mat);
      String key =
          draws == null
              ? "pixels:" + Hashing.sha256().hashBytes(picture.toBytes())
              : "random:" + draws.nextLong();
      Image changed = augmentation.apply(picture, seed, epoch, key);
      return toWritable(changed, mat.depth());
    }
  }

  private static ImageWritable toWritable(Image picture, int depth) {
    Mat mat = toMat(picture, depth);
    try (OpenCVFrameConverter.ToMat out = new OpenCVFrameConverter.ToMat()) {
      return new ImageWritable(out.convert(mat).clone());
    } finally {
      mat.close();
    }
  }

  private static Image toImage(Mat given) {
    int channels = given.channels();
    boolean bytes = given.depth() == opencv_core.CV_8U;
    if (channels != 1 && channels != 3 || !bytes && given.depth() != opencv_core.CV_32F) {
      throw DataVecProblems.unsupportedImage(channels, given.depth());
    }
    Mat mat = given.isContinuous() ? given : given.clone();
    int count = mat.rows() * mat.cols() * channels;
    if (bytes) {
      byte[] samples = new byte[count];
      mat.data().get(samples);
      for (int i = 0; channels == 3 && i < count; i += 3) {
        byte blue = samples[i];
        samples[i] = samples[i + 2];
        samples[i + 2] = blue;
      }
      return Image.of(mat.rows(), mat.cols(), channels, samples);
    }
    float[] samples = new float[count];
    new FloatPointer(mat.data()).get(samples);
    swapRedAndBlue(samples, channels);
    return Image.of(mat.rows(), mat.cols(), channels, samples);
  }

  private static Mat toMat(Image picture, int depth) {
    int channels = picture.channels();
    Mat mat = new Mat(picture.height(), picture.width(), opencv_core.CV_MAKETYPE(depth, channels));
    float[] samples = picture.samples();
    if (depth == opencv_core.CV_8U) {
      byte[] rounded = picture.toBytes();
      for (int i = 0; channels == 3 && i < rounded.length; i += 3) {
        byte red = rounded[i];
        rounded[i] = rounded[i + 2];
        rounded[i + 2] = red;
      }
      mat.data().put(rounded, 0, rounded.length);
    } else {
      swapRedAndBlue(samples, channels);
      new FloatPointer(mat.data()).put(samples, 0, samples.length);
    }
    return mat;
  }

  private static void swapRedAndBlue(float[] samples, int channels) {
    for (int i = 0; channels == 3 && i < samples.length; i += 3) {
      float first = samples[i];
      samples[i] = samples[i + 2];
      samples[i + 2] = first;
    }
  }

  /**
   * Coordinates are not followed.
   *
   * @return them as they came
   */
  @Override
  public float[] query(float... coordinates) {
    return coordinates;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AugmentationTransform that
        && augmentation.equals(that.augmentation)
        && seed == that.seed
        && epoch == that.epoch;
  }

  @Override
  public int hashCode() {
    return augmentation.hashCode() * 31 + Long.hashCode(seed) + epoch;
  }
}
