package org.blockwright.data.decode;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.blockwright.data.decode.JpegFile.Segment;

/**
 * Follows the codes of all scans of a JPEG to their last bit. A library that meets damaged data
 * goes on with gray, and reports it on the process's error stream at most; so it only gets files
 * that were followed here, rebuilt without what it does not need.
 *
 * <p>Bytes between the end of a scan's data and the next marker belong to nothing and are left out
 * where it is sure that the data ends before them: its last byte is filled up with ones, as the
 * standard has it, and every constant coefficient is of the range that pixels have. Otherwise they
 * are what is left after an error.
 */
final class JpegData {
  private static final byte[] JFIF = {
    (byte) 0xff, (byte) 0xe0, 0, 16, 'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0
  };

  private final JpegFile jpeg;
  private final Bytes file;
  private final JpegFrame frame;
  private final JpegCodes[] dc = new JpegCodes[4];
  private final JpegCodes[] ac = new JpegCodes[4];
  private final int[] steps = new int[4];
  private final long[][] filled;
  private final int[][] known;
  private final ByteArrayOutputStream out;
  private int interval;

  private JpegData(JpegFile jpeg) {
    this.jpeg = jpeg;
    this.file = jpeg.file();
    this.frame = jpeg.frame();
    int count = frame.components().size();
    this.filled = new long[count][0];
    this.known = new int[count][64];
    Arrays.stream(known).forEach(row -> Arrays.fill(row, -1));
    this.out = new ByteArrayOutputStream(file.length());
  }

  /**
   * Checks the data of a file.
   *
   * @return the same picture as a file without stray bytes, comments and metadata
   * @throws Refused where data is missing, left over or does not decode
   */
  static byte[] sound(JpegFile jpeg) throws Refused {
    return new JpegData(jpeg).follow();
  }

  private byte[] follow() throws Refused {
    out.write(0xff);
    out.write(0xd8);
    if (jpeg.jfif()) {
      out.writeBytes(JFIF);
    }
    if (jpeg.adobe() >= 0) {
      adobe();
    }
    for (Segment segment : jpeg.segments()) {
      switch (segment.marker()) {
        case 0xC4 -> codes(segment);
        case 0xDB -> steps(segment);
        case 0xDD -> interval = file.big16(segment.at() + 2L);
        default -> {
          if (segment.marker() == JpegFile.SOS) {
            scan(segment);
            continue;
          }
        }
      }
      copy(segment.at() - 2, segment.at() + segment.length(), segment.marker());
    }
    requireAllScans();
    out.write(0xff);
    out.write(JpegFile.EOI);
    return out.toByteArray();
  }

  /**
   * Every coefficient to its last bit: a progressive file may end earlier without breaking the
   * standard, but files that do were cut off.
   */
  private void requireAllScans() throws Refused {
    for (int[] component : known) {
      for (int bit : component) {
        if (bit != 0) {
          throw DecodeProblems.cutOff(Format.JPEG, "scans are missing");
        }
      }
    }
  }

  /** With a transform of the three that are known: a library takes others for the first. */
  private void adobe() {
    int transform =
        jpeg.adobe() > 2 || frame.components().size() == 3 && jpeg.adobe() > 1 ? 1 : jpeg.adobe();
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

  /** Copies a segment from its marker, of which the first byte may have been a fill byte. */
  private void copy(int from, int to, int marker) {
    out.write(0xff);
    out.write(marker);
    out.write(file.array(), from + 2, to - from - 2);
  }

  private void codes(Segment segment) throws Refused {
    long end = segment.at() + segment.length();
    long at = segment.at() + 2L;
    while (at < end) {
      int kind = file.u8(at);
      if ((kind & 0xEC) != 0) {
        throw DecodeProblems.damaged(Format.JPEG, "a Huffman table has no valid number");
      }
      (kind < 16 ? dc : ac)[kind & 3] = JpegCodes.read(file, at + 1);
      at += 17 + JpegCodes.count(file, at + 1);
    }
    requireEnd(at, end);
  }

  private void steps(Segment segment) throws Refused {
    long end = segment.at() + segment.length();
    long at = segment.at() + 2L;
    while (at < end) {
      int kind = file.u8(at);
      if ((kind & 0xEC) != 0) {
        throw DecodeProblems.damaged(Format.JPEG, "a quantization table has no valid number");
      }
      steps[kind & 3] = kind < 16 ? file.u8(at + 1) : file.big16(at + 1);
      at += kind < 16 ? 65 : 129;
    }
    requireEnd(at, end);
  }

  private static void requireEnd(long at, long end) throws Refused {
    if (at != end) {
      throw DecodeProblems.damaged(Format.JPEG, "a table has a wrong length");
    }
  }

  private void scan(Segment segment) throws Refused {
    int count = file.u8(segment.at() + 2L);
    long parameters = segment.at() + 3L + 2L * count;
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
      throw DecodeProblems.damaged(Format.JPEG, "a scan header has no valid range");
    }
    int[] components = new int[count];
    JpegCodes[] constants = new JpegCodes[count];
    JpegCodes[] others = new JpegCodes[count];
    int[] limits = new int[frame.components().size()];
    for (int i = 0; i < count; i++) {
      components[i] = frame.index(file.u8(segment.at() + 3L + 2L * i));
      int tables = file.u8(segment.at() + 4L + 2L * i);
      constants[i] = first > 0 || high > 0 ? null : table(dc, tables >> 4);
      others[i] = last == 0 || progressive && first == 0 ? null : table(ac, tables & 15);
      limits[components[i]] = limit(components[i]);
      progress(components[i], first, last, high, low);
      if (progressive && first > 0 && filled[components[i]].length == 0) {
        filled[components[i]] = new long[frame.components().get(components[i]).blocks()];
      }
    }
    copy(segment.at() - 2, (int) parameters, segment.marker());
    out.write(first);
    out.write(last);
    out.write(high << 4 | low);
    data(
        new JpegScan(frame, components, constants, others, first, last, high, low),
        limits,
        segment);
  }

  private static JpegCodes table(JpegCodes[] tables, int number) throws Refused {
    if (number > 3 || tables[number] == null) {
      throw DecodeProblems.damaged(Format.JPEG, "a Huffman table is missing");
    }
    return tables[number];
  }

  /** The largest constant coefficient: 8 x 128 in steps of the table, and one for rounding. */
  private int limit(int component) throws Refused {
    int step = steps[frame.components().get(component).table()];
    if (step == 0) {
      throw DecodeProblems.damaged(Format.JPEG, "a quantization table is missing");
    }
    return 1024 / step + 1;
  }

  /** Each scan continues where those before it ended (G.1.1.1.1); libraries guess otherwise. */
  private void progress(int component, int first, int last, int high, int low) throws Refused {
    if (!frame.progressive()) {
      Arrays.fill(known[component], 0);
      return;
    }
    boolean sound = first == 0 || known[component][0] >= 0;
    for (int k = first; k <= last; k++) {
      sound &= high == Math.max(0, known[component][k]) && (high == 0 || low == high - 1);
      known[component][k] = low;
    }
    if (!sound) {
      throw DecodeProblems.damaged(Format.JPEG, "its scans do not continue each other");
    }
  }

  private void data(JpegScan scan, int[] limits, Segment segment) throws Refused {
    int units = scan.units();
    int start = segment.at() + segment.length();
    JpegScan.State state = scan.new State(limits, filled);
    JpegBits bits = new JpegBits(file.array(), start, segment.end());
    int restarts = 0;
    for (int unit = 0; unit < units; unit++) {
      if (interval > 0 && unit > 0 && unit % interval == 0) {
        start = restart(bits, state, start, segment.end(), restarts++, unit, units);
        bits = new JpegBits(file.array(), start, segment.end());
        state.restart();
      }
      boolean sound = state.unit(bits, unit);
      if (bits.exhausted() || !sound && bits.nearEnd()) {
        throw DecodeProblems.cutOff(
            Format.JPEG, "its compressed data ends in block %s of %s".formatted(unit + 1, units));
      }
      if (!sound) {
        throw DecodeProblems.damaged(
            Format.JPEG,
            "its compressed data does not decode in block %s of %s".formatted(unit + 1, units));
      }
    }
    finish(bits, state, start, segment.end());
  }

  /** The data between two restarts has ended; returns the place after the marker. */
  private int restart(
      JpegBits bits, JpegScan.State state, int start, int end, int number, int unit, int units)
      throws Refused {
    int marker = bits.next();
    while (marker + 1 < end && !isMarker(marker)) {
      marker++;
    }
    finish(bits, state, start, marker);
    if (marker + 1 >= end || (file.u8(marker + 1) & 7) != (number & 7)) {
      throw DecodeProblems.damaged(
          Format.JPEG, "a restart marker is missing at block %s of %s".formatted(unit + 1, units));
    }
    out.write(0xff);
    out.write(file.u8(marker + 1));
    return marker + 2;
  }

  private boolean isMarker(int at) throws Refused {
    return file.u8(at) == 0xff && file.u8(at + 1) >= 0xD0 && file.u8(at + 1) <= 0xD7;
  }

  /** Copies data that was followed to its end, and judges the bytes between it and the marker. */
  private void finish(JpegBits bits, JpegScan.State state, int start, int marker) throws Refused {
    int end = bits.next();
    if (state.open()) {
      throw DecodeProblems.damaged(Format.JPEG, "its compressed data has more blocks than it");
    }
    int stray = end;
    while (stray < marker && file.u8(stray) == 0xff) {
      stray++;
    }
    if (stray < marker && !(bits.endsWell() && state.plausible())) {
      throw DecodeProblems.damaged(
          Format.JPEG, "%s bytes of compressed data are left over".formatted(marker - end));
    }
    out.write(file.array(), start, end - start);
  }
}
