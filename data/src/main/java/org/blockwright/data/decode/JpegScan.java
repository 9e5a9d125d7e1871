package org.blockwright.data.decode;

import java.util.Arrays;
import org.blockwright.data.decode.JpegFrame.Component;

/**
 * A scan of a JPEG, decoded only to check its codes (ITU-T T.81, F.2 sequential, G.2 progressive).
 * Coefficients are not stored, only which of them are nonzero: the length of a refinement depends
 * on it.
 *
 * @param components the indices of its components in the frame
 * @param dc the DC table of each component, null if the scan does not need it
 * @param ac the AC table of each component, null if the scan does not need it
 * @param first the first coefficient
 * @param last the last coefficient
 * @param high the bit position of the previous scan, 0 in a first scan
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

  /** The number of MCUs; in a scan of one component, an MCU is one block. */
  int mcuCount() {
    return components.length == 1
        ? frame.components().get(components[0]).blockCount()
        : frame.mcuCount();
  }

  /**
   * The state of decoding a scan.
   *
   * @param dcLimits the largest plausible DC coefficient of each component
   * @param nonZero for each component and block a mask with bit k set if coefficient k is nonzero
   */
  final class State {
    private final int[] dcLimits;
    private final long[][] nonZero;
    private final int[] dcValues = new int[components.length];
    private int eobRun;
    private boolean isPlausible = true;

    State(int[] dcLimits, long[][] nonZero) {
      this.dcLimits = dcLimits;
      this.nonZero = nonZero;
    }

    /** Resets the state, at a restart. */
    void restart() {
      Arrays.fill(dcValues, 0);
      eobRun = 0;
    }

    /** Whether all DC coefficients were in the range of pixels. */
    boolean isPlausible() {
      return isPlausible;
    }

    /** Whether an end-of-band run extends beyond the last block. */
    boolean hasOpenEobRun() {
      return eobRun > 0;
    }

    /** Decodes an MCU; returns false for invalid codes. */
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

    private boolean decodeSequentialAc(JpegBitReader bits, JpegHuffmanTable table) {
      for (int k = 1; k < 64; k++) {
        int symbol = table.skipCoefficient(bits);
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
        JpegBitReader bits, JpegHuffmanTable table, long[] masks, int index) {
      if (eobRun > 0) {
        eobRun--;
        return true;
      }
      for (int k = first; k <= last; k++) {
        int symbol = table.nextSymbol(bits);
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

    private boolean refineAc(JpegBitReader bits, JpegHuffmanTable table, long[] masks, int index) {
      int k = first;
      if (eobRun == 0) {
        for (; k <= last; k++) {
          int symbol = table.nextSymbol(bits);
          if (symbol < 0 || (symbol & 15) > 1) {
            return false;
          }
          int run = symbol >> 4;
          boolean newCoefficient = (symbol & 15) == 1;
          if (newCoefficient) {
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
          if (newCoefficient) {
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
          for (int bit = Long.bitCount(masks[index] & band); bit > 0; bit--) {
            bits.skip(1);
          }
        }
        eobRun--;
      }
      return true;
    }
  }
}
