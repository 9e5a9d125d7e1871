package org.blockwright.training;

import com.google.common.base.Stopwatch;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import org.blockwright.base.DataException;
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
import org.blockwright.inference.Feed;
import org.blockwright.inference.InferenceProblems;
import org.blockwright.inference.metrics.Measurements;
import org.blockwright.model.Model;
import org.blockwright.model.lowering.Lowering;
import org.blockwright.model.lowering.TrainingPlan;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/** One training under way, see {@link Feeds} for what is trained on what. */
final class Training {
  private final Trainer trainer;
  private final Model model;
  private final Dataset train;
  private final Optional<Dataset> validation;
  private final ImagePreprocessor preprocessor;
  private final TrainingPlan plan;
  private final ResolvedSettings settings;

  private History history = History.empty();
  private double bestLoss = Double.POSITIVE_INFINITY;
  private int bestEpoch;
  private Optional<INDArray> bestParameters = Optional.empty();
  private Optional<Measurements> bestMeasurements = Optional.empty();
  private boolean interrupted;
  private long steps;

  /** A layer that is trained on standardized features. */
  private record Standardized(String layer, Standardization standardization) {}

  Training(
      Trainer trainer,
      Model model,
      Dataset train,
      Optional<Dataset> validation,
      ImagePreprocessor reader) {
    this.trainer = trainer;
    this.model = model;
    this.preprocessor = reader;
    LayerGraph graph = model.network().graph();
    if (train.size() == 0) {
      throw new DataException(TrainingProblems.noTrainingImages());
    }
    this.train = matchToLabels(train, graph);
    this.validation = validation.map(v -> reorderClasses(v, this.train.classes()));
    this.settings = trainer.resolve(model);
    this.plan =
        TrainingPlan.of(
                graph, trainer.optimizer(), trainer.learningRateMultipliers(), trainer.seed())
            .weightDecay(settings.weightDecay());
    // What cannot be trained is told before any picture is read.
    Lowering.lower(graph, plan);
  }

  /** The training images by the model's labels; every label needs its class. */
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
    List<Dataset> all = validation.map(v -> List.of(train, v)).orElse(List.of(train));
    try (Feeds feeds = new Feeds(trainer, model, plan, preprocessor, all)) {
      Optional<Standardized> standardized =
          settings.standardize()
              ? StandardizedLayer.of(model.network().graph(), plan)
                  .layer()
                  .map(node -> new Standardized(node.name(), feeds.standardize(train)))
              : Optional.empty();
      LayerGraph part = feeds.trainedGraph();
      Stopwatch clock = Stopwatch.createStarted();
      try (Feed feed = feeds.trainingFeed(train)) {
        if (validation.isEmpty()) {
          runEpochs(part, standardized, feed, Optional.empty(), clock);
          return result(feeds, feed.skipped());
        }
        try (Feed measured = feeds.evaluationFeed(validation.orElseThrow())) {
          runEpochs(part, standardized, feed, Optional.of(measured), clock);
          return result(feeds, Evaluation.merge(feed.skipped(), measured.skipped()));
        }
      }
    }
  }

  private TrainingResult result(Feeds feeds, List<SkippedFile> skipped) {
    return new TrainingResult(
        history, bestEpoch, bestMeasurements, feeds.cachedAt(), interrupted, skipped);
  }

  private void runEpochs(
      LayerGraph part,
      Optional<Standardized> standardized,
      Feed feed,
      Optional<Feed> measured,
      Stopwatch clock) {
    ComputationGraph graph = model.trainingGraph(part, plan);
    standardized
        // Initial weights are meant for standardized features as they are.
        .filter(s -> !model.newlyInitialized().contains(s.layer()))
        .ifPresent(s -> s.standardization().unfold(graph, s.layer()));
    FrozenLayerCheck frozen = new FrozenLayerCheck(part, plan, graph);
    try (Executor executor = Executors.forTraining(graph)) {
      int sinceBest = 0;
      for (int epoch = 1; epoch <= settings.epochs() && !interrupted; epoch++) {
        double trainLoss = trainEpoch(executor, feed, epoch);
        executor.publish();
        frozen.verify(epoch);
        requireFinite(graph, epoch);
        if (interrupted && bestEpoch > 0) {
          // Half an epoch is not measured; the best whole one stands.
          break;
        }
        Optional<Measurements> now = Optional.empty();
        if (measured.isPresent()) {
          now = Optional.of(validate(executor, measured.orElseThrow(), epoch));
        }
        double loss = now.isPresent() ? now.orElseThrow().loss().orElseThrow() : trainLoss;
        sinceBest++;
        if (loss < bestLoss || bestEpoch == 0) {
          sinceBest = 0;
          bestLoss = loss;
          bestEpoch = epoch;
          bestMeasurements = now;
          saveBestParameters(graph);
        }
        history = history.with(epochRecord(epoch, trainLoss, now, feed, clock));
        clock.reset().start();
        if (settings.patience() > 0 && sinceBest >= settings.patience()) {
          trainer
              .progress()
              .note(
                  "no better %s loss for %s epochs: done"
                      .formatted(now.isPresent() ? "validation" : "training", sinceBest));
          break;
        }
      }
      bestParameters.ifPresent(best -> graph.params().assign(best));
      standardized.ifPresent(s -> s.standardization().fold(graph, s.layer()));
      model.copyWeightsFrom(part, plan, graph);
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

  /** One pass over the training pictures; its mean loss. */
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
    // Dropout draws from ND4J's one generator, whatever else has drawn from it before.
    Nd4j.getRandom().setSeed(Seeds.derive("dropout", trainer.seed(), steps++));
    try {
      return executor.step(batch);
    } catch (TrainingException e) {
      throw new TrainingException(
          TrainingProblems.stepFailed(e, epoch, number, trainer.optimizer().learningRate()), e);
    }
  }

  /** A last update of an epoch may have gone too far, which the next loss would show. */
  private void requireFinite(ComputationGraph graph, int epoch) {
    if (!Double.isFinite(Nd4j.getBlasWrapper().asum(graph.params()))) {
      throw new TrainingException(
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
              Evaluation.predict(executor, feed, task, () -> false),
              trainer.seed());
      task.advance(
          0,
          String.format(
              Locale.ROOT,
              "loss %.4f, accuracy %.4f",
              measured.loss().orElse(Double.NaN),
              measured.accuracy().value().orElse(Double.NaN)));
      return measured;
    } catch (TrainingException e) {
      throw new TrainingException(TrainingProblems.validationFailed(e, epoch), e);
    }
  }

  private History.Epoch epochRecord(
      int number, double trainLoss, Optional<Measurements> measured, Feed feed, Stopwatch clock) {
    return new History.Epoch(
        number,
        trainLoss,
        measured.map(Measurements::loss).orElse(OptionalDouble.empty()),
        measured.map(m -> m.accuracy().value()).orElse(OptionalDouble.empty()),
        trainer.optimizer().learningRate(),
        clock.elapsed(TimeUnit.MICROSECONDS) / 1e6,
        feed.waitTime().toNanos() / 1e9,
        interrupted ? "interrupted" : "");
  }
}
