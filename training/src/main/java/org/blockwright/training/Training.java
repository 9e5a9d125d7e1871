package org.blockwright.training;

import com.google.common.base.Stopwatch;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.blockwright.data.Sample;
import org.blockwright.engine.Executor;
import org.blockwright.inference.Feed;
import org.blockwright.training.TrainingEvent.BatchEnded;
import org.blockwright.training.TrainingEvent.EpochEnded;
import org.blockwright.training.TrainingEvent.EpochStarted;
import org.blockwright.training.TrainingEvent.NewBest;
import org.blockwright.training.TrainingEvent.RunEnded;
import org.blockwright.training.TrainingEvent.RunStarted;
import org.nd4j.linalg.dataset.MultiDataSet;

/**
 * A training in progress: the loop over epochs and batches. Listeners report it, record its
 * history, keep the best weights and stop it early. See {@link Feeds} for the part of the network
 * that is trained.
 */
final class Training {
  private final Trainer trainer;
  private final TrainingData data;
  private final EpochFeeds feeds;
  private final TrainedGraph graph;
  private final TargetScalings scalings;
  private final Stopwatch clock;
  private final int epochs;
  private final Monitor monitor;
  private final BestEpoch best;
  private final StopRequest stop = new StopRequest();
  private final LearningRates rates;
  private final HistoryRecorder recorder = new HistoryRecorder();
  private final Listeners listeners;

  /** Whether the last epoch was stopped before its end. */
  private boolean cutShort;

  private Training(
      TrainingSetup setup,
      TrainingData data,
      EpochFeeds feeds,
      TrainedGraph graph,
      TargetScalings scalings,
      Stopwatch clock) {
    this.trainer = setup.trainer();
    this.data = data;
    this.feeds = feeds;
    this.graph = graph;
    this.scalings = scalings;
    this.clock = clock;
    this.epochs = setup.resolvedSettings().epochs();
    this.monitor = Monitor.of(trainer.monitor(), data.validation().isPresent());
    this.best = new BestEpoch(monitor.metric());
    this.rates =
        new LearningRates(
            trainer.schedule(),
            trainer.optimizer().learningRate(),
            (feeds.train().size() + trainer.batchSize() - 1L) / trainer.batchSize(),
            epochs,
            monitor.metric());
    this.listeners =
        new Listeners(
            List.of(
                recorder,
                graph.bestWeights(),
                new ProgressListener(trainer.progress()),
                ConsoleListener.to(trainer.progress()::note),
                new EarlyStopping(setup.resolvedSettings().patience(), monitor.title())),
            trainer.listeners(),
            stop);
  }

  /** Trains a model. */
  static TrainingResult run(TrainingSetup setup, TrainingData data) {
    try (Feeds feeds = new Feeds(setup, data.datasets())) {
      Optional<Standardization> standardization =
          setup.standardizedLayer().map(layer -> feeds.standardize(data.train()));
      TargetScalings scalings =
          TargetScalings.of(data.predicted().outputs(), setup.scaledOutputs(), data.train());
      PriorBias prior =
          new PriorBias(data.predicted().outputs(), data.train(), setup.trainer().sampling());
      Stopwatch clock = Stopwatch.createStarted();
      try (Feed train = feeds.trainingFeed(data.train());
          Feed validation = data.validation().map(feeds::evaluationFeed).orElse(null);
          TrainedGraph graph = new TrainedGraph(setup, standardization, scalings, prior)) {
        EpochFeeds epochFeeds =
            new EpochFeeds(train, Optional.ofNullable(validation), feeds.cachedAt());
        return new Training(setup, data, epochFeeds, graph, scalings, clock).run();
      }
    }
  }

  private TrainingResult run() {
    try {
      listeners.send(
          new RunStarted(epochs, feeds.train().size(), feeds.validationSize(), monitor.metric()),
          TrainingListener::runStarted);
      try (Executor executor = graph.executor()) {
        runEpochs(executor);
        return finish(executor);
      }
    } catch (RuntimeException | Error e) {
      listeners.sendFailure(e);
      throw e;
    }
  }

  private void runEpochs(Executor executor) {
    Steps steps = new Steps(executor, trainer, scalings, rates);
    Optional<Validation> validation =
        feeds
            .validation()
            .map(feed -> new Validation(executor, feed, data, scalings, trainer.seed(), listeners));
    for (int number = 1; number <= epochs && !stop.isRequested(); number++) {
      int epoch = number;
      listeners.send(
          new EpochStarted(epoch, epochs, feeds.train().size()), TrainingListener::epochStarted);
      if (stop.isRequested()) {
        break;
      }
      double trainLoss = trainEpoch(steps, epoch);
      executor.publish();
      graph.verifyFrozenLayers(epoch);
      steps.requireFiniteWeights(epoch);
      if (cutShort && best.epoch() > 0) {
        // An incomplete epoch is not evaluated; the best complete one is kept.
        break;
      }
      Optional<ValidationResult> measured = validation.map(v -> v.run(epoch, epochs));
      double value = monitor.value(trainLoss, measured);
      rates.epochEnded(epoch, value);
      if (best.update(epoch, value, measured)) {
        listeners.send(new NewBest(epoch, monitor.metric(), value), TrainingListener::newBest);
      }
      History.Epoch metrics = metrics(epoch, trainLoss, measured);
      clock.reset().start();
      listeners.send(
          new EpochEnded(metrics, epochs, best.epoch(), monitor.metric()),
          TrainingListener::epochEnded);
    }
  }

  /** Trains one epoch and returns its mean loss. */
  private double trainEpoch(Steps steps, int epoch) {
    Feed feed = feeds.train();
    feed.startEpoch(epoch - 1);
    double sum = 0;
    long seen = 0;
    for (int number = 1; feed.hasNext() && !cutShort; number++) {
      MultiDataSet batch = feed.next();
      List<Sample> samples = feed.samples();
      double loss = steps.step(batch, samples, epoch, number);
      int images = samples.size();
      sum += loss * images;
      seen += images;
      listeners.send(
          new BatchEnded(epoch, number, images, loss, sum / seen), TrainingListener::batchEnded);
      if (trainer.stopCondition().getAsBoolean()) {
        stop.interrupt();
      }
      cutShort = stop.isRequested();
    }
    return sum / seen;
  }

  private History.Epoch metrics(int epoch, double trainLoss, Optional<ValidationResult> measured) {
    return new History.Epoch(
        epoch,
        trainLoss,
        measured.map(ValidationResult::values).orElse(ImmutableMap.of()),
        rates.current(),
        clock.elapsed(TimeUnit.MICROSECONDS) / 1e6,
        feeds.train().waitTime().toNanos() / 1e9,
        stop.isInterrupted() ? "interrupted" : cutShort ? "incomplete" : "");
  }

  /** Copies the best weights to the model, after all listeners have handled the end. */
  private TrainingResult finish(Executor executor) {
    graph.restoreBest();
    TrainingResult result =
        new TrainingResult(
            recorder.history(),
            best.epoch(),
            best.measurements().map(ValidationResult::outputs).orElse(ImmutableMap.of()),
            feeds.cachedAt(),
            stop.isInterrupted(),
            stop.reason(),
            feeds.skipped());
    listeners.send(new RunEnded(result), (listener, event, control) -> listener.runEnded(event));
    if (best.epoch() > 0) {
      boolean lastIsBest = best.epoch() == result.history().epochs().size() && !cutShort;
      graph.copyToModel(lastIsBest ? Optional.of(executor.optimizerState()) : Optional.empty());
    }
    return result;
  }
}
