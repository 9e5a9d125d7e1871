package org.blockwright.data.decode;

import org.blockwright.data.decode.JpegFrame.Component;

/**
 * One scan of a JPEG, decoded as far as it takes to see whether its codes are sound (ITU-T T.81,
 * F.2 sequential, G.2 progressive). Coefficients are not kept, but which of them are not zero: the
 * length of a refinement depends on it.
 *
 * @param components indices into the frame's
 * @param dc a table for each component where the scan needs them
 * @param ac the same
 * @param first the first coefficient
 * @param last the last coefficient
 * @param high the bit position of the scan before, 0 in a first scan
 * @param low the bit position
 */
record JpegScan(
    JpegFrame frame,
    int[] components,
    JpegHuffmanTable[] dc,
    JpegHuffmanTable[] ac,
    int first,
    int last,
    int high,
    int low) {

  /** How many units it has: blocks of the one component, or turns of all components. */
  int mcuCount() {
    return components.length == 1
        ? frame.components().get(components[0]).blockCount()
        : frame.mcuCount();
  }

  /**
   * Where the decoding of a scan is.
   *
   * @param limits for each component the largest sound value of its constant coefficients
   * @param filled for each component, block by block, bit k where coefficient k is not zero
   */
  final class State {
    private final int[] dcLimits;
    private final long[][] nonZero;
    private final int[] dcValues = new int[components.length];
    private int eobRun;
    private boolean isPlausible = true;

    State(int[] limits, long[][] filled) {
      this.dcLimits = limits;
      this.nonZero = filled;
    }

    /** As at the beginning and after a restart. */
    void restart() {
      java.util.Arrays.fill(dcValues, 0);
      eobRun = 0;
    }

    /** Whether all constant coefficients were of the range that pixels have. */
    boolean isPlausible() {
      return isPlausible;
    }

    /** Whether blocks were declared empty that are not there. */
    boolean hasOpenEobRun() {
      return eobRun > 0;
    }

    /** Decodes a unit; false where its bits are no code. */
    boolean decodeMcu(JpegBitReader bits, int index) {
      if (components.length == 1) {
        return decodeBlock(bits, 0, index);
      }
      for (int i = 0; i < components.length; i++) {
        Component component = frame.components().get(components[i]);
        for (int k = component.horizontalSampling() * component.verticalSampling(); k > 0; k--) {
          if (!decodeBlock(bits, i, index)) {
            return false;
          }
        }
      }
      return true;
    }

    private boolean decodeBlock(JpegBitReader bits, int i, int index) {
      if (!frame.progressive()) {
        return decodeDc(bits, i) && decodeSequentialAc(bits, ac[i]);
      }
      if (first == 0) {
        if (high > 0) {
          bits.skip(1);
          return true;
        }
        return decodeDc(bits, i);
      }
      long[] masks = nonZero[components[i]];
      return high == 0
          ? decodeFirstAc(bits, ac[i], masks, index)
          : refineAc(bits, ac[i], masks, index);
    }

    private boolean decodeDc(JpegBitReader bits, int i) {
      int size = dc[i].nextSymbol(bits);
      if (size < 0 || size > 15) {
        return false;
      }
      if (size > 0) {
        int value = bits.read(size);
        dcValues[i] += value < 1 << size - 1 ? value - (1 << size) + 1 : value;
        isPlausible &= Math.abs((long) dcValues[i] << low) <= dcLimits[components[i]];
      }
      return true;
    }

    private boolean decodeSequentialAc(JpegBitReader bits, JpegHuffmanTable codes) {
      for (int k = 1; k < 64; k++) {
        int symbol = codes.skipCoefficient(bits);
        if (symbol <= 0) {
          return symbol == 0;
        }
        if ((symbol & 15) > 0 || symbol == 0xF0) {
          k += symbol >> 4;
          if (k > 63) {
            return false;
          }
        } else {
          return true;
        }
      }
      return true;
    }

    private boolean decodeFirstAc(
        JpegBitReader bits, JpegHuffmanTable codes, long[] masks, int index) {
      if (eobRun > 0) {
        eobRun--;
        return true;
      }
      for (int k = first; k <= last; k++) {
        int symbol = codes.nextSymbol(bits);
        if (symbol < 0) {
          return false;
        }
        int run = symbol >> 4;
        if ((symbol & 15) > 0) {
          k += run;
          if (k > last) {
            return false;
          }
          bits.skip(symbol & 15);
          masks[index] |= 1L << k;
        } else if (run == 15) {
          k += 15;
          if (k > last) {
            return false;
          }
        } else {
          eobRun = (1 << run) - 1 + bits.read(run);
          return true;
        }
      }
      return true;
    }

    private boolean refineAc(JpegBitReader bits, JpegHuffmanTable codes, long[] masks, int index) {
      int k = first;
      if (eobRun == 0) {
        for (; k <= last; k++) {
          int symbol = codes.nextSymbol(bits);
          if (symbol < 0 || (symbol & 15) > 1) {
            return false;
          }
          int run = symbol >> 4;
          boolean one = (symbol & 15) == 1;
          if (one) {
            bits.skip(1);
          } else if (run < 15) {
            eobRun = (1 << run) + bits.read(run);
            break;
          }
          for (; k <= last; k++) {
            if ((masks[index] >> k & 1) != 0) {
              bits.skip(1);
            } else if (--run < 0) {
              break;
            }
          }
          if (one) {
            if (k > last) {
              return false;
            }
            masks[index] |= 1L << k;
          }
        }
      }
      if (eobRun > 0) {
        if (k <= last) {
          long band = (last == 63 ? -1L : (1L << last + 1) - 1) & -1L << k;
          for (int left = Long.bitCount(masks[index] & band); left > 0; left--) {
            bits.skip(1);
          }
        }
        eobRun--;
      }
      return true;
    }
  }
}
