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

  static DataException undecodable(Path file, Refused why) {
    return new DataException(
        "%s cannot be read as a picture: %s.%s"
            .formatted(
                file,
                why.reason(),
                why.advised() ? "" : " Copy it again from its source, or remove it."));
  }

  static Refused noBytes() {
    return new Refused("the file has no bytes");
  }

  static Refused noPicture() {
    return new Refused("its first bytes are not those of a JPEG, PNG, GIF or BMP");
  }

  static Refused otherFormat(String format) {
    return new Refused("%s is not read; convert it to PNG or JPEG".formatted(format), true);
  }

  /**
   * @param what with its article
   */
  static Refused notAnImage(String what) {
    return new Refused("it is %s, not an image".formatted(what));
  }

  static Refused notAFile(boolean folder) {
    return new Refused(
        folder ? "it is a folder" : "it is a pipe, socket or device, not a regular file");
  }

  static Refused tooManyBytes(long bytes) {
    return new Refused(
        "it has %s bytes; at most %s bytes of an image are read".formatted(bytes, Limits.BYTES));
  }

  static Refused outOfMemory() {
    return new Refused("there is not enough memory to decode it; give more with --memory", true);
  }

  static Refused cutOff(Format format, String missing) {
    return new Refused("the %s is cut off: %s".formatted(format, missing));
  }

  static Refused damaged(Format format, String what) {
    return new Refused("the %s is damaged: %s".formatted(format, what));
  }

  static Refused unsupported(Format format, String what) {
    return new Refused("the %s has %s, which is not read".formatted(format, what));
  }

  static Refused tooLarge(long width, long height) {
    return new Refused(
        "it is %s wide and %s high; at most %s pixels and sides of %s are read"
            .formatted(width, height, Limits.PIXELS, Limits.SIDE));
  }

  private static boolean isLoop(IOException cause) {
    return cause instanceof FileSystemException f
        && f.getReason() != null
        && f.getReason().contains("symbolic link");
  }

  static Refused unreadable(IOException cause) {
    if (cause instanceof AccessDeniedException) {
      return new Refused("permission denied");
    }
    if (cause instanceof NoSuchFileException) {
      return new Refused("no such file");
    }
    if (cause instanceof FileSystemLoopException || isLoop(cause)) {
      return new Refused("its links lead in a circle");
    }
    return new Refused("the disk says " + cause.getMessage());
  }
}
