package org.blockwright.data.decode;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The bits of the entropy-coded data of a JPEG up to a marker, highest first; 0 after a byte FF is
 * stuffing (ITU-T T.81, section F.1.2.3). Beyond the end come zeros, and {@link #isExhausted()}
 * says so.
 */
final class JpegBitReader {
  private static final int PEEK_BITS = 16;
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final byte[] file;
  private final int start;
  private final int end;
  private int position;
  // The lowest `count` bits are read and not taken yet.
  private long bits;
  private int count;

  /**
   * @param start the first byte of the data
   * @param end behind the last byte that may be read; a marker before it ends the data
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
      // A byte FF is one whose complement is 0: then some bit 7 is set here.
      long none = ~eight;
      if ((none - 0x0101010101010101L & ~none & 0x8080808080808080L) == 0) {
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

  /** The next 16 bits, which are not taken. */
  int peek() {
    if (count < PEEK_BITS) {
      fill();
      if (count < PEEK_BITS) {
        return count <= 0 ? 0 : (int) (bits << PEEK_BITS - count) & 0xffff;
      }
    }
    return (int) (bits >>> count - PEEK_BITS) & 0xffff;
  }

  /** Takes bits without looking at them, 16 at most. */
  void skip(int number) {
    if (count < number) {
      fill();
    }
    count -= number;
  }

  /** Takes bits, 0 to 16 of them. */
  int read(int number) {
    int value = peek() >>> PEEK_BITS - number;
    count -= number;
    return value;
  }

  /** Whether more was taken than there is. */
  boolean isExhausted() {
    return count < 0;
  }

  /** Whether fewer bits are left than the longest code has. */
  boolean isNearEnd() {
    return count < PEEK_BITS;
  }

  /** Where the byte begins that is not begun yet; the place of the marker when all are taken. */
  int nextBytePosition() {
    int place = position;
    for (int i = 0; i < count >> 3; i++) {
      place -= place - 2 >= start && file[place - 1] == 0 && file[place - 2] == (byte) 0xff ? 2 : 1;
    }
    return place;
  }

  /**
   * Whether the byte under way ends as encoders end a scan: filled up with ones. Of a byte that is
   * used up it is asked that it is not zero.
   */
  boolean hasValidPadding() {
    int left = count & 7;
    if (left > 0) {
      int mask = (1 << left) - 1;
      return ((int) (bits >>> count - left) & mask) == mask;
    }
    int place = nextBytePosition();
    return place - 1 >= start
        && (file[place - 1] != 0 || place - 2 >= start && file[place - 2] == (byte) 0xff);
  }
}
