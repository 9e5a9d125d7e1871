package org.blockwright.dsl.show;

import org.blockwright.dsl.layer.ActivationLayer;
import org.blockwright.dsl.layer.Add;
import org.blockwright.dsl.layer.AutoPad;
import org.blockwright.dsl.layer.BatchNorm;
import org.blockwright.dsl.layer.Concat;
import org.blockwright.dsl.layer.Conv;
import org.blockwright.dsl.layer.Crop;
import org.blockwright.dsl.layer.Dense;
import org.blockwright.dsl.layer.DepthwiseConv;
import org.blockwright.dsl.layer.Dropout;
import org.blockwright.dsl.layer.Flatten;
import org.blockwright.dsl.layer.GlobalPool;
import org.blockwright.dsl.layer.Layer;
import org.blockwright.dsl.layer.Pool;
import org.blockwright.dsl.layer.Scale;
import org.blockwright.dsl.layer.SeparableConv;
import org.blockwright.dsl.layer.ZeroPad;

/** The kind of a box in a {@link Drawing}, which determines its colors. */
public enum BoxKind {
  INPUT("input", "#ffffff", "#475569"),
  CONVOLUTION("convolution", "#dbeafe", "#2563eb"),
  POOLING("pooling", "#dcfce7", "#16a34a"),
  NORMALIZATION("normalization", "#fef9c3", "#ca8a04"),
  ACTIVATION("activation", "#ffe4e6", "#e11d48"),
  DENSE("dense", "#ede9fe", "#7c3aed"),
  MERGE("merge", "#cffafe", "#0891b2"),
  OTHER("other (padding, flatten, dropout, ...)", "#f1f5f9", "#64748b"),
  BLOCK("block (its layers in order)", "#f8fafc", "#334155");

  private final String label;
  private final String fill;
  private final String stroke;

  BoxKind(String label, String fill, String stroke) {
    this.label = label;
    this.fill = fill;
    this.stroke = stroke;
  }

  /** Returns the text in the legend. */
  public String label() {
    return label;
  }

  /** Returns a light background color for dark text, as {@code #rrggbb}. */
  public String fill() {
    return fill;
  }

  /** Returns a strong color of the same hue, as {@code #rrggbb}. */
  public String stroke() {
    return stroke;
  }

  static BoxKind of(Layer layer) {
    return layer.accept(new OfLayer());
  }

  private static final class OfLayer implements Layer.Visitor<BoxKind> {
    @Override
    public BoxKind conv(Conv layer) {
      return CONVOLUTION;
    }

    @Override
    public BoxKind depthwiseConv(DepthwiseConv layer) {
      return CONVOLUTION;
    }

    @Override
    public BoxKind separableConv(SeparableConv layer) {
      return CONVOLUTION;
    }

    @Override
    public BoxKind dense(Dense layer) {
      return DENSE;
    }

    @Override
    public BoxKind pool(Pool layer) {
      return POOLING;
    }

    @Override
    public BoxKind globalPool(GlobalPool layer) {
      return POOLING;
    }

    @Override
    public BoxKind batchNorm(BatchNorm layer) {
      return NORMALIZATION;
    }

    @Override
    public BoxKind activation(ActivationLayer layer) {
      return ACTIVATION;
    }

    @Override
    public BoxKind dropout(Dropout layer) {
      return OTHER;
    }

    @Override
    public BoxKind flatten(Flatten layer) {
      return OTHER;
    }

    @Override
    public BoxKind zeroPad(ZeroPad layer) {
      return OTHER;
    }

    @Override
    public BoxKind autoPad(AutoPad layer) {
      return OTHER;
    }

    @Override
    public BoxKind crop(Crop layer) {
      return OTHER;
    }

    @Override
    public BoxKind scale(Scale layer) {
      return OTHER;
    }

    @Override
    public BoxKind add(Add layer) {
      return MERGE;
    }

    @Override
    public BoxKind concat(Concat layer) {
      return MERGE;
    }
  }
}
