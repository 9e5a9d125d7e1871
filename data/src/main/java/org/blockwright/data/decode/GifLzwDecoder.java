package org.blockwright.data.decode;

/** Decodes the variable-length LZW codes of a GIF (GIF89a specification, appendix F). */
final class GifLzwDecoder {
  private static final int MAX_CODES = 4096;

  private final byte[] data;
  private final int codeSize;
  private final int[] prefix = new int[MAX_CODES];
  private final byte[] suffix = new byte[MAX_CODES];
  private final byte[] stack = new byte[MAX_CODES + 1];
  private int bitPosition;

  GifLzwDecoder(byte[] data, int codeSize) {
    this.data = data;
    this.codeSize = codeSize;
  }

  /**
   * Writes color indices to {@code out}; returns their number, which is smaller if data is missing.
   */
  int decode(byte[] out) throws DecodeException {
    int clear = 1 << codeSize;
    int end = clear + 1;
    int next = clear + 2;
    int bits = codeSize + 1;
    int previous = -1;
    byte first = 0;
    int at = 0;
    while (at < out.length) {
      int code = nextCode(bits);
      if (code < 0 || code == end) {
        return at;
      }
      if (code == clear) {
        next = clear + 2;
        bits = codeSize + 1;
        previous = -1;
        continue;
      }
      if (code > next || code == next && previous < 0 || previous < 0 && code > end) {
        throw DecodeProblems.damaged(Format.GIF, "its pixels cannot be decoded");
      }
      int depth = 0;
      int walk = code;
      if (code == next) {
        stack[depth++] = first;
        walk = previous;
      }
      while (walk > end) {
        stack[depth++] = suffix[walk];
        walk = prefix[walk];
      }
      first = (byte) walk;
      stack[depth++] = first;
      while (depth > 0 && at < out.length) {
        out[at++] = stack[--depth];
      }
      if (previous >= 0 && next < MAX_CODES) {
        prefix[next] = previous;
        suffix[next++] = first;
        if (next == 1 << bits && bits < 12) {
          bits++;
        }
      }
      previous = code;
    }
    return at;
  }

  /** Reads the next code, lowest bit first; returns -1 at the end of the data. */
  private int nextCode(int bits) {
    if (bitPosition + bits > data.length * 8L) {
      return -1;
    }
    int value = 0;
    for (int i = 0; i < bits; i++, bitPosition++) {
      value |= (data[bitPosition >> 3] >> (bitPosition & 7) & 1) << i;
    }
    return value;
  }
}
