package org.blockwright.data.decode;

/** A Huffman table of a JPEG (ITU-T T.81, annexes C and F.2.2.3). */
final class JpegHuffmanTable {
  private static final int MAX_CODE_LENGTH = 16;
  private static final int LOOKUP_BITS = 9;

  /** Returned for bits that are not a valid code. */
  static final int INVALID = -1;

  private final byte[] symbols;
  private final int[] lookup = new int[1 << LOOKUP_BITS];
  private final int[] maxCode = new int[MAX_CODE_LENGTH + 2];
  private final int[] offset = new int[MAX_CODE_LENGTH + 1];

  private JpegHuffmanTable(byte[] symbols) {
    this.symbols = symbols;
  }

  /**
   * Reads the number of codes of each length and the symbols.
   *
   * @param at the offset of the 16 numbers
   */
  static JpegHuffmanTable read(ByteReader file, long at) throws DecodeException {
    int count = symbolCount(file, at);
    byte[] symbols = new byte[count];
    for (int i = 0; i < count; i++) {
      symbols[i] = (byte) file.u8(at + MAX_CODE_LENGTH + i);
    }
    JpegHuffmanTable table = new JpegHuffmanTable(symbols);
    int code = 0;
    int index = 0;
    for (int length = 1; length <= MAX_CODE_LENGTH; length++) {
      int codesOfLength = file.u8(at + length - 1);
      table.offset[length] = index - code;
      if (code + codesOfLength > 1 << length) {
        throw DecodeProblems.damaged(Format.JPEG, "a Huffman table has too many codes");
      }
      for (int i = 0; i < codesOfLength; i++, code++, index++) {
        table.addToLookup(code, length, symbols[index] & 0xff);
      }
      table.maxCode[length] = codesOfLength == 0 ? -1 : code - 1;
      code <<= 1;
    }
    return table;
  }

  /** The number of symbols of the table at an offset. */
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
   * Reads the next symbol of an AC coefficient and skips the bits of its value; their number is the
   * lower half of the symbol. Returns {@link #INVALID} for invalid bits.
   */
  int skipCoefficient(JpegBitReader bits) {
    int entry = lookup[bits.peek() >>> MAX_CODE_LENGTH - LOOKUP_BITS];
    if (entry != 0) {
      bits.skip((entry >>> 8) + (entry & 15));
      return entry & 0xff;
    }
    int symbol = nextSymbol(bits);
    if (symbol > 0) {
      bits.skip(symbol & 15);
    }
    return symbol;
  }

  /**
   * Reads the next symbol, 0 to 255. Returns {@link #INVALID} for invalid bits, which are not
   * consumed.
   */
  int nextSymbol(JpegBitReader bits) {
    int peeked = bits.peek();
    int entry = lookup[peeked >>> MAX_CODE_LENGTH - LOOKUP_BITS];
    if (entry != 0) {
      bits.skip(entry >>> 8);
      return entry & 0xff;
    }
    for (int length = LOOKUP_BITS + 1; length <= MAX_CODE_LENGTH; length++) {
      int code = peeked >>> MAX_CODE_LENGTH - length;
      if (code <= maxCode[length]) {
        bits.skip(length);
        return symbols[offset[length] + code] & 0xff;
      }
    }
    return INVALID;
  }
}
