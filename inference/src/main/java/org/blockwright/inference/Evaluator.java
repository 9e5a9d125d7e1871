package org.blockwright.inference;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.blockwright.base.DataException;
import org.blockwright.base.Progress;
import org.blockwright.base.UsageException;
import org.blockwright.data.Batches;
import org.blockwright.data.Dataset;
import org.blockwright.data.ImagePreprocessor;
import org.blockwright.data.Sample;
import org.blockwright.data.Target;
import org.blockwright.data.Targets;
import org.blockwright.dsl.Output;
import org.blockwright.dsl.Task;
import org.blockwright.engine.Executor;
import org.blockwright.inference.metrics.Measurements;
import org.blockwright.inference.metrics.Prediction;
import org.blockwright.inference.metrics.Thresholds;
import org.blockwright.model.Model;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;

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
  private final ImagePreprocessor preprocessor;
  private final int batchSize;
  private final int threads;
  private final long seed;
  private final Progress progress;

  private Evaluator(
      Model model,
      ImagePreprocessor preprocessor,
      int batchSize,
      int threads,
      long seed,
      Progress progress) {
    this.model = model;
    this.preprocessor = preprocessor;
    this.batchSize = batchSize;
    this.threads = threads;
    this.seed = seed;
    this.progress = progress;
  }

  /**
   * Creates an evaluator.
   *
   * @param model the model, which stays open and is closed by the caller
   * @throws UsageException if the model outputs a feature map instead of class scores or numbers,
   *     has several outputs, or does not take images as input
   */
  public static Evaluator of(Model model) {
    Predictor.requireOutput(model);
    return new Evaluator(
        model,
        ImagePreprocessor.of(model.network()),
        DEFAULT_BATCH_SIZE,
        Runtime.getRuntime().availableProcessors(),
        DEFAULT_SEED,
        Progress.silent());
  }

  /**
   * Sets the number of images per batch, by default 32.
   *
   * @throws UsageException if it is below 1
   */
  public Evaluator batchSize(int images) {
    InferenceProblems.requireAtLeastOne("batch size", images);
    return new Evaluator(model, preprocessor, images, threads, seed, progress);
  }

  /**
   * Sets the number of threads that decode images, by default the number of processors.
   *
   * @throws UsageException if it is below 1
   */
  public Evaluator threads(int count) {
    InferenceProblems.requireAtLeastOne("threads", count);
    return new Evaluator(model, preprocessor, batchSize, count, seed, progress);
  }

  /** Sets the seed of the bootstrap intervals, by default 42. */
  public Evaluator seed(long newSeed) {
    return new Evaluator(model, preprocessor, batchSize, threads, newSeed, progress);
  }

  /** Sets the receiver of the progress, by default none. */
  public Evaluator progress(Progress newProgress) {
    return new Evaluator(model, preprocessor, batchSize, threads, seed, newProgress);
  }

  /** Replaces the model's own conversion of images, for instance to convert them to grayscale. */
  public Evaluator preprocessor(ImagePreprocessor newPreprocessor) {
    return new Evaluator(model, newPreprocessor, batchSize, threads, seed, progress);
  }

  /**
   * Evaluates the model on a data set. Classes, labels or targets are matched to the model's labels
   * by name; the metrics are in the order of the labels.
   *
   * @throws UsageException if the model has no labels
   * @throws DataException if a class of the data is not one of the model's labels, labels or
   *     targets differ, the data is for another task, or the data set is empty
   * @throws org.blockwright.base.TrainingException if a prediction is NaN or infinite; the message
   *     names the image
   */
  public Evaluation evaluate(Dataset data) {
    Output output = Predictor.requireOutput(model);
    if (output.labels().isEmpty()) {
      throw new UsageException(InferenceProblems.noLabels(model.network().name(), data.classes()));
    }
    Dataset ordered = matchedTo(data, output, output.labels());
    try (Feed feed =
            ImageFeed.forEvaluation(
                Batches.inOrder(ordered, preprocessor, batchSize, threads),
                data.size(),
                model.network());
        Progress.Task task = progress.start("evaluating", data.size())) {
      List<Prediction> predictions =
          predict(model.executor(), feed, output.task(), UnaryOperator.identity(), task);
      return new Evaluation(measure(output, output.labels(), predictions, seed), feed.skipped());
    }
  }

  /**
   * Returns the data with targets in the order of the labels of an output.
   *
   * @throws DataException if they do not fit the output
   */
  public static Dataset matchedTo(Dataset data, Output output, List<String> labels) {
    Targets targets = data.targets().get(0);
    if (targets.task().isClassification()
        && output.task().isClassification()
        && !labels.containsAll(targets.names())) {
      throw new DataException(InferenceProblems.classesNotInLabels(targets.names(), labels));
    }
    return data.withTargets(
        List.of(new Targets(targets.name(), output.task(), ImmutableList.copyOf(labels))));
  }

  /** Computes the metrics of predictions for an output with these labels. */
  public static Measurements measure(
      Output output, List<String> labels, List<Prediction> predictions, long seed) {
    return Measurements.of(
        output.task(),
        labels,
        predictions,
        output.loss(),
        new Thresholds(output.thresholds()),
        seed);
  }

  /**
   * Predicts the samples of a feed until it ends.
   *
   * @param task the task of the output
   * @param rescale converts the units of a sample before they are used
   * @return a prediction for each sample, in the order of the feed
   */
  public static List<Prediction> predict(
      Executor executor,
      Feed feed,
      Task task,
      UnaryOperator<float[]> rescale,
      Progress.Task progress) {
    List<Prediction> predictions = new ArrayList<>();
    while (feed.hasNext()) {
      MultiDataSet batch = feed.next();
      List<Sample> samples = feed.samples();
      INDArray rows = executor.output(batch.getFeatures())[0];
      for (int i = 0; i < samples.size(); i++) {
        predictions.add(
            prediction(task, samples.get(i), rescale.apply(rows.getRow(i).toFloatVector())));
      }
      progress.advance(samples.size(), "");
    }
    return predictions;
  }

  private static Prediction prediction(Task task, Sample sample, float[] units) {
    Target target = sample.target();
    if (target.isClass()) {
      return Prediction.ofClass(task, sample.key(), sample.group(), target.classIndex(), units);
    }
    float[] targets = new float[units.length];
    target.copyTo(targets, 0, units.length);
    return Prediction.of(task, sample.key(), sample.group(), targets, units);
  }
}
