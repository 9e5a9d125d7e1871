package org.blockwright.job;

import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockwright.base.UsageException;
import org.blockwright.data.ImageData;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Output;
import org.blockwright.inference.metrics.Measurements;

/** Networks with several outputs in jobs. */
public final class SeveralOutputs {
  private static final List<Setting> OF_ONE_OUTPUT =
      List.of(
          Setting.TASK, Setting.LOSS, Setting.LABEL_SMOOTHING, Setting.THRESHOLD, Setting.TARGETS);

  private SeveralOutputs() {}

  /**
   * Returns the columns of a CSV file for each of several outputs: a column with the name of the
   * output for classes, the labels themselves for labels and numbers. Empty for a single output.
   */
  public static List<ImageData.Output> columns(Network network) {
    return network.outputs().size() < 2
        ? List.of()
        : network.outputs().stream()
            .map(
                output ->
                    ImageData.Output.of(
                        output.name(),
                        output.task(),
                        output.task().isClassification()
                            ? List.of(output.name())
                            : output.labels()))
            .toList();
  }

  /**
   * Checks that a job sets nothing that applies to one output.
   *
   * @throws UsageException for the first such setting
   */
  static void requireNoSettings(Job job, Network network) {
    for (Setting setting : OF_ONE_OUTPUT) {
      if (job.isSet(setting) && !job.text(setting).equals(setting.defaultValue())) {
        throw new UsageException(
            JobProblems.settingOfSeveralOutputs(
                setting, network.name(), network.outputs().stream().map(Output::name).toList()));
      }
    }
  }

  /**
   * Returns the metrics by name in metrics.json and the report: the subset, or for several outputs
   * the subset and the output, such as {@code test/age}.
   *
   * @param single the metrics of a single output
   */
  static Map<String, Measurements> bySubset(
      String subset, Map<String, Measurements> outputs, Optional<Measurements> single) {
    if (outputs.size() < 2) {
      return single.<Map<String, Measurements>>map(m -> Map.of(subset, m)).orElse(Map.of());
    }
    ImmutableMap.Builder<String, Measurements> all = ImmutableMap.builder();
    outputs.forEach((output, measurements) -> all.put(subset + "/" + output, measurements));
    return all.buildOrThrow();
  }
}
