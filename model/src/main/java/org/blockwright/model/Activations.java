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
 * Activations of some layers for a batch.
 *
 * @param byLayer arrays by vertex name, in the order requested: feature maps as {@code [batch,
 *     height, width, channels]}, vectors as {@code [batch, units]}; a flattened feature map in the
 *     order height, width, channel
 */
public record Activations(Map<String, INDArray> byLayer) {
  public Activations {
    byLayer = ImmutableMap.copyOf(byLayer);
  }

  /**
   * Returns the activations of one layer.
   *
   * @throws IllegalArgumentException if the layer was not requested
   */
  public INDArray get(String layer) {
    INDArray values = byLayer.get(layer);
    if (values == null) {
      throw new IllegalArgumentException(ModelProblems.noActivations(layer, byLayer.keySet()));
    }
    return values;
  }

  /** Concatenates the activations of several batches, in order. */
  public static Activations concat(List<Activations> batches) {
    Map<String, INDArray> all = new LinkedHashMap<>();
    for (String layer : batches.get(0).byLayer.keySet()) {
      all.put(
          layer, Nd4j.concat(0, batches.stream().map(b -> b.get(layer)).toArray(INDArray[]::new)));
    }
    return new Activations(all);
  }

  /** Averages feature maps over height and width to {@code [batch, channels]}; keeps vectors. */
  public Activations pooled() {
    Map<String, INDArray> all = new LinkedHashMap<>();
    byLayer.forEach(
        (layer, values) -> all.put(layer, values.rank() == 4 ? values.mean(1, 2) : values));
    return new Activations(all);
  }

  /**
   * Summary of the activations of one layer.
   *
   * @param shape such as {@code 2x8x8x64}, batch included
   * @param std population standard deviation
   */
  public record Statistics(String shape, double mean, double std) {}

  /** Computes shape, mean and standard deviation over all activations of one layer. */
  public Statistics statistics(String layer) {
    INDArray values = get(layer);
    String shape =
        Arrays.stream(values.shape()).mapToObj(String::valueOf).collect(Collectors.joining("x"));
    // ND4J sums floats in float, which makes the mean of a large feature map inexact.
    INDArray doubles = values.castTo(DataType.DOUBLE);
    return new Statistics(
        shape, doubles.meanNumber().doubleValue(), doubles.stdNumber(false).doubleValue());
  }

  /** Writes the arrays to an npz file for {@code numpy.load}, see {@link Npz}. */
  public void write(Path file) {
    Npz.write(file, byLayer);
  }
}
