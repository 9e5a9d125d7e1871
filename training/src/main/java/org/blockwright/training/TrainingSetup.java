package org.blockwright.training;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;
import org.blockwright.base.DescriptionException;
import org.blockwright.base.UsageException;
import org.blockwright.data.Dataset;
import org.blockwright.model.Model;
import org.blockwright.training.checkpoint.Checkpoints;
import org.blockwright.training.phase.Phase;

/**
 * A training that is ready to start: a {@link Trainer} and a model, with everything that follows
 * from both, computed once. Created by {@link Trainer#prepare}.
 */
public final class TrainingSetup {
  private final Trainer trainer;
  private final Model model;
  private final ImmutableList<PhaseSetup> phases;

  TrainingSetup(Trainer trainer, Model model) {
    this.trainer = trainer;
    this.model = model;
    ImmutableList.Builder<PhaseSetup> setups = ImmutableList.builder();
    List<Phase> all = trainer.phases();
    if (all.isEmpty()) {
      setups.add(new PhaseSetup(trainer, model));
    }
    for (int i = 0; i < all.size(); i++) {
      setups.add(setup(i + 1, trainer.inPhase(all.get(i)), model));
    }
    this.phases = setups.build();
  }

  private static PhaseSetup setup(int number, Trainer trainer, Model model) {
    try {
      return new PhaseSetup(trainer, model);
    } catch (UsageException | DescriptionException e) {
      throw new UsageException(TrainingProblems.inPhase(number, e), e);
    }
  }

  /**
   * Returns the settings, with the defaults that depend on the model; with phases those of the
   * first one.
   */
  public ResolvedSettings resolvedSettings() {
    return phases.get(0).resolvedSettings();
  }

  /** Returns the settings of each phase; of a training without phases a single element. */
  public List<ResolvedSettings> resolvedPhases() {
    return phases.stream().map(PhaseSetup::resolvedSettings).toList();
  }

  /**
   * Returns which optimizer {@link Trainer#autoOptimizer} has chosen for each phase, and why; empty
   * if it is off.
   */
  public List<String> notices() {
    ImmutableList.Builder<String> notices = ImmutableList.builder();
    for (int i = 0; i < phases.size(); i++) {
      String phase = phases.size() > 1 ? TrainingProblems.ofPhase(i + 1) : "";
      phases.get(i).notice().ifPresent(notice -> notices.add(phase + notice));
    }
    return notices.build();
  }

  /**
   * Trains the model in place. Input size, color mode, resizing and preprocessing of the images are
   * those of the model. Classes are matched to the model's labels by name; a model without labels
   * uses the class order of {@code train}.
   *
   * @param validation the images that select the best epoch by the {@link Trainer#monitor}; without
   *     them the training loss does
   * @throws org.blockwright.base.DataException if the classes are not the model's labels
   * @throws org.blockwright.base.TrainingException if loss, weights or predictions become NaN or
   *     infinite, or a {@link TrainingListener} fails; the model then keeps its previous weights
   */
  public TrainingResult train(Dataset train, Optional<Dataset> validation) {
    return train(train, validation, trainer.checkpoints());
  }

  /**
   * Trains the model as {@link #train(Dataset, Optional)}, with checkpoints other than those of the
   * trainer.
   *
   * @param checkpoints where the state is saved, and whether it is continued; empty for none
   * @throws UsageException if the checkpoint to continue belongs to another training, listing what
   *     differs, or has another format
   * @throws org.blockwright.base.StorageException if a checkpoint cannot be written
   */
  public TrainingResult train(
      Dataset train, Optional<Dataset> validation, Optional<Checkpoints> checkpoints) {
    return Training.run(this, TrainingData.of(model.network(), train, validation), checkpoints);
  }

  /**
   * Estimates duration and memory of {@link #train} from up to three batches of each phase, which
   * are read and trained as in the training, on a copy of the weights. Times are those of the
   * fastest batch; that of a validation batch is a third of a step, and features of a frozen
   * backbone count once if they would be cached. Writes no files.
   *
   * @throws org.blockwright.base.BlockwrightException as {@link #train}
   */
  public TrainingEstimate estimate(Dataset train, Optional<Dataset> validation) {
    return TrainingEstimate.measure(this, TrainingData.of(model.network(), train, validation));
  }

  Trainer trainer() {
    return trainer;
  }

  Model model() {
    return model;
  }

  /** The phases, at least one. */
  ImmutableList<PhaseSetup> phases() {
    return phases;
  }
}
