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
 * Checks the settings of many jobs that differ little, as those of a study do: optimizer, rates,
 * augmentation, network, cut, head and folders. Folders and networks are read once each; weights
 * are not read, only that their files exist is checked.
 */
public final class SettingsCheck {
  private static final List<Setting> DATA_SETTINGS =
      List.of(Setting.TRAIN, Setting.VALIDATION, Setting.TEST, Setting.SPLIT, Setting.GROUP_BY);

  private final Map<List<String>, List<String>> classes = new HashMap<>();
  private final Map<List<Object>, NetworkSource> sources = new HashMap<>();

  /**
   * Checks one job.
   *
   * @throws org.blockwright.base.BlockwrightException for the first thing that is wrong with it
   */
  public void check(Job job) {
    job.get(Setting.AUGMENTATION).ifPresent(Augmentation::parse);
    job.get(Setting.WEIGHTS).ifPresent(SettingsCheck::checkWeightsFiles);
    List<String> folders =
        classes.computeIfAbsent(
            DATA_SETTINGS.stream().map(setting -> job.text(setting)).toList(),
            key -> ImageSplits.of(job).train().classes());
    NetworkSource source = source(job);
    List<String> labels =
        LabelMapping.of(
                job.require(Setting.MODEL), source.labels(), folders, job.bool(Setting.HEAD_KEEP))
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
            // The description alone: it needs no weights to be looked at.
            return new NetworkSource(source.fullNetwork(), Optional.empty(), source.zooModel());
          }
        });
  }

  private static void checkWeightsFiles(String text) {
    WeightsFiles.parse(text).files().stream()
        .filter(one -> !Files.exists(one.file()))
        .findFirst()
        .ifPresent(
            one -> {
              throw new UsageException(JobProblems.weightsFileNotFound(one.file()));
            });
  }
}
