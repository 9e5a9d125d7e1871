package org.blockwright.base;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Minimizes a smooth function with L-BFGS (Nocedal and Wright, "Numerical Optimization", algorithm
 * 7.5), with a line search that requires sufficient decrease. Deterministic; made for convex
 * functions, of which it finds the minimum.
 *
 * <pre>{@code
 * double[] minimum = Lbfgs.minimize(new double[2], (x, gradient) -> {
 *   gradient[0] = 2 * (x[0] - 3);
 *   gradient[1] = 2 * x[1];
 *   return (x[0] - 3) * (x[0] - 3) + x[1] * x[1];
 * });
 * }</pre>
 */
public final class Lbfgs {
  private static final int MEMORY = 10;
  private static final int MAX_ITERATIONS = 1000;
  private static final int MAX_HALVINGS = 50;
  private static final double SUFFICIENT_DECREASE = 1e-4;
  private static final double TOLERANCE = 1e-9;

  private Lbfgs() {}

  /** A differentiable function. */
  public interface Objective {
    /**
     * Returns the value at a point.
     *
     * @param gradient receives the gradient
     */
    double evaluate(double[] x, double[] gradient);
  }

  /** A step and the change of the gradient along it. */
  private record Pair(double[] step, double[] change, double product) {}

  /**
   * Returns a point at which the largest absolute entry of the gradient is at most 1e-9 of that at
   * the start (or 1e-9, if that is below 1), or at which no step makes the value smaller.
   */
  public static double[] minimize(double[] start, Objective objective) {
    double[] x = start.clone();
    double[] gradient = new double[x.length];
    double value = objective.evaluate(x, gradient);
    double tolerance = TOLERANCE * Math.max(1, largest(gradient));
    Deque<Pair> pairs = new ArrayDeque<>();
    for (int i = 0; i < MAX_ITERATIONS && largest(gradient) > tolerance; i++) {
      double[] direction = direction(gradient, pairs);
      double slope = dot(direction, gradient);
      double step = pairs.isEmpty() ? Math.min(1, 1 / largest(gradient)) : 1;
      double[] next = new double[x.length];
      double[] nextGradient = new double[x.length];
      double nextValue = Double.NaN;
      int halvings = 0;
      do {
        for (int k = 0; k < x.length; k++) {
          next[k] = x[k] + step * direction[k];
        }
        nextValue = objective.evaluate(next, nextGradient);
        step /= 2;
      } while (!(nextValue <= value + SUFFICIENT_DECREASE * 2 * step * slope)
          && ++halvings < MAX_HALVINGS);
      if (!(nextValue < value)) {
        break;
      }
      remember(pairs, x, next, gradient, nextGradient);
      x = next;
      gradient = nextGradient;
      value = nextValue;
    }
    return x;
  }

  private static void remember(
      Deque<Pair> pairs, double[] x, double[] next, double[] gradient, double[] nextGradient) {
    double[] step = minus(next, x);
    double[] change = minus(nextGradient, gradient);
    double product = dot(step, change);
    // Otherwise the approximation of the curvature would not be positive.
    if (product > 1e-12 * dot(change, change)) {
      if (pairs.size() == MEMORY) {
        pairs.removeFirst();
      }
      pairs.addLast(new Pair(step, change, product));
    }
  }

  /**
   * Returns minus the gradient, multiplied by the approximated inverse of the second derivative.
   */
  private static double[] direction(double[] gradient, Deque<Pair> pairs) {
    double[] q = gradient.clone();
    List<Double> factors = new ArrayList<>();
    for (Pair pair : (Iterable<Pair>) pairs::descendingIterator) {
      double factor = dot(pair.step(), q) / pair.product();
      factors.add(factor);
      add(q, pair.change(), -factor);
    }
    if (!pairs.isEmpty()) {
      Pair last = pairs.getLast();
      scale(q, last.product() / dot(last.change(), last.change()));
    }
    int at = factors.size();
    for (Pair pair : pairs) {
      double factor = dot(pair.change(), q) / pair.product();
      add(q, pair.step(), factors.get(--at) - factor);
    }
    scale(q, -1);
    return q;
  }

  private static double largest(double[] a) {
    double max = 0;
    for (double v : a) {
      max = Math.max(max, Math.abs(v));
    }
    return max;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static double[] minus(double[] a, double[] b) {
    double[] out = a.clone();
    add(out, b, -1);
    return out;
  }

  private static void add(double[] to, double[] other, double factor) {
    for (int i = 0; i < to.length; i++) {
      to[i] += factor * other[i];
    }
  }

  private static void scale(double[] a, double factor) {
    for (int i = 0; i < a.length; i++) {
      a[i] *= factor;
    }
  }
}
