package org.blockwright.training;

import java.util.List;
import org.blockwright.base.Progress;
import org.blockwright.base.TrainingException;
import org.blockwright.dsl.Output;
import org.blockwright.engine.Executor;
import org.blockwright.inference.Evaluator;
import org.blockwright.inference.Feed;
import org.blockwright.inference.metrics.Measurements;
import org.blockwright.inference.metrics.Prediction;
import org.blockwright.training.TrainingEvent.ValidationBatchEnded;
import org.blockwright.training.TrainingEvent.ValidationEnded;
import org.blockwright.training.TrainingEvent.ValidationStarted;

/**
 * The evaluation on the validation images after each epoch.
 *
 * @param scaling of the targets for which the graph is trained
 * @param seed seed of the bootstrap intervals
 */
record Validation(
    Executor executor,
    Feed feed,
    TrainingData data,
    TargetScaling scaling,
    long seed,
    Listeners listeners) {

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
      Output output = data.output();
      List<Prediction> predictions =
          Evaluator.predict(executor, feed, output.task(), scaling::invert, task);
      return Evaluator.measure(output, data.labels(), predictions, seed);
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
