package org.blockwright.training;

import java.util.Map;
import org.blockwright.base.Progress;
import org.blockwright.base.TrainingException;
import org.blockwright.engine.Executor;
import org.blockwright.inference.Feed;
import org.blockwright.inference.PredictedTargets;
import org.blockwright.inference.metrics.Measurements;
import org.blockwright.training.TrainingEvent.ValidationBatchEnded;
import org.blockwright.training.TrainingEvent.ValidationEnded;
import org.blockwright.training.TrainingEvent.ValidationStarted;

/**
 * The evaluation on the validation images after each epoch.
 *
 * @param scalings of the targets for which the graph is trained
 * @param seed seed of the bootstrap intervals
 */
record Validation(
    Executor executor,
    Feed feed,
    TrainingData data,
    TargetScalings scalings,
    long seed,
    Listeners listeners) {

  ValidationResult run(int epoch, int epochs) {
    listeners.send(
        new ValidationStarted(epoch, epochs, feed.size()), TrainingListener::validationStarted);
    ValidationResult result = measure(epoch);
    listeners.send(new ValidationEnded(epoch, result.outputs()), TrainingListener::validationEnded);
    return result;
  }

  private ValidationResult measure(int epoch) {
    try (EpochTask task = new EpochTask(epoch, listeners)) {
      feed.startEpoch(0);
      PredictedTargets predicted = data.predicted();
      Map<String, Measurements> outputs =
          predicted.measure(predicted.predict(executor, feed, scalings::invert, task), seed);
      return new ValidationResult(outputs, predicted.loss(outputs));
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
