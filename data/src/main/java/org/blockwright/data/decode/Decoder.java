package org.blockwright.data.decode;

import com.google.common.hash.Hashing;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.blockwright.base.DataException;

/**
 * Decodes image files: JPEG, PNG, GIF (first frame) and BMP, recognized by their first bytes.
 *
 * <p>EXIF orientation is applied. Gray files have one channel, all others three; palettes are
 * expanded; 16-bit samples are divided by 257; transparency is composed over black; CMYK is
 * converted to RGB. Color profiles are not applied. Truncated and damaged files are rejected.
 */
public final class Decoder {
  private Decoder() {}

  /**
   * Loads the native library for JPEG files, which otherwise happens at the first one.
   *
   * @throws LinkageError if it cannot be loaded
   */
  public static void preload() {
    NativeDecoder.load();
  }

  /** The result of decoding a file. */
  public sealed interface Result {
    /**
     * Calls one of two functions.
     *
     * @param decoded gets the image
     * @param undecodable gets the reason why the file cannot be decoded
     */
    <R> R match(Function<Image, R> decoded, Function<String, R> undecodable);
  }

  /** A decoded image. */
  public record Decoded(Image image) implements Result {
    @Override
    public <R> R match(Function<Image, R> decoded, Function<String, R> undecodable) {
      return decoded.apply(image);
    }
  }

  /** The reason why a file cannot be decoded. */
  public record Undecodable(String reason) implements Result {
    @Override
    public <R> R match(Function<Image, R> decoded, Function<String, R> undecodable) {
      return undecodable.apply(reason);
    }
  }

  /**
   * The result of checking a file.
   *
   * @param problem the reason why the file cannot be decoded; empty if no problem was found
   * @param sha256 the SHA-256 of the file as hexadecimal digits; empty if there is a problem
   */
  public record Check(Optional<String> problem, String sha256) {}

  /**
   * Decodes a file; transparency is composed over black.
   *
   * @throws DataException with the file and the reason if it cannot be decoded
   */
  public static Image decode(Path file) {
    return decode(file, Background.BLACK);
  }

  /** Same as {@link #decode(Path)}, with transparency composed over another color. */
  public static Image decode(Path file, Background background) {
    ImageSource source = ImageSource.of(file);
    try {
      return retryOnOutOfMemory(() -> source.decode(background));
    } catch (DecodeException e) {
      throw source.undecodable(e);
    }
  }

  /**
   * Decodes an image and transforms it, for example resizes it. Running out of memory in the
   * transformation is handled as in decoding.
   *
   * @throws DataException with the name of the image and the reason if it cannot be decoded
   */
  public static Image decode(ImageSource source, UnaryOperator<Image> transform) {
    try {
      return retryOnOutOfMemory(() -> transform.apply(source.decode(Background.BLACK)));
    } catch (DecodeException e) {
      throw source.undecodable(e);
    }
  }

  /** Same as {@link #decode(Path)}, but returns the reason instead of throwing an exception. */
  public static Result tryDecode(Path file) {
    return tryDecode(ImageSource.of(file), UnaryOperator.identity());
  }

  /**
   * Same as {@link #decode(ImageSource, UnaryOperator)}, but returns the reason instead of throwing
   * an exception.
   */
  public static Result tryDecode(ImageSource source, UnaryOperator<Image> transform) {
    try {
      return new Decoded(
          retryOnOutOfMemory(() -> transform.apply(source.decode(Background.BLACK))));
    } catch (DecodeException e) {
      return new Undecodable(e.reason());
    }
  }

  /** Decodes one file. */
  private interface DecodeTask<T> {
    T run() throws DecodeException;
  }

  /**
   * Runs a task. If it runs out of memory, it is run again while no other retry runs: another
   * thread may have needed the memory for a large file.
   */
  private static <T> T retryOnOutOfMemory(DecodeTask<T> task) throws DecodeException {
    try {
      return task.run();
    } catch (OutOfMemoryError first) {
      synchronized (Decoder.class) {
        try {
          return task.run();
        } catch (OutOfMemoryError second) {
          throw DecodeProblems.outOfMemory();
        }
      }
    }
  }

  /**
   * Checks the structure of a file without decoding pixels. This is fast and finds truncated files,
   * unsupported formats and images that are too large. Damaged compressed pixels are found when the
   * file is decoded. The same reading of the file computes its SHA-256. A decoded image has no
   * problems, and its hash is that of its samples.
   */
  public static Check check(ImageSource source) {
    try {
      return retryOnOutOfMemory(() -> new Check(Optional.empty(), source.check()));
    } catch (DecodeException e) {
      return new Check(Optional.of(e.reason()), "");
    }
  }

  /** Requires a valid structure and returns the SHA-256 of the file. */
  static String checkContent(byte[] content) throws DecodeException {
    switch (Format.of(content)) {
      case JPEG -> JpegFile.parse(content);
      case PNG -> PngFile.parse(content);
      case GIF -> GifFile.parse(content);
      case BMP -> BmpFile.parse(content);
    }
    return Hashing.sha256().hashBytes(content).toString();
  }

  /** The problem that {@link #check} finds. */
  public static Optional<String> findProblem(Path file) {
    return check(ImageSource.of(file)).problem();
  }

  static Image decodeContent(byte[] content, Background background) throws DecodeException {
    return decodeContent(content, background, Limits.MAX_PIXELS);
  }

  /**
   * Decodes the content of a file.
   *
   * @param maxPixels checked before memory is allocated; below {@link Limits#MAX_PIXELS} the file
   *     is that of a stranger, whose number of scans is checked, too
   */
  static Image decodeContent(byte[] content, Background background, long maxPixels)
      throws DecodeException {
    switch (Format.of(content)) {
      case JPEG:
        JpegFile jpeg = JpegFile.parse(content);
        Limits.checkPixels(jpeg.frame().width(), jpeg.frame().height(), maxPixels);
        if (maxPixels < Limits.MAX_PIXELS) {
          Limits.checkScans(jpeg.scans());
        }
        return jpeg.decode();
      case PNG:
        PngFile png = PngFile.parse(content);
        Limits.checkPixels(png.width(), png.height(), maxPixels);
        return png.decode(background);
      case GIF:
        GifFile gif = GifFile.parse(content);
        Limits.checkPixels(gif.width(), gif.height(), maxPixels);
        Limits.checkPixels(gif.columns(), gif.rows(), maxPixels);
        return gif.decode(background);
      case BMP:
        BmpFile bmp = BmpFile.parse(content);
        Limits.checkPixels(bmp.width(), bmp.height(), maxPixels);
        return bmp.decode(background);
    }
    throw new AssertionError();
  }
}
