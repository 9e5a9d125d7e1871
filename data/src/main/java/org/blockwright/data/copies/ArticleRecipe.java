package org.blockwright.data.copies;

import com.google.common.collect.ImmutableList;
import java.util.Arrays;
import java.util.Optional;
import org.blockwright.base.Seeds;
import org.blockwright.base.SplitMix64;
import org.blockwright.data.augment.Affine;
import org.blockwright.data.augment.Augmentation;
import org.blockwright.data.augment.Blur;
import org.blockwright.data.augment.Fill;
import org.blockwright.data.augment.Flip;
import org.blockwright.data.decode.Image;

/**
 * The four copies of the article's {@code genDatasets}:
 *
 * <ul>
 *   <li>{@code rotate}: by any angle, on a canvas that grows, with transparent corners
 *   <li>{@code reflect}: at the bottom, top or left side, so upside down in two of three cases
 *   <li>{@code crop}: the center, of height and width divided by two numbers of 1 to 1.5
 *   <li>{@code blur}: Gaussian of radius 1 or 2
 * </ul>
 *
 * @param leftRight whether images are reflected left-right only, instead of the article's sides
 */
public record ArticleRecipe(boolean leftRight) implements Recipe {
  /** The names of the copies, after the name of the image and {@code _}. */
  public static final ImmutableList<String> NAMES =
      ImmutableList.of("rotate", "reflect", "crop", "blur");

  private static final double MAX_CROP = 1.5;

  /** Rounding errors of sine and cosine must not add a row of nothing. */
  private static final double ROUNDING = 1e-9;

  @Override
  public ImmutableList<String> names() {
    return NAMES;
  }

  @Override
  public ImageCopy copy(Image image, String name, long seed, String key) {
    SplitMix64 random = Seeds.random("copy", seed, key, name);
    return switch (name) {
      case "rotate" -> rotated(image, random.nextDouble(0, 2 * Math.PI));
      case "reflect" -> ImageCopy.opaque(reflected(image, leftRight || random.nextInt(3) == 2));
      case "crop" ->
          ImageCopy.opaque(
              cropped(image, random.nextDouble(1, MAX_CROP), random.nextDouble(1, MAX_CROP)));
      case "blur" ->
          ImageCopy.opaque(
              Augmentation.of(new Blur(1 + random.nextInt(2), 1)).apply(image, seed, 0, key));
      default -> throw new IllegalArgumentException(name);
    };
  }

  /** Rotates counterclockwise by an angle in radians. */
  static ImageCopy rotated(Image image, double angle) {
    double cos = Math.cos(angle);
    double sin = Math.sin(angle);
    int rows = side(image.width() * Math.abs(sin) + image.height() * Math.abs(cos));
    int columns = side(image.width() * Math.abs(cos) + image.height() * Math.abs(sin));
    Affine rotation = new Affine(cos, sin, 0, -sin, cos, 0);
    byte[] full = new byte[image.height() * image.width()];
    Arrays.fill(full, (byte) 255);
    Image opaque = Image.of(image.height(), image.width(), 1, full);
    Image alpha = rotation.warp(opaque, Fill.BLACK, rows, columns);
    Image overBlack = rotation.warp(image, Fill.BLACK, rows, columns);
    // Files store the color of a pixel without its opacity.
    float[] samples = overBlack.samples();
    float[] opacity = alpha.samples();
    for (int i = 0; i < samples.length; i++) {
      float share = opacity[i / image.channels()] / 255;
      samples[i] = share > 0 ? Math.min(255, samples[i] / share) : 0;
    }
    return new ImageCopy(Image.of(rows, columns, image.channels(), samples), Optional.of(alpha));
  }

  private static int side(double length) {
    return Math.max(1, (int) Math.ceil(length - ROUNDING));
  }

  static Image reflected(Image image, boolean sides) {
    // With probability 1 nothing is random.
    return Augmentation.of(sides ? new Flip(1, 0) : new Flip(0, 1)).apply(image, 0, 0, "");
  }

  /** Cuts out the center, of the height and width divided by two numbers of at least 1. */
  static Image cropped(Image image, double widthDivisor, double heightDivisor) {
    int columns = Math.max(1, (int) Math.round(image.width() / widthDivisor));
    int rows = Math.max(1, (int) Math.round(image.height() / heightDivisor));
    return image.crop((image.height() - rows) / 2, (image.width() - columns) / 2, rows, columns);
  }

  @Override
  public String toString() {
    return leftRight ? ARTICLE + "=left-right" : ARTICLE;
  }
}
