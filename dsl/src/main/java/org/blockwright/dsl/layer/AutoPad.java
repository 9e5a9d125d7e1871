package org.blockwright.dsl.layer;

import com.google.common.primitives.Ints;
import java.util.List;
import java.util.Locale;
import org.blockwright.dsl.check.Checks;
import org.blockwright.dsl.check.LayerLocation;
import org.blockwright.dsl.check.Windows;

/**
 * Zero padding for a following window without padding; the number of zeros depends on the size of
 * the feature map. Unlike the padding of a pooling, these zeros are values: they are considered in
 * a maximum and counted in an average.
 *
 * @param kernel of the following window
 * @param stride of the following window
 */
public record AutoPad(Size kernel, Size stride, Rule rule) implements Layer {

  /** How the number of window positions along one axis is computed. */
  public enum Rule {
    /** ceil(size / stride), an odd zero at the bottom and on the right: TensorFlow's "same". */
    SAME,
    /**
     * ceil((size - kernel) / stride) + 1, all zeros at the bottom and on the right: PyTorch's
     * {@code ceil_mode}, which omits a window that would start in the padding. A feature map that
     * is too small for any window is not padded, so that the window rejects it.
     */
    CEIL;

    /** Returns the name for display, for instance {@code same}. */
    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Returns the padding for a feature map of this shape. */
  public ZeroPad padding(Shape input) {
    int[] rows = padding(input.height(), kernel.height(), stride.height());
    int[] columns = padding(input.width(), kernel.width(), stride.width());
    return new ZeroPad(rows[0], rows[1], columns[0], columns[1]);
  }

  private int[] padding(long size, int kernel, int stride) {
    if (rule == Rule.SAME) {
      int total = Math.max(Windows.samePadding((int) size, kernel, stride, 1), 0);
      return new int[] {total / 2, total - total / 2};
    }
    long positions = Math.floorDiv(size - kernel + stride - 1, (long) stride) + 1;
    if ((positions - 1) * stride >= size) {
      positions--;
    }
    return new int[] {0, Ints.saturatedCast(Math.max((positions - 1) * stride + kernel - size, 0))};
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
  public Shape output(LayerLocation location, List<Shape> inputs) {
    Shape in = inputs.get(0);
    Checks.require(in.isFeatureMap(), () -> LayerProblems.needsFeatureMap(location, in));
    return padding(in).output(location, inputs);
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
