package org.blockwright.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class LbfgsTest {

  @Test
  void findsTheMinimumOfRosenbrocksFunction() {
    double[] minimum =
        Lbfgs.minimize(
            new double[] {-1.2, 1},
            (x, gradient) -> {
              double valley = x[1] - x[0] * x[0];
              gradient[0] = -400 * x[0] * valley - 2 * (1 - x[0]);
              gradient[1] = 200 * valley;
              return 100 * valley * valley + (1 - x[0]) * (1 - x[0]);
            });

    assertThat(minimum).containsExactly(new double[] {1, 1}, within(1e-6));
  }

  /** Curvatures from 1 to 10,000 along the axes. */
  @Property(tries = 50, seed = "20261130")
  void findsTheMinimumOfQuadraticFunctions(
      @ForAll @Size(5) List<@DoubleRange(min = -100, max = 100) Double> targets) {
    double[] target = targets.stream().mapToDouble(t -> t).toArray();
    double[] minimum =
        Lbfgs.minimize(
            new double[5],
            (x, gradient) -> {
              double sum = 0;
              for (int i = 0; i < x.length; i++) {
                double curvature = Math.pow(10, i);
                sum += curvature * (x[i] - target[i]) * (x[i] - target[i]);
                gradient[i] = 2 * curvature * (x[i] - target[i]);
              }
              return sum;
            });

    assertThat(minimum).containsExactly(target, within(1e-3));
  }

  @Test
  void staysAtAMinimum() {
    double[] minimum =
        Lbfgs.minimize(
            new double[] {3},
            (x, gradient) -> {
              gradient[0] = 0;
              return 7;
            });

    assertThat(minimum).containsExactly(3);
  }
}
