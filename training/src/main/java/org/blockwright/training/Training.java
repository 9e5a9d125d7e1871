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
import org.blockwright.data.Batches;
import org.blockwright.data.Dataset;
import org.blockwright.data.PictureReader;
import org.blockwright.data.Skipped;
import org.blockwright.data.augment.Augmentation;
import org.blockwright.dsl.Graph;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Node;
import org.blockwright.dsl.Shape;
import org.blockwright.dsl.lowering.Lowering;
import org.blockwright.dsl.lowering.Plan;
import org.blockwright.engine.Executor;
import org.blockwright.engine.Executors;
import org.blockwright.model.Model;
import org.blockwright.training.features.FeatureCache;
import org.blockwright.training.features.FeatureCache.Beginning;
import org.blockwright.training.features.Features;
import org.blockwright.training.measure.Measurements;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * One training under way. A frozen beginning with nothing random before it is computed once and the
 * rest trained as a graph of its own; otherwise the whole network is.
 */
final class Training {
  private final Trainer trainer;
  private final Model model;
  private final Dataset train;
  private final Optional<Dataset> validation;
  private final PictureReader reader;
  private final Plan plan;

  private History history = History.empty();
  private double bestLoss = Double.POSITIVE_INFINITY;
  private int bestEpoch;
  private Optional<INDArray> bestParameters = Optional.empty();
  private Optional<Measurements> bestMeasured = Optional.empty();
  private boolean interrupted;
  private Optional<Node> standardized = Optional.empty();
  private Standard standard = Standard.none();

  Training(
      Trainer trainer,
      Model model,
      Dataset train,
      Optional<Dataset> validation,
      PictureReader reader) {
    this.trainer = trainer;
    this.model = model;
    this.train = train;
    this.validation = validation;
    this.reader = reader;
    Graph graph = model.network().graph();
    this.plan = Plan.of(graph, trainer.optimizer(), trainer.rates(), trainer.seed());
    if (train.size() == 0) {
      throw new DataException(TrainingProblems.nothingToTrain());
    }
    check(train, graph);
    validation.ifPresent(v -> check(v, graph));
    // What cannot be trained is told before any picture is read.
    Lowering.lower(graph, plan);
  }

  private void check(Dataset data, Graph graph) {
    if (!graph.outputShape().equals(Shape.units(data.classes().size()))) {
      throw new DataException(TrainingProblems.classes(data.classes(), graph.outputShape()));
    }
    List<String> labels = model.network().labels();
    if (!labels.isEmpty() && !labels.equals(data.classes())) {
      throw new DataException(TrainingProblems.labels(data.classes(), labels));
    }
  }

  Run run() {
    Graph graph = model.network().graph();
    Optional<FeatureCache> own =
        trainer.cache().isEmpty()
            ? Optional.of(new FeatureCache(FeatureCache.Limits.defaults()))
            : Optional.empty();
    FeatureCache cache = trainer.cache().or(() -> own).orElseThrow();
    try {
      Optional<Beginning> kept = beginning(graph, cache);
      Graph part = kept.map(b -> graph.behind(b.end().name())).orElse(graph);
      standardized =
          kept.isPresent()
              ? Standard.reader(part)
                  .filter(node -> trainer.fresh().contains(node.name()) && !plan.freezes(node))
              : Optional.empty();
      // Dropout draws from ND4J's one generator.
      Nd4j.getRandom().setSeed(Seeds.derive("dropout", trainer.seed()));
      Stopwatch clock = Stopwatch.createStarted();
      try (Feed feed = feed(kept, cache, train, true)) {
        if (validation.isEmpty()) {
          epochs(part, feed, Optional.empty(), clock);
          return result(kept, feed.skipped());
        }
        try (Feed measured = feed(kept, cache, validation.orElseThrow(), false)) {
          epochs(part, feed, Optional.of(measured), clock);
          return result(kept, Evaluation.merged(feed.skipped(), measured.skipped()));
        }
      }
    } finally {
      own.ifPresent(FeatureCache::close);
    }
  }

  private Run result(Optional<Beginning> kept, List<Skipped> skipped) {
    Optional<String> keptAt = kept.map(b -> b.end().name());
    return new Run(history, bestEpoch, bestMeasured, keptAt, interrupted, skipped);
  }

  /** The beginning that is computed once, where there is one and its features fit. */
  private Optional<Beginning> beginning(Graph graph, FeatureCache cache) {
    if (!trainer.keepsFeatures(model.network())) {
      return Optional.empty();
    }
    List<Dataset> all = validation.map(v -> List.of(train, v)).orElse(List.of(train));
    return FeatureCache.end(graph, plan::freezes)
        .map(end -> FeatureCache.beginning(model, end, reader))
        .filter(beginning -> cache.takes(beginning, all));
  }

  private Feed feed(Optional<Beginning> kept, FeatureCache cache, Dataset data, boolean learning) {
    if (kept.isPresent()) {
      Features features =
          cache.of(
              kept.orElseThrow(),
              data,
              trainer.batch(),
              trainer.threads(),
              trainer.progress(),
              trainer.stop());
      if (learning && standardized.isPresent()) {
        standard = Standard.of(features);
      }
      return new FeatureFeed(features, data, trainer.batch(), trainer.seed(), learning, standard);
    }
    Augmentation augmentation = trainer.augmentation();
    Batches batches =
        learning
            ? Batches.shuffled(
                data, reader, augmentation, trainer.seed(), trainer.batch(), trainer.threads())
            : Batches.inOrder(data, reader, trainer.batch(), trainer.threads());
    Network network = model.network();
    return learning
        ? PictureFeed.learning(batches, data.size(), network, trainer.seed())
        : PictureFeed.measuring(batches, data.size(), network);
  }

  private void epochs(Graph part, Feed feed, Optional<Feed> measured, Stopwatch clock) {
    ComputationGraph graph = model.toTrain(part, plan);
    standardized.ifPresent(dense -> Standard.regularize(graph, dense.name()));
    FrozenCheck frozen = new FrozenCheck(part, plan, graph);
    try (Executor executor = Executors.forTraining(graph)) {
      int sinceBest = 0;
      for (int epoch = 1; epoch <= trainer.epochs() && !interrupted; epoch++) {
        double trainLoss = pass(executor, feed, epoch);
        executor.publish();
        frozen.verify(epoch);
        requireFinite(graph, epoch);
        if (interrupted && bestEpoch > 0) {
          // Half an epoch is not measured; the best whole one stands.
          break;
        }
        Optional<Measurements> now = Optional.empty();
        if (measured.isPresent()) {
          now = Optional.of(measure(executor, measured.orElseThrow(), epoch));
        }
        double loss = now.isPresent() ? now.orElseThrow().loss().orElseThrow() : trainLoss;
        sinceBest++;
        if (loss < bestLoss || bestEpoch == 0) {
          sinceBest = 0;
          bestLoss = loss;
          bestEpoch = epoch;
          bestMeasured = now;
          keep(graph);
        }
        history = history.with(epoch(epoch, trainLoss, now, feed, clock));
        clock.reset().start();
        if (trainer.patience() > 0 && sinceBest >= trainer.patience()) {
          trainer
              .progress()
              .note(
                  "no better %s loss for %s epochs: done"
                      .formatted(now.isPresent() ? "validation" : "training", sinceBest));
          break;
        }
      }
      bestParameters.ifPresent(best -> graph.params().assign(best));
      standardized.ifPresent(dense -> standard.fold(graph, dense.name()));
      model.adopt(part, plan, graph);
    } finally {
      bestParameters.ifPresent(INDArray::close);
      graph.close();
    }
  }

  private void keep(ComputationGraph graph) {
    if (bestParameters.isEmpty()) {
      bestParameters = Optional.of(graph.params().dup());
    } else {
      bestParameters.orElseThrow().assign(graph.params());
    }
  }

  /** One pass over the training pictures; its mean loss. */
  private double pass(Executor executor, Feed feed, int epoch) {
    feed.epoch(epoch - 1);
    double sum = 0;
    long seen = 0;
    int number = 0;
    try (Progress.Task task =
        trainer.progress().start("epoch %s/%s".formatted(epoch, trainer.epochs()), feed.size())) {
      while (feed.hasNext() && !interrupted) {
        MultiDataSet batch = feed.next();
        number++;
        double loss = step(executor, batch, epoch, number);
        int rows = feed.samples().size();
        sum += loss * rows;
        seen += rows;
        task.advance(rows, String.format(Locale.ROOT, "loss %.4f", sum / seen));
        interrupted = trainer.stop().getAsBoolean();
      }
    }
    return sum / seen;
  }

  private double step(Executor executor, MultiDataSet batch, int epoch, int number) {
    try {
      return executor.step(batch);
    } catch (TrainingException e) {
      throw new TrainingException(
          TrainingProblems.step(e, epoch, number, trainer.optimizer().rate()), e);
    }
  }

  /** A last update of an epoch may have gone too far, which the next loss would show. */
  private void requireFinite(ComputationGraph graph, int epoch) {
    if (!Double.isFinite(graph.params().sumNumber().doubleValue())) {
      throw new TrainingException(TrainingProblems.weights(epoch, trainer.optimizer().rate()));
    }
  }

  private Measurements measure(Executor executor, Feed feed, int epoch) {
    feed.epoch(0);
    try (Progress.Task task =
        trainer
            .progress()
            .start("validation %s/%s".formatted(epoch, trainer.epochs()), feed.size())) {
      Measurements measured =
          Measurements.of(
              validation.orElseThrow().classes(),
              Evaluation.predictions(executor, feed, task, () -> false),
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
      throw new TrainingException(TrainingProblems.validation(e, epoch), e);
    }
  }

  private History.Epoch epoch(
      int number, double trainLoss, Optional<Measurements> measured, Feed feed, Stopwatch clock) {
    return new History.Epoch(
        number,
        trainLoss,
        measured.map(Measurements::loss).orElse(OptionalDouble.empty()),
        measured.map(m -> m.accuracy().value()).orElse(OptionalDouble.empty()),
        trainer.optimizer().rate(),
        clock.elapsed(TimeUnit.MICROSECONDS) / 1e6,
        feed.waited().toNanos() / 1e9,
        interrupted ? "interrupted" : "");
  }
}
