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

/** Measures a model on pictures. */
public final class Evaluation {
  private Evaluation() {}

  /**
   * What a model gives on pictures.
   *
   * @param measurements over all pictures that could be decoded
   * @param skipped the others
   */
  public record Result(Measurements measurements, List<SkippedFile> skipped) {}

  /**
   * Measures. Classes are matched to the model's labels by name; the metrics are in their order.
   *
   * @throws DataException where a class is not among the model's labels
   * @throws org.blockwright.base.TrainingException where a prediction is NaN or infinite, with the
   *     image
   */
  public static Result evaluate(
      Model model,
      Dataset data,
      ImagePreprocessor reader,
      int batch,
      int threads,
      long seed,
      Progress progress) {
    List<String> labels = model.network().labels();
    if (!labels.containsAll(data.classes())) {
      throw new DataException(InferenceProblems.classesNotInLabels(data.classes(), labels));
    }
    Dataset named = data.withClasses(labels);
    try (Feed feed =
            ImageFeed.forEvaluation(
                Batches.inOrder(named, reader, batch, threads), data.size(), model.network());
        Progress.Task task = progress.start("evaluating", data.size())) {
      List<Prediction> predictions = predict(model.executor(), feed, task, () -> false);
      return new Result(Measurements.of(labels, predictions, seed), feed.skipped());
    }
  }

  /** What an executor says about every sample of a feed. */
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

  /** Both lists, each file once. */
  public static List<SkippedFile> merge(List<SkippedFile> one, List<SkippedFile> other) {
    Map<String, SkippedFile> all = new TreeMap<>();
    one.forEach(s -> all.put(s.key(), s));
    other.forEach(s -> all.put(s.key(), s));
    return List.copyOf(all.values());
  }
}
