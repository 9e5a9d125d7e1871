package org.blockwright.engine.compiled;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;

/** The type of an {@link Operation} and its settings. Images are {@code [batch, c, h, w]}. */
sealed interface Kind {

  /** Calls the visitor's method for this kind. */
  <R> R accept(Visitor<R> visitor, Operation operation);

  /** One method per kind, so that the compiler names each place that a new one needs. */
  interface Visitor<R> {
    R convolution(Operation operation, Convolution kind);

    R dense(Operation operation, Dense kind);

    R scale(Operation operation, Scale kind);

    R batchNorm(Operation operation, BatchNorm kind);

    R dropout(Operation operation, Dropout kind);

    R pool(Operation operation, Pool kind);

    R globalPool(Operation operation, GlobalPool kind);

    R elementWise(Operation operation, ElementWise kind);

    R concat(Operation operation);

    R subset(Operation operation, Subset kind);

    R pad(Operation operation, Pad kind);

    R crop(Operation operation, Crop kind);

    R activation(Operation operation);

    R flatten(Operation operation, Flatten kind);

    R unflatten(Operation operation, Unflatten kind);
  }

  /** Order of the dimensions of a kernel. */
  enum KernelLayout {
    /** Output channel, input channel, height, width. */
    OIHW,
    /** Depthwise: height, width, channel, multiplier. */
    HWCM,
    /** Depthwise: multiplier, channel, height, width. */
    MCHW
  }

  /**
   * A convolution of all channels ({@link KernelLayout#OIHW}), or of each channel. A second input
   * is added to the result before the activation.
   *
   * @param scales applied to the result, before the second input is added
   */
  record Convolution(
      Window window,
      KernelLayout layout,
      Parameter kernel,
      Optional<Parameter> bias,
      List<ChannelScale> scales)
      implements Kind {
    public Convolution {
      scales = ImmutableList.copyOf(scales);
    }

    Convolution followedBy(List<ChannelScale> more) {
      return new Convolution(window, layout, kernel, bias, concat(scales, more));
    }

    Convolution withWindow(Window newWindow) {
      return new Convolution(newWindow, layout, kernel, bias, scales);
    }

    @Override
    public <R> R accept(Visitor<R> visitor, Operation operation) {
      return visitor.convolution(operation, this);
    }
  }

  /** A matrix product with a vector per sample. */
  record Dense(Parameter kernel, Optional<Parameter> bias, List<ChannelScale> scales)
      implements Kind {
    public Dense {
      scales = ImmutableList.copyOf(scales);
    }

    Dense followedBy(List<ChannelScale> more) {
      return new Dense(kernel, bias, concat(scales, more));
    }

    @Override
    public <R> R accept(Visitor<R> visitor, Operation operation) {
      return visitor.dense(operation, this);
    }
  }

  /** Factors and offsets per channel, or per unit of a vector. */
  record Scale(List<ChannelScale> scales) implements Kind {
    public Scale {
      scales = ImmutableList.copyOf(scales);
    }

    Scale followedBy(List<ChannelScale> more) {
      return new Scale(concat(scales, more));
    }

    @Override
    public <R> R accept(Visitor<R> visitor, Operation operation) {
      return visitor.scale(operation, this);
    }
  }

  /**
   * A batch norm in training: it normalizes with the statistics of the batch, which its moving
   * statistics follow. Not part of inference.
   *
   * @param parameters its parameters and constants
   * @param decay factor of the old moving statistics
   */
  record BatchNorm(ChannelScale.BatchNorm parameters, double decay) implements Kind {
    @Override
    public <R> R accept(Visitor<R> visitor, Operation operation) {
      return visitor.batchNorm(operation, this);
    }
  }

  /**
   * Sets random values to 0 and divides the others by the probability of keeping one. Not part of
   * inference.
   */
  record Dropout(double keep) implements Kind {
    @Override
    public <R> R accept(Visitor<R> visitor, Operation operation) {
      return visitor.dropout(operation, this);
    }
  }

  /** Pooling; averages may count padding as zeros. */
  record Pool(boolean max, boolean countsPadding, Window window) implements Kind {
    @Override
    public <R> R accept(Visitor<R> visitor, Operation operation) {
      return visitor.pool(operation, this);
    }
  }

  /** Pooling over height and width; the result is a vector if {@code collapse}. */
  record GlobalPool(boolean max, boolean collapse) implements Kind {
    @Override
    public <R> R accept(Visitor<R> visitor, Operation operation) {
      return visitor.globalPool(operation, this);
    }
  }

  /** An element-wise function of two or more inputs. */
  record ElementWise(Function function) implements Kind {
    /** The function. */
    enum Function {
      ADD,
      AVERAGE,
      PRODUCT,
      MAX,
      SUBTRACT
    }

    @Override
    public <R> R accept(Visitor<R> visitor, Operation operation) {
      return visitor.elementWise(operation, this);
    }
  }

  /** Concatenates channels, or vectors. */
  record Concat() implements Kind {
    @Override
    public <R> R accept(Visitor<R> visitor, Operation operation) {
      return visitor.concat(operation);
    }
  }

  /** Selects channels, or units of a vector; both limits are included. */
  record Subset(int from, int to) implements Kind {
    @Override
    public <R> R accept(Visitor<R> visitor, Operation operation) {
      return visitor.subset(operation, this);
    }
  }

  /** Adds zeros around the image. */
  record Pad(int top, int bottom, int left, int right) implements Kind {
    @Override
    public <R> R accept(Visitor<R> visitor, Operation operation) {
      return visitor.pad(operation, this);
    }
  }

  /** Removes borders of the image. */
  record Crop(int top, int bottom, int left, int right) implements Kind {
    @Override
    public <R> R accept(Visitor<R> visitor, Operation operation) {
      return visitor.crop(operation, this);
    }
  }

  /** The activation of the operation alone. */
  record Activation() implements Kind {
    @Override
    public <R> R accept(Visitor<R> visitor, Operation operation) {
      return visitor.activation(operation);
    }
  }

  /**
   * Turns an image into a vector in the order channel, height, width.
   *
   * @param image expected channels, height and width; empty for any
   */
  record Flatten(Optional<List<Long>> image) implements Kind {
    @Override
    public <R> R accept(Visitor<R> visitor, Operation operation) {
      return visitor.flatten(operation, this);
    }
  }

  /** Turns a vector into an image. */
  record Unflatten(long channels, long height, long width) implements Kind {
    @Override
    public <R> R accept(Visitor<R> visitor, Operation operation) {
      return visitor.unflatten(operation, this);
    }
  }

  private static List<ChannelScale> concat(List<ChannelScale> a, List<ChannelScale> b) {
    return ImmutableList.<ChannelScale>builder().addAll(a).addAll(b).build();
  }
}
