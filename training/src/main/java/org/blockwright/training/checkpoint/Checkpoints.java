package org.blockwright.training.checkpoint;

import java.nio.file.Path;
import java.util.Objects;
import org.blockwright.base.UsageException;

/**
 * Where and how often a training saves its state, and whether it continues from a saved one.
 * Immutable: each method returns a modified copy.
 *
 * <pre>{@code
 * Trainer trainer = Trainer.with(Optimizer.adam(1e-3)).epochs(20).seed(42);
 * Checkpoints checkpoints = Checkpoints.in(Path.of("checkpoint")).everySteps(500);
 * trainer.checkpoints(checkpoints).train(model, split);            // killed in epoch 7
 * trainer.checkpoints(checkpoints.resume()).train(model, split);   // goes on there
 * }</pre>
 *
 * <p>The model given to the resumed training is the one that the first was given: created with the
 * same seed and weights. The resumed training then has the same result bit for bit on one machine.
 * Images of a DL4J {@code DataSetIterator}, see {@link org.blockwright.data.Dataset#of}, are read
 * into memory at the start, so that such a training continues in the middle of an epoch, too, if
 * the iterator returns the same images in the same order again. An iterator whose order or
 * augmentation is random has to be seeded, so that it does; else its images differ, and the
 * training is not continued. A {@link org.blockwright.training.TrainingListener} has to restore its
 * own state.
 *
 * @param folder has nothing but checkpoints; created if it is missing
 * @param everySteps number of updates of the weights between checkpoints within an epoch; 0, the
 *     default, for checkpoints at the end of epochs only
 * @param maxOverhead fraction of the time that checkpoints may take, by default 0.05: one that
 *     would take more is left out, until a later one does not. The first one is always written.
 *     With {@link Double#POSITIVE_INFINITY} none is left out: the training waits for the disk
 * @param start whether saved state is continued
 */
public record Checkpoints(Path folder, long everySteps, double maxOverhead, Start start) {
  private static final double MAX_OVERHEAD = 0.05;

  /** How a training starts. */
  public enum Start {
    /** From the beginning; checkpoints in the folder are deleted. */
    NEW,
    /** From the last checkpoint, or from the beginning if there is none. */
    RESUME,
    /** As {@link #RESUME}, also if settings, images or network differ from the checkpoint's. */
    RESUME_WITH_CHANGES
  }

  public Checkpoints {
    Objects.requireNonNull(folder, "folder");
    Objects.requireNonNull(start, "start");
    if (everySteps < 0) {
      throw new UsageException(CheckpointProblems.negativeSteps(everySteps));
    }
    if (!(maxOverhead > 0)) {
      throw new UsageException(CheckpointProblems.invalidOverhead(maxOverhead));
    }
  }

  /** Returns checkpoints at the end of epochs, of a training that starts from the beginning. */
  public static Checkpoints in(Path folder) {
    return new Checkpoints(folder, 0, MAX_OVERHEAD, Start.NEW);
  }

  /**
   * Sets the number of updates of the weights between checkpoints within an epoch.
   *
   * @param updates 0 for checkpoints at the end of epochs only
   * @throws UsageException if it is negative
   */
  public Checkpoints everySteps(long updates) {
    return new Checkpoints(folder, updates, maxOverhead, start);
  }

  /**
   * Sets the fraction of the time that checkpoints may take; {@link Double#POSITIVE_INFINITY} for
   * every checkpoint, however long it takes.
   *
   * @throws UsageException unless it is positive
   */
  public Checkpoints maxOverhead(double fraction) {
    return new Checkpoints(folder, everySteps, fraction, start);
  }

  /**
   * Continues from the last checkpoint, if there is one. If settings, images or network differ from
   * those of the checkpoint, the training ends with a {@link UsageException} that lists what
   * differs.
   */
  public Checkpoints resume() {
    return new Checkpoints(folder, everySteps, maxOverhead, Start.RESUME);
  }

  /**
   * Continues from the last checkpoint with the current settings, images and frozen weights, also
   * if they differ from the checkpoint's. With other validation images the best epoch so far does
   * not count. The layers that are trained and the kind of the optimizer have to be the same.
   */
  public Checkpoints resumeWithChanges() {
    return new Checkpoints(folder, everySteps, maxOverhead, Start.RESUME_WITH_CHANGES);
  }
}
