package org.blockwright.engine.loss;

import com.google.common.primitives.ImmutableDoubleArray;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.activations.Activation;

/**
 * Values and gradients of Keras's losses in float64, written by {@code
 * src/test/resources/losses/make.py}.
 */
public final class KerasLosses {
  private static final ImmutableDoubleArray WEIGHTS = ImmutableDoubleArray.of(0.5, 2, 1.25);
  private static final ImmutableDoubleArray NONE = ImmutableDoubleArray.of();

  private static final Map<String, Case> CASES = new LinkedHashMap<>();

  static {
    Activation linear = Activation.IDENTITY;
    Activation softmax = Activation.SOFTMAX;
    Activation sigmoid = Activation.SIGMOID;
    add("categorical", softmax, new CategoricalCrossEntropy());
    add("categorical-soft", softmax, new CategoricalCrossEntropy());
    add("categorical-smoothed", softmax, new CategoricalCrossEntropy(0.1, NONE));
    add("categorical-weighted", softmax, new CategoricalCrossEntropy(0, WEIGHTS));
    add("categorical-soft-smoothed-weighted", softmax, new CategoricalCrossEntropy(0.2, WEIGHTS));
    add("binary", sigmoid, new BinaryCrossEntropy());
    add("binary-one-unit", sigmoid, new BinaryCrossEntropy());
    add("binary-soft", sigmoid, new BinaryCrossEntropy());
    add("binary-smoothed", sigmoid, new BinaryCrossEntropy(0.1, NONE));
    add("binary-weighted", sigmoid, new BinaryCrossEntropy(0, WEIGHTS));
    add("binary-soft-smoothed-weighted", sigmoid, new BinaryCrossEntropy(0.2, WEIGHTS));
    ImmutableDoubleArray present = ImmutableDoubleArray.of(3, 0.25, 1.5);
    ImmutableDoubleArray absent = ImmutableDoubleArray.of(0.5, 2, 1);
    add(
        "binary-one-unit-class-weighted",
        sigmoid,
        new BinaryCrossEntropy(0, ImmutableDoubleArray.of(3), ImmutableDoubleArray.of(0.5)));
    add("binary-class-weighted", sigmoid, new BinaryCrossEntropy(0, present, absent));
    add("binary-smoothed-class-weighted", sigmoid, new BinaryCrossEntropy(0.2, present, absent));
    add("mse", linear, new MeanSquaredError());
    add("mse-one-unit", linear, new MeanSquaredError());
    add("mse-sigmoid", sigmoid, new MeanSquaredError());
    add("mse-softmax", softmax, new MeanSquaredError());
    add("mae", linear, new MeanAbsoluteError());
    add("mae-tanh", Activation.TANH, new MeanAbsoluteError());
    add("huber", linear, new Huber());
    add("huber-small", linear, new Huber(0.3));
    add("huber-sigmoid", sigmoid, new Huber(0.2));
  }

  /**
   * A loss with Keras's results, one row per sample.
   *
   * @param inputs of the activation
   * @param gradients with respect to the inputs
   */
  public record Case(
      LossFunction loss,
      Activation activation,
      double[][] inputs,
      double[][] targets,
      double[][] losses,
      double[][] gradients) {

    public int samples() {
      return inputs.length;
    }

    public int units() {
      return inputs[0].length;
    }
  }

  private KerasLosses() {}

  public static List<String> names() {
    return List.copyOf(CASES.keySet());
  }

  public static Case get(String name) {
    return CASES.get(name);
  }

  /** Returns the names of all cases in the file. */
  static List<String> namesInFile() {
    return lines().stream().map(cells -> cells[0]).distinct().toList();
  }

  private static void add(String name, Activation activation, LossFunction loss) {
    CASES.put(
        name,
        new Case(
            loss,
            activation,
            rows(name, "inputs"),
            rows(name, "targets"),
            rows(name, "loss"),
            rows(name, "gradient")));
  }

  private static double[][] rows(String name, String kind) {
    return lines().stream()
        .filter(cells -> cells[0].equals(name) && cells[1].equals(kind))
        .map(cells -> Arrays.stream(cells).skip(3).mapToDouble(Double::parseDouble).toArray())
        .toArray(double[][]::new);
  }

  private static List<String[]> lines() {
    try (InputStream in = KerasLosses.class.getResourceAsStream("/losses/keras.csv")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(line -> line.split(","))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
