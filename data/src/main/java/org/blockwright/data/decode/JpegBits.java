package org.blockwright.data.decode;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The bits of the entropy-coded data of a JPEG up to a marker, highest first; 0 after a byte FF is
 * stuffing (ITU-T T.81, section F.1.2.3). Beyond the end come zeros, and {@link #exhausted()} says
 * so.
 */
final class JpegBits {
  private static final int AHEAD = 16;
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final byte[] file;
  private final int start;
  private final int end;
  private int at;
  // The lowest `count` bits are read and not taken yet.
  private long bits;
  private int count;

  /**
   * @param start the first byte of the data
   * @param end behind the last byte that may be read; a marker before it ends the data
   */
  JpegBits(byte[] file, int start, int end) {
    this.file = file;
    this.start = start;
    this.end = end;
    this.at = start;
  }

  private void fill() {
    if (count <= 16 && at + 8 <= end) {
      long eight = (long) LONGS.get(file, at);
      // A byte FF is one whose complement is 0: then some bit 7 is set here.
      long none = ~eight;
      if ((none - 0x0101010101010101L & ~none & 0x8080808080808080L) == 0) {
        bits = bits << 48 | eight >>> 16;
        count += 48;
        at += 6;
        return;
      }
    }
    while (count <= 48 && at < end) {
      int value = file[at] & 0xff;
      if (value == 0xff) {
        if (at + 1 >= end || file[at + 1] != 0) {
          return;
        }
        at++;
      }
      at++;
      bits = bits << 8 | value;
      count += 8;
    }
  }

  /** The next 16 bits, which are not taken. */
  int peek() {
    if (count < AHEAD) {
      fill();
      if (count < AHEAD) {
        return count <= 0 ? 0 : (int) (bits << AHEAD - count) & 0xffff;
      }
    }
    return (int) (bits >>> count - AHEAD) & 0xffff;
  }

  /** Takes bits without looking at them, 16 at most. */
  void skip(int number) {
    if (count < number) {
      fill();
    }
    count -= number;
  }

  /** Takes bits, 0 to 16 of them. */
  int take(int number) {
    int value = peek() >>> AHEAD - number;
    count -= number;
    return value;
  }

  /** Whether more was taken than there is. */
  boolean exhausted() {
    return count < 0;
  }

  /** Whether fewer bits are left than the longest code has. */
  boolean nearEnd() {
    return count < AHEAD;
  }

  /** Where the byte begins that is not begun yet; the place of the marker when all are taken. */
  int next() {
    int place = at;
    for (int i = 0; i < count >> 3; i++) {
      place -= place - 2 >= start && file[place - 1] == 0 && file[place - 2] == (byte) 0xff ? 2 : 1;
    }
    return place;
  }

  /**
   * Whether the byte under way ends as encoders end a scan: filled up with ones. Of a byte that is
   * used up it is asked that it is not zero.
   */
  boolean endsWell() {
    int left = count & 7;
    if (left > 0) {
      int mask = (1 << left) - 1;
      return ((int) (bits >>> count - left) & mask) == mask;
    }
    int place = next();
    return place - 1 >= start
        && (file[place - 1] != 0 || place - 2 >= start && file[place - 2] == (byte) 0xff);
  }
}
