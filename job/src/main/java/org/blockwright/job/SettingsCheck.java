package org.blockwright.job;

import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockwright.base.UsageException;
import org.blockwright.data.augment.Augmentation;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.layer.Shape;
import org.blockwright.model.lowering.TrainingPlan;

/**
 * Checks the settings of many similar jobs, such as the trials of a study, without training:
 * optimizer, learning-rate multipliers, augmentation, network, cut, head and folders. Each folder
 * and network is read once; of weights files only the existence is checked.
 */
public final class SettingsCheck {
  private static final List<Setting> DATA_SETTINGS =
      List.of(Setting.TRAIN, Setting.VALIDATION, Setting.TEST, Setting.SPLIT, Setting.GROUP_BY);

  private final Map<List<String>, List<String>> classes = new HashMap<>();
  private final Map<List<Object>, NetworkSource> sources = new HashMap<>();

  /**
   * Checks one job.
   *
   * @throws org.blockwright.base.BlockwrightException for the first problem found
   */
  public void check(Job job) {
    job.get(Setting.AUGMENTATION).ifPresent(Augmentation::parse);
    job.get(Setting.WEIGHTS).ifPresent(SettingsCheck::checkWeightsFiles);
    List<String> classNames =
        classes.computeIfAbsent(
            DATA_SETTINGS.stream().map(setting -> job.text(setting)).toList(),
            key -> ImageSplits.of(job).train().classes());
    NetworkSource source = source(job);
    List<String> labels =
        LabelMapping.of(
                job.require(Setting.MODEL),
                source.labels(),
                classNames,
                job.bool(Setting.HEAD_KEEP))
            .labels();
    Network network = source.withLabels(labels).assemble(job, labels);
    TrainingPlan.of(network.graph(), job.optimizer(), job.learningRateMultipliers(), 0);
  }

  private NetworkSource source(Job job) {
    String name = job.require(Setting.MODEL);
    Optional<Shape> input = job.get(Setting.INPUT).map(Shape::parse);
    return sources.computeIfAbsent(
        List.<Object>of(name, input),
        key -> {
          try (NetworkSource source = NetworkSource.of(name, input, List.of())) {
            // Only the description is kept, so that the saved model can be closed.
            return new NetworkSource(source.fullNetwork(), Optional.empty(), source.zooModel());
          }
        });
  }

  private static void checkWeightsFiles(String text) {
    WeightsFiles.parse(text).files().stream()
        .filter(blockFile -> !Files.exists(blockFile.file()))
        .findFirst()
        .ifPresent(
            missing -> {
              throw new UsageException(JobProblems.weightsFileNotFound(missing.file()));
            });
  }
}
