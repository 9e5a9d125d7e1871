package org.blockwright.inference;

import java.util.List;
import org.blockwright.base.DataException;
import org.blockwright.base.Progress;
import org.blockwright.base.UsageException;
import org.blockwright.data.Batches;
import org.blockwright.data.Dataset;
import org.blockwright.data.ImagePreprocessor;
import org.blockwright.data.InputPreprocessors;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Output;
import org.blockwright.dsl.layer.Shape;
import org.blockwright.inference.metrics.Prediction;
import org.blockwright.model.Model;

/**
 * Evaluates a model on images. Input size, preprocessing, color mode and labels are those of the
 * model. Immutable: each method returns a modified copy.
 *
 * <pre>{@code
 * Evaluation evaluation = Evaluator.of(model).evaluate(split.test());
 * System.out.println(evaluation.accuracy());
 * }</pre>
 *
 * <p>The model must not be used otherwise at the same time.
 */
public final class Evaluator {
  private static final int DEFAULT_BATCH_SIZE = 32;
  private static final long DEFAULT_SEED = 42;

  private final Model model;
  private final InputPreprocessors preprocessors;
  private final int batchSize;
  private final int threads;
  private final long seed;
  private final Progress progress;

  private Evaluator(
      Model model,
      InputPreprocessors preprocessors,
      int batchSize,
      int threads,
      long seed,
      Progress progress) {
    this.model = model;
    this.preprocessors = preprocessors;
    this.batchSize = batchSize;
    this.threads = threads;
    this.seed = seed;
    this.progress = progress;
  }

  /**
   * Creates an evaluator.
   *
   * @param model the model, which stays open and is closed by the caller
   * @throws UsageException if the model outputs a feature map instead of class scores or targets,
   *     or does not take images as input
   */
  public static Evaluator of(Model model) {
    requireVectors(model.network());
    return new Evaluator(
        model,
        InputPreprocessors.of(model.network()),
        DEFAULT_BATCH_SIZE,
        Runtime.getRuntime().availableProcessors(),
        DEFAULT_SEED,
        Progress.silent());
  }

  /**
   * Checks that a network outputs vectors.
   *
   * @throws UsageException if an output is a feature map
   */
  static void requireVectors(Network network) {
    for (String name : network.graph().outputs()) {
      Shape shape = network.graph().shape(name);
      if (shape.isFeatureMap()) {
        throw new UsageException(PredictionProblems.notAClassifier(network.name(), shape));
      }
    }
  }

  /**
   * Sets the number of images per batch, by default 32.
   *
   * @throws UsageException if it is below 1
   */
  public Evaluator batchSize(int images) {
    InferenceProblems.requireAtLeastOne("batch size", images);
    return new Evaluator(model, preprocessors, images, threads, seed, progress);
  }

  /**
   * Sets the number of threads that decode images, by default the number of processors.
   *
   * @throws UsageException if it is below 1
   */
  public Evaluator threads(int count) {
    InferenceProblems.requireAtLeastOne("threads", count);
    return new Evaluator(model, preprocessors, batchSize, count, seed, progress);
  }

  /** Sets the seed of the bootstrap intervals, by default 42. */
  public Evaluator seed(long newSeed) {
    return new Evaluator(model, preprocessors, batchSize, threads, newSeed, progress);
  }

  /** Sets the receiver of the progress, by default none. */
  public Evaluator progress(Progress newProgress) {
    return new Evaluator(model, preprocessors, batchSize, threads, seed, newProgress);
  }

  /** Replaces the model's own conversion of images, for instance to convert them to grayscale. */
  public Evaluator preprocessor(ImagePreprocessor newPreprocessor) {
    return preprocessors(InputPreprocessors.of(newPreprocessor));
  }

  /** Replaces the model's own conversion of images for each of its inputs. */
  public Evaluator preprocessors(InputPreprocessors newPreprocessors) {
    return new Evaluator(model, newPreprocessors, batchSize, threads, seed, progress);
  }

  /**
   * Evaluates the model on a data set. Classes, labels or targets are matched to the model's labels
   * by name, and several outputs to those of the data; the metrics are in the order of the labels.
   *
   * @throws UsageException if the model has no labels
   * @throws DataException if a class of the data is not one of the model's labels, labels or
   *     targets differ, the data is for another task, or the data set is empty
   * @throws org.blockwright.base.TrainingException if a prediction is NaN or infinite; the message
   *     names the image
   */
  public Evaluation evaluate(Dataset data) {
    Network network = model.network();
    for (Output output : network.outputs()) {
      if (output.labels().isEmpty()) {
        throw new UsageException(
            InferenceProblems.noLabels(network.name(), data.targets().get(0).names()));
      }
    }
    PredictedTargets predicted = PredictedTargets.of(network, data);
    try (Feed feed =
            ImageFeed.forEvaluation(
                Batches.inOrder(predicted.match(data), preprocessors, batchSize, threads),
                data.size(),
                network);
        Progress.Task task = progress.start("evaluating", data.size())) {
      List<List<Prediction>> predictions =
          predicted.predict(model.executor(), feed, (output, units) -> units, task);
      return new Evaluation(predicted.measure(predictions, seed), feed.skipped());
    }
  }
}
