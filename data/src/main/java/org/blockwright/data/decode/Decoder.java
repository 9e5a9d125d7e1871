package org.blockwright.data.decode;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.blockwright.base.DataException;

/**
 * Reads pictures: JPEG, PNG, GIF (first frame) and BMP, told apart by their first bytes.
 *
 * <p>EXIF orientation is applied. Gray files give one channel, all others three; palettes are
 * expanded; 16-bit samples are divided by 257; transparency is composed over black; inks (CMYK)
 * become red, green, blue. Colour profiles are not applied. A file that is cut off or damaged is
 * refused, never filled up.
 */
public final class Decoder {
  private Decoder() {}

  /** What came of reading one file. */
  public sealed interface Result {}

  /** The file's picture. */
  public record Decoded(Image image) implements Result {}

  /** Why the file is no picture, for a list of files left out. */
  public record Undecodable(String reason) implements Result {}

  /**
   * The picture in a file, transparency over black.
   *
   * @throws DataException naming the file and the reason where it is no whole picture
   */
  public static Image decode(Path file) {
    return decode(file, Background.BLACK);
  }

  /** As {@link #decode(Path)}, transparency over a colour of choice. */
  public static Image decode(Path file, Background background) {
    try {
      return retryOnOutOfMemory(() -> decodeContent(FileContent.read(file), background));
    } catch (DecodeException e) {
      throw DecodeProblems.undecodable(file, e);
    }
  }

  /**
   * As {@link #decode(Path)}, followed by a change such as another size, for which the memory may
   * be short as well.
   */
  public static Image decode(Path file, UnaryOperator<Image> change) {
    try {
      return retryOnOutOfMemory(
          () -> change.apply(decodeContent(FileContent.read(file), Background.BLACK)));
    } catch (DecodeException e) {
      throw DecodeProblems.undecodable(file, e);
    }
  }

  /** As {@link #decode(Path)}, for those who go on without a file that is no picture. */
  public static Result tryDecode(Path file) {
    return tryDecode(file, UnaryOperator.identity());
  }

  /** As {@link #decode(Path, UnaryOperator)}, for those who go on without the file. */
  public static Result tryDecode(Path file, UnaryOperator<Image> change) {
    try {
      return new Decoded(
          retryOnOutOfMemory(
              () -> change.apply(decodeContent(FileContent.read(file), Background.BLACK))));
    } catch (DecodeException e) {
      return new Undecodable(e.reason());
    }
  }

  /** Reads one file. */
  private interface DecodeTask<T> {
    T run() throws DecodeException;
  }

  /**
   * Reads a file, for which the memory may not suffice. Then it is tried once more, one file at a
   * time: another thread's file may have been the large one.
   */
  private static <T> T retryOnOutOfMemory(DecodeTask<T> reading) throws DecodeException {
    try {
      return reading.run();
    } catch (OutOfMemoryError first) {
      synchronized (Decoder.class) {
        try {
          return reading.run();
        } catch (OutOfMemoryError second) {
          throw DecodeProblems.outOfMemory();
        }
      }
    }
  }

  /**
   * Looks at a file's header and at its parts up to the end without decoding pixels: quick, and
   * enough to find files that end early, are of another kind or too large. Damage within compressed
   * pixels shows when they are decoded.
   *
   * @return the reason why the file is no picture; empty where it looks whole
   */
  public static Optional<String> findProblem(Path file) {
    try {
      return retryOnOutOfMemory(
          () -> {
            byte[] content = FileContent.read(file);
            switch (Format.of(content)) {
              case JPEG -> JpegFile.parse(content);
              case PNG -> PngFile.parse(content);
              case GIF -> GifFile.parse(content);
              case BMP -> BmpFile.parse(content);
            }
            return Optional.<String>empty();
          });
    } catch (DecodeException e) {
      return Optional.of(e.reason());
    }
  }

  private static Image decodeContent(byte[] content, Background background) throws DecodeException {
    return switch (Format.of(content)) {
      case JPEG -> JpegFile.parse(content).decode();
      case PNG -> PngFile.parse(content).decode(background);
      case GIF -> GifFile.parse(content).decode(background);
      case BMP -> BmpFile.parse(content).decode(background);
    };
  }
}
