package org.blockwright.base;

import com.google.common.collect.ImmutableList;
import java.util.List;

/** A network's output is NaN or infinite for some images: fix its weights. */
public final class NotFiniteException extends BlockwrightException {
  private static final long serialVersionUID = 1L;

  private final String layer;
  private final ImmutableList<Integer> batchIndices;

  /**
   * @param layer whose output it is
   * @param rows the places of these images in the batch, from 0
   */
  public NotFiniteException(String message, String layer, List<Integer> rows) {
    super(message);
    this.layer = layer;
    this.batchIndices = ImmutableList.copyOf(rows);
  }

  /** The layer whose output is NaN or infinite. */
  public String layer() {
    return layer;
  }

  /** The places in the batch, from 0, of the images whose output is NaN or infinite. */
  public List<Integer> batchIndices() {
    return batchIndices;
  }
}
