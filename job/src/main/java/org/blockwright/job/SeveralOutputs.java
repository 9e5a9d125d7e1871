package org.blockwright.job;

import com.google.common.collect.ImmutableMap;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.blockwright.base.UsageException;
import org.blockwright.data.ImageData;
import org.blockwright.data.Targets;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Output;
import org.blockwright.inference.InferenceProblems;
import org.blockwright.inference.metrics.Measurements;

/** The outputs of networks in jobs: their columns in CSV files and the names of their metrics. */
public final class SeveralOutputs {
  private static final String SEPARATOR = "/";

  private static final List<Setting> OF_ONE_OUTPUT =
      List.of(Setting.TASK, Setting.TARGETS, Setting.HEAD_KEEP);

  private SeveralOutputs() {}

  /**
   * Returns the columns of a CSV file for each of several outputs: a column with the name of the
   * output for classes, the labels themselves for labels and regression targets. Empty for a single
   * output.
   *
   * @throws UsageException if one of several outputs has no labels
   */
  static List<ImageData.Output> columns(Network network) {
    return network.outputs().size() < 2
        ? List.of()
        : network.outputs().stream().map(output -> columns(network, output)).toList();
  }

  private static ImageData.Output columns(Network network, Output output) {
    if (output.labels().isEmpty()) {
      throw new UsageException(
          InferenceProblems.outputWithoutLabels(network.name(), output.name()));
    }
    return ImageData.Output.of(
        output.name(),
        output.task(),
        output.task().isClassification() ? List.of(output.name()) : output.labels());
  }

  /**
   * Returns the options to read images for the outputs of a model: their columns, and their labels,
   * by which a CSV file is read for the tasks of the model.
   *
   * @param targets the columns of a CSV file for a single output; empty for all columns
   * @throws UsageException if columns are given for several outputs, or one of these has no labels
   */
  public static ImageData.Options options(Network network, List<String> targets) {
    ImageData.Options options = ImageData.Options.defaults().withInputs(CsvColumns.inputs(network));
    if (network.outputs().size() > 1) {
      if (!targets.isEmpty()) {
        throw oneOutputOnly(Setting.TARGETS, network);
      }
      return options
          .withOutputs(columns(network))
          .withTargets(network.outputs().stream().map(o -> targets(o.name(), o)).toList());
    }
    ImageData.Options columns = targets.isEmpty() ? options : options.withColumns(targets);
    return network
        .output()
        .filter(output -> !output.labels().isEmpty())
        .map(output -> columns.withTargets(List.of(targets("", output))))
        .orElse(columns);
  }

  /**
   * Checks that images are in a CSV file if a network has several outputs.
   *
   * @throws UsageException if the path is a folder
   */
  public static void requireCsv(Network network, Path images) {
    List<ImageData.Output> outputs = columns(network);
    if (!outputs.isEmpty() && Files.isDirectory(images)) {
      List<String> columns = outputs.stream().flatMap(o -> o.columns().stream()).toList();
      throw new UsageException(
          JobProblems.folderForSeveralOutputs(images, network.name(), columns));
    }
  }

  private static Targets targets(String name, Output output) {
    return new Targets(name, output.task(), output.labels());
  }

  /**
   * Checks that a job has a CSV file and sets nothing that applies to one output.
   *
   * @throws UsageException for the first problem
   */
  static void requireFits(Job job, Network network) {
    requireCsv(network, job.train());
    for (Setting setting : OF_ONE_OUTPUT) {
      if (!job.isDefault(setting)) {
        throw oneOutputOnly(setting, network);
      }
    }
  }

  private static UsageException oneOutputOnly(Setting setting, Network network) {
    return new UsageException(
        JobProblems.settingOfSeveralOutputs(setting, network.name(), names(network)));
  }

  private static List<String> names(Network network) {
    return network.outputs().stream().map(Output::name).toList();
  }

  /**
   * Returns the metrics by name in metrics.json and the report: the subset, or for several outputs
   * the subset and the output, such as {@code test/age}.
   */
  public static Map<String, Measurements> bySubset(
      String subset, Map<String, Measurements> outputs) {
    ImmutableMap.Builder<String, Measurements> all = ImmutableMap.builder();
    outputs.forEach(
        (output, measurements) ->
            all.put(outputs.size() > 1 ? subset + SEPARATOR + output : subset, measurements));
    return all.buildOrThrow();
  }

  /** Returns whether metrics are those of a subset, of its only output or of one of several. */
  static boolean isOfSubset(String name, String subset) {
    return name.equals(subset) || name.startsWith(subset + SEPARATOR);
  }
}
