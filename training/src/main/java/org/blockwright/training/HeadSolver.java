package org.blockwright.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.blockwright.base.DivergenceException;
import org.blockwright.base.Lbfgs;
import org.blockwright.base.TrainingException;
import org.blockwright.data.Sample;
import org.blockwright.engine.ParameterKey;
import org.blockwright.engine.Threads;
import org.blockwright.engine.TrainingSpec;
import org.blockwright.engine.loss.LossFunction;
import org.blockwright.engine.loss.OutputLoss;
import org.blockwright.inference.Feed;
import org.blockwright.model.OutputArrays;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Minimizes the training loss of a dense layer by {@link Lbfgs}, in double precision, from weights
 * of 0: the loss is that of an executor for one batch of all images, with the weights of images,
 * classes and labels, label smoothing and L2 penalties. The result does not depend on seed, order
 * of images, batch size, number of threads or memory.
 *
 * <p>As many threads compute as OpenMP has for the thread that creates the solver. Features are
 * kept in memory if there is room for them, and are otherwise read again for each evaluation of the
 * loss.
 */
final class HeadSolver {
  /** Sums are computed in parts, always the same ones, whose number bounds the threads. */
  private static final int PARTS = 8;

  /** The largest derivative at which the result counts as converged. */
  private static final double CONVERGED = 1e-6;

  private final Feed feed;
  private final LossFunction loss;
  private final double lossWeight;
  private final double kernelPenalty;
  private final double biasPenalty;
  private final BooleanSupplier stop;
  private final int width;
  private final int units;
  private final int images;
  private final long maxBytes;
  private final ForkJoinPool threads = new ForkJoinPool(Threads.read().openMp());
  private List<Row> rows = new ArrayList<>();
  private boolean loaded;
  private int evaluations;

  /** Features, targets and weight of an image. */
  private record Row(float[] features, double[] targets, double weight) {}

  /** The minimum: the loss there, and how it was found. */
  record Solution(double loss, int evaluations, double gradient) {
    boolean converged() {
      return gradient <= CONVERGED;
    }
  }

  /** Sums over a part of the images. */
  private final class Part {
    private final double[] gradient = new double[units * (width + 1)];
    private double sum;

    private void add(double[] x, Row row) {
      double[] logits = new double[units];
      for (int unit = 0; unit < units; unit++) {
        int at = unit * (width + 1);
        double logit = x[at + width];
        for (int i = 0; i < width; i++) {
          logit += x[at + i] * row.features[i];
        }
        logits[unit] = logit;
      }
      double[] derivative = new double[units];
      sum += row.weight * loss.evaluate(logits, row.targets, derivative);
      for (int unit = 0; unit < units; unit++) {
        int at = unit * (width + 1);
        double factor = row.weight * derivative[unit];
        for (int i = 0; i < width; i++) {
          gradient[at + i] += factor * row.features[i];
        }
        gradient[at + width] += factor;
      }
    }
  }

  /**
   * @param feed training images in order; closed by the caller
   * @param spec the losses and penalties of the graph
   * @param output name of the output
   * @param layer name of the dense layer
   * @param width number of features
   * @param maxBytes the memory for features; more are read from the feed again and again, with the
   *     same result
   * @param stop whether the training is to end
   */
  HeadSolver(
      Feed feed,
      TrainingSpec spec,
      String output,
      String layer,
      int width,
      int units,
      long maxBytes,
      BooleanSupplier stop) {
    OutputLoss outputLoss = spec.losses().get(output);
    this.feed = feed;
    this.loss = outputLoss.loss();
    this.lossWeight = outputLoss.weight();
    this.kernelPenalty = spec.l2().getOrDefault(new ParameterKey(layer, "W"), 0.0);
    this.biasPenalty = spec.l2().getOrDefault(new ParameterKey(layer, "b"), 0.0);
    this.stop = stop;
    this.width = width;
    this.units = units;
    this.images = feed.size();
    this.maxBytes = maxBytes;
  }

  /** Solves the layer, and sets its weights in a graph. */
  Solution solve(ComputationGraph graph, String layer) {
    double[] minimum;
    double[] gradient = new double[units * (width + 1)];
    double value;
    try {
      minimum = Lbfgs.minimize(new double[gradient.length], this::evaluate);
      value = evaluate(minimum, gradient);
    } finally {
      threads.shutdown();
    }
    if (!Double.isFinite(value)) {
      throw new DivergenceException(TrainingProblems.solverDiverged(layer));
    }
    rows = List.of();
    setWeights(graph.getLayer(layer), minimum);
    return new Solution(value, evaluations, Arrays.stream(gradient).map(Math::abs).max().orElse(0));
  }

  private double evaluate(double[] x, double[] gradient) {
    evaluations++;
    Part[] parts = new Part[PARTS];
    Arrays.setAll(parts, i -> new Part());
    int count;
    if (loaded) {
      count = rows.size();
      requireNotStopped();
      threads
          .submit(
              () -> IntStream.range(0, PARTS).parallel().forEach(part -> add(x, part, parts[part])))
          .join();
    } else {
      count = read(x, parts);
    }
    return sum(x, gradient, parts, count);
  }

  private void add(double[] x, int number, Part part) {
    int end = Math.min((number + 1) * partSize(), rows.size());
    for (int i = number * partSize(); i < end; i++) {
      part.add(x, rows.get(i));
    }
  }

  private int partSize() {
    return (images + PARTS - 1) / PARTS;
  }

  /** Reads all images, and keeps their features if there is room for them. */
  private int read(double[] x, Part... parts) {
    boolean keep = (long) images * width * Float.BYTES <= maxBytes;
    int count = 0;
    feed.startEpoch(0);
    while (feed.hasNext()) {
      requireNotStopped();
      MultiDataSet batch = feed.next();
      float[][] features = OutputArrays.rows(batch.getFeatures(0));
      float[][] targets = OutputArrays.rows(batch.getLabels(0));
      List<Sample> samples = feed.samples();
      for (int i = 0; i < features.length; i++) {
        Row row = new Row(features[i], toDouble(targets[i]), samples.get(i).weight());
        parts[count++ / partSize()].add(x, row);
        if (keep) {
          rows.add(row);
        }
      }
    }
    loaded = keep;
    return count;
  }

  private static double[] toDouble(float... values) {
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
  }

  private double sum(double[] x, double[] gradient, Part[] parts, int count) {
    Arrays.fill(gradient, 0);
    double sum = 0;
    for (Part part : parts) {
      sum += part.sum;
      for (int i = 0; i < gradient.length; i++) {
        gradient[i] += part.gradient[i];
      }
    }
    double factor = lossWeight / count;
    double penalty = 0;
    for (int i = 0; i < gradient.length; i++) {
      double l2 = i % (width + 1) == width ? biasPenalty : kernelPenalty;
      gradient[i] = gradient[i] * factor + l2 * x[i];
      penalty += l2 / 2 * x[i] * x[i];
    }
    return sum * factor + penalty;
  }

  private void requireNotStopped() {
    if (stop.getAsBoolean()) {
      throw new TrainingException(TrainingProblems.stoppedWhileSolving());
    }
  }

  private void setWeights(Layer layer, double... x) {
    float[][] kernel = new float[width][units];
    float[] bias = new float[units];
    for (int unit = 0; unit < units; unit++) {
      for (int i = 0; i < width; i++) {
        kernel[i][unit] = (float) x[unit * (width + 1) + i];
      }
      bias[unit] = (float) x[unit * (width + 1) + width];
    }
    layer.getParam("W").assign(Nd4j.createFromArray(kernel));
    INDArray target = layer.getParam("b");
    target.assign(Nd4j.createFromArray(bias).reshape(target.shape()));
  }
}
