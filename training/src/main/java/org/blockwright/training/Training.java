package org.blockwright.training;

import com.google.common.base.Stopwatch;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.blockwright.base.DataException;
import org.blockwright.base.DivergenceException;
import org.blockwright.base.Progress;
import org.blockwright.base.Seeds;
import org.blockwright.base.TrainingException;
import org.blockwright.data.Dataset;
import org.blockwright.data.ImagePreprocessor;
import org.blockwright.data.SkippedFile;
import org.blockwright.dsl.graph.LayerGraph;
import org.blockwright.dsl.layer.Shape;
import org.blockwright.engine.Executor;
import org.blockwright.engine.Executors;
import org.blockwright.inference.Evaluation;
import org.blockwright.inference.Evaluator;
import org.blockwright.inference.Feed;
import org.blockwright.inference.InferenceProblems;
import org.blockwright.inference.metrics.Measurements;
import org.blockwright.inference.metrics.Metric;
import org.blockwright.inference.metrics.Metrics;
import org.blockwright.model.Model;
import org.blockwright.model.lowering.LoweredNetwork;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/** A training in progress. See {@link Feeds} for the part of the network that is trained. */
final class Training {
  private final TrainingSetup setup;
  private final Trainer trainer;
  private final Model model;
  private final Dataset train;
  private final Optional<Dataset> validation;
  private final ImagePreprocessor preprocessor;
  private final ResolvedSettings settings;

  private History history = History.empty();
  private double bestValue = Double.NaN;
  private int bestEpoch;
  private Optional<INDArray> bestParameters = Optional.empty();
  private Optional<Measurements> bestMeasurements = Optional.empty();
  private boolean interrupted;
  private long steps;

  /** A layer that is trained on standardized features. */
  private record Standardized(String layer, Standardization standardization) {}

  Training(
      TrainingSetup setup,
      Dataset train,
      Optional<Dataset> validation,
      ImagePreprocessor preprocessor) {
    this.setup = setup;
    this.trainer = setup.trainer();
    this.model = setup.model();
    this.preprocessor = preprocessor;
    LayerGraph graph = model.network().graph();
    if (train.size() == 0) {
      throw new DataException(TrainingProblems.noTrainingImages());
    }
    this.train = matchToLabels(train, graph);
    this.validation = validation.map(v -> reorderClasses(v, this.train.classes()));
    this.settings = setup.resolvedSettings();
  }

  /** Returns the training images with the model's labels; each label needs a class. */
  private Dataset matchToLabels(Dataset data, LayerGraph graph) {
    if (!graph.outputShape().equals(Shape.units(data.classes().size()))) {
      throw new DataException(
          TrainingProblems.wrongClassCount(data.classes(), graph.outputShape()));
    }
    List<String> labels = model.network().labels();
    return labels.isEmpty() ? data : reorderClasses(data, labels);
  }

  private static Dataset reorderClasses(Dataset data, List<String> labels) {
    if (!labels.containsAll(data.classes())) {
      throw new DataException(InferenceProblems.classesNotInLabels(data.classes(), labels));
    }
    return data.withClasses(labels);
  }

  TrainingResult run() {
    List<Dataset> datasets = validation.map(v -> List.of(train, v)).orElse(List.of(train));
    try (Feeds feeds = new Feeds(setup, preprocessor, datasets)) {
      Optional<Standardized> standardized =
          setup
              .standardizedLayer()
              .map(node -> new Standardized(node.name(), feeds.standardize(train)));
      Stopwatch clock = Stopwatch.createStarted();
      try (Feed feed = feeds.trainingFeed(train)) {
        if (validation.isEmpty()) {
          runEpochs(standardized, feed, Optional.empty(), clock);
          return result(feeds, feed.skipped());
        }
        try (Feed validationFeed = feeds.evaluationFeed(validation.orElseThrow())) {
          runEpochs(standardized, feed, Optional.of(validationFeed), clock);
          return result(feeds, Evaluation.merge(feed.skipped(), validationFeed.skipped()));
        }
      }
    }
  }

  private TrainingResult result(Feeds feeds, List<SkippedFile> skipped) {
    return new TrainingResult(
        history, bestEpoch, bestMeasurements, feeds.cachedAt(), interrupted, skipped);
  }

  private void runEpochs(
      Optional<Standardized> standardized,
      Feed feed,
      Optional<Feed> validationFeed,
      Stopwatch clock) {
    LoweredNetwork trained = setup.trainedPart();
    ComputationGraph graph = model.trainingGraph(trained);
    standardized
        // Newly initialized weights already apply to standardized features.
        .filter(s -> !model.newlyInitialized().contains(s.layer()))
        .ifPresent(s -> s.standardization().unfold(graph, s.layer()));
    FrozenLayerCheck frozen = new FrozenLayerCheck(trained, graph);
    Metric monitored =
        validation.isPresent()
            ? Metric.ofValidation(trainer.monitor())
            : Metric.of(Metric.TRAIN_LOSS);
    try (Executor executor = Executors.forTraining(graph, trained.trainingSpec())) {
      int epochsSinceBest = 0;
      for (int epoch = 1; epoch <= settings.epochs() && !interrupted; epoch++) {
        double trainLoss = trainEpoch(executor, feed, epoch);
        executor.publish();
        frozen.verify(epoch);
        requireFinite(graph, epoch);
        if (interrupted && bestEpoch > 0) {
          // An incomplete epoch is not evaluated; the best complete one is kept.
          break;
        }
        Optional<Measurements> measured = Optional.empty();
        if (validationFeed.isPresent()) {
          measured = Optional.of(validate(executor, validationFeed.orElseThrow(), epoch));
        }
        double value =
            measured.isPresent()
                ? measured.orElseThrow().value(trainer.monitor()).orElse(Double.NaN)
                : trainLoss;
        epochsSinceBest++;
        if (monitored.isBetter(value, bestValue) || bestEpoch == 0) {
          epochsSinceBest = 0;
          bestValue = value;
          bestEpoch = epoch;
          bestMeasurements = measured;
          saveBestParameters(graph);
        }
        history = history.with(epochRecord(epoch, trainLoss, measured, feed, clock));
        clock.reset().start();
        if (settings.patience() > 0 && epochsSinceBest >= settings.patience()) {
          String metric =
              measured.isPresent() ? "validation " + trainer.monitor().title() : "training loss";
          trainer.progress().note(TrainingProblems.earlyStopping(metric, epochsSinceBest));
          break;
        }
      }
      bestParameters.ifPresent(best -> graph.params().assign(best));
      standardized.ifPresent(s -> s.standardization().fold(graph, s.layer()));
      model.copyWeightsFrom(trained, graph);
      // The state belongs to the last weights, on standardized features if there are any.
      boolean fits = bestEpoch == history.epochs().size() && !interrupted && standardized.isEmpty();
      model.copyUpdatersFrom(
          trained, graph, fits ? Optional.of(executor.optimizerState()) : Optional.empty());
    } finally {
      bestParameters.ifPresent(INDArray::close);
      graph.close();
    }
  }

  private void saveBestParameters(ComputationGraph graph) {
    if (bestParameters.isEmpty()) {
      bestParameters = Optional.of(graph.params().dup());
    } else {
      bestParameters.orElseThrow().assign(graph.params());
    }
  }

  /** Trains one epoch and returns its mean loss. */
  private double trainEpoch(Executor executor, Feed feed, int epoch) {
    feed.startEpoch(epoch - 1);
    double sum = 0;
    long seen = 0;
    int number = 0;
    try (Progress.Task task =
        trainer.progress().start("epoch %s/%s".formatted(epoch, settings.epochs()), feed.size())) {
      while (feed.hasNext() && !interrupted) {
        MultiDataSet batch = feed.next();
        number++;
        double loss = step(executor, batch, epoch, number);
        int rows = feed.samples().size();
        sum += loss * rows;
        seen += rows;
        task.advance(rows, String.format(Locale.ROOT, "loss %.4f", sum / seen));
        interrupted = trainer.stopCondition().getAsBoolean();
      }
    }
    return sum / seen;
  }

  private double step(Executor executor, MultiDataSet batch, int epoch, int number) {
    // Dropout uses ND4J's global generator, which other code may have advanced.
    Nd4j.getRandom().setSeed(Seeds.derive("dropout", trainer.seed(), steps++));
    try {
      return executor.step(batch);
    } catch (DivergenceException e) {
      throw new DivergenceException(
          TrainingProblems.diverged(epoch, number, trainer.optimizer().learningRate()), e);
    } catch (TrainingException e) {
      throw new TrainingException(TrainingProblems.stepFailed(e, epoch, number), e);
    }
  }

  /** Checks the last update of an epoch, which no later loss of the epoch would reveal. */
  private void requireFinite(ComputationGraph graph, int epoch) {
    if (!Double.isFinite(Nd4j.getBlasWrapper().asum(graph.params()))) {
      throw new DivergenceException(
          TrainingProblems.nonFiniteWeights(epoch, trainer.optimizer().learningRate()));
    }
  }

  private Measurements validate(Executor executor, Feed feed, int epoch) {
    feed.startEpoch(0);
    try (Progress.Task task =
        trainer
            .progress()
            .start("validation %s/%s".formatted(epoch, settings.epochs()), feed.size())) {
      Measurements measured =
          Measurements.of(
              validation.orElseThrow().classes(),
              Evaluator.predict(executor, feed, task, () -> false),
              trainer.seed());
      task.advance(
          0,
          String.format(
              Locale.ROOT,
              "loss %.4f, accuracy %.4f",
              measured.value(Metrics.LOSS).orElse(Double.NaN),
              measured.value(Metrics.ACCURACY).orElse(Double.NaN)));
      return measured;
    } catch (TrainingException e) {
      throw new TrainingException(TrainingProblems.validationFailed(e, epoch), e);
    }
  }

  private History.Epoch epochRecord(
      int number, double trainLoss, Optional<Measurements> measured, Feed feed, Stopwatch clock) {
    ImmutableMap.Builder<String, Double> metrics = ImmutableMap.builder();
    measured.ifPresent(
        m ->
            Metrics.OVERALL.forEach(
                metric -> m.value(metric).ifPresent(value -> metrics.put(metric.key(), value))));
    return new History.Epoch(
        number,
        trainLoss,
        metrics.buildOrThrow(),
        trainer.optimizer().learningRate(),
        clock.elapsed(TimeUnit.MICROSECONDS) / 1e6,
        feed.waitTime().toNanos() / 1e9,
        interrupted ? "interrupted" : "");
  }
}
