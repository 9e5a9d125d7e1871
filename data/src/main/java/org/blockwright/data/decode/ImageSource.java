package org.blockwright.data.decode;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.blockwright.base.DataException;

/**
 * An image that is not decoded yet or already in memory: a file, the bytes of a file, or pixels.
 * Wherever an image is read, all three are treated alike. Immutable; a file is read each time the
 * image is decoded.
 */
public abstract sealed class ImageSource
    permits ImageSource.OfFile, ImageSource.OfRange, ImageSource.InMemory, SharedSource {
  private static final String UNNAMED = "The image";

  ImageSource() {}

  /** Returns a file as source; it is not read yet. */
  public static ImageSource of(Path file) {
    return new OfFile(file);
  }

  /**
   * Returns a part of a file as source, such as an entry of an archive without compression; it is
   * not read yet.
   *
   * @param archive the file that contains the image
   * @param offset its first byte, from 0
   * @param size its number of bytes
   * @param name its name, see {@link #name()}
   */
  public static ImageSource of(Path archive, long offset, long size, String name) {
    return new OfRange(archive, offset, size, name);
  }

  /** Returns the bytes of an image file as source. The array is copied. */
  public static ImageSource of(byte[] file) {
    return new OfBytes(file.clone(), "", Limits.MAX_PIXELS);
  }

  /**
   * Same as {@link #of(byte[])}, for files of strangers: a larger image is rejected when its header
   * is read, before memory for its pixels is allocated, and so is a JPEG file with more than
   * {@value Limits#MAX_SCANS} scans, whose decoding takes time for each of them.
   *
   * @param file the content, which is not copied and must not be changed afterwards
   * @param maxPixels the largest number of pixels, at most 100 million
   */
  public static ImageSource of(byte[] file, long maxPixels) {
    return new OfBytes(file, "", Math.min(maxPixels, Limits.MAX_PIXELS));
  }

  /**
   * Reads an image file from a stream to its end. The stream is not closed.
   *
   * @throws DataException if reading fails
   */
  public static ImageSource of(InputStream file) {
    try {
      return new OfBytes(FileContent.read(file), "", Limits.MAX_PIXELS);
    } catch (DecodeException e) {
      throw DecodeProblems.undecodableInMemory(UNNAMED, e);
    }
  }

  /** Returns a decoded image as source. */
  public static ImageSource of(Image image) {
    return new OfImage(image, "");
  }

  /**
   * Returns an image of the JDK as source; see {@link Image#of(BufferedImage)}.
   *
   * @throws DataException if it has too many pixels
   */
  public static ImageSource of(BufferedImage image) {
    return of(Image.of(image));
  }

  /**
   * Returns the file; empty if the image is in memory or in an archive of another kind than zip.
   */
  public abstract Optional<Path> file();

  /** Returns the number of bytes of the file; 0 if it is in memory or cannot be determined. */
  public long fileSize() {
    return 0;
  }

  /** Returns the name, for messages and as key in a dataset; empty if there is none. */
  public abstract String name();

  /**
   * Returns a copy with a name, such as {@code cat/1.png}. The name of a file is its path and does
   * not change.
   */
  public abstract ImageSource named(String name);

  /** Decodes the image. */
  abstract Image decode(Background background) throws DecodeException;

  /** Checks the structure without decoding pixels, and returns the SHA-256 of the content. */
  abstract String check() throws DecodeException;

  abstract DataException undecodable(DecodeException cause);

  /** Returns the name, or a text for messages. */
  @Override
  public String toString() {
    return name().isEmpty() ? UNNAMED : name();
  }

  static final class OfFile extends ImageSource {
    private final Path file;

    OfFile(Path file) {
      this.file = file;
    }

    @Override
    public Optional<Path> file() {
      return Optional.of(file);
    }

    @Override
    public String name() {
      return file.toString();
    }

    @Override
    public ImageSource named(String name) {
      return this;
    }

    @Override
    public long fileSize() {
      try {
        return Files.size(file);
      } catch (IOException e) {
        // It has just been decoded; it was deleted meanwhile.
        return 0;
      }
    }

    @Override
    Image decode(Background background) throws DecodeException {
      return Decoder.decodeContent(FileContent.read(file), background);
    }

    @Override
    String check() throws DecodeException {
      return Decoder.checkContent(FileContent.read(file));
    }

    @Override
    DataException undecodable(DecodeException cause) {
      return DecodeProblems.undecodable(file, cause);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof OfFile that && file.equals(that.file);
    }

    @Override
    public int hashCode() {
      return file.hashCode();
    }
  }

  static final class OfRange extends ImageSource {
    private final Path archive;
    private final long offset;
    private final long size;
    private final String name;

    OfRange(Path archive, long offset, long size, String name) {
      this.archive = archive;
      this.offset = offset;
      this.size = size;
      this.name = name;
    }

    @Override
    public Optional<Path> file() {
      return Optional.empty();
    }

    @Override
    public long fileSize() {
      return size;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public ImageSource named(String newName) {
      return new OfRange(archive, offset, size, newName);
    }

    @Override
    Image decode(Background background) throws DecodeException {
      return Decoder.decodeContent(FileContent.read(archive, offset, size), background);
    }

    @Override
    String check() throws DecodeException {
      return Decoder.checkContent(FileContent.read(archive, offset, size));
    }

    @Override
    DataException undecodable(DecodeException cause) {
      return DecodeProblems.undecodableInMemory(toString(), cause);
    }
  }

  abstract static sealed class InMemory extends ImageSource {
    private final String name;

    InMemory(String name) {
      this.name = name;
    }

    @Override
    public Optional<Path> file() {
      return Optional.empty();
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    DataException undecodable(DecodeException cause) {
      return DecodeProblems.undecodableInMemory(toString(), cause);
    }
  }

  private static final class OfBytes extends InMemory {
    private final byte[] content;
    private final long maxPixels;

    OfBytes(byte[] content, String name, long maxPixels) {
      super(name);
      this.content = content;
      this.maxPixels = maxPixels;
    }

    @Override
    public ImageSource named(String name) {
      return new OfBytes(content, name, maxPixels);
    }

    @Override
    Image decode(Background background) throws DecodeException {
      return Decoder.decodeContent(content, background, maxPixels);
    }

    @Override
    String check() throws DecodeException {
      return Decoder.checkContent(content);
    }
  }

  private static final class OfImage extends InMemory {
    private final Image image;

    OfImage(Image image, String name) {
      super(name);
      this.image = image;
    }

    @Override
    public ImageSource named(String name) {
      return new OfImage(image, name);
    }

    @Override
    Image decode(Background background) {
      return image;
    }

    @Override
    String check() {
      Hasher hasher =
          Hashing.sha256()
              .newHasher()
              .putInt(image.height())
              .putInt(image.width())
              .putInt(image.channels());
      for (int i = 0; i < image.height() * image.width() * image.channels(); i++) {
        hasher.putFloat(image.sampleAt(i));
      }
      return hasher.hash().toString();
    }
  }
}
