package org.blockwright.engine;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Reference implementation of {@link TestGraphs#twoConsumers} in plain loops and double precision.
 */
final class NaiveTwoConsumers {
  private static final int SIZE = 6;
  private static final int IN = 2;
  private static final int MID = 3;
  private static final int SHORTCUT = 2;
  private static final int CLASSES = 3;

  /** Parameters by DL4J's names, each flattened in C order. */
  final Map<String, double[]> parameters = new LinkedHashMap<>();

  NaiveTwoConsumers(ComputationGraph graph) {
    graph.paramTable().forEach((k, v) -> parameters.put(k, flat(v)));
  }

  static double[] flat(INDArray array) {
    return array.dup('c').data().asDouble();
  }

  /** Returns the activations of all vertices for one sample, and the logits of "out". */
  Map<String, double[]> forward(double[] image) {
    double[] c = convolution(image, IN, MID, 3, "c");
    Map<String, double[]> values = new LinkedHashMap<>();
    values.put("in", image);
    values.put("c", c);
    values.putAll(forwardFrom(c));
    return values;
  }

  /** Returns the activations of the vertices after "c", and the logits of "out". */
  Map<String, double[]> forwardFrom(double[] c) {
    double[] a = Arrays.stream(c).map(v -> Math.max(v, 0)).toArray();
    double[] d = convolution(c, MID, SHORTCUT, 1, "d");
    double[] m = Arrays.copyOf(a, a.length + d.length);
    System.arraycopy(d, 0, m, a.length, d.length);
    int pixels = SIZE * SIZE;
    double[] gap = new double[MID + SHORTCUT];
    for (int i = 0; i < m.length; i++) {
      gap[i / pixels] += m[i] / pixels;
    }
    double[] logits = parameters.get("out_b").clone();
    for (int k = 0; k < CLASSES; k++) {
      for (int j = 0; j < gap.length; j++) {
        logits[k] += gap[j] * parameters.get("out_W")[j * CLASSES + k];
      }
    }
    double sum = Arrays.stream(logits).map(Math::exp).sum();
    Map<String, double[]> values = new LinkedHashMap<>();
    values.put("a", a);
    values.put("d", d);
    values.put("m", m);
    values.put("gap", gap);
    values.put("logits", logits);
    values.put("out", Arrays.stream(logits).map(v -> Math.exp(v) / sum).toArray());
    return values;
  }

  /** Returns the loss {@code sum(weight * -log p) / batchSize}. */
  double loss(INDArray images, INDArray labels, double... weights) {
    int samples = (int) images.size(0);
    double loss = 0;
    for (int i = 0; i < samples; i++) {
      double[] p = forward(flat(images.slice(i))).get("out");
      for (int k = 0; k < CLASSES; k++) {
        loss -= weights[i] * labels.getDouble(i, k) * Math.log(p[k]);
      }
    }
    return loss / samples;
  }

  /** Returns the gradient of the loss with respect to the parameters by central differences. */
  Map<String, double[]> gradient(INDArray images, INDArray labels, double... weights) {
    Map<String, double[]> gradient = new LinkedHashMap<>();
    parameters.forEach(
        (name, values) ->
            gradient.put(name, centralDifferences(values, v -> loss(images, labels, weights))));
    return gradient;
  }

  /** Returns the gradient of a function of an array, which is changed meanwhile. */
  static double[] centralDifferences(double[] values, ToDoubleFunction<double[]> function) {
    double step = 1e-5;
    double[] gradient = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      double value = values[i];
      values[i] = value + step;
      double upper = function.applyAsDouble(values);
      values[i] = value - step;
      double lower = function.applyAsDouble(values);
      values[i] = value;
      gradient[i] = (upper - lower) / (2 * step);
    }
    return gradient;
  }

  private double[] convolution(double[] x, int in, int out, int kernel, String name) {
    double[] w = parameters.get(name + "_W");
    double[] y = new double[out * SIZE * SIZE];
    int pad = kernel / 2;
    for (int o = 0; o < out; o++) {
      for (int r = 0; r < SIZE; r++) {
        for (int q = 0; q < SIZE; q++) {
          double v = parameters.get(name + "_b")[o];
          for (int i = 0; i < in; i++) {
            for (int kr = 0; kr < kernel; kr++) {
              for (int kq = 0; kq < kernel; kq++) {
                int row = r + kr - pad;
                int col = q + kq - pad;
                if (row >= 0 && row < SIZE && col >= 0 && col < SIZE) {
                  v +=
                      w[((o * in + i) * kernel + kr) * kernel + kq]
                          * x[(i * SIZE + row) * SIZE + col];
                }
              }
            }
          }
          y[(o * SIZE + r) * SIZE + q] = v;
        }
      }
    }
    return y;
  }
}
