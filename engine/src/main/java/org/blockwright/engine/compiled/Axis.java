package org.blockwright.engine.compiled;

/**
 * A sliding window along height or width.
 *
 * @param kernel size of the window
 * @param stride step of the window
 * @param dilation distance of neighboring elements of the window
 * @param same whether padding is computed so that the output has {@code ceil(input / stride)}
 *     elements
 * @param strict whether the windows must cover the input completely
 * @param before padding before the first element, unless {@code same}
 * @param after padding after the last element, unless {@code same}
 */
record Axis(
    int kernel, int stride, int dilation, boolean same, boolean strict, int before, int after) {

  /** Returns the number of windows, which may be below 1 if the input is too small. */
  long output(long input) {
    return same
        ? (input + stride - 1) / stride
        : Math.floorDiv(input + before + after - extent(), stride) + 1;
  }

  /**
   * Returns the step for an input; 1 if the window is placed once only, where it has no effect,
   * unless elements remain after it: oneDNN accepts fewer of these than the step.
   */
  long step(long input) {
    return output(input) == 1 && paddingAfter(input) >= 0 ? 1 : stride;
  }

  /** Returns the padding before the first element. */
  long paddingBefore(long input) {
    return same ? samePadding(input) / 2 : before;
  }

  /** Returns the padding after the last element that a window covers; negative if elements stay. */
  long paddingAfter(long input) {
    return (output(input) - 1) * stride + extent() - input - paddingBefore(input);
  }

  /**
   * Returns whether the window fits; DL4J rejects negative padding and uncovered input, too. oneDNN
   * 3.11 crashes if all windows see padding only.
   */
  boolean fits(long input) {
    return output(input) > 0
        && (!same || samePadding(input) > -2)
        && (!strict || paddingAfter(input) == after)
        && seesInput(input);
  }

  private boolean seesInput(long input) {
    for (long window = 0; window < output(input); window++) {
      for (long element = 0; element < kernel; element++) {
        long at = window * stride + element * dilation - paddingBefore(input);
        if (at >= 0 && at < input) {
          return true;
        }
      }
    }
    return false;
  }

  /** Returns whether the window has no padding of its own. */
  boolean isUnpadded() {
    return !same && before == 0 && after == 0;
  }

  /** Returns this window with explicit padding, which it must not have. */
  Axis withPadding(int newBefore, int newAfter) {
    return new Axis(kernel, stride, dilation, false, strict, newBefore, newAfter);
  }

  private long samePadding(long input) {
    return (output(input) - 1) * stride + extent() - input;
  }

  private long extent() {
    return kernel + (kernel - 1L) * (dilation - 1);
  }
}
