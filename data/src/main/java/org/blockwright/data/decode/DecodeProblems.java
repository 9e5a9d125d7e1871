package org.blockwright.data.decode;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.blockwright.base.DataException;

/** Every message of this package: the reasons why a file is no picture, and their one frame. */
final class DecodeProblems {
  private DecodeProblems() {}

  static DataException undecodable(Path file, DecodeException why) {
    return new DataException(
        "%s cannot be read as a picture: %s.%s"
            .formatted(
                file,
                why.reason(),
                why.hasAdvice() ? "" : " Copy it again from its source, or remove it."));
  }

  static DecodeException emptyFile() {
    return new DecodeException("the file has no bytes");
  }

  static DecodeException unknownFormat() {
    return new DecodeException("its first bytes are not those of a JPEG, PNG, GIF or BMP");
  }

  static DecodeException unsupportedFormat(String format) {
    return new DecodeException("%s is not read; convert it to PNG or JPEG".formatted(format), true);
  }

  /**
   * @param what with its article
   */
  static DecodeException notAnImage(String what) {
    return new DecodeException("it is %s, not an image".formatted(what));
  }

  static DecodeException notARegularFile(boolean folder) {
    return new DecodeException(
        folder ? "it is a folder" : "it is a pipe, socket or device, not a regular file");
  }

  static DecodeException fileTooLarge(long bytes) {
    return new DecodeException(
        "it has %s bytes; at most %s bytes of an image are read"
            .formatted(bytes, Limits.MAX_BYTES));
  }

  static DecodeException outOfMemory() {
    return new DecodeException(
        "there is not enough memory to decode it; give more with --memory", true);
  }

  static DecodeException truncated(Format format, String missing) {
    return new DecodeException("the %s is cut off: %s".formatted(format, missing));
  }

  static DecodeException damaged(Format format, String what) {
    return new DecodeException("the %s is damaged: %s".formatted(format, what));
  }

  static DecodeException unsupported(Format format, String what) {
    return new DecodeException("the %s has %s, which is not read".formatted(format, what));
  }

  static DecodeException imageTooLarge(long width, long height) {
    return new DecodeException(
        "it is %s wide and %s high; at most %s pixels and sides of %s are read"
            .formatted(width, height, Limits.MAX_PIXELS, Limits.MAX_SIDE));
  }

  private static boolean isLoop(IOException cause) {
    return cause instanceof FileSystemException f
        && f.getReason() != null
        && f.getReason().contains("symbolic link");
  }

  static DecodeException unreadable(IOException cause) {
    if (cause instanceof AccessDeniedException) {
      return new DecodeException("permission denied");
    }
    if (cause instanceof NoSuchFileException) {
      return new DecodeException("no such file");
    }
    if (cause instanceof FileSystemLoopException || isLoop(cause)) {
      return new DecodeException("its links lead in a circle");
    }
    return new DecodeException("the disk says " + cause.getMessage());
  }
}
