package org.blockwright.tuning.samplers;

import org.blockwright.base.SplitMix64;
import org.blockwright.tuning.BoolParameter;
import org.blockwright.tuning.ChoiceParameter;
import org.blockwright.tuning.IntegerParameter;
import org.blockwright.tuning.Parameter;
import org.blockwright.tuning.RealParameter;

/** The kernels of one parameter: one for each trial, and one for the prior at the end. */
interface Kernels {
  /** Draws a number from a kernel. */
  double sample(int kernel, SplitMix64 random);

  /** Adds to each entry the logarithm of the density of the kernel at a number. */
  void addLogDensities(double number, double[] logs);

  /** Returns the kernels of a parameter for the numbers of its values in trials. */
  static Kernels of(Parameter parameter, double[] numbers) {
    if (parameter instanceof IntegerParameter p) {
      return new NormalKernels(p.low(), p.high(), p.step(), p.logUniform(), numbers);
    }
    if (parameter instanceof RealParameter p) {
      return new NormalKernels(p.low(), p.high(), p.step(), p.logUniform(), numbers);
    }
    return new CategoricalKernels((int) parameter.size().orElseThrow(), numbers);
  }

  /** Returns the number that stands for a value: itself, or its index. */
  static double number(Parameter parameter, Object value) {
    if (parameter instanceof ChoiceParameter p) {
      return p.options().indexOf((String) value);
    }
    return value instanceof Boolean b ? (b ? 1 : 0) : ((Number) value).doubleValue();
  }

  /** Returns the value that a number stands for. */
  static Object value(Parameter parameter, double number) {
    if (parameter instanceof ChoiceParameter p) {
      return p.options().get((int) number);
    }
    if (parameter instanceof BoolParameter) {
      return number == 1;
    }
    return parameter instanceof IntegerParameter
        ? (Object) (int) Math.round(number)
        : (Object) number;
  }
}
