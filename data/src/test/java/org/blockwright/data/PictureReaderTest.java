package org.blockwright.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.blockwright.base.SharedData;
import org.blockwright.base.UsageException;
import org.blockwright.data.decode.Picture;
import org.blockwright.dsl.ColorMode;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Preprocessing;
import org.blockwright.dsl.Shape;
import org.junit.jupiter.api.Test;

class PictureReaderTest {
  /** Two pixels, red over green. */
  private static final Picture TWO =
      Picture.of(2, 1, 3, new byte[] {(byte) 255, 0, 0, 0, (byte) 255, 0});

  @Test
  void memory_holds_one_channel_after_the_other_in_the_order_of_the_weights() {
    PictureReader tf = PictureReader.of(Shape.of(2, 1, 3), Preprocessing.TF);
    PictureReader caffe = PictureReader.of(Shape.of(2, 1, 3), Preprocessing.CAFFE);

    assertThat(tf.toMemory(TWO)).containsExactly(1, -1, -1, 1, -1, -1);
    assertThat(caffe.toMemory(TWO))
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
    PictureReader reader = PictureReader.of(Shape.of(2, 1, 1), Preprocessing.NONE);

    assertThat(reader.toMemory(reader.fit(TWO))).containsExactly(76.245f, 149.685f);
  }

  @Test
  void a_network_of_three_channels_gets_gray_three_times_each_preprocessed_as_its_channel() {
    PictureReader reader = PictureReader.of(Shape.of(1, 1, 3), Preprocessing.CAFFE);

    assertThat(reader.toMemory(Picture.of(1, 1, 1, new byte[] {100})))
        .containsExactly((float) (100 - 103.939), (float) (100 - 116.779), (float) (100 - 123.68));
  }

  /** The average of Caffe's means is (103.939 + 116.779 + 123.68) / 3 = 114.79933. */
  @Test
  void gray_alone_is_preprocessed_with_the_average_of_the_means_and_of_the_deviations() {
    Picture gray = Picture.of(1, 1, 1, new byte[] {100});

    assertThat(PictureReader.of(Shape.of(1, 1, 1), Preprocessing.CAFFE).toMemory(gray)[0])
        .isCloseTo(-14.799333f, within(1e-5f));
    assertThat(PictureReader.of(Shape.of(1, 1, 1), Preprocessing.TORCH).toMemory(gray)[0])
        .isCloseTo((100 / 255f - 0.449f) / 0.226f, within(1e-5f));
  }

  @Test
  void colour_can_be_dropped_for_a_network_of_three_channels() {
    PictureReader reader = new PictureReader(Shape.of(2, 1, 3), Preprocessing.NONE, true);

    assertThat(reader.fit(TWO).channels()).isEqualTo(1);
    assertThat(reader.toMemory(reader.fit(TWO)))
        .containsExactly(76.245f, 149.685f, 76.245f, 149.685f, 76.245f, 149.685f);
  }

  @Test
  void a_file_is_read_at_the_size_of_the_network() {
    PictureReader reader = PictureReader.of(Shape.of(32, 48, 3), Preprocessing.TF);

    assertThat(reader.read(SharedData.path("data/odd/gray16.png"))).hasSize(32 * 48 * 3);
  }

  @Test
  void other_numbers_of_channels_are_refused() {
    assertThatThrownBy(() -> PictureReader.of(Shape.of(8, 8, 4), Preprocessing.TF))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "The network takes 4 channels; pictures have 1 (gray) or 3 (red, green, blue).");
  }

  @Test
  void aNetworkSaysHowItSeesImages() {
    Network network = Network.named("n").input(2, 1, 3).preprocessing(Preprocessing.CAFFE);

    assertThat(PictureReader.of(network))
        .isEqualTo(new PictureReader(Shape.of(2, 1, 3), Preprocessing.CAFFE, false));
    assertThat(PictureReader.of(network.colorMode(ColorMode.GRAYSCALE)))
        .isEqualTo(new PictureReader(Shape.of(2, 1, 3), Preprocessing.CAFFE, true));
  }
}
