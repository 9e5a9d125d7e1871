package org.blockwright.dsl.layer;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;
import org.blockwright.dsl.check.LayerLocation;

/**
 * One operation with its numbers. The kinds are a closed set: whoever treats all of them implements
 * {@link Visitor}, so that a new kind that misses one of them does not compile.
 */
public sealed interface Layer extends BlockBody
    permits Conv,
        DepthwiseConv,
        SeparableConv,
        Dense,
        Pool,
        GlobalPool,
        BatchNorm,
        ActivationLayer,
        Dropout,
        Flatten,
        ZeroPad,
        AutoPad,
        Crop,
        Scale,
        Add,
        Concat {

  /** The name of Keras's class for it. */
  String kind();

  /** Whether it takes several inputs. */
  default boolean isJoin() {
    return false;
  }

  /** The window that it slides over its input, where it has one. */
  default Optional<Window> window() {
    return Optional.empty();
  }

  /**
   * The shape that it gives.
   *
   * @param site where it stands, for the message
   * @param inputs one shape, or several for a join
   * @throws org.blockwright.base.DescriptionException where it cannot stand there
   */
  Shape output(LayerLocation site, List<Shape> inputs);

  /** What it learns and keeps, in Keras's order. */
  default List<Parameter> parameters(Shape input) {
    return ImmutableList.of();
  }

  /** Multiply-accumulates for one example; only convolutions and dense layers count. */
  default long multiplyAccumulates(Shape input, Shape output) {
    return 0;
  }

  /** A short text of its numbers, for people. */
  String configSummary();

  <R> R accept(Visitor<R> visitor);

  /** One method for each kind of layer. */
  interface Visitor<R> {
    R conv(Conv layer);

    R depthwiseConv(DepthwiseConv layer);

    R separableConv(SeparableConv layer);

    R dense(Dense layer);

    R pool(Pool layer);

    R globalPool(GlobalPool layer);

    R batchNorm(BatchNorm layer);

    R activation(ActivationLayer layer);

    R dropout(Dropout layer);

    R flatten(Flatten layer);

    R zeroPad(ZeroPad layer);

    R autoPad(AutoPad layer);

    R crop(Crop layer);

    R scale(Scale layer);

    R add(Add layer);

    R concat(Concat layer);
  }
}
