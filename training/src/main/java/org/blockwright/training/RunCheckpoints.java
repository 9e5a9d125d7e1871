package org.blockwright.training;

import com.google.common.collect.Maps;
import com.google.common.collect.Sets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.blockwright.base.UsageException;
import org.blockwright.engine.EarlierUpdates;
import org.blockwright.engine.ParameterArrays;
import org.blockwright.engine.ParameterKey;
import org.blockwright.model.Model;
import org.blockwright.model.WeightsSnapshot;
import org.blockwright.training.checkpoint.Checkpoint;
import org.blockwright.training.checkpoint.CheckpointFolder;
import org.blockwright.training.checkpoint.CheckpointProblems;
import org.blockwright.training.checkpoint.CheckpointWriter;
import org.blockwright.training.checkpoint.Checkpoints;
import org.blockwright.training.checkpoint.Position;
import org.blockwright.training.checkpoint.SavedCheckpoint;
import org.blockwright.training.features.Hashes;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The checkpoints of a training run: what a run has beside its current phase, see {@link
 * PhaseCheckpoints}. Weights that the training has not changed are referred to by their hash.
 */
final class RunCheckpoints implements AutoCloseable {
  private static final String MODEL = "model";
  private static final String EARLIER_BEST = "earlierbest";
  private static final String EARLIER = "earlier";

  private final Checkpoints settings;
  private final CheckpointFolder folder;
  private final CheckpointWriter writer;
  private final Model model;
  private final Map<String, String> facts;

  /** Hashes of the weights before the training. */
  private final Map<String, String> initial;

  private final Set<String> newlyInitialized;
  private final Optional<SavedCheckpoint> saved;
  private final boolean keepsBest;

  /** Hashes of the weights at the start of the phase. */
  private Map<String, String> current;

  private EarlierUpdates earlier = new EarlierUpdates();
  private Optional<WeightsSnapshot> earlierBest = Optional.empty();
  private Set<String> newlyInitializedInBest = Set.of();

  private RunCheckpoints(
      Checkpoints settings, CheckpointFolder folder, TrainingSetup setup, TrainingData data) {
    this.settings = settings;
    this.folder = folder;
    this.model = setup.model();
    this.facts = RunFacts.of(setup, data);
    this.initial = hashes();
    this.current = initial;
    this.newlyInitialized = Set.copyOf(model.newlyInitialized());
    this.writer = new CheckpointWriter(folder, settings.maxOverhead());
    if (settings.start() == Checkpoints.Start.NEW) {
      folder.clear();
      this.saved = Optional.empty();
    } else {
      this.saved = folder.latest(setup.trainer().progress()::note);
    }
    this.saved.ifPresent(s -> compare(s, setup));
    this.keepsBest =
        this.saved.filter(s -> s.hasFact(RunFacts.VALIDATION_IMAGES, facts)).isPresent();
  }

  /**
   * Opens the folder of checkpoints and reads the last one, if the training is to continue.
   *
   * @throws UsageException if it belongs to a training that differs from this one
   */
  static RunCheckpoints open(Checkpoints settings, TrainingSetup setup, TrainingData data) {
    CheckpointFolder folder = CheckpointFolder.open(settings.folder());
    try {
      return new RunCheckpoints(settings, folder, setup, data);
    } catch (RuntimeException | Error e) {
      folder.close();
      throw e;
    }
  }

  private void compare(SavedCheckpoint checkpoint, TrainingSetup setup) {
    List<String> differences = checkpoint.differences(facts, initial);
    if (differences.isEmpty()) {
      return;
    }
    if (settings.start() != Checkpoints.Start.RESUME_WITH_CHANGES) {
      throw new UsageException(CheckpointProblems.changed(settings.folder(), differences));
    }
    setup.trainer().progress().note(CheckpointProblems.continuedWithChanges(differences));
  }

  private Map<String, String> hashes() {
    Map<String, String> hashes = new LinkedHashMap<>();
    ParameterArrays.of(model.graph())
        .forEach((key, values) -> hashes.put(name(key), Hashes.of(values).toString()));
    return hashes;
  }

  private static String name(ParameterKey key) {
    return key.vertex() + "/" + key.name();
  }

  private static ParameterKey key(String name) {
    int last = name.lastIndexOf('/');
    return new ParameterKey(name.substring(0, last), name.substring(last + 1));
  }

  /** The checkpoint from which the training continues; empty if it starts from the beginning. */
  Optional<SavedCheckpoint> saved() {
    return saved;
  }

  /** Whether the best epoch of the checkpoint was selected by the current validation images. */
  boolean keepsBest() {
    return keepsBest;
  }

  Checkpoints settings() {
    return settings;
  }

  CheckpointWriter writer() {
    return writer;
  }

  /**
   * Restores what the phases before that of the checkpoint have left.
   *
   * @param before the weights before the training
   * @param updates receives the state of the optimizer
   * @return the weights of the best epoch, if it is in one of these phases
   */
  Optional<WeightsSnapshot> restore(WeightsSnapshot before, EarlierUpdates updates) {
    SavedCheckpoint checkpoint = saved.orElseThrow();
    Position position = checkpoint.position();
    Optional<WeightsSnapshot> best = Optional.empty();
    if (checkpoint.hasGroup(EARLIER_BEST) && keepsBest) {
      write(checkpoint, EARLIER_BEST, position.layers().trainedInBest());
      best = Optional.of(model.snapshot());
      model.restore(before);
    }
    if (checkpoint.hasGroup(MODEL)) {
      write(checkpoint, MODEL, position.layers().trained());
      updates.load(
          new EarlierUpdates.Counts(
              position.counters().earlierIterations(), counts(position.counters())),
          checkpoint.read(EARLIER));
    }
    return best;
  }

  private static Map<ParameterKey, Long> counts(Position.Counters counters) {
    Map<ParameterKey, Long> counts = new LinkedHashMap<>();
    counters.earlierUpdates().forEach((name, number) -> counts.put(key(name), number));
    return counts;
  }

  private void write(SavedCheckpoint checkpoint, String group, List<String> trained) {
    Map<String, INDArray> targets = new LinkedHashMap<>();
    ParameterArrays.of(model.graph()).forEach((key, values) -> targets.put(name(key), values));
    checkpoint.readChanged(group, targets);
    model.weightsWritten(Set.copyOf(trained));
  }

  /**
   * Notes what stays the same during a phase.
   *
   * @param number number of the phase
   * @param updates the state of the optimizer after the phases before
   * @param best the weights of the best epoch, if it is in one of these phases
   */
  void phaseStarted(int number, EarlierUpdates updates, Optional<WeightsSnapshot> best) {
    current = number == 1 ? initial : hashes();
    earlier = updates;
    earlierBest = best;
    newlyInitializedInBest =
        best.<Set<String>>map(WeightsSnapshot::newlyInitialized).orElse(Set.of());
  }

  /** Returns the groups of arrays of the run, which are the same during a phase. */
  List<Checkpoint.Group> groups(int phase) {
    List<Checkpoint.Group> groups = new ArrayList<>();
    if (phase > 1) {
      groups.add(writer.group(MODEL, "phase " + phase, () -> changed(model.graph().params())));
      groups.add(writer.group(EARLIER, "phase " + phase, earlier::arrays));
      earlierBest.ifPresent(
          best ->
              groups.add(
                  writer.group(EARLIER_BEST, "phase " + phase, () -> changed(best.parameters()))));
    }
    return groups;
  }

  /** Returns the weights in a vector that differ from those before the training. */
  private Map<String, INDArray> changed(INDArray parameters) {
    Map<String, INDArray> arrays = new LinkedHashMap<>();
    ParameterArrays.of(model.graph(), parameters)
        .forEach(
            (key, values) -> {
              if (!Hashes.of(values).toString().equals(initial.get(name(key)))) {
                arrays.put(name(key), values);
              }
            });
    return arrays;
  }

  Position.Layers layers() {
    return new Position.Layers(
        List.copyOf(Sets.difference(newlyInitialized, model.newlyInitialized())),
        earlierBest.isPresent()
            ? List.copyOf(Sets.difference(newlyInitialized, newlyInitializedInBest))
            : List.of());
  }

  long earlierIterations() {
    return earlier.counts().all();
  }

  Map<String, Long> earlierUpdates() {
    Map<String, Long> counts = new LinkedHashMap<>();
    earlier.counts().byParameter().forEach((key, number) -> counts.put(name(key), number));
    return counts;
  }

  /**
   * Writes a checkpoint in the background.
   *
   * @param changing the parameters that the phase changes
   */
  void write(Position position, Set<ParameterKey> changing, List<Checkpoint.Group> groups) {
    Set<String> written = Set.copyOf(changing.stream().map(RunCheckpoints::name).toList());
    Map<String, String> unchanged =
        Maps.filterEntries(
            initial,
            entry ->
                !written.contains(entry.getKey())
                    && entry.getValue().equals(current.get(entry.getKey())));
    writer.write(new Checkpoint(position, facts, unchanged, groups));
  }

  @Override
  public void close() {
    writer.close();
    folder.close();
  }
}
