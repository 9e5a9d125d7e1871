package org.blockwright.base;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * A zip file whose entries are verified against their stored size and CRC-32. The JDK's {@link
 * ZipFile} verifies neither, so that a damaged file would give wrong values without an error.
 *
 * <p>An entry is verified when the stream of {@link #open(String)} is closed, even if it was only
 * partly read; {@link #verify()} verifies the entries that have not been opened. Exception messages
 * are reasons without the file name, such as {@code its entry "config.json" is damaged: CRC-32
 * 1f2e3d4c, expected 1f2e3d4d}. Not thread-safe.
 *
 * <pre>{@code
 * try (CheckedZip zip = CheckedZip.open(file)) {
 *   String text = zip.text("config.json");
 *   zip.verify();
 * }
 * }</pre>
 */
public final class CheckedZip implements AutoCloseable {
  private static final int BUFFER = 1 << 16;
  private static final long MAX_TEXT_SIZE = 1L << 28;

  private final ZipFile zip;
  private final Map<String, ZipEntry> entries;
  private final Set<String> verified = new HashSet<>();

  private CheckedZip(ZipFile zip, Map<String, ZipEntry> entries) {
    this.zip = zip;
    this.entries = entries;
  }

  /**
   * Opens a zip file and reads its central directory, without the content of the entries.
   *
   * @throws NoSuchFileException if the file does not exist
   * @throws ZipException if it is not a valid zip file, or two entries have the same name
   * @throws IOException if it cannot be read
   */
  public static CheckedZip open(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw new NoSuchFileException(file.toString());
    }
    ZipFile zip = openZip(file);
    try {
      Map<String, ZipEntry> entries = new LinkedHashMap<>();
      for (ZipEntry entry : Collections.list(zip.entries())) {
        if (entries.put(entry.getName(), entry) != null) {
          throw new ZipException(ZipProblems.duplicateEntry(entry.getName()));
        }
      }
      return new CheckedZip(zip, entries);
    } catch (IllegalArgumentException e) {
      // An entry name is not valid UTF-8.
      zip.close();
      throw new ZipException(ZipProblems.notAZip(e.getMessage()));
    } catch (IOException | RuntimeException e) {
      zip.close();
      throw e;
    }
  }

  private static ZipFile openZip(Path file) throws IOException {
    try {
      return new ZipFile(file.toFile());
    } catch (ZipException | IllegalArgumentException e) {
      throw new ZipException(ZipProblems.notAZip(e.getMessage()));
    }
  }

  /**
   * Verifies all entries of a zip file.
   *
   * @throws ZipException if an entry is damaged, or the file is not a valid zip file
   * @throws IOException if it cannot be read
   */
  public static void verify(Path file) throws IOException {
    try (CheckedZip zip = open(file)) {
      zip.verify();
    }
  }

  /** Returns the names of all entries, in file order. */
  public Set<String> names() {
    return Collections.unmodifiableSet(entries.keySet());
  }

  /** Returns whether the zip file has an entry of this name. */
  public boolean contains(String name) {
    return entries.containsKey(name);
  }

  /**
   * Returns the uncompressed size of an entry in bytes, according to the central directory.
   *
   * @throws ZipException if there is no such entry
   */
  public long size(String name) throws ZipException {
    return entry(name).getSize();
  }

  /**
   * Returns the CRC-32 of an entry's content, according to the central directory.
   *
   * @throws ZipException if there is no such entry
   */
  public long crc(String name) throws ZipException {
    return entry(name).getCrc();
  }

  /**
   * Opens an entry. Closing the stream reads the rest of it and throws a {@link ZipException} if
   * size or CRC-32 differ.
   *
   * @throws ZipException if there is no such entry
   */
  public InputStream open(String name) throws IOException {
    ZipEntry entry = entry(name);
    return new VerifyingInputStream(zip.getInputStream(entry), entry);
  }

  /**
   * Returns the verified content of an entry, decoded as UTF-8.
   *
   * @throws ZipException if there is no such entry, it is damaged, not UTF-8 or larger than 256 MB
   */
  public String text(String name) throws IOException {
    return text(name, MAX_TEXT_SIZE);
  }

  /**
   * Same as {@link #text(String)}, with another limit.
   *
   * @param maxSize largest number of bytes
   */
  public String text(String name, long maxSize) throws IOException {
    ZipEntry entry = entry(name);
    if (entry.getSize() > maxSize) {
      throw new ZipException(ZipProblems.tooLarge(name, entry.getSize(), maxSize));
    }
    byte[] content;
    try (InputStream in = open(name)) {
      content = in.readAllBytes();
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
    } catch (CharacterCodingException e) {
      throw new ZipException(ZipProblems.notUtf8(name));
    }
  }

  /**
   * Verifies all entries that have not been verified yet.
   *
   * @throws ZipException if one is damaged
   */
  public void verify() throws IOException {
    for (String name : entries.keySet()) {
      if (!verified.contains(name)) {
        open(name).close();
      }
    }
  }

  private ZipEntry entry(String name) throws ZipException {
    ZipEntry entry = entries.get(name);
    if (entry == null) {
      throw new ZipException(ZipProblems.missingEntry(name));
    }
    return entry;
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }

  /** Computes size and CRC-32 while reading. */
  private final class VerifyingInputStream extends FilterInputStream {
    private final ZipEntry entry;
    private final CRC32 crc = new CRC32();
    private long bytesRead;
    private boolean closed;

    VerifyingInputStream(InputStream in, ZipEntry entry) {
      super(in);
      this.entry = entry;
    }

    @Override
    public int read() throws IOException {
      byte[] single = new byte[1];
      return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int count;
      try {
        count = in.read(buffer, offset, length);
      } catch (ZipException | java.io.EOFException e) {
        throw new ZipException(ZipProblems.decompressionFailed(entry.getName(), e.getMessage()));
      }
      if (count > 0) {
        crc.update(buffer, offset, count);
        bytesRead += count;
        if (bytesRead > entry.getSize()) {
          throw sizeMismatch();
        }
      }
      return count;
    }

    @Override
    public long skip(long count) throws IOException {
      byte[] skipped = new byte[(int) Math.max(0, Math.min(count, BUFFER))];
      return Math.max(0, read(skipped, 0, skipped.length));
    }

    @Override
    public boolean markSupported() {
      return false;
    }

    @Override
    public void close() throws IOException {
      if (closed) {
        return;
      }
      closed = true;
      try {
        byte[] rest = new byte[BUFFER];
        while (read(rest, 0, rest.length) >= 0) {
          // read() updates size and CRC-32
        }
      } finally {
        in.close();
      }
      if (bytesRead != entry.getSize()) {
        throw sizeMismatch();
      }
      if (crc.getValue() != entry.getCrc()) {
        throw new ZipException(
            ZipProblems.checksumMismatch(entry.getName(), crc.getValue(), entry.getCrc()));
      }
      verified.add(entry.getName());
    }

    private ZipException sizeMismatch() {
      return new ZipException(
          ZipProblems.sizeMismatch(entry.getName(), bytesRead, entry.getSize()));
    }
  }
}
