package org.blockwright.data.covidx;

import com.google.common.hash.Hashing;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.blockwright.base.AtomicFiles;
import org.blockwright.data.audit.ImageFingerprint;

/**
 * Remembers decoded images on disk, so that a run that continues does not decode them again. An
 * image is found by the hash of its file, so that a changed file is decoded again. Every line ends
 * with a checksum: lines that a killed process left incomplete are ignored.
 */
final class ScanJournal implements AutoCloseable {
  private static final int FIELDS = 6;

  private final Path file;
  private final ConcurrentMap<String, ScannedImage> images = new ConcurrentHashMap<>();
  private final Writer writer;

  /**
   * Reads a journal and opens it for new lines.
   *
   * @param file is created if it does not exist
   */
  ScanJournal(Path file) {
    this.file = file;
    try {
      if (Files.exists(file)) {
        // A damaged line may contain any bytes, which Latin-1 accepts.
        for (String line : Files.readString(file, StandardCharsets.ISO_8859_1).split("\n")) {
          parse(line).ifPresent(image -> images.put(image.sha256(), image));
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

  private static Optional<ScannedImage> parse(String line) {
    List<String> cells = List.of(line.split(",", -1));
    int last = line.lastIndexOf(',');
    if (cells.size() != FIELDS
        || !cells.get(FIELDS - 1).equals(checksum(line.substring(0, last)))) {
      return Optional.empty();
    }
    return Optional.of(
        new ScannedImage(
            cells.get(0),
            Integer.parseInt(cells.get(1)),
            Integer.parseInt(cells.get(2)),
            new ImageFingerprint(cells.get(3), Long.parseUnsignedLong(cells.get(4), 16))));
  }

  private static String checksum(String text) {
    return Hashing.sha256()
        .hashString(text, StandardCharsets.ISO_8859_1)
        .toString()
        .substring(0, 16);
  }

  Optional<ScannedImage> find(String sha256) {
    return Optional.ofNullable(images.get(sha256));
  }

  /** Adds an image, on disk before this method returns. */
  synchronized void add(ScannedImage image) {
    if (images.putIfAbsent(image.sha256(), image) != null) {
      return;
    }
    String line =
        "%s,%d,%d,%s,%s"
            .formatted(
                image.sha256(),
                image.width(),
                image.height(),
                image.fingerprint().pixelHash(),
                Long.toHexString(image.fingerprint().perceptualHash()));
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
