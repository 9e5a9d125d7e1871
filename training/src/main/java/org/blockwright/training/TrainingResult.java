package org.blockwright.training;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;
import org.blockwright.data.SkippedFile;
import org.blockwright.inference.metrics.Measurements;

/**
 * What came of a training. The model that was trained holds the best weights.
 *
 * @param history every epoch that ended
 * @param bestEpoch whose weights the model holds, counted from 1; 0 where none ended
 * @param validation what the best weights give on the validation pictures
 * @param featuresCachedAt the last layer of the frozen beginning that was computed once, where one
 *     was
 * @param interrupted whether it was stopped from outside
 * @param skipped pictures that could not be decoded
 */
public record TrainingResult(
    History history,
    int bestEpoch,
    Optional<Measurements> validation,
    Optional<String> featuresCachedAt,
    boolean interrupted,
    List<SkippedFile> skipped) {
  public TrainingResult {
    skipped = ImmutableList.copyOf(skipped);
  }
}
