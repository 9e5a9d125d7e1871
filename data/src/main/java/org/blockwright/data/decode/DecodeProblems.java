package org.blockwright.data.decode;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.blockwright.base.DataException;

/** All messages of this package: the reasons why a file cannot be decoded. */
final class DecodeProblems {
  private DecodeProblems() {}

  static DataException undecodable(Path file, DecodeException cause) {
    return new DataException(
        "%s cannot be decoded: %s.%s"
            .formatted(
                file,
                cause.reason(),
                cause.hasAdvice() ? "" : " Copy it again from its source, or remove it."));
  }

  static DataException undecodableInMemory(String name, DecodeException cause) {
    return new DataException(
        "%s cannot be decoded: %s.%s"
            .formatted(
                name,
                cause.reason(),
                cause.hasAdvice() ? "" : " Pass the complete content of an image file."));
  }

  static DataException tooManyPixels(DecodeException cause) {
    return new DataException(
        "The image cannot be decoded: %s. Reduce its size.".formatted(cause.reason()));
  }

  static DecodeException emptyFile() {
    return new DecodeException("the file is empty");
  }

  static DecodeException unknownFormat() {
    return new DecodeException("it is not a JPEG, PNG, GIF or BMP file");
  }

  static DecodeException unsupportedFormat(String format) {
    return new DecodeException(
        "%s is not supported; convert it to PNG or JPEG".formatted(format), true);
  }

  /**
   * @param what the kind of file, with its article
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
        "it has %s bytes; the limit is %s bytes".formatted(bytes, Limits.MAX_BYTES));
  }

  static DecodeException streamTooLarge() {
    return new DecodeException("it has more than %s bytes".formatted(Limits.MAX_BYTES));
  }

  static DecodeException outOfMemory() {
    return new DecodeException(
        "there is not enough memory to decode it; give more with --memory", true);
  }

  static DecodeException truncated(Format format, String missing) {
    return new DecodeException("the %s is truncated: %s".formatted(format, missing));
  }

  static DecodeException damaged(Format format, String what) {
    return new DecodeException("the %s is damaged: %s".formatted(format, what));
  }

  static DecodeException unsupported(Format format, String what) {
    return new DecodeException("the %s has %s, which is not supported".formatted(format, what));
  }

  static DecodeException imageTooLarge(long width, long height) {
    return new DecodeException(
        "it has %s x %s pixels; the limit is %s pixels and %s per side"
            .formatted(width, height, Limits.MAX_PIXELS, Limits.MAX_SIDE));
  }

  static DecodeException tooManyPixels(long width, long height, long maxPixels) {
    return new DecodeException(
        "it has %s x %s pixels; the limit is %s; reduce its size"
            .formatted(width, height, maxPixels),
        true);
  }

  static DecodeException tooManyScans(long scans) {
    return new DecodeException(
        "it has %s scans; the limit is %s; save it as a baseline JPEG file"
            .formatted(scans, Limits.MAX_SCANS),
        true);
  }

  /**
   * A loop in the parent folders, for which Java has no type: only the system's reason tells it.
   */
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
      return new DecodeException("its links form a loop");
    }
    return new DecodeException("read error: " + cause.getMessage());
  }
}
