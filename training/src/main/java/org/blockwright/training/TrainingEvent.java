package org.blockwright.training;

import com.google.common.collect.ImmutableMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.blockwright.inference.metrics.Measurements;
import org.blockwright.inference.metrics.Metric;

/**
 * An event of a training run, see {@link TrainingListener}. Immutable. Epochs and batches are
 * numbered from 1, epochs over all phases. A loss is a mean over images, in nats: the
 * cross-entropy, in training plus the weight decay.
 */
public sealed interface TrainingEvent {

  /**
   * A training has started.
   *
   * @param epochs maximum number of epochs
   * @param trainingImages number of training images
   * @param validationImages number of validation images; 0 without validation
   * @param monitor the metric that selects the best epoch, such as {@code validation_loss}
   */
  record RunStarted(int epochs, int trainingImages, int validationImages, Metric monitor)
      implements TrainingEvent {
    public RunStarted {
      Objects.requireNonNull(monitor, "monitor");
    }
  }

  /**
   * A phase has started; a training without phases has no such event.
   *
   * @param phase number of the phase, from 1
   * @param phases number of phases
   * @param firstEpoch number of its first epoch
   * @param epochs its maximum number of epochs
   * @param learningRate the learning rate of the optimizer
   * @param trainedParameters number of parameters that the optimizer updates
   * @param parameters number of all parameters of the network
   */
  record PhaseStarted(
      int phase,
      int phases,
      int firstEpoch,
      int epochs,
      double learningRate,
      long trainedParameters,
      long parameters)
      implements TrainingEvent {}

  /**
   * A phase that another one follows has ended.
   *
   * @param phase number of the phase, from 1
   * @param bestEpoch number of its best epoch, whose weights are those of the next phase
   * @param stopReason why it has ended before its last epoch; empty if it has not
   */
  record PhaseEnded(int phase, int bestEpoch, Optional<String> stopReason)
      implements TrainingEvent {
    public PhaseEnded {
      Objects.requireNonNull(stopReason, "stopReason");
    }
  }

  /**
   * An epoch has started.
   *
   * @param epoch number of the epoch
   * @param epochs maximum number of epochs
   * @param images number of training images per epoch
   */
  record EpochStarted(int epoch, int epochs, int images) implements TrainingEvent {}

  /**
   * The gradient of a batch has been computed, and the weights have been updated unless gradients
   * are accumulated over several batches.
   *
   * @param epoch number of the epoch
   * @param batch number of the batch within the epoch
   * @param images number of images in the batch
   * @param loss loss of the batch before the update
   * @param meanLoss mean loss of the images of the epoch so far
   */
  record BatchEnded(int epoch, int batch, int images, double loss, double meanLoss)
      implements TrainingEvent {}

  /**
   * All batches of an epoch have ended and the validation images are next.
   *
   * @param epoch number of the epoch
   * @param epochs maximum number of epochs
   * @param images number of validation images
   */
  record ValidationStarted(int epoch, int epochs, int images) implements TrainingEvent {}

  /**
   * A batch of validation images has been predicted.
   *
   * @param epoch number of the epoch
   * @param images number of images in the batch
   */
  record ValidationBatchEnded(int epoch, int images) implements TrainingEvent {}

  /**
   * All validation images have been predicted.
   *
   * @param epoch number of the epoch
   * @param outputs metrics on the validation images by name of the output
   */
  record ValidationEnded(int epoch, Map<String, Measurements> outputs) implements TrainingEvent {
    public ValidationEnded {
      outputs = ImmutableMap.copyOf(outputs);
    }

    /** Returns the metrics of the only output, or of the first of several. */
    public Measurements measurements() {
      return outputs.values().iterator().next();
    }
  }

  /**
   * An epoch is better than all before; the first one always is.
   *
   * @param epoch number of the epoch
   * @param monitor the metric that selects the best epoch
   * @param value its value; NaN if it is undefined in the first epoch
   */
  record NewBest(int epoch, Metric monitor, double value) implements TrainingEvent {
    public NewBest {
      Objects.requireNonNull(monitor, "monitor");
    }
  }

  /**
   * An epoch has ended, with its validation.
   *
   * @param metrics losses, metrics and duration of the epoch, as in the history
   * @param epochs maximum number of epochs
   * @param bestEpoch number of the best epoch so far
   * @param monitor the metric that selects the best epoch
   */
  record EpochEnded(History.Epoch metrics, int epochs, int bestEpoch, Metric monitor)
      implements TrainingEvent {
    public EpochEnded {
      Objects.requireNonNull(metrics, "metrics");
      Objects.requireNonNull(monitor, "monitor");
    }

    /** Returns the number of the epoch. */
    public int epoch() {
      return metrics.epoch();
    }
  }

  /**
   * A training has ended without an error.
   *
   * @param result its result
   */
  record RunEnded(TrainingResult result) implements TrainingEvent {
    public RunEnded {
      Objects.requireNonNull(result, "result");
    }
  }

  /**
   * A training has ended with an error.
   *
   * @param error the error, which the training throws
   */
  record RunFailed(Throwable error) implements TrainingEvent {
    public RunFailed {
      Objects.requireNonNull(error, "error");
    }
  }
}
