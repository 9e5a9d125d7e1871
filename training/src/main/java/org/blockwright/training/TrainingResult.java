package org.blockwright.training;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockwright.data.SkippedFile;
import org.blockwright.inference.metrics.Measurements;

/**
 * The result of a training run. The trained model has the weights of the best epoch.
 *
 * @param history every epoch that ended
 * @param bestEpoch number of the best epoch, starting at 1; 0 if no epoch ended
 * @param validationOutputs metrics of the best weights on the validation images by name of the
 *     output; empty without validation images
 * @param featuresCachedAt the last layer of the frozen backbone whose features were cached; empty
 *     without cached features
 * @param interrupted whether the training was stopped by its stop condition
 * @param stopReason the reason that early stopping or a {@link TrainingListener} gave for stopping;
 *     empty if no stop was requested or the training was interrupted
 * @param skipped images that could not be decoded
 */
public record TrainingResult(
    History history,
    int bestEpoch,
    Map<String, Measurements> validationOutputs,
    Optional<String> featuresCachedAt,
    boolean interrupted,
    Optional<String> stopReason,
    List<SkippedFile> skipped) {
  public TrainingResult {
    validationOutputs = ImmutableMap.copyOf(validationOutputs);
    skipped = ImmutableList.copyOf(skipped);
  }

  /**
   * Returns the metrics of the best weights on the validation images, of the only output or the
   * first of several; empty without validation images.
   */
  public Optional<Measurements> validation() {
    return validationOutputs.values().stream().findFirst();
  }
}
