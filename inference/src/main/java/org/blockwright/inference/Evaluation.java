package org.blockwright.inference;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.blockwright.base.DataException;
import org.blockwright.base.Progress;
import org.blockwright.data.Batches;
import org.blockwright.data.Dataset;
import org.blockwright.data.ImagePreprocessor;
import org.blockwright.data.Sample;
import org.blockwright.data.SkippedFile;
import org.blockwright.engine.Executor;
import org.blockwright.inference.metrics.Measurements;
import org.blockwright.inference.metrics.Prediction;
import org.blockwright.model.Model;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;

/** Evaluates a model on images. */
public final class Evaluation {
  private Evaluation() {}

  /**
   * The result of an evaluation.
   *
   * @param measurements metrics over all images that could be decoded
   * @param skipped files that could not be decoded, with the reason
   */
  public record Result(Measurements measurements, List<SkippedFile> skipped) {}

  /**
   * Evaluates a model on a data set. Classes are matched to the model's labels by name; the metrics
   * are in the order of the labels.
   *
   * @param batchSize images per batch
   * @param threads threads that decode images
   * @param seed seed of the bootstrap intervals
   * @throws DataException if a class of the data is not one of the model's labels
   * @throws org.blockwright.base.TrainingException if a prediction is NaN or infinite; the message
   *     names the image
   */
  public static Result evaluate(
      Model model,
      Dataset data,
      ImagePreprocessor preprocessor,
      int batchSize,
      int threads,
      long seed,
      Progress progress) {
    List<String> labels = model.network().labels();
    if (!labels.containsAll(data.classes())) {
      throw new DataException(InferenceProblems.classesNotInLabels(data.classes(), labels));
    }
    Dataset ordered = data.withClasses(labels);
    try (Feed feed =
            ImageFeed.forEvaluation(
                Batches.inOrder(ordered, preprocessor, batchSize, threads),
                data.size(),
                model.network());
        Progress.Task task = progress.start("evaluating", data.size())) {
      List<Prediction> predictions = predict(model.executor(), feed, task, () -> false);
      return new Result(Measurements.of(labels, predictions, seed), feed.skipped());
    }
  }

  /**
   * Predicts the samples of a feed until it ends or {@code stop} returns true.
   *
   * @return a prediction for each sample, in the order of the feed
   */
  public static List<Prediction> predict(
      Executor executor, Feed feed, Progress.Task task, BooleanSupplier stop) {
    List<Prediction> predictions = new ArrayList<>();
    while (feed.hasNext() && !stop.getAsBoolean()) {
      MultiDataSet batch = feed.next();
      List<Sample> samples = feed.samples();
      INDArray rows = executor.output(batch.getFeatures())[0];
      for (int i = 0; i < samples.size(); i++) {
        Sample sample = samples.get(i);
        predictions.add(
            new Prediction(
                sample.key(), sample.group(), sample.label(), rows.getRow(i).toFloatVector()));
      }
      task.advance(samples.size(), "");
    }
    return predictions;
  }

  /** Merges two lists, sorted by key, with each file once. */
  public static List<SkippedFile> merge(List<SkippedFile> first, List<SkippedFile> second) {
    Map<String, SkippedFile> byKey = new TreeMap<>();
    first.forEach(file -> byKey.put(file.key(), file));
    second.forEach(file -> byKey.put(file.key(), file));
    return List.copyOf(byKey.values());
  }
}
