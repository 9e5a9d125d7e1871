package org.blockwright.training;

import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.blockwright.base.UsageException;
import org.blockwright.dsl.graph.Node;
import org.blockwright.engine.EarlierUpdates;
import org.blockwright.model.Model;
import org.blockwright.model.WeightsSnapshot;
import org.blockwright.training.TrainingEvent.PhaseEnded;
import org.blockwright.training.TrainingEvent.PhaseStarted;
import org.blockwright.training.TrainingEvent.RunEnded;
import org.blockwright.training.TrainingEvent.RunStarted;
import org.blockwright.training.checkpoint.Checkpoints;
import org.blockwright.training.checkpoint.Position;
import org.blockwright.training.checkpoint.SavedCheckpoint;
import org.blockwright.training.features.FeatureCache;

/**
 * A training in progress: its phases, one after the other, see {@link PhaseRun}. The model has the
 * weights of the best epoch of the last phase in between, and those of the best epoch of all phases
 * at the end.
 */
final class Training implements AutoCloseable {
  private final TrainingSetup setup;
  private final TrainingData data;
  private final Model model;
  private final RunState run;
  private final EarlierUpdates earlier = new EarlierUpdates();
  private Optional<FeatureCache> ownedCache = Optional.empty();

  /** The end of the backbone whose features are in the cache. */
  private Optional<String> cachedEnd = Optional.empty();

  /** Whether listeners know of the run. */
  private boolean started;

  /** The weights before the training, if they change between phases. */
  private final Optional<WeightsSnapshot> initial;

  /** The weights of the best epoch, if it is in an earlier phase. */
  private Optional<WeightsSnapshot> best = Optional.empty();

  private final Optional<RunCheckpoints> checkpoints;

  private Training(TrainingSetup setup, TrainingData data, Optional<RunCheckpoints> checkpoints) {
    this.setup = setup;
    this.data = data;
    this.model = setup.model();
    this.run = new RunState(setup, data);
    this.checkpoints = checkpoints;
    this.initial = setup.phases().size() > 1 ? Optional.of(model.snapshot()) : Optional.empty();
  }

  /** Trains a model. */
  static TrainingResult run(
      TrainingSetup setup, TrainingData data, Optional<Checkpoints> checkpoints) {
    Optional<RunCheckpoints> opened =
        checkpoints.map(settings -> RunCheckpoints.open(settings, setup, data));
    try (Training training = new Training(setup, data, opened)) {
      return training.run();
    } finally {
      opened.ifPresent(RunCheckpoints::close);
    }
  }

  /** Continues from the last checkpoint, and returns the number of its phase; 1 without one. */
  private int resume() {
    Optional<SavedCheckpoint> saved = checkpoints.flatMap(RunCheckpoints::saved);
    if (saved.isEmpty()) {
      return 1;
    }
    Position position = saved.get().position();
    if (position.phase() > setup.phases().size()) {
      throw new UsageException(
          TrainingProblems.noSuchPhase(position.phase(), setup.phases().size()));
    }
    RunCheckpoints all = checkpoints.orElseThrow();
    run.restore(position, all.keepsBest());
    if (initial.isPresent()) {
      best = all.restore(initial.get(), earlier);
    }
    run.note(
        TrainingProblems.resumed(
            run.epochsSoFar() + 1,
            position.epoch().batches() + 1,
            setup.phases().size() > 1 ? position.phase() : 0));
    return position.phase();
  }

  private TrainingResult run() {
    try {
      int phases = setup.phases().size();
      for (int number = resume(); ; number++) {
        boolean last = number == phases;
        Optional<TrainingResult> result = runPhase(number, last);
        if (result.isPresent()) {
          return result.get();
        }
      }
    } catch (RuntimeException | Error e) {
      initial.ifPresent(model::restore);
      if (started) {
        run.listeners().sendFailure(e);
      }
      throw e;
    }
  }

  /** Runs a phase; returns the result if it is the last one, as one that is stopped. */
  private Optional<TrainingResult> runPhase(int number, boolean last) {
    PhaseSetup phase = setup.phases().get(number - 1);
    checkpoints.ifPresent(c -> c.phaseStarted(number, earlier, best));
    try (Feeds feeds = new Feeds(phase, data.datasets(), cache(phase));
        PhaseRun part = PhaseRun.open(run, phase, data, feeds)) {
      if (!started) {
        started = true;
        run.listeners()
            .send(
                new RunStarted(
                    run.maxEpochs(run.epochsBefore(number), number),
                    data.train().size(),
                    data.validation().map(d -> d.size()).orElse(0),
                    run.monitor().metric()),
                TrainingListener::runStarted);
        setup.notices().forEach(setup.trainer().progress()::note);
      }
      if (setup.phases().size() > 1) {
        run.listeners().send(started(number, phase), TrainingListener::phaseStarted);
      }
      boolean stopped = part.run(number, earlier, checkpoints);
      run.addFeeds(part.feeds());
      if (last || stopped) {
        return Optional.of(finish(part));
      }
      run.listeners()
          .send(
              new PhaseEnded(number, part.bestEpoch(), part.stopReason()),
              TrainingListener::phaseEnded);
      part.keepState(earlier);
      part.restoreBest();
      part.copyToModel(Optional.empty());
      if (part.hasBestOfRun()) {
        replaceBest();
      }
      return Optional.empty();
    }
  }

  private PhaseStarted started(int number, PhaseSetup phase) {
    long parameters =
        model.parameters().values().stream()
            .flatMap(List::stream)
            .mapToLong(parameter -> parameter.size())
            .sum();
    return new PhaseStarted(
        number,
        setup.phases().size(),
        run.epochsBefore(number) + 1,
        phase.epochs(),
        phase.trainer().optimizer().learningRate(),
        phase.trainedParameters(),
        parameters);
  }

  private void replaceBest() {
    best.ifPresent(WeightsSnapshot::close);
    best = Optional.of(model.snapshot());
  }

  /** Returns the cache of a phase; that of the phase before if it has the same backbone. */
  private FeatureCache cache(PhaseSetup phase) {
    if (phase.trainer().featureCache().isPresent()) {
      return phase.trainer().featureCache().get();
    }
    Optional<String> end = phase.backboneEnd().map(Node::name);
    if (ownedCache.isEmpty() || !end.equals(cachedEnd)) {
      ownedCache.ifPresent(FeatureCache::close);
      ownedCache = Optional.of(new FeatureCache(FeatureCache.Limits.defaults()));
      cachedEnd = end;
    }
    return ownedCache.get();
  }

  /** Copies the best weights to the model, after all listeners have handled the end. */
  private TrainingResult finish(PhaseRun last) {
    last.restoreBest();
    TrainingResult result =
        new TrainingResult(
            run.history(),
            run.best().epoch(),
            run.best().measurements().map(ValidationResult::outputs).orElse(ImmutableMap.of()),
            run.cachedAt().isEmpty()
                ? Optional.empty()
                : Optional.of(run.cachedAt().stream().collect(Collectors.joining(", "))),
            run.stop().isInterrupted(),
            last.stopReason(),
            run.skipped());
    run.listeners()
        .send(new RunEnded(result), (listener, event, control) -> listener.runEnded(event));
    if (last.hasBestOfRun()) {
      last.copyToModel(last.stateOfBest());
    } else {
      best.ifPresent(
          weights -> {
            model.restore(weights);
            last.copyUpdatersToModel();
          });
    }
    return result;
  }

  @Override
  public void close() {
    ownedCache.ifPresent(FeatureCache::close);
    initial.ifPresent(WeightsSnapshot::close);
    best.ifPresent(WeightsSnapshot::close);
    earlier.close();
  }
}
