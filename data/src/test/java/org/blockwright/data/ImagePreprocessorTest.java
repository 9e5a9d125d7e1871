package org.blockwright.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.blockwright.base.SharedData;
import org.blockwright.base.UsageException;
import org.blockwright.data.decode.Image;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.input.ColorMode;
import org.blockwright.dsl.input.Preprocessing;
import org.blockwright.dsl.layer.Shape;
import org.junit.jupiter.api.Test;

class ImagePreprocessorTest {
  /** Two pixels, red over green. */
  private static final Image TWO =
      Image.of(2, 1, 3, new byte[] {(byte) 255, 0, 0, 0, (byte) 255, 0});

  @Test
  void memory_holds_one_channel_after_the_other_in_the_order_of_the_weights() {
    ImagePreprocessor tf = ImagePreprocessor.of(Shape.of(2, 1, 3), Preprocessing.TF);
    ImagePreprocessor caffe = ImagePreprocessor.of(Shape.of(2, 1, 3), Preprocessing.CAFFE);

    assertThat(tf.preprocess(TWO)).containsExactly(1, -1, -1, 1, -1, -1);
    assertThat(caffe.preprocess(TWO))
        .containsExactly(
            -103.939f,
            -103.939f,
            -116.779f,
            (float) (255 - 116.779),
            (float) (255 - 123.68),
            -123.68f);
  }

  @Test
  void a_network_of_one_channel_gets_gray() {
    ImagePreprocessor reader = ImagePreprocessor.of(Shape.of(2, 1, 1), Preprocessing.NONE);

    assertThat(reader.preprocess(reader.resize(TWO))).containsExactly(76.245f, 149.685f);
  }

  @Test
  void a_network_of_three_channels_gets_gray_three_times_each_preprocessed_as_its_channel() {
    ImagePreprocessor reader = ImagePreprocessor.of(Shape.of(1, 1, 3), Preprocessing.CAFFE);

    assertThat(reader.preprocess(Image.of(1, 1, 1, new byte[] {100})))
        .containsExactly((float) (100 - 103.939), (float) (100 - 116.779), (float) (100 - 123.68));
  }

  /** The average of Caffe's means is (103.939 + 116.779 + 123.68) / 3 = 114.79933. */
  @Test
  void gray_alone_is_preprocessed_with_the_average_of_the_means_and_of_the_deviations() {
    Image gray = Image.of(1, 1, 1, new byte[] {100});

    assertThat(ImagePreprocessor.of(Shape.of(1, 1, 1), Preprocessing.CAFFE).preprocess(gray)[0])
        .isCloseTo(-14.799333f, within(1e-5f));
    assertThat(ImagePreprocessor.of(Shape.of(1, 1, 1), Preprocessing.TORCH).preprocess(gray)[0])
        .isCloseTo((100 / 255f - 0.449f) / 0.226f, within(1e-5f));
  }

  @Test
  void colour_can_be_dropped_for_a_network_of_three_channels() {
    ImagePreprocessor reader = new ImagePreprocessor(Shape.of(2, 1, 3), Preprocessing.NONE, true);

    assertThat(reader.resize(TWO).channels()).isEqualTo(1);
    assertThat(reader.preprocess(reader.resize(TWO)))
        .containsExactly(76.245f, 149.685f, 76.245f, 149.685f, 76.245f, 149.685f);
  }

  @Test
  void a_file_is_read_at_the_size_of_the_network() {
    ImagePreprocessor reader = ImagePreprocessor.of(Shape.of(32, 48, 3), Preprocessing.TF);

    assertThat(reader.read(SharedData.path("data/odd/gray16.png"))).hasSize(32 * 48 * 3);
  }

  @Test
  void other_numbers_of_channels_are_refused() {
    assertThatThrownBy(() -> ImagePreprocessor.of(Shape.of(8, 8, 4), Preprocessing.TF))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "The network takes 4 channels; pictures have 1 (gray) or 3 (red, green, blue).");
  }

  @Test
  void aNetworkSaysHowItSeesImages() {
    Network network = Network.named("n").input(2, 1, 3).preprocessing(Preprocessing.CAFFE);

    assertThat(ImagePreprocessor.of(network))
        .isEqualTo(new ImagePreprocessor(Shape.of(2, 1, 3), Preprocessing.CAFFE, false));
    assertThat(ImagePreprocessor.of(network.colorMode(ColorMode.GRAYSCALE)))
        .isEqualTo(new ImagePreprocessor(Shape.of(2, 1, 3), Preprocessing.CAFFE, true));
  }
}
