package org.blockwright.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void findsTheMinimumOfQuadraticFunctions(long seed) {
    SplitMix64 random = new SplitMix64(seed);
    double[] target = new double[5];
    Arrays.setAll(target, i -> random.nextDouble(-100, 100));

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

    assertThat(minimum).containsExactly(target, within(2e-3));
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
