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
 * Applies an {@link Augmentation} as an image transform of DataVec. Supports images of bytes
 * (results are samples half up) or floats, gray or in OpenCV's channel order blue, green, red.
 *
 * <p>DataVec does not provide the key of a sample, so the key is computed from the pixels: an image
 * is augmented the same way on any thread and in any order. If a {@code Random} is set by {@code
 * setRandom} or passed to the call, the key is drawn from it instead. Thread-safe.
 */
public final class AugmentationTransform extends BaseImageTransform<Mat> {
  private final Augmentation augmentation;
  private final long seed;
  private final int epoch;

  /**
   * Creates a transform for one epoch.
   *
   * @param augmentation the augmentation
   * @param seed the seed of the run
   * @param epoch from 0; each epoch augments an image differently
   */
  public AugmentationTransform(Augmentation augmentation, long seed, int epoch) {
    super(null);
    this.augmentation = augmentation;
    this.seed = seed;
    this.epoch = epoch;
  }

  @Override
  protected ImageWritable doTransform(ImageWritable writable, Random random) {
    // A converter holds its last image, so each call creates one.
    try (OpenCVFrameConverter.ToMat in = new OpenCVFrameConverter.ToMat()) {
      Mat mat = in.convert(writable.getFrame());
      Image image = toImage(mat);
      String key =
          random == null
              ? "pixels:" + Hashing.sha256().hashBytes(image.toBytes())
              : "random:" + random.nextLong();
      Image augmented = augmentation.apply(image, seed, epoch, key);
      return toWritable(augmented, mat.depth());
    }
  }

  private static ImageWritable toWritable(Image image, int depth) {
    Mat mat = toMat(image, depth);
    try (OpenCVFrameConverter.ToMat out = new OpenCVFrameConverter.ToMat()) {
      return new ImageWritable(out.convert(mat).clone());
    } finally {
      mat.close();
    }
  }

  private static Image toImage(Mat input) {
    int channels = input.channels();
    boolean bytes = input.depth() == opencv_core.CV_8U;
    if (channels != 1 && channels != 3 || !bytes && input.depth() != opencv_core.CV_32F) {
      throw DataVecProblems.unsupportedImage(channels, input.depth());
    }
    Mat mat = input.isContinuous() ? input : input.clone();
    int count = mat.rows() * mat.cols() * channels;
    if (bytes) {
      byte[] samples = new byte[count];
      mat.data().get(samples);
      swapRedAndBlue(samples, channels);
      return Image.of(mat.rows(), mat.cols(), channels, samples);
    }
    float[] samples = new float[count];
    new FloatPointer(mat.data()).get(samples);
    swapRedAndBlue(samples, channels);
    return Image.of(mat.rows(), mat.cols(), channels, samples);
  }

  private static Mat toMat(Image image, int depth) {
    int channels = image.channels();
    Mat mat = new Mat(image.height(), image.width(), opencv_core.CV_MAKETYPE(depth, channels));
    if (depth == opencv_core.CV_8U) {
      byte[] samples = image.toBytes();
      swapRedAndBlue(samples, channels);
      mat.data().put(samples, 0, samples.length);
    } else {
      float[] samples = image.samples();
      swapRedAndBlue(samples, channels);
      new FloatPointer(mat.data()).put(samples, 0, samples.length);
    }
    return mat;
  }

  private static void swapRedAndBlue(byte[] samples, int channels) {
    for (int i = 0; channels == 3 && i < samples.length; i += 3) {
      byte red = samples[i];
      samples[i] = samples[i + 2];
      samples[i + 2] = red;
    }
  }

  private static void swapRedAndBlue(float[] samples, int channels) {
    for (int i = 0; channels == 3 && i < samples.length; i += 3) {
      float red = samples[i];
      samples[i] = samples[i + 2];
      samples[i + 2] = red;
    }
  }

  /** Returns the coordinates unchanged; the transform does not map coordinates. */
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
