package org.blockwright.weights.registry;

import com.google.common.hash.HashFunction;
import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.blockwright.base.AtomicFiles;

/**
 * Compares files with size and hash of an entry. If no hash is known, the number of parameters
 * limits the size, and the hash of the first download is recorded beside the file.
 */
final class FileCheck {
  private static final String RECORD = ".sha256";

  private FileCheck() {}

  /** Returns what differs, without punctuation at the end; empty if the file is the right one. */
  static Optional<String> problem(WeightsEntry entry, Path file) throws IOException {
    long bytes = Files.size(file);
    if (entry.bytes().isPresent() && entry.bytes().getAsLong() != bytes) {
      return Optional.of(DownloadProblems.wrongSize(bytes, entry.bytes().getAsLong()));
    }
    if (!entry.hasHash() && !mayHave(entry, bytes)) {
      return Optional.of(DownloadProblems.impossibleSize(bytes, entry.parameters().orElseThrow()));
    }
    Optional<String> sha256 = entry.hasHash() ? entry.sha256() : recorded(file);
    boolean strong = sha256.isPresent();
    if (!strong && entry.md5().isEmpty()) {
      return Optional.empty();
    }
    String expected = sha256.or(entry::md5).orElseThrow();
    String hash = hash(file, strong ? Hashing.sha256() : md5());
    return hash.equals(expected)
        ? Optional.empty()
        : Optional.of(DownloadProblems.wrongHash(strong ? "SHA-256" : "MD5", hash, expected));
  }

  /** Returns whether a file of this size may be that of the entry. */
  static boolean mayHave(WeightsEntry entry, long bytes) {
    if (entry.bytes().isPresent()) {
      return entry.bytes().getAsLong() == bytes;
    }
    if (entry.parameters().isEmpty()) {
      return true;
    }
    long values = Float.BYTES * entry.parameters().getAsLong();
    return bytes >= values && bytes <= 2 * values;
  }

  /**
   * Records the hash of a downloaded file of an entry without one, so that later damage is found.
   *
   * @param content the downloaded file, before it gets its name
   */
  static void writeRecord(Path content, Path file) throws IOException {
    String hash = sha256(content);
    AtomicFiles.write(recordOf(file), temporary -> Files.writeString(temporary, hash));
  }

  private static Optional<String> recorded(Path file) throws IOException {
    return Files.exists(recordOf(file))
        ? Optional.of(Files.readString(recordOf(file)).strip())
        : Optional.empty();
  }

  private static Path recordOf(Path file) {
    return file.resolveSibling(file.getFileName() + RECORD);
  }

  /** Returns the SHA-256 of a file in lower-case hexadecimal. */
  static String sha256(Path file) throws IOException {
    return hash(file, Hashing.sha256());
  }

  private static String hash(Path file, HashFunction function) throws IOException {
    return com.google.common.io.Files.asByteSource(file.toFile()).hash(function).toString();
  }

  /** MD5 is used only for files that are published with it and nothing better. */
  @SuppressWarnings("deprecation")
  private static HashFunction md5() {
    return Hashing.md5();
  }
}
