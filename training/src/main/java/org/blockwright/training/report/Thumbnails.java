package org.blockwright.training.report;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** Pictures as {@code data:} URIs, so that the page needs no other file. */
final class Thumbnails {
  /** Longer side of a thumbnail. */
  static final int THUMBNAIL_SIZE = 128;

  private static final float JPEG_QUALITY = 0.85f;

  private Thumbnails() {}

  static String png(BufferedImage image) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("memory can always be written to", e);
    }
    return dataUri("image/png", bytes);
  }

  /** A JPEG whose longer side is about {@value #THUMBNAIL_SIZE} pixels. */
  static String thumbnail(BufferedImage image) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    try (ImageOutputStream stream = ImageIO.createImageOutputStream(bytes)) {
      ImageWriteParam how = writer.getDefaultWriteParam();
      how.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      how.setCompressionQuality(JPEG_QUALITY);
      writer.setOutput(stream);
      writer.write(null, new IIOImage(resizeToThumbnail(image), null, null), how);
    } catch (IOException e) {
      throw new UncheckedIOException("memory can always be written to", e);
    } finally {
      writer.dispose();
    }
    return dataUri("image/jpeg", bytes);
  }

  /**
   * Large pictures are halved until one step is left, so that every pixel counts; small ones grow
   * by a whole factor with their pixels to be seen.
   */
  private static BufferedImage resizeToThumbnail(BufferedImage image) {
    int longer = Math.max(image.getWidth(), image.getHeight());
    if (longer <= THUMBNAIL_SIZE) {
      return scale(image, Math.max(1, THUMBNAIL_SIZE / longer), false);
    }
    BufferedImage at = image;
    while (Math.max(at.getWidth(), at.getHeight()) > 2 * THUMBNAIL_SIZE) {
      at = scale(at, 0.5, true);
    }
    return scale(at, (double) THUMBNAIL_SIZE / Math.max(at.getWidth(), at.getHeight()), true);
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
