package org.blockwright.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import org.blockwright.base.SharedData;
import org.blockwright.base.UsageException;
import org.blockwright.data.decode.Decoder;
import org.blockwright.data.decode.Image;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.input.ColorMode;
import org.blockwright.dsl.input.Preprocessing;
import org.blockwright.dsl.layer.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImagePreprocessorTest {
  /** A red pixel above a green pixel. */
  private static final Image TWO_PIXELS =
      Image.of(2, 1, 3, new byte[] {(byte) 255, 0, 0, 0, (byte) 255, 0});

  @Test
  void writesChannelByChannelInOrderOfPreprocessing() {
    ImagePreprocessor tf = ImagePreprocessor.of(Shape.of(2, 1, 3), Preprocessing.TF);
    ImagePreprocessor caffe = ImagePreprocessor.of(Shape.of(2, 1, 3), Preprocessing.CAFFE);

    assertThat(tf.preprocess(TWO_PIXELS)).containsExactly(1, -1, -1, 1, -1, -1);
    assertThat(caffe.preprocess(TWO_PIXELS))
        .containsExactly(
            -103.939f,
            -103.939f,
            -116.779f,
            (float) (255 - 116.779),
            (float) (255 - 123.68),
            -123.68f);
  }

  @Test
  void convertsToGrayForOneChannel() {
    ImagePreprocessor preprocessor = ImagePreprocessor.of(Shape.of(2, 1, 1), Preprocessing.NONE);

    assertThat(preprocessor.preprocess(preprocessor.resize(TWO_PIXELS)))
        .containsExactly(76.245f, 149.685f);
  }

  @Test
  void repeatsGrayAndPreprocessesEachChannel() {
    ImagePreprocessor preprocessor = ImagePreprocessor.of(Shape.of(1, 1, 3), Preprocessing.CAFFE);

    assertThat(preprocessor.preprocess(Image.of(1, 1, 1, new byte[] {100})))
        .containsExactly((float) (100 - 103.939), (float) (100 - 116.779), (float) (100 - 123.68));
  }

  /** The average of Caffe's channel means is (103.939 + 116.779 + 123.68) / 3 = 114.79933. */
  @Test
  void preprocessesOneChannelWithAverageMeanAndStd() {
    Image gray = Image.of(1, 1, 1, new byte[] {100});

    assertThat(ImagePreprocessor.of(Shape.of(1, 1, 1), Preprocessing.CAFFE).preprocess(gray)[0])
        .isCloseTo(-14.799333f, within(1e-5f));
    assertThat(ImagePreprocessor.of(Shape.of(1, 1, 1), Preprocessing.TORCH).preprocess(gray)[0])
        .isCloseTo((100 / 255f - 0.449f) / 0.226f, within(1e-5f));
  }

  @Test
  void convertsToGrayForThreeChannelsIfRequested() {
    ImagePreprocessor preprocessor =
        new ImagePreprocessor(Shape.of(2, 1, 3), Preprocessing.NONE, true);

    assertThat(preprocessor.resize(TWO_PIXELS).channels()).isEqualTo(1);
    assertThat(preprocessor.preprocess(preprocessor.resize(TWO_PIXELS)))
        .containsExactly(76.245f, 149.685f, 76.245f, 149.685f, 76.245f, 149.685f);
  }

  @Test
  void readsFileAtInputSize() {
    ImagePreprocessor preprocessor = ImagePreprocessor.of(Shape.of(32, 48, 3), Preprocessing.TF);

    assertThat(preprocessor.read(SharedData.path("data/odd/gray16.png"))).hasSize(32 * 48 * 3);
  }

  /** Files are resized row by row, without the whole resized image. */
  @ParameterizedTest
  @CsvSource({"224, 224, 3", "64, 500, 3", "300, 299, 3", "50, 60, 1"})
  void readingEqualsResizingAndPreprocessing(int height, int width, int channels) {
    Path file = SharedData.path("data/cats-dogs/train/cats/cat.308.jpg");
    ImagePreprocessor preprocessor =
        ImagePreprocessor.of(Shape.of(height, width, channels), Preprocessing.TORCH);

    assertThat(preprocessor.read(file))
        .containsExactly(preprocessor.preprocess(preprocessor.resize(Decoder.decode(file))));
  }

  @Test
  void rejectsOtherNumbersOfChannels() {
    assertThatThrownBy(() -> ImagePreprocessor.of(Shape.of(8, 8, 4), Preprocessing.TF))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "The input of the network has 4 channels; images have 1 (gray) or 3 (red, green, blue).");
  }

  @Test
  void takesInputPreprocessingAndColorModeFromNetwork() {
    Network network = Network.named("n").input(2, 1, 3).preprocessing(Preprocessing.CAFFE);

    assertThat(ImagePreprocessor.of(network))
        .isEqualTo(new ImagePreprocessor(Shape.of(2, 1, 3), Preprocessing.CAFFE, false));
    assertThat(ImagePreprocessor.of(network.colorMode(ColorMode.GRAYSCALE)))
        .isEqualTo(new ImagePreprocessor(Shape.of(2, 1, 3), Preprocessing.CAFFE, true));
  }
}
