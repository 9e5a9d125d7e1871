package org.blockwright.model;

import com.google.common.collect.ImmutableMap;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

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

  /** The values of several batches as those of one, in their order. */
  public static Activations concat(List<Activations> batches) {
    Map<String, INDArray> all = new LinkedHashMap<>();
    for (String layer : batches.get(0).byLayer.keySet()) {
      all.put(
          layer, Nd4j.concat(0, batches.stream().map(b -> b.get(layer)).toArray(INDArray[]::new)));
    }
    return new Activations(all);
  }

  /** Maps as the mean of each channel, examples x channels; vectors as they are. */
  public Activations pooled() {
    Map<String, INDArray> all = new LinkedHashMap<>();
    byLayer.forEach(
        (layer, values) -> all.put(layer, values.rank() == 4 ? values.mean(1, 2) : values));
    return new Activations(all);
  }

  /** What the values at one layer look like; deviation of the population. */
  public record Statistics(String shape, double mean, double std) {}

  /** Shape, mean and deviation at one layer. */
  public Statistics statistics(String layer) {
    INDArray values = get(layer);
    String shape =
        Arrays.stream(values.shape()).mapToObj(String::valueOf).collect(Collectors.joining("x"));
    // ND4J sums floats in float, which shows in the mean of a large map.
    INDArray doubles = values.castTo(DataType.DOUBLE);
    return new Statistics(
        shape, doubles.meanNumber().doubleValue(), doubles.stdNumber(false).doubleValue());
  }

  /** Writes the arrays for {@code numpy.load}, see {@link Npz}. */
  public void write(Path file) {
    Npz.write(file, byLayer);
  }
}
