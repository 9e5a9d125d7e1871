package org.blockwright.training;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;
import org.blockwright.data.SkippedFile;
import org.blockwright.inference.metrics.Measurements;

/**
 * The result of a training. The trained model has the weights of the best epoch.
 *
 * @param history every epoch that ended
 * @param bestEpoch number of the best epoch, starting at 1; 0 if no epoch ended
 * @param validation metrics of the best weights on the validation images
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
    Optional<Measurements> validation,
    Optional<String> featuresCachedAt,
    boolean interrupted,
    Optional<String> stopReason,
    List<SkippedFile> skipped) {
  public TrainingResult {
    skipped = ImmutableList.copyOf(skipped);
  }
}
