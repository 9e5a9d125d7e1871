package org.blockwright.data.decode;

/** A Huffman table of a JPEG (ITU-T T.81, annexes C and F.2.2.3). */
final class JpegHuffmanTable {
  private static final int MAX_CODE_LENGTH = 16;
  private static final int LOOKUP_BITS = 9;

  /** What {@link #nextSymbol} returns where the bits are no code. */
  static final int INVALID = -1;

  private final byte[] symbols;
  private final int[] lookup = new int[1 << LOOKUP_BITS];
  private final int[] maxCode = new int[MAX_CODE_LENGTH + 2];
  private final int[] offset = new int[MAX_CODE_LENGTH + 1];

  private JpegHuffmanTable(byte[] symbols) {
    this.symbols = symbols;
  }

  /**
   * Reads the number of codes of each length, and the symbols.
   *
   * @param at where the 16 numbers begin
   */
  static JpegHuffmanTable read(ByteReader file, long at) throws DecodeException {
    int count = symbolCount(file, at);
    byte[] symbols = new byte[count];
    for (int i = 0; i < count; i++) {
      symbols[i] = (byte) file.u8(at + MAX_CODE_LENGTH + i);
    }
    JpegHuffmanTable codes = new JpegHuffmanTable(symbols);
    int code = 0;
    int index = 0;
    for (int length = 1; length <= MAX_CODE_LENGTH; length++) {
      int here = file.u8(at + length - 1);
      codes.offset[length] = index - code;
      if (code + here > 1 << length) {
        throw DecodeProblems.damaged(Format.JPEG, "a Huffman table has too many codes");
      }
      for (int i = 0; i < here; i++, code++, index++) {
        codes.addToLookup(code, length, symbols[index] & 0xff);
      }
      codes.maxCode[length] = here == 0 ? -1 : code - 1;
      code <<= 1;
    }
    return codes;
  }

  /** The number of symbols of the table at a place. */
  static int symbolCount(ByteReader file, long at) throws DecodeException {
    int count = 0;
    for (int i = 0; i < MAX_CODE_LENGTH; i++) {
      count += file.u8(at + i);
    }
    if (count > 256) {
      throw DecodeProblems.damaged(Format.JPEG, "a Huffman table has too many codes");
    }
    return count;
  }

  private void addToLookup(int code, int length, int symbol) {
    if (length <= LOOKUP_BITS) {
      int first = code << LOOKUP_BITS - length;
      for (int i = 0; i < 1 << LOOKUP_BITS - length; i++) {
        lookup[first + i] = length << 8 | symbol;
      }
    }
  }

  /**
   * Takes the next symbol of an AC coefficient and the bits of its value, as many as its lower half
   * says; {@link #INVALID} where there is no symbol.
   */
  int skipCoefficient(JpegBitReader bits) {
    int found = lookup[bits.peek() >>> MAX_CODE_LENGTH - LOOKUP_BITS];
    if (found != 0) {
      bits.skip((found >>> 8) + (found & 15));
      return found & 0xff;
    }
    int symbol = nextSymbol(bits);
    if (symbol > 0) {
      bits.skip(symbol & 15);
    }
    return symbol;
  }

  /**
   * Takes the next symbol, 0 to 255; {@link #INVALID} where there is none, and nothing is taken.
   */
  int nextSymbol(JpegBitReader bits) {
    int ahead = bits.peek();
    int found = lookup[ahead >>> MAX_CODE_LENGTH - LOOKUP_BITS];
    if (found != 0) {
      bits.skip(found >>> 8);
      return found & 0xff;
    }
    for (int length = LOOKUP_BITS + 1; length <= MAX_CODE_LENGTH; length++) {
      int code = ahead >>> MAX_CODE_LENGTH - length;
      if (code <= maxCode[length]) {
        bits.skip(length);
        return symbols[offset[length] + code] & 0xff;
      }
    }
    return INVALID;
  }
}
