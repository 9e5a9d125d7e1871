package org.blockwright.data;

import java.nio.FloatBuffer;
import java.nio.file.Path;
import org.blockwright.base.DataException;
import org.blockwright.base.UsageException;
import org.blockwright.data.decode.Decoder;
import org.blockwright.data.decode.Image;
import org.blockwright.data.decode.ImageSource;
import org.blockwright.data.decode.Resize;
import org.blockwright.data.decode.ResizedRows;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.input.ColorMode;
import org.blockwright.dsl.input.Preprocessing;
import org.blockwright.dsl.layer.Layout;
import org.blockwright.dsl.layer.Shape;

/**
 * Converts an image to the input of a network: decodes it, converts it to gray if required, resizes
 * it to the input size without keeping the aspect ratio (see {@link Resize}), and preprocesses it.
 *
 * <p>A gray image stays one channel until the last step, which repeats it for a network with three
 * channels. For a network with one channel, color images are converted to gray.
 *
 * @param input the input shape of the network, with 1 or 3 channels
 * @param preprocessing the preprocessing that the weights of the network require
 * @param gray whether all images are converted to gray
 */
public record ImagePreprocessor(Shape input, Preprocessing preprocessing, boolean gray) {

  /**
   * Checks the number of channels.
   *
   * @throws UsageException if the input has neither 1 nor 3 channels
   */
  public ImagePreprocessor {
    if (input.channels() != 1 && input.channels() != 3) {
      throw DataProblems.channels(input.channels());
    }
  }

  /**
   * Returns the preprocessor for a network, with its input shape, preprocessing and color mode.
   *
   * @throws UsageException if the input has neither 1 nor 3 channels
   */
  public static ImagePreprocessor of(Network network) {
    return new ImagePreprocessor(
        network.input(),
        network.preprocessing(),
        network.conversion().colorMode() == ColorMode.GRAYSCALE);
  }

  /** Returns a preprocessor that keeps color. */
  public static ImagePreprocessor of(Shape input, Preprocessing preprocessing) {
    return new ImagePreprocessor(input, preprocessing, false);
  }

  /**
   * Reads a file.
   *
   * @return height x width x channels values in the order of {@link Layout}: channel by channel
   * @throws DataException if the file cannot be decoded
   */
  public float[] read(Path file) {
    return read(ImageSource.of(file));
  }

  /** Same as {@link #read(Path)}, for a file or an image in memory. */
  public float[] read(ImageSource source) {
    float[] out = new float[(int) input.size()];
    read(source, FloatBuffer.wrap(out));
    return out;
  }

  /** Resizes an image to the input size; samples stay 0-255, channels are 1 or 3. */
  public Image resize(Image image) {
    return Resize.bilinear(toColorMode(image), input.height(), input.width());
  }

  /** Converts an image to gray if all images are, or the network has one channel. */
  Image toColorMode(Image image) {
    return gray || input.channels() == 1 ? image.gray() : image;
  }

  /**
   * Same as {@link #read(ImageSource)}, but writes the values to a buffer, from its position on.
   */
  void read(ImageSource source, FloatBuffer into) {
    resizeAndPreprocess(Decoder.decode(source, this::toColorMode), into);
  }

  /**
   * Preprocesses an image.
   *
   * @param image an image of the input size, or a crop of it
   * @return its values with as many channels as the input, in the order of {@link Layout}
   */
  public float[] preprocess(Image image) {
    float[] out = new float[image.height() * image.width() * input.channels()];
    preprocess(image, FloatBuffer.wrap(out));
    return out;
  }

  /**
   * Same as {@link #preprocess(Image)}, but writes the values to a buffer, from its position on.
   */
  void preprocess(Image image, FloatBuffer into) {
    preprocess(ResizedRows.of(image, image.height(), image.width()), into);
  }

  /**
   * Resizes an image in the right color mode to the input size and preprocesses it, row by row.
   *
   * @param into gets the values, from its position on
   */
  void resizeAndPreprocess(Image image, FloatBuffer into) {
    preprocess(ResizedRows.of(image, input.height(), input.width()), into);
  }

  private void preprocess(ResizedRows rows, FloatBuffer into) {
    int channels = input.channels();
    int start = into.position();
    float[] line = new float[rows.width()];
    for (int row = 0; row < rows.height(); row++) {
      float[] samples = rows.row(row);
      for (int channel = 0; channel < channels; channel++) {
        int source = rows.channels() == 1 ? 0 : preprocessing.sourceChannel(channel, channels);
        for (int column = 0; column < line.length; column++) {
          line[column] = samples[column * rows.channels() + source];
        }
        preprocessing.apply(channel, channels, line);
        // Channel by channel, row by row: the order of Layout.index.
        into.put(start + (channel * rows.height() + row) * line.length, line);
      }
    }
  }
}
