import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.blockwright.inference.metrics.Metric;
import org.blockwright.tuning.ChoiceParameter;
import org.blockwright.tuning.IntegerParameter;
import org.blockwright.tuning.Objective;
import org.blockwright.tuning.Parameter;
import org.blockwright.tuning.RealParameter;
import org.blockwright.tuning.Sampler;
import org.blockwright.tuning.Space;
import org.blockwright.tuning.Study;
import org.blockwright.tuning.StudyResult;
import org.blockwright.tuning.TrialResult;
import org.blockwright.tuning.Values;
import org.blockwright.tuning.arbiter.ArbiterSamplers;
import org.blockwright.tuning.samplers.Samplers;

/**
 * Minimizes test functions with each sampler. Prints a line "function sampler seed best-of-50
 * best-of-100" per study; sampler_comparison.py runs it, and Optuna on the same functions.
 */
public final class SamplerComparison {
  private record Function(
      Space space, Objective objective, ToDoubleFunction<Values> exact) {}

  private static final double[][] HARTMANN_A = {
    {10, 3, 17, 3.5, 1.7, 8},
    {0.05, 10, 17, 0.1, 8, 14},
    {3, 3.5, 1.7, 10, 17, 8},
    {17, 8, 0.05, 10, 0.1, 14}
  };
  private static final double[][] HARTMANN_P = {
    {0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886},
    {0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991},
    {0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650},
    {0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381}
  };
  private static final double[] HARTMANN_ALPHA = {1.0, 1.2, 3.0, 3.2};

  public static void main(String[] arguments) {
    int seeds = Integer.parseInt(arguments[0]);
    Map<String, Sampler> samplers = new TreeMap<>();
    samplers.put("random", ArbiterSamplers.random());
    samplers.put("genetic", ArbiterSamplers.genetic());
    samplers.put("sobol", Samplers.sobol());
    samplers.put("cma-es", Samplers.cmaEs());
    samplers.put("tpe", Samplers.tpe());
    if (arguments.length > 1) {
      samplers.keySet().retainAll(List.of(arguments[1].split(",")));
    }
    functions()
        .forEach(
            (name, function) ->
                samplers.forEach(
                    (label, sampler) -> {
                      for (int seed = 0; seed < seeds; seed++) {
                        print(name, function, label, sampler, seed);
                      }
                    }));
  }

  private static void print(
      String name, Function function, String label, Sampler sampler, int seed) {
    SplittableRandom noise = new SplittableRandom(seed);
    StudyResult result =
        Study.of(function.space(), sampler, Metric.minimize("value"))
            .trials(100)
            .seed(seed)
            .run(
                trial ->
                    function.objective().evaluate(trial)
                        + (name.equals("noisy") ? 5 * noise.nextGaussian() : 0));
    System.out.println(
        String.format(
            Locale.ROOT,
            "%s %s %s %s %s",
            name,
            label,
            seed,
            best(function, result, 50),
            best(function, result, 100)));
  }

  /** Returns the value, without noise, of the trial that seemed to be the best one. */
  private static double best(Function function, StudyResult result, int trials) {
    double best = Double.POSITIVE_INFINITY;
    double value = Double.NaN;
    for (TrialResult trial : result.trials().subList(0, Math.min(trials, result.trials().size()))) {
      if (trial.objective().orElseThrow() < best) {
        best = trial.objective().orElseThrow();
        value = function.exact().applyAsDouble(trial.values());
      }
    }
    return value;
  }

  private static Map<String, Function> functions() {
    Map<String, Function> functions = new TreeMap<>();
    Space plane =
        Space.of(RealParameter.uniform("x0", -5, 10), RealParameter.uniform("x1", 0, 15));
    add(functions, "branin", plane, v -> branin(v.real("x0"), v.real("x1")));
    add(functions, "noisy", plane, v -> branin(v.real("x0"), v.real("x1")));
    add(functions, "hartmann6", cube(6, 0, 1), v -> hartmann6(numbers(v, 6)));
    add(functions, "rosenbrock5", cube(5, -2, 2), v -> rosenbrock(numbers(v, 5)));
    Space mixed =
        Space.of(
            ChoiceParameter.of("kind", "a", "b", "c", "d"),
            ChoiceParameter.of("mode", "e", "f", "g"),
            RealParameter.logUniform("rate", 1e-5, 1),
            new IntegerParameter("width", 16, 256, 16, false),
            RealParameter.uniform("drop", 0, 0.5));
    add(functions, "mixed", mixed, SamplerComparison::mixed);
    return functions;
  }

  private static void add(
      Map<String, Function> functions,
      String name,
      Space space,
      ToDoubleFunction<Values> function) {
    functions.put(
        name, new Function(space, trial -> function.applyAsDouble(trial.values()), function));
  }

  private static Space cube(int axes, double low, double high) {
    Parameter[] parameters = new Parameter[axes];
    for (int i = 0; i < axes; i++) {
      parameters[i] = RealParameter.uniform("x" + i, low, high);
    }
    return Space.of(List.of(parameters));
  }

  private static double[] numbers(Values values, int axes) {
    double[] x = new double[axes];
    for (int i = 0; i < axes; i++) {
      x[i] = values.real("x" + i);
    }
    return x;
  }

  private static double branin(double x, double y) {
    double a = y - 5.1 / (4 * Math.PI * Math.PI) * x * x + 5 / Math.PI * x - 6;
    return a * a + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x) + 10;
  }

  private static double hartmann6(double[] x) {
    double sum = 0;
    for (int i = 0; i < 4; i++) {
      double inner = 0;
      for (int j = 0; j < 6; j++) {
        inner += HARTMANN_A[i][j] * Math.pow(x[j] - HARTMANN_P[i][j], 2);
      }
      sum -= HARTMANN_ALPHA[i] * Math.exp(-inner);
    }
    return sum;
  }

  private static double rosenbrock(double[] x) {
    double sum = 0;
    for (int i = 0; i < x.length - 1; i++) {
      sum += 100 * Math.pow(x[i + 1] - x[i] * x[i], 2) + Math.pow(1 - x[i], 2);
    }
    return sum;
  }

  private static double mixed(Values v) {
    double kind = Map.of("a", 2.0, "b", 0.0, "c", 1.0, "d", 3.0).get(v.choice("kind"));
    double best = v.choice("kind").equals("b") ? -2.5 : -3.5;
    double mode = Map.of("e", 0.5, "f", 1.5, "g", 0.0).get(v.choice("mode"));
    return kind
        + mode
        + Math.pow(Math.log10(v.real("rate")) - best, 2)
        + Math.pow((v.integer("width") - 176) / 64.0, 2)
        + Math.pow((v.real("drop") - 0.2) / 0.2, 2);
  }
}
