package org.blockwright.tuning.importance;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.blockwright.tuning.BoolParameter;
import org.blockwright.tuning.ChoiceParameter;
import org.blockwright.tuning.IntegerParameter;
import org.blockwright.tuning.Parameter;
import org.blockwright.tuning.RealParameter;
import org.blockwright.tuning.TrialRecord;

/**
 * The values of a parameter, as the cells of a grid. A range has at most 50 of them, equally wide.
 */
final class ParameterGrid {
  private static final int MAX_CELLS = 50;
  private static final double PRIOR_WEIGHT = 1;

  /** Keeps densities above 0. */
  private static final double SMALLEST = 1e-12;

  private final Parameter parameter;
  private final int size;
  private final boolean categorical;
  private final double low;
  private final double cellWidth;
  private final boolean log;

  private ParameterGrid(Parameter parameter, int size, double low, double high, boolean log) {
    this.parameter = parameter;
    this.size = size;
    this.categorical = parameter instanceof ChoiceParameter || parameter instanceof BoolParameter;
    this.log = log;
    this.low = log ? Math.log(low) : low;
    this.cellWidth = ((log ? Math.log(high) : high) - this.low) / (size - 1);
  }

  static ParameterGrid of(Parameter parameter) {
    if (parameter.size().orElse(MAX_CELLS) == 1) {
      return new ParameterGrid(parameter, 1, 0, 0, false);
    }
    if (parameter instanceof IntegerParameter p) {
      double range = (double) p.high() - p.low();
      double cells =
          p.logUniform()
              ? Math.ceil(Math.log(range + 1) / Math.log(2)) + 1
              : Math.rint(range / p.step()) + 1;
      return new ParameterGrid(p, limited(cells), p.low(), p.high(), p.logUniform());
    }
    if (parameter instanceof RealParameter p) {
      double cells = p.step() == 0 ? MAX_CELLS : Math.rint((p.high() - p.low()) / p.step()) + 1;
      return new ParameterGrid(p, limited(cells), p.low(), p.high(), p.logUniform());
    }
    return new ParameterGrid(parameter, (int) parameter.size().getAsLong(), 0, 0, false);
  }

  private static int limited(double cells) {
    return (int) Math.min(cells, MAX_CELLS);
  }

  /** Returns the number of cells. */
  int size() {
    return size;
  }

  /** Returns the estimated probability of each cell, from the values of some trials. */
  double[] density(List<TrialRecord> trials) {
    int[] counts = new int[size];
    trials.forEach(t -> counts[cell(t.values().asMap().get(parameter.name()))]++);
    int[] cells = IntStream.range(0, size).filter(i -> counts[i] > 0).toArray();
    int[] weights = Arrays.stream(cells).map(i -> counts[i]).toArray();
    double[] density = new double[size];
    CellKernels kernels =
        categorical
            ? CellKernels.categorical(cells, size)
            : CellKernels.normal(cells, weights, size);
    double total = trials.size() + PRIOR_WEIGHT;
    for (int x = 0; x < size; x++) {
      double sum = PRIOR_WEIGHT * kernels.prior(x);
      for (int k = 0; k < cells.length; k++) {
        sum += weights[k] * kernels.mass(k, x);
      }
      density[x] = sum / total + SMALLEST;
    }
    return density;
  }

  private int cell(Object value) {
    if (parameter instanceof ChoiceParameter p) {
      return p.options().indexOf((String) value);
    }
    if (value instanceof Boolean b) {
      return b ? 1 : 0;
    }
    double number = ((Number) value).doubleValue();
    double place = ((log ? Math.log(number) : number) - low) / cellWidth;
    // In the middle between two cells the lower one, as in Optuna.
    return (int) Math.max(0, Math.min(size - 1, Math.ceil(place - 0.5)));
  }
}
