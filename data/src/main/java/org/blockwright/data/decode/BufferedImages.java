package org.blockwright.data.decode;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;

/** Converts images of the JDK by the same rules as {@link Decoder}. */
final class BufferedImages {
  private BufferedImages() {}

  static Image toImage(BufferedImage source) throws DecodeException {
    if ((long) source.getWidth() * source.getHeight() > Limits.MAX_PIXELS) {
      throw DecodeProblems.imageTooLarge(source.getWidth(), source.getHeight());
    }
    return hasPlainSamples(source.getColorModel()) ? ofSamples(source) : ofColors(source);
  }

  /** Whether the raster contains gray or sRGB values of 8 or 16 bits that need no conversion. */
  private static boolean hasPlainSamples(ColorModel model) {
    ColorSpace colors = model.getColorSpace();
    int type = model.getTransferType();
    return model instanceof ComponentColorModel
        && !model.isAlphaPremultiplied()
        && (type == DataBuffer.TYPE_BYTE || type == DataBuffer.TYPE_USHORT)
        && (colors.getType() == ColorSpace.TYPE_GRAY || colors.isCS_sRGB());
  }

  /** Reads the raster, since the JDK would apply a gamma curve to gray and round 16 bits. */
  private static Image ofSamples(BufferedImage source) {
    Raster raster = source.getRaster();
    ColorModel model = source.getColorModel();
    float max = (1 << model.getComponentSize(0)) - 1;
    int channels = model.getNumColorComponents();
    Samples out = new Samples(source, channels, model.hasAlpha() || max != 255);
    for (int row = 0; row < source.getHeight(); row++) {
      for (int column = 0; column < source.getWidth(); column++) {
        float opacity = model.hasAlpha() ? raster.getSample(column, row, channels) / max : 1;
        for (int channel = 0; channel < channels; channel++) {
          out.add(raster.getSample(column, row, channel) / (max / 255), opacity);
        }
      }
    }
    return out.toImage();
  }

  private static Image ofColors(BufferedImage source) {
    boolean hasAlpha = source.getColorModel().hasAlpha();
    Samples out = new Samples(source, 3, hasAlpha);
    for (int row = 0; row < source.getHeight(); row++) {
      for (int column = 0; column < source.getWidth(); column++) {
        int argb = source.getRGB(column, row);
        float opacity = hasAlpha ? (argb >>> 24) / 255f : 1;
        for (int shift = 16; shift >= 0; shift -= 8) {
          out.add(argb >> shift & 0xff, opacity);
        }
      }
    }
    return out.toImage();
  }

  /** The samples of an image in order: bytes, or floats if values need not be integers. */
  private static final class Samples {
    private final BufferedImage source;
    private final int channels;
    private final byte[] bytes;
    private final float[] floats;
    private int next;

    Samples(BufferedImage source, int channels, boolean useFloats) {
      this.source = source;
      this.channels = channels;
      int size = source.getWidth() * source.getHeight() * channels;
      bytes = new byte[useFloats ? 0 : size];
      floats = new float[useFloats ? size : 0];
    }

    /** Adds a sample, composed over black. */
    void add(float sample, float opacity) {
      if (floats.length == 0) {
        bytes[next++] = (byte) Math.round(sample);
      } else {
        floats[next++] = opacity == 1 ? sample : sample * opacity;
      }
    }

    Image toImage() {
      return floats.length == 0
          ? Image.of(source.getHeight(), source.getWidth(), channels, bytes)
          : Image.of(source.getHeight(), source.getWidth(), channels, floats);
    }
  }
}
