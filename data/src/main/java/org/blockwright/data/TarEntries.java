package org.blockwright.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipException;

/**
 * Reads the list of the files in a tar archive without compression: where the bytes of each are.
 * Names and sizes are those of POSIX ustar and pax headers and of GNU's long names, see <a
 * href="https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html">pax</a> and <a
 * href="https://www.gnu.org/software/tar/manual/html_node/Standard.html">GNU tar</a>.
 */
final class TarEntries {
  private static final int BLOCK = 512;

  /** The start of the pax attributes of GNU's sparse files. */
  private static final String SPARSE = "GNU.sparse.";

  /** Longer names and headers are damage. */
  private static final int MAX_EXTENSION = 1 << 20;

  /**
   * A file in an archive.
   *
   * @param name its path in the archive
   * @param offset its first byte in the archive
   * @param size its number of bytes
   * @param regular false for links, devices and sparse files, whose content is not in one piece
   */
  record Entry(String name, long offset, long size, boolean regular) {}

  private final FileChannel channel;
  private final List<Entry> entries = new ArrayList<>();
  private final Map<String, String> globalAttributes = new HashMap<>();
  private final Map<String, String> attributes = new HashMap<>();
  private long position;

  private TarEntries(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Lists the files of an archive, without folders, in their order.
   *
   * @throws IOException if the file cannot be read; a {@link ZipException} with the reason if it is
   *     not a complete tar archive
   */
  static List<Entry> read(Path tar) throws IOException {
    try (FileChannel channel = FileChannel.open(tar)) {
      TarEntries reader = new TarEntries(channel);
      while (reader.readEntry()) {}
      return reader.entries;
    }
  }

  /** Reads a header; returns false at the end of the archive. */
  private boolean readEntry() throws IOException {
    if (position > 0 && position == channel.size()) {
      // Some programs omit the two blocks of zeros at the end.
      return false;
    }
    byte[] header = bytes(position, BLOCK);
    if (isZero(header)) {
      if (position == 0) {
        throw new ZipException("it has no entries");
      }
      return false;
    }
    requireChecksum(header);
    char type = (char) header[156];
    long size = attribute("size") == null ? number(header, 124, 12) : sizeAttribute();
    long data = position + BLOCK + sparseHeaders(header, type);
    if (size < 0 || size > channel.size() - data) {
      throw new ZipException("it is cut off");
    }
    position = data + (size + BLOCK - 1) / BLOCK * BLOCK;
    switch (type) {
      case 'L' -> attributes.put("path", text(extension(data, size)));
      // The target of a link.
      case 'K' -> {}
      case 'x' -> readAttributes(extension(data, size), attributes);
      case 'g' -> readAttributes(extension(data, size), globalAttributes);
      default -> add(header, type, data, size);
    }
    return true;
  }

  private void add(byte[] header, char type, long data, long size) {
    // The path of a sparse file is a made-up one.
    String path = attributes.getOrDefault(SPARSE + "name", attribute("path"));
    String name = path == null ? name(header) : path;
    boolean sparse = type == 'S' || attributes.keySet().stream().anyMatch(TarEntries::isSparse);
    attributes.clear();
    // Before POSIX, folders were files with a slash at the end.
    if (type != '5' && !name.endsWith("/")) {
      boolean file = type == '0' || type == 0 || type == '7';
      entries.add(new Entry(name, data, size, file && !sparse));
    }
  }

  private static boolean isSparse(String attribute) {
    return attribute.startsWith(SPARSE);
  }

  private static String name(byte[] header) {
    String name = text(field(header, 0, 100));
    boolean posix = new String(header, 257, 6, StandardCharsets.ISO_8859_1).equals("ustar\0");
    String prefix = posix ? text(field(header, 345, 155)) : "";
    return prefix.isEmpty() ? name : prefix + "/" + name;
  }

  private String attribute(String key) {
    return attributes.getOrDefault(key, globalAttributes.get(key));
  }

  private long sizeAttribute() throws ZipException {
    try {
      return Long.parseLong(attribute("size"));
    } catch (NumberFormatException e) {
      throw new ZipException("a size in it is not a number");
    }
  }

  /** Returns the bytes of further headers of GNU's sparse files, which follow the first one. */
  private long sparseHeaders(byte[] header, char type) throws IOException {
    long length = 0;
    boolean more = type == 'S' && header[482] != 0;
    while (more) {
      more = bytes(position + BLOCK + length, BLOCK)[504] != 0;
      length += BLOCK;
    }
    return length;
  }

  private byte[] extension(long data, long size) throws IOException {
    if (size > MAX_EXTENSION) {
      throw new ZipException("a name in it has %s bytes".formatted(size));
    }
    return bytes(data, (int) size);
  }

  /** Reads lines of the form {@code LENGTH KEY=VALUE}, where the length is that of the line. */
  private static void readAttributes(byte[] text, Map<String, String> into) throws ZipException {
    int start = 0;
    while (start < text.length) {
      int blank = start;
      int length = 0;
      while (blank < text.length && text[blank] >= '0' && text[blank] <= '9' && length < 1 << 24) {
        length = 10 * length + text[blank++] - '0';
      }
      int end = start + length;
      int equals = blank;
      while (equals < text.length && text[equals] != '=') {
        equals++;
      }
      // A line has a line feed after its value.
      if (blank >= text.length || text[blank] != ' ' || end > text.length || equals >= end - 1) {
        throw new ZipException("a header in it is damaged");
      }
      String key = new String(text, blank + 1, equals - blank - 1, StandardCharsets.UTF_8);
      into.put(key, new String(text, equals + 1, end - equals - 2, StandardCharsets.UTF_8));
      start = end;
    }
  }

  private byte[] bytes(long offset, int count) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(count);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, offset + buffer.position()) < 0) {
        throw new ZipException(offset == 0 ? "it has no header of an archive" : "it is cut off");
      }
    }
    return buffer.array();
  }

  private static boolean isZero(byte[] block) {
    for (byte value : block) {
      if (value != 0) {
        return false;
      }
    }
    return true;
  }

  private void requireChecksum(byte[] header) throws ZipException {
    long unsigned = 0;
    long signed = 0;
    for (int i = 0; i < BLOCK; i++) {
      // The checksum itself counts as blanks. Old programs summed signed bytes.
      byte value = i >= 148 && i < 156 ? (byte) ' ' : header[i];
      unsigned += value & 0xFF;
      signed += value;
    }
    long expected = number(header, 148, 8);
    if (expected != unsigned && expected != signed) {
      throw new ZipException(
          position == 0 ? "it has no header of an archive" : "a header in it is damaged");
    }
  }

  /** Returns an octal number, or one in base 256, which is marked by the highest bit. */
  private static long number(byte[] header, int offset, int length) {
    long value = 0;
    if ((header[offset] & 0x80) != 0) {
      for (int i = offset + 1; i < offset + length; i++) {
        value = value << 8 | header[i] & 0xFF;
      }
      return value;
    }
    for (int i = offset; i < offset + length; i++) {
      if (header[i] >= '0' && header[i] <= '7') {
        value = value << 3 | header[i] - '0';
      }
    }
    return value;
  }

  private static byte[] field(byte[] header, int offset, int length) {
    byte[] field = new byte[length];
    System.arraycopy(header, offset, field, 0, length);
    return field;
  }

  /** Returns a text that ends at the first zero: UTF-8 if it is valid, otherwise Latin-1. */
  private static String text(byte[] bytes) {
    int length = 0;
    while (length < bytes.length && bytes[length] != 0) {
      length++;
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, 0, length))
          .toString();
    } catch (CharacterCodingException e) {
      return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    }
  }
}
