package org.blockwright.data.datavec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.hash.Hashing;
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.blockwright.base.SharedData;
import org.blockwright.base.UsageException;
import org.blockwright.data.augment.Augmentation;
import org.blockwright.data.decode.Decoder;
import org.blockwright.data.decode.Image;
import org.bytedeco.javacv.OpenCVFrameConverter;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.datavec.api.split.FileSplit;
import org.datavec.image.data.ImageWritable;
import org.datavec.image.loader.NativeImageLoader;
import org.datavec.image.recordreader.ImageRecordReader;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Compares augmentation by DataVec with {@link Augmentation}. */
class AugmentationTransformTest {
  private static final Augmentation AUGMENTATION =
      Augmentation.parse("flip,rotate=20@0.9,crop=0.7:0.9,noise=5@0.9,brightness=0.8:1.2@0.9");

  private static File file() {
    return SharedData.path("data/odd/UPPERCASE.JPG").toFile();
  }

  private static ImageWritable load(File file) throws Exception {
    return new NativeImageLoader().asWritable(file);
  }

  /** The samples of a DataVec image in RGB order. */
  private static byte[] samples(ImageWritable image) {
    try (OpenCVFrameConverter.ToMat converter = new OpenCVFrameConverter.ToMat()) {
      Mat mat = converter.convert(image.getFrame());
      byte[] out = new byte[mat.rows() * mat.cols() * 3];
      for (int i = 0; i < out.length; i++) {
        int column = i / 3 % mat.cols();
        int row = i / 3 / mat.cols();
        out[i] = mat.ptr(row, column).get(2 - i % 3);
      }
      return out;
    }
  }

  @Test
  void augmentsAsAugmentationDoes() throws Exception {
    Image image = Decoder.decode(file().toPath());
    String key = "pixels:" + Hashing.sha256().hashBytes(image.toBytes());

    for (int epoch = 0; epoch < 4; epoch++) {
      ImageWritable augmented =
          new AugmentationTransform(AUGMENTATION, 42, epoch).transform(load(file()));

      assertThat(samples(augmented)).isEqualTo(AUGMENTATION.apply(image, 42, epoch, key).toBytes());
    }
  }

  @Test
  void usesRandomOfCallForKey() throws Exception {
    Image image = Decoder.decode(file().toPath());
    String key = "random:" + new Random(5).nextLong();

    ImageWritable augmented =
        new AugmentationTransform(AUGMENTATION, 42, 0).transform(load(file()), new Random(5));

    assertThat(samples(augmented)).isEqualTo(AUGMENTATION.apply(image, 42, 0, key).toBytes());
  }

  @Test
  void isThreadSafe() throws Exception {
    AugmentationTransform shared = new AugmentationTransform(AUGMENTATION, 42, 1);
    List<ImageWritable> images = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      images.add(load(file()));
    }
    byte[] expected = samples(shared.transform(load(file())));

    List<byte[]> augmented =
        IntStream.range(0, 64)
            .parallel()
            .mapToObj(i -> samples(shared.transform(images.get(i))))
            .toList();

    assertThat(augmented).hasSize(64).allSatisfy(s -> assertThat(s).isEqualTo(expected));
  }

  @Test
  void keepsFloats() {
    try (Mat mat = new Mat(6, 7, opencv_core.CV_32FC1);
        OpenCVFrameConverter.ToMat converter = new OpenCVFrameConverter.ToMat()) {
      float[] values = new float[42];
      for (int i = 0; i < values.length; i++) {
        values[i] = i + 0.25f;
      }
      new org.bytedeco.javacpp.FloatPointer(mat.data()).put(values, 0, values.length);
      Augmentation flip = Augmentation.parse("flip=1");

      ImageWritable out =
          new AugmentationTransform(flip, 1, 0)
              .transform(new ImageWritable(converter.convert(mat)));

      try (OpenCVFrameConverter.ToMat back = new OpenCVFrameConverter.ToMat()) {
        Mat flipped = back.convert(out.getFrame());
        float[] row = new float[7];
        new org.bytedeco.javacpp.FloatPointer(flipped.data()).get(row);
        assertThat(row).containsExactly(6.25f, 5.25f, 4.25f, 3.25f, 2.25f, 1.25f, 0.25f);
      }
    }
  }

  @Test
  void worksInRecordReaderOfDataVec() throws Exception {
    Augmentation dark = Augmentation.parse("brightness=0:0@1");
    try (ImageRecordReader records = new ImageRecordReader(20, 20, 3)) {
      records.initialize(new FileSplit(file()), new AugmentationTransform(dark, 42, 0));

      INDArray features = ((org.datavec.api.writable.NDArrayWritable) records.next().get(0)).get();

      assertThat(features.maxNumber().floatValue()).isZero();
      assertThat(features.shape()).containsExactly(1, 3, 20, 20);
    }
  }

  @Test
  void rejectsOtherImageTypes() {
    try (Mat mat = new Mat(6, 7, opencv_core.CV_8UC4);
        OpenCVFrameConverter.ToMat converter = new OpenCVFrameConverter.ToMat()) {
      ImageWritable image = new ImageWritable(converter.convert(mat));

      assertThatThrownBy(() -> new AugmentationTransform(AUGMENTATION, 42, 0).transform(image))
          .isInstanceOf(UsageException.class)
          .hasMessage(
              "Augmentation supports DataVec images with 1 or 3 channels of bytes or floats;"
                  + " got 4 channels with OpenCV depth 0.");
    }
  }
}
