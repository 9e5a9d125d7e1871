package org.blockwright.data.output;

import com.google.common.hash.Hashing;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.blockwright.base.AtomicFiles;
import org.blockwright.base.StorageException;

/**
 * A file to which finished work is appended line by line, so that a later run does not repeat it.
 * Every line ends with a checksum: lines that a killed process left incomplete are ignored.
 */
public final class Journal implements AutoCloseable {
  private static final int CHECKSUM_LENGTH = 16;

  private final Path file;
  private final List<List<String>> lines = new ArrayList<>();
  private final Writer writer;

  /**
   * Reads a journal and opens it for new lines.
   *
   * @param file is created if it does not exist
   * @throws StorageException if it cannot be read or written
   */
  public Journal(Path file) {
    this.file = file;
    try {
      if (Files.exists(file)) {
        // A damaged line may contain any bytes, which Latin-1 accepts.
        for (String line : Files.readString(file, StandardCharsets.ISO_8859_1).split("\n")) {
          parse(line).ifPresent(lines::add);
        }
      }
      writer =
          Files.newBufferedWriter(
              file,
              StandardCharsets.US_ASCII,
              StandardOpenOption.CREATE,
              StandardOpenOption.APPEND);
      // Ends a line that a killed process left incomplete.
      writer.write("\n");
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(file, e);
    }
  }

  private static Optional<List<String>> parse(String line) {
    int last = line.lastIndexOf(',');
    return last >= 0 && line.substring(last + 1).equals(checksum(line.substring(0, last)))
        ? Optional.of(List.of(line.substring(0, last).split(",", -1)))
        : Optional.empty();
  }

  private static String checksum(String text) {
    return Hashing.sha256()
        .hashString(text, StandardCharsets.ISO_8859_1)
        .toString()
        .substring(0, CHECKSUM_LENGTH);
  }

  /** Returns the cells of the lines that were in the file when it was opened. */
  public List<List<String>> lines() {
    return List.copyOf(lines);
  }

  /**
   * Adds a line, which the operating system has before this method returns.
   *
   * @param cells ASCII without commas and line breaks
   */
  public synchronized void add(Object... cells) {
    List<String> texts = new ArrayList<>();
    for (Object cell : cells) {
      texts.add(cell.toString());
    }
    String line = String.join(",", texts);
    try {
      writer.write(line + "," + checksum(line) + "\n");
      writer.flush();
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(file, e);
    }
  }

  @Override
  public void close() {
    try {
      writer.close();
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(file, e);
    }
  }
}
