package org.blockwright.data.decode;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;

/**
 * Reads files of unknown kind. Pipes and devices are not opened, since reading them could block.
 * The rest of a file is read only if its first bytes are those of an image, since other files can
 * be larger than the memory.
 */
final class FileContent {
  private FileContent() {}

  /**
   * Reads an image file.
   *
   * @throws DecodeException if the file is not an image, is too large or cannot be read
   */
  static byte[] read(Path file) throws DecodeException {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      if (!attributes.isRegularFile()) {
        throw DecodeProblems.notARegularFile(attributes.isDirectory());
      }
      try (InputStream in = Files.newInputStream(file)) {
        byte[] head = in.readNBytes(Signatures.LENGTH);
        Format.requireSupported(head);
        if (attributes.size() > Limits.MAX_BYTES) {
          throw DecodeProblems.fileTooLarge(attributes.size());
        }
        byte[] content = Arrays.copyOf(head, Math.max(head.length, (int) attributes.size()));
        int read = head.length + in.readNBytes(content, head.length, content.length - head.length);
        return read == content.length ? content : Arrays.copyOf(content, read);
      }
    } catch (IOException e) {
      throw DecodeProblems.unreadable(e);
    }
  }

  /**
   * Reads an image file that is a part of another file.
   *
   * @param offset its first byte, from 0
   * @param size its number of bytes
   * @throws DecodeException if it is not an image, is too large, reaches beyond the end of the file
   *     or cannot be read
   */
  static byte[] read(Path archive, long offset, long size) throws DecodeException {
    // A channel of its own: images are read by several threads.
    try (FileChannel channel = FileChannel.open(archive)) {
      byte[] head = read(channel, offset, (int) Math.min(size, Signatures.LENGTH));
      Format.requireSupported(head);
      if (size > Limits.MAX_BYTES) {
        throw DecodeProblems.fileTooLarge(size);
      }
      return read(channel, offset, (int) size);
    } catch (IOException e) {
      throw DecodeProblems.unreadable(e);
    }
  }

  /** Reads bytes from a position on, fewer at the end of the file. */
  private static byte[] read(FileChannel channel, long offset, int size) throws IOException {
    ByteBuffer content = ByteBuffer.allocate(size);
    while (content.hasRemaining() && channel.read(content, offset + content.position()) >= 0) {}
    return content.hasRemaining()
        ? Arrays.copyOf(content.array(), content.position())
        : content.array();
  }

  /**
   * Reads a stream to its end.
   *
   * @throws DecodeException if it has too many bytes or cannot be read
   */
  static byte[] read(InputStream in) throws DecodeException {
    try {
      byte[] content = in.readNBytes((int) Limits.MAX_BYTES);
      if (content.length == Limits.MAX_BYTES && in.read() >= 0) {
        throw DecodeProblems.streamTooLarge();
      }
      return content;
    } catch (IOException e) {
      throw DecodeProblems.unreadable(e);
    }
  }
}
