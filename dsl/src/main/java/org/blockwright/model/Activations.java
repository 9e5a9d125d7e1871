package org.blockwright.model;

import com.google.common.collect.ImmutableMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Inner values of a model, by vertex name in the order asked for.
 *
 * @param byLayer maps as examples, height, width, channel; vectors as examples, units (a flattened
 *     map in the order height, width, channel)
 */
public record Activations(Map<String, INDArray> byLayer) {
  public Activations {
    byLayer = ImmutableMap.copyOf(byLayer);
  }

  /** The values at one layer. */
  public INDArray get(String layer) {
    INDArray values = byLayer.get(layer);
    if (values == null) {
      throw new IllegalArgumentException(layer + " was not asked for, only " + byLayer.keySet());
    }
    return values;
  }
}
