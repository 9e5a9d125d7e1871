package org.blockwright.job;

import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockwright.base.UsageException;
import org.blockwright.data.augment.Augmentation;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Shape;
import org.blockwright.dsl.lowering.Plan;

/**
 * Checks the settings of many jobs that differ little, as those of a study do: optimizer, rates,
 * augmentation, network, cut, head and folders. Folders and networks are read once each; weights
 * are not read, only that their files exist is checked.
 */
public final class SettingsCheck {
  private static final List<Setting> DATA =
      List.of(Setting.TRAIN, Setting.VALIDATION, Setting.TEST, Setting.SPLIT, Setting.GROUP);

  private final Map<List<String>, List<String>> classes = new HashMap<>();
  private final Map<List<Object>, Source> sources = new HashMap<>();

  /**
   * Checks one job.
   *
   * @throws org.blockwright.base.BlockwrightException for the first thing that is wrong with it
   */
  public void check(Job job) {
    job.find(Setting.AUGMENT).ifPresent(Augmentation::parse);
    job.find(Setting.WEIGHTS).ifPresent(SettingsCheck::weights);
    List<String> folders =
        classes.computeIfAbsent(
            DATA.stream().map(setting -> job.text(setting)).toList(),
            key -> Pictures.of(job).train().classes());
    Source source = source(job);
    List<String> labels =
        Labelling.of(job.need(Setting.MODEL), source.labels(), folders, job.bool(Setting.HEAD_KEEP))
            .labels();
    Network network = source.labelled(labels).assembled(job, labels);
    Plan.of(network.graph(), job.optimizer(), job.rates(), 0);
  }

  private Source source(Job job) {
    String name = job.need(Setting.MODEL);
    Optional<Shape> input = job.find(Setting.INPUT).map(Shape::parse);
    return sources.computeIfAbsent(
        List.<Object>of(name, input),
        key -> {
          try (Source source = Source.of(name, input, List.of())) {
            // The description alone: it needs no weights to be looked at.
            return new Source(source.whole(), Optional.empty(), source.entry());
          }
        });
  }

  private static void weights(String text) {
    WeightsFiles.parse(text).all().stream()
        .filter(one -> !Files.exists(one.file()))
        .findFirst()
        .ifPresent(
            one -> {
              throw new UsageException(JobProblems.noWeightsFile(one.file()));
            });
  }
}
