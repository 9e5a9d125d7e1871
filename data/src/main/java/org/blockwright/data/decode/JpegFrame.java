package org.blockwright.data.decode;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The frame header of a JPEG (ITU-T T.81, section B.2.2).
 *
 * @param marker the second byte of the marker, C0 to CF
 */
record JpegFrame(int marker, int width, int height, List<Component> components) {

  private static final int BASELINE = 0xC0;
  private static final int EXTENDED = 0xC1;
  private static final int PROGRESSIVE = 0xC2;

  /**
   * A component.
   *
   * @param horizontalSampling the columns of blocks in a minimum coded unit (MCU)
   * @param verticalSampling the rows of blocks in an MCU
   * @param blocksWide the blocks per row in a scan of this component alone
   * @param blocksHigh the rows of blocks in such a scan
   */
  record Component(
      int id,
      int horizontalSampling,
      int verticalSampling,
      int quantizationTable,
      int blocksWide,
      int blocksHigh) {
    int blockCount() {
      return blocksWide * blocksHigh;
    }
  }

  static boolean isFrameMarker(int marker) {
    return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
  }

  /**
   * Reads a header.
   *
   * @param at the offset of its length field
   */
  static JpegFrame read(ByteReader file, int marker, long at) throws DecodeException {
    if (marker != BASELINE && marker != EXTENDED && marker != PROGRESSIVE) {
      throw DecodeProblems.unsupported(Format.JPEG, codingName(marker));
    }
    if (file.u8(at + 2) != 8) {
      throw DecodeProblems.unsupported(Format.JPEG, file.u8(at + 2) + " bits per sample");
    }
    int height = file.u16be(at + 3);
    int width = file.u16be(at + 5);
    Limits.check(Format.JPEG, width, height);
    int count = file.u8(at + 7);
    if (count != 1 && count != 3 && count != 4) {
      throw DecodeProblems.unsupported(Format.JPEG, count + " components");
    }
    if (file.u16be(at) != 8 + 3 * count) {
      throw DecodeProblems.damaged(Format.JPEG, "its frame header has a wrong length");
    }
    int maxHorizontal = 1;
    int maxVertical = 1;
    for (int i = 0; i < count; i++) {
      maxHorizontal = Math.max(maxHorizontal, file.u8(at + 9 + 3 * i) >> 4);
      maxVertical = Math.max(maxVertical, file.u8(at + 9 + 3 * i) & 15);
    }
    List<Component> components = new ArrayList<>();
    Set<Integer> ids = new HashSet<>();
    for (int i = 0; i < count; i++) {
      int id = file.u8(at + 8 + 3 * i);
      int h = file.u8(at + 9 + 3 * i) >> 4;
      int v = file.u8(at + 9 + 3 * i) & 15;
      int table = file.u8(at + 10 + 3 * i);
      if (h < 1 || h > 4 || v < 1 || v > 4 || table > 3 || !ids.add(id)) {
        throw DecodeProblems.damaged(Format.JPEG, "its frame header has an invalid component");
      }
      components.add(
          new Component(
              id,
              h,
              v,
              table,
              blocks((long) width * h, maxHorizontal),
              blocks((long) height * v, maxVertical)));
    }
    return new JpegFrame(marker, width, height, List.copyOf(components));
  }

  private static int blocks(long samples, int maxSampling) {
    return (int) ((samples + 8L * maxSampling - 1) / (8L * maxSampling));
  }

  private static String codingName(int marker) {
    return switch (marker) {
      case 0xC3, 0xC7, 0xCB, 0xCF -> "lossless coding";
      case 0xC9, 0xCA, 0xCD, 0xCE -> "arithmetic coding";
      default -> "hierarchical coding";
    };
  }

  boolean progressive() {
    return marker == PROGRESSIVE;
  }

  /** The number of MCUs in a scan with all components. */
  int mcuCount() {
    int maxHorizontal =
        components.stream().mapToInt(Component::horizontalSampling).max().orElseThrow();
    int maxVertical = components.stream().mapToInt(Component::verticalSampling).max().orElseThrow();
    return blocks(width, maxHorizontal) * blocks(height, maxVertical);
  }

  /** The index of a component by its identifier. */
  int componentIndex(int id) throws DecodeException {
    for (int i = 0; i < components.size(); i++) {
      if (components.get(i).id() == id) {
        return i;
      }
    }
    throw DecodeProblems.damaged(Format.JPEG, "a scan has an invalid component");
  }
}
