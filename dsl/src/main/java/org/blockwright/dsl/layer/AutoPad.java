package org.blockwright.dsl.layer;

import com.google.common.primitives.Ints;
import java.util.List;
import java.util.Locale;
import org.blockwright.dsl.check.LayerLocation;
import org.blockwright.dsl.check.Problems;
import org.blockwright.dsl.check.Windows;

/**
 * Zeros around a map, as many as a window that follows without padding of its own wants; so their
 * number depends on the size of the map. Unlike the padding of a pool these zeros are values: they
 * can win a maximum and count in a mean.
 *
 * @param kernel of the window that follows
 * @param stride of the window that follows
 */
public record AutoPad(Size kernel, Size stride, Rule rule) implements Layer {

  /** How many places the window is to have along a side. */
  public enum Rule {
    /** ceil(side / stride), the odd zero below and to the right: TensorFlow's "same". */
    SAME,
    /**
     * ceil((side - kernel) / stride) + 1, all zeros below and to the right: PyTorch's ceil_mode,
     * where a window that would begin in the padding is left out. A map too small for any window
     * gets no zeros, so that the window finds it too small.
     */
    CEIL;

    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The zeros for a map of this size. */
  public ZeroPad padding(Shape input) {
    int[] rows = padding(input.height(), kernel.height(), stride.height());
    int[] columns = padding(input.width(), kernel.width(), stride.width());
    return new ZeroPad(rows[0], rows[1], columns[0], columns[1]);
  }

  private int[] padding(long side, int kernel, int stride) {
    if (rule == Rule.SAME) {
      int total = Math.max(Windows.samePadding((int) side, kernel, stride, 1), 0);
      return new int[] {total / 2, total - total / 2};
    }
    long places = Math.floorDiv(side - kernel + stride - 1, (long) stride) + 1;
    if ((places - 1) * stride >= side) {
      places--;
    }
    return new int[] {0, Ints.saturatedCast(Math.max((places - 1) * stride + kernel - side, 0))};
  }

  @Override
  public String kind() {
    return "ZeroPadding2D";
  }

  @Override
  public String defaultName() {
    return "pad";
  }

  @Override
  public Shape output(LayerLocation site, List<Shape> inputs) {
    Shape in = inputs.get(0);
    Problems.require(in.isFeatureMap(), () -> Problems.needsFeatureMap(site, in));
    return padding(in).output(site, inputs);
  }

  @Override
  public String configSummary() {
    return "%s for k%s s%s".formatted(rule.id(), kernel, stride);
  }

  @Override
  public <R> R accept(Visitor<R> visitor) {
    return visitor.autoPad(this);
  }
}
