package org.blockwright.engine.compiled;

import java.util.Optional;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The statistics of a batch that a batch norm computes, and the moving statistics that follow them.
 *
 * @param mean mean per channel, in a program's memory
 * @param variance biased variance per channel
 */
record BatchStatistics(
    Tensor mean,
    Tensor variance,
    double decay,
    boolean logarithmic,
    Moving movingMean,
    Moving movingVariance) {

  /** Moving statistics with their gradient, which is the negative of their change. */
  private record Moving(INDArray values, Optional<INDArray> gradient) {
    static Moving of(Parameter parameter, ParameterMemory parameters) {
      return new Moving(parameters.array(parameter), parameters.gradient(parameter));
    }
  }

  static BatchStatistics of(
      Kind.BatchNorm kind, Tensor mean, Tensor variance, ParameterMemory parameters) {
    return new BatchStatistics(
        mean,
        variance,
        kind.decay(),
        kind.parameters().logarithmic(),
        Moving.of(kind.parameters().mean(), parameters),
        Moving.of(kind.parameters().variance(), parameters));
  }

  /** Keeps the statistics until a step. */
  void useIn(int step) {
    mean.buffer().useIn(step);
    variance.buffer().useIn(step);
  }

  /** Writes the gradients of the moving statistics, if they are to be updated. */
  void writeGradients() {
    write(mean, movingMean, false);
    write(variance, movingVariance, logarithmic);
  }

  private void write(Tensor batch, Moving moving, boolean isLogarithm) {
    if (moving.gradient().isEmpty()) {
      return;
    }
    int length = (int) moving.values().length();
    float[] now = read(new FloatPointer(batch.buffer().address()), length);
    float[] old = read(pointer(moving.values()), length);
    for (int i = 0; i < length; i++) {
      if (isLogarithm) {
        // The parameter is the decimal logarithm of the standard deviation.
        double before = Math.pow(10, 2.0 * old[i]);
        double after = decay * before + (1 - decay) * now[i];
        now[i] = (float) (0.5 * Math.log10(before / after));
      } else {
        now[i] = (float) ((1 - decay) * ((double) old[i] - now[i]));
      }
    }
    pointer(moving.gradient().orElseThrow()).put(now, 0, length);
  }

  private static FloatPointer pointer(INDArray vector) {
    return new FloatPointer(vector.data().addressPointer());
  }

  private static float[] read(FloatPointer pointer, int length) {
    float[] values = new float[length];
    pointer.get(values);
    return values;
  }
}
