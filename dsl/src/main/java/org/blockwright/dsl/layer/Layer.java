package org.blockwright.dsl.layer;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;
import org.blockwright.dsl.check.LayerLocation;

/**
 * One operation with its hyperparameters. The set of layers is closed: code that handles all of
 * them implements {@link Visitor}, so that the compiler reports every place that a new layer needs.
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

  /** Returns the name of the corresponding Keras class. */
  String kind();

  /** Returns whether this is a merge layer: one with several inputs. */
  default boolean isMerge() {
    return false;
  }

  /** Returns the window that slides over the input, if the layer has one. */
  default Optional<Window> window() {
    return Optional.empty();
  }

  /**
   * Infers the output shape.
   *
   * @param location of the layer, for error messages
   * @param inputs one shape, or several for a merge layer
   * @throws org.blockwright.dsl.check.InvalidDescriptionException if the layer does not accept
   *     these inputs
   */
  Shape output(LayerLocation location, List<Shape> inputs);

  /** Returns the weight arrays, in the order of Keras. */
  default List<Parameter> parameters(Shape input) {
    return ImmutableList.of();
  }

  /**
   * Returns the number of multiply-accumulate operations for one example; only convolutions and
   * dense layers are counted.
   */
  default long multiplyAccumulates(Shape input, Shape output) {
    return 0;
  }

  /** Returns a short summary of the hyperparameters for display. */
  String configSummary();

  <R> R accept(Visitor<R> visitor);

  /** One method for each layer. */
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
