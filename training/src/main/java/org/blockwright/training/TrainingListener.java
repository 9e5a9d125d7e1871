package org.blockwright.training;

import org.blockwright.training.TrainingEvent.BatchEnded;
import org.blockwright.training.TrainingEvent.EpochEnded;
import org.blockwright.training.TrainingEvent.EpochStarted;
import org.blockwright.training.TrainingEvent.NewBest;
import org.blockwright.training.TrainingEvent.PhaseEnded;
import org.blockwright.training.TrainingEvent.PhaseStarted;
import org.blockwright.training.TrainingEvent.RunEnded;
import org.blockwright.training.TrainingEvent.RunFailed;
import org.blockwright.training.TrainingEvent.RunStarted;
import org.blockwright.training.TrainingEvent.ValidationBatchEnded;
import org.blockwright.training.TrainingEvent.ValidationEnded;
import org.blockwright.training.TrainingEvent.ValidationStarted;

/**
 * Receives the events of a training run (a callback). All methods do nothing by default.
 *
 * <pre>{@code
 * TrainingListener listener = new TrainingListener() {
 *   @Override
 *   public void epochEnded(EpochEnded event, TrainingControl control) {
 *     if (event.metrics().trainLoss() < 0.01) {
 *       control.requestStop("the training loss is below 0.01");
 *     }
 *   }
 * };
 * Trainer trainer = Trainer.with(Optimizer.adam(1e-3)).listener(listener);
 * }</pre>
 *
 * <p>The order is: run started; for each epoch: epoch started, batch ended (for each batch),
 * validation started, validation batch ended (for each batch), validation ended, new best (if it
 * is), epoch ended; run ended. With phases each one but the last has phase started before and phase
 * ended after its epochs, and the last one phase started. Without validation images there are no
 * events of validation. An epoch that is cut short by a stop has no events after its last batch
 * unless it is the first. In case of an error run failed is the last event. An error before the
 * first epoch, such as in the settings or while features are cached, has no events.
 *
 * <p>Listeners are called by the thread that trains, in the order in which they were added, and
 * cannot change the result except by {@link TrainingControl#requestStop}. An exception of a
 * listener ends the training with a {@link org.blockwright.base.TrainingException} that names the
 * listener; the model then keeps its previous weights. A listener with a state belongs to one
 * training at a time.
 */
public interface TrainingListener {

  /** Handles the start of a training run, after features of a frozen backbone have been cached. */
  default void runStarted(RunStarted event, TrainingControl control) {}

  /** Handles the start of a phase, after its features have been cached. */
  default void phaseStarted(PhaseStarted event, TrainingControl control) {}

  /** Handles the end of a phase that another one follows. */
  default void phaseEnded(PhaseEnded event, TrainingControl control) {}

  /** Handles the start of an epoch. */
  default void epochStarted(EpochStarted event, TrainingControl control) {}

  /** Handles the end of a batch. */
  default void batchEnded(BatchEnded event, TrainingControl control) {}

  /** Handles the start of a validation. */
  default void validationStarted(ValidationStarted event, TrainingControl control) {}

  /** Handles the end of a batch of validation images. */
  default void validationBatchEnded(ValidationBatchEnded event, TrainingControl control) {}

  /** Handles the end of a validation. */
  default void validationEnded(ValidationEnded event, TrainingControl control) {}

  /** Handles an epoch that is better than all before. */
  default void newBest(NewBest event, TrainingControl control) {}

  /** Handles the end of an epoch. */
  default void epochEnded(EpochEnded event, TrainingControl control) {}

  /** Handles the end of a training run; the model receives the trained weights afterwards. */
  default void runEnded(RunEnded event) {}

  /** Handles the error that has ended a training; the model keeps its previous weights. */
  default void runFailed(RunFailed event) {}
}
