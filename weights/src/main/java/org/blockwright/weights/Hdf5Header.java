package org.blockwright.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The first bytes of a file: whether it is HDF5 or a zip, and the length that an HDF5 file declares
 * (HDF5 File Format Specification 3.0, section II.A, superblock versions 0 to 3).
 */
final class Hdf5Header {
  private static final long HDF5 = 0x894844460d0a1a0aL;
  private static final int ZIP = 0x504b0304;
  private static final int HEADER_LENGTH = 64;

  private final ByteBuffer start;

  private Hdf5Header(ByteBuffer start) {
    this.start = start;
  }

  static Hdf5Header of(Path path) throws IOException {
    ByteBuffer start = ByteBuffer.allocate(HEADER_LENGTH);
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      while (start.hasRemaining() && channel.read(start) >= 0) {
        // until the header is complete or the file ends
      }
    }
    return new Hdf5Header(start.flip());
  }

  boolean isHdf5() {
    return start.limit() >= 8 && start.order(ByteOrder.BIG_ENDIAN).getLong(0) == HDF5;
  }

  boolean isZip() {
    return start.limit() >= 4 && start.order(ByteOrder.BIG_ENDIAN).getInt(0) == ZIP;
  }

  /**
   * Returns the length that the file should have, in bytes; 0 if unknown (an unknown version, or
   * addresses that are not 64 bits wide). For a truncated header, the length of a whole one.
   */
  long expectedBytes() {
    if (start.limit() < HEADER_LENGTH) {
      return HEADER_LENGTH;
    }
    int version = start.get(8);
    int addressBytes = start.get(version < 2 ? 13 : 9);
    if (version < 0 || version > 3 || addressBytes != 8) {
      return 0;
    }
    int offset = version == 0 ? 40 : version == 1 ? 44 : 28;
    return start.order(ByteOrder.LITTLE_ENDIAN).getLong(offset);
  }
}
