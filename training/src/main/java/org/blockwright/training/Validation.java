package org.blockwright.training;

import java.util.List;
import org.blockwright.base.Progress;
import org.blockwright.base.TrainingException;
import org.blockwright.engine.Executor;
import org.blockwright.inference.Evaluator;
import org.blockwright.inference.Feed;
import org.blockwright.inference.metrics.Measurements;
import org.blockwright.training.TrainingEvent.ValidationBatchEnded;
import org.blockwright.training.TrainingEvent.ValidationEnded;
import org.blockwright.training.TrainingEvent.ValidationStarted;

/**
 * The evaluation on the validation images after each epoch.
 *
 * @param classes class names in the order of the outputs
 * @param seed seed of the bootstrap intervals
 */
record Validation(
    Executor executor, Feed feed, List<String> classes, long seed, Listeners listeners) {

  Measurements run(int epoch, int epochs) {
    listeners.send(
        new ValidationStarted(epoch, epochs, feed.size()), TrainingListener::validationStarted);
    Measurements measurements = measure(epoch);
    listeners.send(new ValidationEnded(epoch, measurements), TrainingListener::validationEnded);
    return measurements;
  }

  private Measurements measure(int epoch) {
    try (EpochTask task = new EpochTask(epoch, listeners)) {
      feed.startEpoch(0);
      return Measurements.of(classes, Evaluator.predict(executor, feed, task, () -> false), seed);
    } catch (TrainingException e) {
      throw new TrainingException(TrainingProblems.validationFailed(e, epoch), e);
    }
  }

  /** Sends the progress of an evaluation to the listeners. */
  private record EpochTask(int epoch, Listeners listeners) implements Progress.Task {
    @Override
    public void advance(long images, String detail) {
      listeners.send(
          new ValidationBatchEnded(epoch, Math.toIntExact(images)),
          TrainingListener::validationBatchEnded);
    }

    @Override
    public void close() {}
  }
}
