package org.blockwright.job;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockwright.base.Progress;
import org.blockwright.data.Dataset;
import org.blockwright.data.Targets;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Task;
import org.blockwright.dsl.layer.Shape;
import org.blockwright.inference.PredictedTargets;
import org.blockwright.training.ValidationMetric;

/**
 * Checks many similar jobs, such as the trials of a study, without training: whether network, cut,
 * head, learning-rate multipliers and folders fit together. Each folder and network is read once;
 * of weights files only the existence is checked.
 */
public final class SettingsCheck {
  private final Optional<ValidationMetric> metric;
  private final Map<List<Object>, Targets> targets = new HashMap<>();
  private final Map<List<Object>, NetworkSource> sources = new HashMap<>();

  /** Creates a check. */
  public SettingsCheck() {
    this.metric = Optional.empty();
  }

  /**
   * Creates a check.
   *
   * @param metric the metric that must apply to all jobs
   */
  SettingsCheck(ValidationMetric metric) {
    this.metric = Optional.of(metric);
  }

  /**
   * Checks one job.
   *
   * @throws org.blockwright.base.BlockwrightException for the first problem found
   */
  public void check(Job job) {
    NetworkSource source = source(job);
    job.weights()
        .ifPresent(
            weights ->
                weights.requireKnown(job.weightsStore(Progress.silent()), source.fullNetwork()));
    Network network =
        source.hasSeveralOutputs(job) ? severalOutputs(job, source) : oneOutput(job, source);
    job.monitor().requireFits(network.outputs());
    metric.ifPresent(m -> m.requireFits(network.outputs()));
    FineTuning.expand(job, source, network).validateMultipliers(network.graph());
  }

  private Network severalOutputs(Job job, NetworkSource source) {
    Network network = source.withSeveralOutputs(job);
    SeveralOutputs.requireFits(job, network);
    List<Object> key = new ArrayList<>(dataKey(job));
    key.add(network);
    targets.computeIfAbsent(
        key,
        unused -> {
          ImageSplits images =
              ImageSplits.of(
                  job,
                  CsvColumns.of(network),
                  data -> PredictedTargets.of(network, data).targets());
          return images.train().targets().get(0);
        });
    return network;
  }

  private static List<Object> dataKey(Job job) {
    return Job.DATA_SETTINGS.stream().<Object>map(setting -> job.text(setting)).toList();
  }

  private Network oneOutput(Job job, NetworkSource source) {
    CsvColumns columns = CsvColumns.of(job, source);
    List<Object> key = new ArrayList<>(dataKey(job));
    key.add(columns.inputs());
    Targets imageTargets =
        targets.computeIfAbsent(
            key, unused -> ImageSplits.of(job, columns, Dataset::targets).train().targets().get(0));
    Task task = LabelMapping.task(source.output(), imageTargets);
    List<String> labels =
        LabelMapping.of(job.network().displayName(), source.output(), imageTargets, job.keepHead())
            .labels();
    return source.withLabels(task, labels).assemble(job, task, labels);
  }

  private NetworkSource source(Job job) {
    NetworkReference network = job.network();
    Optional<Shape> input = job.input();
    return sources.computeIfAbsent(
        List.<Object>of(network, input, job.networkParameters()),
        key -> {
          try (NetworkSource source = NetworkSource.of(job, List.of())) {
            // Only the description is kept, so that the saved model can be closed.
            return new NetworkSource(
                source.fullNetwork(), Optional.empty(), source.zooModel(), source.parameters());
          }
        });
  }
}
