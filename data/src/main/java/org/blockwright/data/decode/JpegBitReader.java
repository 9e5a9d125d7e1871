package org.blockwright.data.decode;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Reads the bits of the entropy-coded data of a JPEG up to a marker, highest bit first, and removes
 * the 0 stuffed after a byte FF (ITU-T T.81, section F.1.2.3). Beyond the end it returns zeros, and
 * {@link #isExhausted()} is true.
 */
final class JpegBitReader {
  private static final int PEEK_BITS = 16;
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final byte[] file;
  private final int start;
  private final int end;
  private int position;
  // The lowest `count` bits are buffered.
  private long bits;
  private int count;

  /**
   * Creates a reader.
   *
   * @param start the offset of the data
   * @param end the exclusive end of the readable bytes; a marker before it ends the data
   */
  JpegBitReader(byte[] file, int start, int end) {
    this.file = file;
    this.start = start;
    this.end = end;
    this.position = start;
  }

  private void fill() {
    if (count <= 16 && position + 8 <= end) {
      long eight = (long) LONGS.get(file, position);
      // A byte FF has the complement 0, for which this test sets bit 7 of the byte.
      long inverted = ~eight;
      if ((inverted - 0x0101010101010101L & ~inverted & 0x8080808080808080L) == 0) {
        bits = bits << 48 | eight >>> 16;
        count += 48;
        position += 6;
        return;
      }
    }
    while (count <= 48 && position < end) {
      int value = file[position] & 0xff;
      if (value == 0xff) {
        if (position + 1 >= end || file[position + 1] != 0) {
          return;
        }
        position++;
      }
      position++;
      bits = bits << 8 | value;
      count += 8;
    }
  }

  /** Returns the next 16 bits without consuming them. */
  int peek() {
    if (count < PEEK_BITS) {
      fill();
      if (count < PEEK_BITS) {
        return count <= 0 ? 0 : (int) (bits << PEEK_BITS - count) & 0xffff;
      }
    }
    return (int) (bits >>> count - PEEK_BITS) & 0xffff;
  }

  /** Skips up to 16 bits. */
  void skip(int number) {
    if (count < number) {
      fill();
    }
    count -= number;
  }

  /** Reads 0 to 16 bits. */
  int read(int number) {
    int value = peek() >>> PEEK_BITS - number;
    count -= number;
    return value;
  }

  /** Whether more bits were read than there are. */
  boolean isExhausted() {
    return count < 0;
  }

  /** Whether fewer bits remain than the longest code has. */
  boolean isNearEnd() {
    return count < PEEK_BITS;
  }

  /** The offset of the next byte of which no bit was read; at the end, that of the marker. */
  int nextBytePosition() {
    int offset = position;
    for (int i = 0; i < count >> 3; i++) {
      boolean stuffed =
          offset - 2 >= start && file[offset - 1] == 0 && file[offset - 2] == (byte) 0xff;
      offset -= stuffed ? 2 : 1;
    }
    return offset;
  }

  /**
   * Whether the current byte ends as encoders end a scan: padded with ones. If the current byte is
   * fully used, it must not be zero.
   */
  boolean hasValidPadding() {
    int unread = count & 7;
    if (unread > 0) {
      int mask = (1 << unread) - 1;
      return ((int) (bits >>> count - unread) & mask) == mask;
    }
    int next = nextBytePosition();
    return next - 1 >= start
        && (file[next - 1] != 0 || next - 2 >= start && file[next - 2] == (byte) 0xff);
  }
}
