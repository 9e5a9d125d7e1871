package org.blockwright.zoo;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32;
import org.blockwright.dsl.graph.Node;
import org.blockwright.dsl.layer.Layout;
import org.blockwright.dsl.layer.Parameter;
import org.blockwright.dsl.layer.Shape;
import org.blockwright.model.Model;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Computes weights and inputs by the formula of the golden files: a hash of the tensor's name and
 * the index gives u in [0, 1), the kind of tensor determines the scale.
 */
final class FormulaTensors {
  private static final Set<String> KERNELS =
      Set.of("kernel", "depthwise_kernel", "pointwise_kernel");

  private FormulaTensors() {}

  /** Fills every parameter of a model. */
  static void fill(Model model, double gain) {
    model
        .parameters()
        .forEach(
            (layer, parameters) -> {
              for (Parameter parameter : parameters) {
                model.setWeights(
                    layer,
                    parameter.kind(),
                    tensor(model.network().graph().node(layer), parameter, gain),
                    parameter.shape());
              }
            });
  }

  /** Returns the tensor named {@code input} as a batch in NCHW order. */
  static INDArray input(int examples, Shape shape) {
    float[] values = values("input", examples * shape.size(), u -> 2 * u - 1);
    return Nd4j.createFromArray(values)
        .reshape('c', examples, shape.height(), shape.width(), shape.channels())
        .permute(Layout.toNchw())
        .dup('c');
  }

  private static float[] tensor(Node node, Parameter parameter, double gain) {
    String name = node.name() + "/" + parameter.kind();
    double bound = KERNELS.contains(parameter.kind()) ? bound(parameter, gain) : 0.1;
    return switch (parameter.kind()) {
      case Parameter.GAMMA -> values(name, parameter.size(), u -> 0.8 + 0.4 * u);
      case Parameter.VARIANCE -> values(name, parameter.size(), u -> 0.5 + u);
      default -> values(name, parameter.size(), u -> (2 * u - 1) * bound);
    };
  }

  private static double bound(Parameter kernel, double gain) {
    List<Integer> shape = kernel.shape();
    int window = shape.size() == 4 ? shape.get(0) * shape.get(1) : 1;
    int in = kernel.kind().equals("depthwise_kernel") ? 1 : shape.get(shape.size() - 2);
    return Math.sqrt(3 * gain / (window * in));
  }

  private interface Value {
    double of(double u);
  }

  private static float[] values(String name, long size, Value value) {
    CRC32 crc = new CRC32();
    crc.update(name.getBytes(StandardCharsets.UTF_8));
    int c = (int) crc.getValue();
    float[] out = new float[Math.toIntExact(size)];
    for (int i = 0; i < out.length; i++) {
      int h = i ^ c;
      h ^= h >>> 16;
      h *= 0x85EBCA6B;
      h ^= h >>> 13;
      h *= 0xC2B2AE35;
      h ^= h >>> 16;
      out[i] = (float) value.of((h >>> 8) / 16777216.0);
    }
    return out;
  }
}
