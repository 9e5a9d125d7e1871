package org.blockwright.base;

import com.google.common.collect.ImmutableList;
import java.util.List;

/** The output of a model is NaN or infinite for some images: fix its weights. */
public final class NotFiniteException extends BlockwrightException {
  private static final long serialVersionUID = 1L;

  private final String layer;
  private final ImmutableList<Integer> batchIndices;

  /**
   * @param layer name of the layer whose output is NaN or infinite
   * @param batchIndices 0-based positions of the affected images in the batch
   */
  public NotFiniteException(String message, String layer, List<Integer> batchIndices) {
    super(message);
    this.layer = layer;
    this.batchIndices = ImmutableList.copyOf(batchIndices);
  }

  /** Returns the name of the layer whose output is NaN or infinite. */
  public String layer() {
    return layer;
  }

  /** Returns the 0-based batch positions of the images whose output is NaN or infinite. */
  public List<Integer> batchIndices() {
    return batchIndices;
  }
}
