package org.blockwright.training.report;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.Optional;
import java.util.function.UnaryOperator;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.blockwright.data.decode.Decoder;
import org.blockwright.data.decode.Image;
import org.blockwright.data.decode.ImageSource;

/** Images as {@code data:} URIs, so that the report needs no other file. */
final class Thumbnails {
  /** Longer side of a thumbnail in pixels. */
  static final int THUMBNAIL_SIZE = 128;

  private static final float JPEG_QUALITY = 0.85f;

  private Thumbnails() {}

  /** Decodes an image; empty if it cannot be decoded, or if there is not enough memory. */
  static Optional<BufferedImage> read(ImageSource source) {
    try {
      return Decoder.tryDecode(source, UnaryOperator.identity())
          .match(image -> Optional.of(toBufferedImage(image)), reason -> Optional.empty());
    } catch (OutOfMemoryError e) {
      // The report is written without this image.
      return Optional.empty();
    }
  }

  private static BufferedImage toBufferedImage(Image image) {
    BufferedImage copy =
        new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_INT_RGB);
    for (int row = 0; row < image.height(); row++) {
      for (int column = 0; column < image.width(); column++) {
        int rgb = 0;
        for (int channel = 0; channel < 3; channel++) {
          int source = Math.min(channel, image.channels() - 1);
          rgb = rgb << 8 | Math.round(image.sample(row, column, source));
        }
        copy.setRGB(column, row, rgb);
      }
    }
    return copy;
  }

  /** Encodes an image as PNG. */
  static String png(BufferedImage image) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory does not fail", e);
    }
    return dataUri("image/png", bytes);
  }

  /** Encodes an image as a JPEG whose longer side is about {@value #THUMBNAIL_SIZE} pixels. */
  static String thumbnail(BufferedImage image) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    try (ImageOutputStream stream = ImageIO.createImageOutputStream(bytes)) {
      ImageWriteParam parameters = writer.getDefaultWriteParam();
      parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      parameters.setCompressionQuality(JPEG_QUALITY);
      writer.setOutput(stream);
      writer.write(null, new IIOImage(resizeToThumbnail(image), null, null), parameters);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory does not fail", e);
    } finally {
      writer.dispose();
    }
    return dataUri("image/jpeg", bytes);
  }

  /**
   * Halves a large image repeatedly, so that bilinear scaling uses every pixel; enlarges a small
   * image by an integer factor without smoothing.
   */
  private static BufferedImage resizeToThumbnail(BufferedImage image) {
    int longer = longerSide(image);
    if (longer <= THUMBNAIL_SIZE) {
      return scale(image, Math.max(1, THUMBNAIL_SIZE / longer), false);
    }
    BufferedImage halved = image;
    while (longerSide(halved) > 2 * THUMBNAIL_SIZE) {
      halved = scale(halved, 0.5, true);
    }
    return scale(halved, (double) THUMBNAIL_SIZE / longerSide(halved), true);
  }

  private static int longerSide(BufferedImage image) {
    return Math.max(image.getWidth(), image.getHeight());
  }

  private static BufferedImage scale(BufferedImage image, double scale, boolean smooth) {
    int width = (int) Math.max(1, Math.round(image.getWidth() * scale));
    int height = (int) Math.max(1, Math.round(image.getHeight() * scale));
    BufferedImage target = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = target.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION,
        smooth
            ? RenderingHints.VALUE_INTERPOLATION_BILINEAR
            : RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR);
    graphics.drawImage(image, 0, 0, width, height, null);
    graphics.dispose();
    return target;
  }

  private static String dataUri(String type, ByteArrayOutputStream bytes) {
    return "data:" + type + ";base64," + Base64.getEncoder().encodeToString(bytes.toByteArray());
  }
}
