package org.blockwright.data.decode;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.blockwright.data.decode.JpegFile.Segment;

/**
 * Decodes the Huffman codes of all scans of a JPEG to check them. A library that encounters damaged
 * data continues with gray, and at most reports it on the standard error stream of the process. So
 * libraries get only files that passed this check, rewritten without the segments they do not need.
 *
 * <p>Stray bytes between the data of a scan and the next marker are removed if the data certainly
 * ends before them: its last byte is padded with ones as in the standard, and every DC coefficient
 * is in the range of pixels. Otherwise they are the rest after an error.
 */
final class JpegSanitizer {
  private static final byte[] JFIF = {
    (byte) 0xff, (byte) 0xe0, 0, 16, 'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0
  };

  private final JpegFile jpeg;
  private final ByteReader file;
  private final JpegFrame frame;
  private final JpegHuffmanTable[] dc = new JpegHuffmanTable[4];
  private final JpegHuffmanTable[] ac = new JpegHuffmanTable[4];
  private final int[] dcSteps = new int[4];
  private final long[][] nonZero;
  private final int[][] approximation;
  private final ByteArrayOutputStream out;
  private int restartInterval;

  private JpegSanitizer(JpegFile jpeg) {
    this.jpeg = jpeg;
    this.file = jpeg.file();
    this.frame = jpeg.frame();
    int count = frame.components().size();
    this.nonZero = new long[count][0];
    this.approximation = new int[count][64];
    Arrays.stream(approximation).forEach(row -> Arrays.fill(row, -1));
    this.out = new ByteArrayOutputStream(file.length());
  }

  /**
   * Checks the data of a file.
   *
   * @return a file with the same image, without stray bytes, comments and metadata
   * @throws DecodeException if data is missing, left over or cannot be decoded
   */
  static byte[] sanitize(JpegFile jpeg) throws DecodeException {
    return new JpegSanitizer(jpeg).run();
  }

  private byte[] run() throws DecodeException {
    out.write(0xff);
    out.write(0xd8);
    if (jpeg.jfif()) {
      out.writeBytes(JFIF);
    }
    if (jpeg.adobeTransform() >= 0) {
      writeAdobeMarker();
    }
    for (Segment segment : jpeg.segments()) {
      switch (segment.marker()) {
        case 0xC4 -> readHuffmanTables(segment);
        case 0xDB -> readQuantizationTables(segment);
        case 0xDD -> restartInterval = file.u16be(segment.offset() + 2L);
        default -> {
          if (segment.marker() == JpegFile.SOS) {
            checkScan(segment);
            continue;
          }
        }
      }
      copySegment(segment.offset() - 2, segment.offset() + segment.length(), segment.marker());
    }
    requireAllScans();
    out.write(0xff);
    out.write(JpegFile.EOI);
    return out.toByteArray();
  }

  /**
   * Requires every bit of every coefficient. The standard allows progressive files that end
   * earlier, but in practice they are truncated.
   */
  private void requireAllScans() throws DecodeException {
    for (int[] component : approximation) {
      for (int bit : component) {
        if (bit != 0) {
          throw DecodeProblems.truncated(Format.JPEG, "scans are missing");
        }
      }
    }
  }

  /** Writes one of the three known transforms, because libraries handle others as the first. */
  private void writeAdobeMarker() {
    int transform =
        jpeg.adobeTransform() > 2 || frame.components().size() == 3 && jpeg.adobeTransform() > 1
            ? 1
            : jpeg.adobeTransform();
    out.writeBytes(
        new byte[] {
          (byte) 0xff,
          (byte) 0xee,
          0,
          14,
          'A',
          'd',
          'o',
          'b',
          'e',
          0,
          100,
          0,
          0,
          0,
          0,
          (byte) transform
        });
  }

  /** Copies a segment and writes its marker, whose first byte may be a fill byte in the file. */
  private void copySegment(int from, int to, int marker) {
    out.write(0xff);
    out.write(marker);
    out.write(file.array(), from + 2, to - from - 2);
  }

  private void readHuffmanTables(Segment segment) throws DecodeException {
    long end = segment.offset() + segment.length();
    long at = segment.offset() + 2L;
    while (at < end) {
      int tableId = file.u8(at);
      if ((tableId & 0xEC) != 0) {
        throw DecodeProblems.damaged(Format.JPEG, "a Huffman table has an invalid number");
      }
      (tableId < 16 ? dc : ac)[tableId & 3] = JpegHuffmanTable.read(file, at + 1);
      at += 17 + JpegHuffmanTable.symbolCount(file, at + 1);
    }
    requireTableEnd(at, end);
  }

  private void readQuantizationTables(Segment segment) throws DecodeException {
    long end = segment.offset() + segment.length();
    long at = segment.offset() + 2L;
    while (at < end) {
      int tableId = file.u8(at);
      if ((tableId & 0xEC) != 0) {
        throw DecodeProblems.damaged(Format.JPEG, "a quantization table has an invalid number");
      }
      dcSteps[tableId & 3] = tableId < 16 ? file.u8(at + 1) : file.u16be(at + 1);
      at += tableId < 16 ? 65 : 129;
    }
    requireTableEnd(at, end);
  }

  private static void requireTableEnd(long at, long end) throws DecodeException {
    if (at != end) {
      throw DecodeProblems.damaged(Format.JPEG, "a table has a wrong length");
    }
  }

  private void checkScan(Segment segment) throws DecodeException {
    int count = file.u8(segment.offset() + 2L);
    long parameters = segment.offset() + 3L + 2L * count;
    if (count < 1 || count > 4 || segment.length() != 6 + 2 * count) {
      throw DecodeProblems.damaged(Format.JPEG, "a scan header has a wrong length");
    }
    boolean progressive = frame.progressive();
    int first = progressive ? file.u8(parameters) : 0;
    int last = progressive ? file.u8(parameters + 1) : 63;
    int high = progressive ? file.u8(parameters + 2) >> 4 : 0;
    int low = progressive ? file.u8(parameters + 2) & 15 : 0;
    if (progressive
        && (first > last
            || last > 63
            || first == 0 && last > 0
            || first > 0 && count > 1
            || low > 13)) {
      throw DecodeProblems.damaged(Format.JPEG, "a scan header has an invalid range");
    }
    int[] components = new int[count];
    JpegHuffmanTable[] dcTables = new JpegHuffmanTable[count];
    JpegHuffmanTable[] acTables = new JpegHuffmanTable[count];
    int[] limits = new int[frame.components().size()];
    for (int i = 0; i < count; i++) {
      components[i] = frame.componentIndex(file.u8(segment.offset() + 3L + 2L * i));
      int tables = file.u8(segment.offset() + 4L + 2L * i);
      dcTables[i] = first > 0 || high > 0 ? null : table(dc, tables >> 4);
      acTables[i] = last == 0 || progressive && first == 0 ? null : table(ac, tables & 15);
      limits[components[i]] = dcLimit(components[i]);
      checkProgression(components[i], first, last, high, low);
      if (progressive && first > 0 && nonZero[components[i]].length == 0) {
        nonZero[components[i]] = new long[frame.components().get(components[i]).blockCount()];
      }
    }
    copySegment(segment.offset() - 2, (int) parameters, segment.marker());
    out.write(first);
    out.write(last);
    out.write(high << 4 | low);
    checkScanData(
        new JpegScan(frame, components, dcTables, acTables, first, last, high, low),
        limits,
        segment);
  }

  private static JpegHuffmanTable table(JpegHuffmanTable[] tables, int number)
      throws DecodeException {
    if (number > 3 || tables[number] == null) {
      throw DecodeProblems.damaged(Format.JPEG, "a Huffman table is missing");
    }
    return tables[number];
  }

  /** The largest DC coefficient: 8 x 128 divided by the quantization step, plus 1 for rounding. */
  private int dcLimit(int component) throws DecodeException {
    int step = dcSteps[frame.components().get(component).quantizationTable()];
    if (step == 0) {
      throw DecodeProblems.damaged(Format.JPEG, "a quantization table is missing");
    }
    return 1024 / step + 1;
  }

  /** Checks that each scan continues the previous ones (G.1.1.1.1); libraries do not. */
  private void checkProgression(int component, int first, int last, int high, int low)
      throws DecodeException {
    if (!frame.progressive()) {
      Arrays.fill(approximation[component], 0);
      return;
    }
    boolean valid = first == 0 || approximation[component][0] >= 0;
    for (int k = first; k <= last; k++) {
      valid &= high == Math.max(0, approximation[component][k]) && (high == 0 || low == high - 1);
      approximation[component][k] = low;
    }
    if (!valid) {
      throw DecodeProblems.damaged(Format.JPEG, "its scans do not continue each other");
    }
  }

  private void checkScanData(JpegScan scan, int[] limits, Segment segment) throws DecodeException {
    int mcus = scan.mcuCount();
    int start = segment.offset() + segment.length();
    JpegScan.State state = scan.new State(limits, nonZero);
    JpegBitReader bits = new JpegBitReader(file.array(), start, segment.end());
    int restarts = 0;
    for (int mcu = 0; mcu < mcus; mcu++) {
      if (restartInterval > 0 && mcu > 0 && mcu % restartInterval == 0) {
        start = checkRestart(bits, state, start, segment.end(), restarts++, mcu, mcus);
        bits = new JpegBitReader(file.array(), start, segment.end());
        state.restart();
      }
      boolean valid = state.decodeMcu(bits, mcu);
      if (bits.isExhausted() || !valid && bits.isNearEnd()) {
        throw DecodeProblems.truncated(
            Format.JPEG, "its compressed data ends in block %s of %s".formatted(mcu + 1, mcus));
      }
      if (!valid) {
        throw DecodeProblems.damaged(
            Format.JPEG,
            "its compressed data does not decode in block %s of %s".formatted(mcu + 1, mcus));
      }
    }
    finishInterval(bits, state, start, segment.end());
  }

  /** Finishes the data before a restart marker; returns the offset after the marker. */
  private int checkRestart(
      JpegBitReader bits, JpegScan.State state, int start, int end, int number, int mcu, int mcus)
      throws DecodeException {
    int marker = bits.nextBytePosition();
    while (marker + 1 < end && !isRestartMarker(marker)) {
      marker++;
    }
    finishInterval(bits, state, start, marker);
    if (marker + 1 >= end || (file.u8(marker + 1) & 7) != (number & 7)) {
      throw DecodeProblems.damaged(
          Format.JPEG, "a restart marker is missing at block %s of %s".formatted(mcu + 1, mcus));
    }
    out.write(0xff);
    out.write(file.u8(marker + 1));
    return marker + 2;
  }

  private boolean isRestartMarker(int at) throws DecodeException {
    return file.u8(at) == 0xff && file.u8(at + 1) >= 0xD0 && file.u8(at + 1) <= 0xD7;
  }

  /** Copies checked data and checks the bytes between its end and the marker. */
  private void finishInterval(JpegBitReader bits, JpegScan.State state, int start, int marker)
      throws DecodeException {
    int end = bits.nextBytePosition();
    if (state.hasOpenEobRun()) {
      throw DecodeProblems.damaged(Format.JPEG, "its compressed data has too many blocks");
    }
    int stray = end;
    while (stray < marker && file.u8(stray) == 0xff) {
      stray++;
    }
    if (stray < marker && !(bits.hasValidPadding() && state.isPlausible())) {
      throw DecodeProblems.damaged(
          Format.JPEG, "%s bytes of compressed data are left over".formatted(marker - end));
    }
    out.write(file.array(), start, end - start);
  }
}
