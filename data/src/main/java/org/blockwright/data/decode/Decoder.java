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
  public sealed interface Outcome {}

  /** The file's picture. */
  public record Decoded(Picture picture) implements Outcome {}

  /** Why the file is no picture, for a list of files left out. */
  public record Undecodable(String reason) implements Outcome {}

  /**
   * The picture in a file, transparency over black.
   *
   * @throws DataException naming the file and the reason where it is no whole picture
   */
  public static Picture decode(Path file) {
    return decode(file, Background.BLACK);
  }

  /** As {@link #decode(Path)}, transparency over a colour of choice. */
  public static Picture decode(Path file, Background background) {
    try {
      return guarded(() -> open(FileContent.read(file), background));
    } catch (Refused e) {
      throw DecodeProblems.undecodable(file, e);
    }
  }

  /**
   * As {@link #decode(Path)}, followed by a change such as another size, for which the memory may
   * be short as well.
   */
  public static Picture decode(Path file, UnaryOperator<Picture> change) {
    try {
      return guarded(() -> change.apply(open(FileContent.read(file), Background.BLACK)));
    } catch (Refused e) {
      throw DecodeProblems.undecodable(file, e);
    }
  }

  /** As {@link #decode(Path)}, for those who go on without a file that is no picture. */
  public static Outcome attempt(Path file) {
    return attempt(file, UnaryOperator.identity());
  }

  /** As {@link #decode(Path, UnaryOperator)}, for those who go on without the file. */
  public static Outcome attempt(Path file, UnaryOperator<Picture> change) {
    try {
      return new Decoded(
          guarded(() -> change.apply(open(FileContent.read(file), Background.BLACK))));
    } catch (Refused e) {
      return new Undecodable(e.reason());
    }
  }

  /** Reads one file. */
  private interface Reading<T> {
    T read() throws Refused;
  }

  /**
   * Reads a file, for which the memory may not suffice. Then it is tried once more, one file at a
   * time: another thread's file may have been the large one.
   */
  private static <T> T guarded(Reading<T> reading) throws Refused {
    try {
      return reading.read();
    } catch (OutOfMemoryError first) {
      synchronized (Decoder.class) {
        try {
          return reading.read();
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
  public static Optional<String> problem(Path file) {
    try {
      return guarded(
          () -> {
            byte[] content = FileContent.read(file);
            switch (Format.of(content)) {
              case JPEG -> JpegFile.walk(content);
              case PNG -> PngFile.walk(content);
              case GIF -> GifFile.walk(content);
              case BMP -> BmpFile.walk(content);
            }
            return Optional.<String>empty();
          });
    } catch (Refused e) {
      return Optional.of(e.reason());
    }
  }

  private static Picture open(byte[] content, Background background) throws Refused {
    return switch (Format.of(content)) {
      case JPEG -> JpegFile.walk(content).decode();
      case PNG -> PngFile.walk(content).decode(background);
      case GIF -> GifFile.walk(content).decode(background);
      case BMP -> BmpFile.walk(content).decode(background);
    };
  }
}
