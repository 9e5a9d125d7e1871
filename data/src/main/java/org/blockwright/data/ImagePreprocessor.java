package org.blockwright.data;

import java.nio.file.Path;
import org.blockwright.base.DataException;
import org.blockwright.base.UsageException;
import org.blockwright.data.decode.Decoder;
import org.blockwright.data.decode.Image;
import org.blockwright.data.decode.Resize;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.input.ColorMode;
import org.blockwright.dsl.input.Preprocessing;
import org.blockwright.dsl.layer.Layout;
import org.blockwright.dsl.layer.Shape;

/**
 * From a file to what a network sees: decoded, gray where wanted, brought to the network's size
 * (squashed, see {@link Resize}), preprocessed, in memory's order.
 *
 * <p>Gray pictures stay one channel until the end, where a network of three channels gets it three
 * times; a network of one channel gets the gray of colour pictures.
 *
 * @param input what the network takes, 1 or 3 channels
 * @param preprocessing what its weights want
 * @param gray whether colour is dropped from all pictures
 */
public record ImagePreprocessor(Shape input, Preprocessing preprocessing, boolean gray) {

  /**
   * Checks that the network takes pictures.
   *
   * @throws UsageException where it takes neither 1 nor 3 channels
   */
  public ImagePreprocessor {
    if (input.channels() != 1 && input.channels() != 3) {
      throw DataProblems.channels(input.channels());
    }
  }

  /**
   * For a network: its input size, color mode and preprocessing, as a saved model has them.
   *
   * @throws UsageException where it takes neither 1 nor 3 channels
   */
  public static ImagePreprocessor of(Network network) {
    return new ImagePreprocessor(
        network.input(),
        network.preprocessing(),
        network.conversion().colorMode() == ColorMode.GRAYSCALE);
  }

  /** Colour is kept. */
  public static ImagePreprocessor of(Shape input, Preprocessing preprocessing) {
    return new ImagePreprocessor(input, preprocessing, false);
  }

  /**
   * What a network sees of a file: height x width x channels numbers in memory's order.
   *
   * @throws DataException where the file is no picture
   */
  public float[] read(Path file) {
    return preprocess(Decoder.decode(file, this::resize));
  }

  /** A picture of the network's size with samples of 0-255, 1 or 3 channels. */
  public Image resize(Image picture) {
    boolean drop = gray || input.channels() == 1;
    return Resize.bilinear(drop ? picture.gray() : picture, input.height(), input.width());
  }

  /** Preprocesses a picture of the network's size and puts it into memory's order. */
  public float[] preprocess(Image picture) {
    int channels = input.channels();
    float[] out = new float[(int) input.size()];
    for (int channel = 0; channel < channels; channel++) {
      int source = picture.channels() == 1 ? 0 : preprocessing.sourceChannel(channel, channels);
      for (int row = 0; row < input.height(); row++) {
        for (int column = 0; column < input.width(); column++) {
          out[Layout.index(input, row, column, channel)] =
              preprocessing.apply(channel, channels, picture.sample(row, column, source));
        }
      }
    }
    return out;
  }
}
