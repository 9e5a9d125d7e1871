package org.blockwright.training;

import com.google.common.base.Stopwatch;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.blockwright.data.Sample;
import org.blockwright.dsl.graph.Node;
import org.blockwright.engine.EarlierUpdates;
import org.blockwright.engine.Executor;
import org.blockwright.engine.optimizer.OptimizerState;
import org.blockwright.inference.Feed;
import org.blockwright.training.TrainingEvent.BatchEnded;
import org.blockwright.training.TrainingEvent.EpochEnded;
import org.blockwright.training.TrainingEvent.EpochStarted;
import org.blockwright.training.TrainingEvent.NewBest;
import org.blockwright.training.checkpoint.Position.EpochPart;
import org.nd4j.linalg.dataset.MultiDataSet;

/**
 * A phase of a training in progress: the loop over epochs and batches. Listeners report it and
 * record its history. See {@link Feeds} for the part of the network that is trained.
 */
final class PhaseRun implements AutoCloseable {
  private final RunState run;
  private final Trainer trainer;
  private final TrainingData data;
  private final EpochFeeds feeds;
  private final TrainedGraph graph;
  private final TargetScalings scalings;
  private final Stopwatch clock;
  private final int epochs;
  private final BestEpoch best;
  private final LearningRates rates;
  private final EarlyStopping earlyStopping;
  private final Optional<Node> solvedLayer;
  private Optional<Executor> executor = Optional.empty();
  private Optional<String> earlyStop = Optional.empty();

  /** Whether the last epoch was stopped before its end. */
  private boolean cutShort;

  private PhaseRun(
      RunState run,
      PhaseSetup setup,
      TrainingData data,
      EpochFeeds feeds,
      TrainedGraph graph,
      TargetScalings scalings,
      Stopwatch clock) {
    this.run = run;
    this.trainer = setup.trainer();
    this.data = data;
    this.feeds = feeds;
    this.graph = graph;
    this.scalings = scalings;
    this.clock = clock;
    this.solvedLayer = setup.solvedLayer();
    this.epochs = setup.epochs();
    this.best = new BestEpoch(run.monitor().metric());
    this.rates =
        new LearningRates(
            trainer.schedule(),
            trainer.optimizer().learningRate(),
            updatesPerEpoch(feeds.train().size()),
            epochs,
            run.monitor().metric());
    this.earlyStopping =
        new EarlyStopping(setup.resolvedSettings().patience(), run.monitor().title());
  }

  private long updatesPerEpoch(int images) {
    long batches = (images + trainer.batchSize() - 1L) / trainer.batchSize();
    return (batches + trainer.accumulate() - 1) / trainer.accumulate();
  }

  /** Prepares a phase: caches features, and lowers the graph with the weights of the model. */
  static PhaseRun open(RunState run, PhaseSetup setup, TrainingData data, Feeds feeds) {
    Optional<Standardization> standardization =
        setup.standardizedLayer().map(layer -> feeds.standardize(data.train()));
    TargetScalings scalings =
        TargetScalings.of(data.predicted().outputs(), setup.scaledOutputs(), data.train());
    PriorBias prior =
        new PriorBias(data.predicted().outputs(), data.train(), setup.trainer().sampling());
    Stopwatch clock = Stopwatch.createStarted();
    Feed train =
        setup.solvedLayer().isPresent()
            ? feeds.evaluationFeed(data.train())
            : feeds.trainingFeed(data.train());
    EpochFeeds epochFeeds = new EpochFeeds(train, Optional.empty(), feeds.cachedAt());
    try {
      epochFeeds =
          new EpochFeeds(train, data.validation().map(feeds::evaluationFeed), feeds.cachedAt());
      return new PhaseRun(
          run,
          setup,
          data,
          epochFeeds,
          new TrainedGraph(setup, standardization, scalings, prior),
          scalings,
          clock);
    } catch (RuntimeException | Error e) {
      epochFeeds.close();
      throw e;
    }
  }

  /**
   * Trains the epochs of the phase.
   *
   * @param number of the phase, from 1
   * @param earlier the state of the optimizer after the phases before
   * @param checkpoints of the run, if it has some
   * @return whether the run is to end
   */
  boolean run(int number, EarlierUpdates earlier, Optional<RunCheckpoints> checkpoints) {
    executor = Optional.of(graph.executor(earlier));
    runEpochs(number, executor.orElseThrow(), checkpoints);
    return run.stop().isRequested();
  }

  private void runEpochs(int phase, Executor executor, Optional<RunCheckpoints> checkpoints) {
    int before = run.epochsBefore(phase);
    int maxEpochs = run.maxEpochs(before, phase);
    Listeners listeners = run.listeners();
    Steps steps = new Steps(executor, trainer, scalings, rates, run.batches());
    Optional<Validation> validation =
        feeds
            .validation()
            .map(feed -> new Validation(executor, feed, data, scalings, trainer.seed(), listeners));
    PhaseCheckpoints states =
        new PhaseCheckpoints(
            checkpoints, run, phase, executor, graph.bestWeights(), best, rates, steps, feeds);
    EpochPart part = states.restore();
    if (part.batches() == 0 && best.epoch() > 0) {
      earlyStop = earlyStopping.reason(run.epochsSoFar(), best.epoch());
    }
    for (int epoch = run.epochsSoFar() + 1;
        epoch <= before + epochs && !run.stop().isRequested() && earlyStop.isEmpty();
        epoch++) {
      listeners.send(
          new EpochStarted(epoch, maxEpochs, feeds.train().size()), TrainingListener::epochStarted);
      if (run.stop().isRequested()) {
        break;
      }
      double trainLoss =
          solvedLayer.isPresent()
              ? solve(executor, states)
              : trainEpoch(steps, epoch, part, states);
      double secondsBefore = part.seconds();
      part = EpochPart.NONE;
      executor.publish();
      graph.verifyFrozenLayers(epoch);
      steps.requireFiniteWeights(epoch);
      if (cutShort && run.best().epoch() > 0) {
        // An incomplete epoch is not evaluated; the best complete one is kept.
        break;
      }
      int current = epoch;
      Optional<ValidationResult> measured =
          graph.withAverages(
              executor,
              () -> {
                Optional<ValidationResult> result = validation.map(v -> v.run(current, maxEpochs));
                compare(current - before, current, trainLoss, result);
                return result;
              });
      History.Epoch metrics = metrics(epoch, phase, trainLoss, measured, secondsBefore);
      clock.reset().start();
      earlyStop = earlyStopping.reason(epoch, best.epoch());
      listeners.send(
          new EpochEnded(metrics, maxEpochs, run.best().epoch(), run.monitor().metric()),
          TrainingListener::epochEnded);
      if (!cutShort) {
        states.epochEnded();
      }
    }
    run.setBatches(steps.batches());
  }

  /** Compares an epoch with those before, and keeps its weights if they are the best. */
  private void compare(
      int epochOfPhase, int epoch, double trainLoss, Optional<ValidationResult> measured) {
    double value = run.monitor().value(trainLoss, measured);
    rates.epochEnded(epochOfPhase, value);
    if (best.update(epoch, value, measured)) {
      graph.bestWeights().keep();
    }
    if (run.best().update(epoch, value, measured)) {
      run.listeners()
          .send(new NewBest(epoch, run.monitor().metric(), value), TrainingListener::newBest);
    }
  }

  /**
   * Trains one epoch and returns its mean loss.
   *
   * @param before what the epoch had done when the run was interrupted
   */
  private double trainEpoch(Steps steps, int epoch, EpochPart before, PhaseCheckpoints states) {
    Feed feed = feeds.train();
    states.startEpoch(epoch, before);
    double sum = before.lossSum();
    long seen = before.images();
    EpochPart part = before;
    for (int number = before.batches() + 1; feed.hasNext() && !cutShort; number++) {
      MultiDataSet batch = feed.next();
      List<Sample> samples = feed.samples();
      double loss = steps.step(batch, samples, epoch, number);
      int images = samples.size();
      sum += loss * images;
      seen += images;
      run.listeners()
          .send(
              new BatchEnded(epoch, number, images, loss, sum / seen),
              TrainingListener::batchEnded);
      if (trainer.stopCondition().getAsBoolean()) {
        run.stop().interrupt();
      }
      part = new EpochPart(number, seen, sum, before.seconds() + seconds());
      // Batches since the last update are part of the next one.
      cutShort = run.stop().isRequested() && steps.isUpdated();
      if (!run.stop().isRequested()) {
        states.batchEnded(part);
      }
    }
    if (!cutShort) {
      steps.endEpoch();
      cutShort = run.stop().isRequested();
    }
    if (cutShort && run.stop().isInterrupted()) {
      states.interrupted(part);
    }
    return sum / seen;
  }

  /**
   * Solves the head to convergence and returns its loss. A run that is stopped meanwhile is saved
   * as it was before: the head is solved from the beginning when it is resumed.
   */
  private double solve(Executor executor, PhaseCheckpoints states) {
    executor.publish();
    HeadSolver.Solution solution =
        graph.solve(
            feeds.train(),
            () -> {
              boolean stop = trainer.stopCondition().getAsBoolean();
              if (stop) {
                states.interrupted(EpochPart.NONE);
              }
              return stop;
            });
    executor.reload();
    trainer.progress().note(TrainingProblems.solved(solution));
    return solution.loss();
  }

  private String note() {
    return run.stop().isInterrupted()
        ? "interrupted"
        : cutShort ? "incomplete" : solvedLayer.isPresent() ? "L-BFGS" : "";
  }

  private History.Epoch metrics(
      int epoch,
      int phase,
      double trainLoss,
      Optional<ValidationResult> measured,
      double secondsBefore) {
    return new History.Epoch(
        epoch,
        phase,
        trainLoss,
        measured.map(ValidationResult::values).orElse(ImmutableMap.of()),
        solvedLayer.isPresent() ? 0 : rates.current(),
        secondsBefore + seconds(),
        feeds.train().waitTime().toNanos() / 1e9,
        note());
  }

  /** Returns the seconds of the current epoch. */
  private double seconds() {
    return clock.elapsed(TimeUnit.MICROSECONDS) / 1e6;
  }

  EpochFeeds feeds() {
    return feeds;
  }

  /** Returns the number of the best epoch of the phase; 0 if there is none. */
  int bestEpoch() {
    return best.epoch();
  }

  /** Returns whether the best epoch of the run is one of this phase. */
  boolean hasBestOfRun() {
    return best.epoch() > 0 && best.epoch() == run.best().epoch();
  }

  /** Returns why the phase or the run has ended before its last epoch, unless by interruption. */
  Optional<String> stopReason() {
    return run.stop().isInterrupted() ? Optional.empty() : earlyStop.or(() -> run.stop().reason());
  }

  /** Returns the state of the optimizer if it belongs to the weights of the best epoch. */
  Optional<OptimizerState> stateOfBest() {
    boolean lastIsBest = best.epoch() == run.epochsSoFar() && !cutShort;
    return lastIsBest ? executor.map(Executor::optimizerState) : Optional.empty();
  }

  /** Keeps the state of the optimizer for the next phase. */
  void keepState(EarlierUpdates earlier) {
    graph.keepState(executor.orElseThrow(), earlier);
  }

  /** Restores the weights of the best epoch of the phase. */
  void restoreBest() {
    graph.restoreBest();
  }

  /** Copies the restored weights to the model. */
  void copyToModel(Optional<OptimizerState> state) {
    graph.copyToModel(state);
  }

  /** Sets the updaters of the model, whose weights are those of an earlier phase. */
  void copyUpdatersToModel() {
    graph.copyUpdatersToModel();
  }

  @Override
  public void close() {
    executor.ifPresent(Executor::close);
    graph.close();
    feeds.close();
  }
}
