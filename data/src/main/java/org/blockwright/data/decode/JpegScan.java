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
    JpegCodes[] dc,
    JpegCodes[] ac,
    int first,
    int last,
    int high,
    int low) {

  /** How many units it has: blocks of the one component, or turns of all components. */
  int units() {
    return components.length == 1 ? frame.components().get(components[0]).blocks() : frame.units();
  }

  /**
   * Where the decoding of a scan is.
   *
   * @param limits for each component the largest sound value of its constant coefficients
   * @param filled for each component, block by block, bit k where coefficient k is not zero
   */
  final class State {
    private final int[] limits;
    private final long[][] filled;
    private final int[] constants = new int[components.length];
    private int runOfEnds;
    private boolean plausible = true;

    State(int[] limits, long[][] filled) {
      this.limits = limits;
      this.filled = filled;
    }

    /** As at the beginning and after a restart. */
    void restart() {
      java.util.Arrays.fill(constants, 0);
      runOfEnds = 0;
    }

    /** Whether all constant coefficients were of the range that pixels have. */
    boolean plausible() {
      return plausible;
    }

    /** Whether blocks were declared empty that are not there. */
    boolean open() {
      return runOfEnds > 0;
    }

    /** Decodes a unit; false where its bits are no code. */
    boolean unit(JpegBits bits, int index) {
      if (components.length == 1) {
        return block(bits, 0, index);
      }
      for (int i = 0; i < components.length; i++) {
        Component component = frame.components().get(components[i]);
        for (int k = component.across() * component.down(); k > 0; k--) {
          if (!block(bits, i, index)) {
            return false;
          }
        }
      }
      return true;
    }

    private boolean block(JpegBits bits, int i, int index) {
      if (!frame.progressive()) {
        return constant(bits, i) && sequential(bits, ac[i]);
      }
      if (first == 0) {
        if (high > 0) {
          bits.skip(1);
          return true;
        }
        return constant(bits, i);
      }
      long[] masks = filled[components[i]];
      return high == 0 ? beginning(bits, ac[i], masks, index) : refining(bits, ac[i], masks, index);
    }

    private boolean constant(JpegBits bits, int i) {
      int size = dc[i].next(bits);
      if (size < 0 || size > 15) {
        return false;
      }
      if (size > 0) {
        int value = bits.take(size);
        constants[i] += value < 1 << size - 1 ? value - (1 << size) + 1 : value;
        plausible &= Math.abs((long) constants[i] << low) <= limits[components[i]];
      }
      return true;
    }

    private boolean sequential(JpegBits bits, JpegCodes codes) {
      for (int k = 1; k < 64; k++) {
        int symbol = codes.pass(bits);
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

    private boolean beginning(JpegBits bits, JpegCodes codes, long[] masks, int index) {
      if (runOfEnds > 0) {
        runOfEnds--;
        return true;
      }
      for (int k = first; k <= last; k++) {
        int symbol = codes.next(bits);
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
          runOfEnds = (1 << run) - 1 + bits.take(run);
          return true;
        }
      }
      return true;
    }

    private boolean refining(JpegBits bits, JpegCodes codes, long[] masks, int index) {
      int k = first;
      if (runOfEnds == 0) {
        for (; k <= last; k++) {
          int symbol = codes.next(bits);
          if (symbol < 0 || (symbol & 15) > 1) {
            return false;
          }
          int run = symbol >> 4;
          boolean one = (symbol & 15) == 1;
          if (one) {
            bits.skip(1);
          } else if (run < 15) {
            runOfEnds = (1 << run) + bits.take(run);
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
      if (runOfEnds > 0) {
        if (k <= last) {
          long band = (last == 63 ? -1L : (1L << last + 1) - 1) & -1L << k;
          for (int left = Long.bitCount(masks[index] & band); left > 0; left--) {
            bits.skip(1);
          }
        }
        runOfEnds--;
      }
      return true;
    }
  }
}
