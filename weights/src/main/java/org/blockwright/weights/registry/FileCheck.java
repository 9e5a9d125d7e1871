package org.blockwright.weights.registry;

import com.google.common.hash.HashFunction;
import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Compares files with size and hash of an entry. */
final class FileCheck {
  private FileCheck() {}

  /** Returns what differs, without punctuation at the end; empty if the file is the right one. */
  static Optional<String> problem(WeightsEntry entry, Path file) throws IOException {
    long bytes = Files.size(file);
    if (entry.bytes().isPresent() && entry.bytes().getAsLong() != bytes) {
      return Optional.of(DownloadProblems.wrongSize(bytes, entry.bytes().getAsLong()));
    }
    boolean strong = entry.sha256().isPresent();
    String expected = entry.sha256().or(entry::md5).orElseThrow();
    String hash = hash(file, strong ? Hashing.sha256() : md5());
    return hash.equals(expected)
        ? Optional.empty()
        : Optional.of(DownloadProblems.wrongHash(strong ? "SHA-256" : "MD5", hash, expected));
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
