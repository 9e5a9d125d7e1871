package org.blockwright.data.copies;

import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;
import org.blockwright.data.decode.Image;

/** Encodes images as PNG with 8 bits: gray or color, with or without opacity. */
final class PngBytes {
  private PngBytes() {}

  static byte[] of(Image image) {
    return of(ImageCopy.opaque(image));
  }

  static byte[] of(ImageCopy copy) {
    Image image = copy.image();
    int channels = image.channels();
    int bands = channels + (copy.alpha().isPresent() ? 1 : 0);
    byte[] samples = image.toBytes();
    byte[] interleaved = samples;
    if (bands > channels) {
      byte[] alpha = copy.alpha().orElseThrow().toBytes();
      interleaved = new byte[alpha.length * bands];
      for (int i = 0; i < alpha.length; i++) {
        System.arraycopy(samples, i * channels, interleaved, i * bands, channels);
        interleaved[i * bands + channels] = alpha[i];
      }
    }
    int[] offsets = new int[bands];
    for (int i = 0; i < bands; i++) {
      offsets[i] = i;
    }
    WritableRaster raster =
        Raster.createInterleavedRaster(
            new DataBufferByte(interleaved, interleaved.length),
            image.width(),
            image.height(),
            image.width() * bands,
            bands,
            offsets,
            null);
    ColorModel model =
        new ComponentColorModel(
            ColorSpace.getInstance(channels == 1 ? ColorSpace.CS_GRAY : ColorSpace.CS_sRGB),
            bands > channels,
            false,
            bands > channels ? Transparency.TRANSLUCENT : Transparency.OPAQUE,
            DataBuffer.TYPE_BYTE);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ImageIO.write(new BufferedImage(model, raster, false, null), "png", out);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory does not fail", e);
    }
    return out.toByteArray();
  }
}
