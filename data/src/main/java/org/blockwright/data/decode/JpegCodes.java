package org.blockwright.data.decode;

/** A Huffman table of a JPEG (ITU-T T.81, annexes C and F.2.2.3). */
final class JpegCodes {
  private static final int LONGEST = 16;
  private static final int QUICK = 9;

  /** What {@link #next} returns where the bits are no code. */
  static final int NONE = -1;

  private final byte[] symbols;
  private final int[] quick = new int[1 << QUICK];
  private final int[] largest = new int[LONGEST + 2];
  private final int[] offset = new int[LONGEST + 1];

  private JpegCodes(byte[] symbols) {
    this.symbols = symbols;
  }

  /**
   * Reads the number of codes of each length, and the symbols.
   *
   * @param at where the 16 numbers begin
   */
  static JpegCodes read(Bytes file, long at) throws Refused {
    int count = count(file, at);
    byte[] symbols = new byte[count];
    for (int i = 0; i < count; i++) {
      symbols[i] = (byte) file.u8(at + LONGEST + i);
    }
    JpegCodes codes = new JpegCodes(symbols);
    int code = 0;
    int index = 0;
    for (int length = 1; length <= LONGEST; length++) {
      int here = file.u8(at + length - 1);
      codes.offset[length] = index - code;
      if (code + here > 1 << length) {
        throw DecodeProblems.damaged(Format.JPEG, "a Huffman table has too many codes");
      }
      for (int i = 0; i < here; i++, code++, index++) {
        codes.quicken(code, length, symbols[index] & 0xff);
      }
      codes.largest[length] = here == 0 ? -1 : code - 1;
      code <<= 1;
    }
    return codes;
  }

  /** The number of symbols of the table at a place. */
  static int count(Bytes file, long at) throws Refused {
    int count = 0;
    for (int i = 0; i < LONGEST; i++) {
      count += file.u8(at + i);
    }
    if (count > 256) {
      throw DecodeProblems.damaged(Format.JPEG, "a Huffman table has too many codes");
    }
    return count;
  }

  private void quicken(int code, int length, int symbol) {
    if (length <= QUICK) {
      int first = code << QUICK - length;
      for (int i = 0; i < 1 << QUICK - length; i++) {
        quick[first + i] = length << 8 | symbol;
      }
    }
  }

  /**
   * Takes the next symbol of an AC coefficient and the bits of its value, as many as its lower half
   * says; {@link #NONE} where there is no symbol.
   */
  int pass(JpegBits bits) {
    int found = quick[bits.peek() >>> LONGEST - QUICK];
    if (found != 0) {
      bits.skip((found >>> 8) + (found & 15));
      return found & 0xff;
    }
    int symbol = next(bits);
    if (symbol > 0) {
      bits.skip(symbol & 15);
    }
    return symbol;
  }

  /** Takes the next symbol, 0 to 255; {@link #NONE} where there is none, and nothing is taken. */
  int next(JpegBits bits) {
    int ahead = bits.peek();
    int found = quick[ahead >>> LONGEST - QUICK];
    if (found != 0) {
      bits.skip(found >>> 8);
      return found & 0xff;
    }
    for (int length = QUICK + 1; length <= LONGEST; length++) {
      int code = ahead >>> LONGEST - length;
      if (code <= largest[length]) {
        bits.skip(length);
        return symbols[offset[length] + code] & 0xff;
      }
    }
    return NONE;
  }
}
