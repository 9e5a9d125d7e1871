package org.blockwright.data;

import com.google.common.collect.ImmutableList;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.blockwright.base.DataException;
import org.blockwright.base.UsageException;
import org.blockwright.dsl.Task;

/**
 * Reads a dataset from a folder or a CSV file.
 *
 * <pre>{@code
 * Dataset classes = ImageData.read(Path.of("images"), ImageData.Options.defaults());
 * Dataset labels = ImageData.read(
 *     Path.of("findings.csv"), ImageData.Options.defaults().withTask(Task.MULTI_LABEL));
 * }</pre>
 */
public final class ImageData {
  private ImageData() {}

  /**
   * The columns of a CSV file that belong to one output of a network.
   *
   * @param name the name of the output; empty for the only output of a network
   * @param task the task; if empty it is determined from the columns, see {@link ImageCsv}
   * @param columns the names of the columns; if empty all except those of the file, the group and
   *     the weight
   */
  public record Output(String name, Optional<Task> task, ImmutableList<String> columns) {
    /** Returns an output with a task and columns. */
    public static Output of(String name, Task task, List<String> columns) {
      return new Output(name, Optional.of(task), ImmutableList.copyOf(columns));
    }
  }

  /**
   * Options for reading a dataset. Immutable: each method returns a modified copy.
   *
   * @param grouping the assignment of images to groups by file name; a column {@code group} of a
   *     CSV file has precedence
   * @param outputs the outputs; by default one, whose task and columns are determined from the data
   * @param targets the targets of a model or of the training images, to which the dataset is
   *     matched by name, see {@link Dataset#withTargets}; empty for those of the dataset itself
   * @param images the folder to which the paths in a CSV file are relative; by default the folder
   *     of the CSV file
   * @param inputs the names of the inputs of a network with several; empty for any other
   */
  public record Options(
      Grouping grouping,
      ImmutableList<Output> outputs,
      ImmutableList<Targets> targets,
      Optional<Path> images,
      ImmutableList<String> inputs) {

    /** Returns options with all values at their defaults. */
    public static Options defaults() {
      return new Options(
          Grouping.none(),
          ImmutableList.of(new Output("", Optional.empty(), ImmutableList.of())),
          ImmutableList.of(),
          Optional.empty(),
          ImmutableList.of());
    }

    /** Sets the grouping by file name. */
    public Options withGrouping(Grouping newGrouping) {
      return new Options(newGrouping, outputs, targets, images, inputs);
    }

    /** Sets the task of a single output; its columns stay. */
    public Options withTask(Task task) {
      Output first = outputs.get(0);
      return withOutputs(List.of(new Output(first.name(), Optional.of(task), first.columns())));
    }

    /** Sets the columns of a single output; its task stays. */
    public Options withColumns(List<String> columns) {
      Output first = outputs.get(0);
      return withOutputs(
          List.of(new Output(first.name(), first.task(), ImmutableList.copyOf(columns))));
    }

    /**
     * Sets the outputs, at least one.
     *
     * @throws UsageException if there is none, two have the same name, or one of several has no
     *     columns
     */
    public Options withOutputs(List<Output> newOutputs) {
      if (newOutputs.isEmpty()) {
        throw CsvProblems.noOutputs();
      }
      for (Output output : newOutputs) {
        if (newOutputs.stream().filter(o -> o.name().equals(output.name())).count() > 1) {
          throw CsvProblems.duplicateOutput(output.name());
        }
        if (newOutputs.size() > 1 && output.columns().isEmpty()) {
          throw CsvProblems.outputWithoutColumns(output.name());
        }
      }
      return new Options(grouping, ImmutableList.copyOf(newOutputs), targets, images, inputs);
    }

    /** Sets the targets of a model or of the training images. */
    public Options withTargets(List<Targets> newTargets) {
      return new Options(grouping, outputs, ImmutableList.copyOf(newTargets), images, inputs);
    }

    /**
     * Sets the names of the inputs of a network. If there are several, and a CSV file has columns
     * with their names, each input gets the image in its column. Otherwise all inputs get the image
     * in the column {@code file}.
     */
    public Options withInputs(List<String> names) {
      return new Options(grouping, outputs, targets, images, ImmutableList.copyOf(names));
    }

    /** Sets the folder to which the paths in a CSV file are relative. */
    public Options withImages(Path folder) {
      return new Options(grouping, outputs, targets, Optional.of(folder), inputs);
    }
  }

  /**
   * Reads a folder, or an archive of one ({@code .zip}, {@code .tar}, {@code .tar.gz}, {@code
   * .tgz}), with {@link ImageFolder}, a file that ends in {@code .csv} or {@code .tsv} with {@link
   * ImageCsv}, and a file that ends in {@code .txt} as a list of paths, one per line: the class of
   * an image is the name of its folder.
   *
   * @throws DataException if the path does not exist, is another file, or its content is invalid
   * @throws UsageException if an option does not apply to a folder
   */
  public static Dataset read(Path path, Options options) {
    if (Files.isDirectory(path)) {
      return readFolder(path, options);
    }
    if (!Files.exists(path)) {
      throw CsvProblems.noSuchData(path);
    }
    if (ZipFolder.isZip(path)) {
      return ZipFolder.read(path, root -> readFolder(root, options));
    }
    if (TarFolder.isTar(path)) {
      return readFolder(path, options);
    }
    String name = FolderWalk.fileName(path).toLowerCase(Locale.ROOT);
    if (name.endsWith(PathList.EXTENSION)) {
      return PathList.read(path, options);
    }
    if (!name.endsWith(".csv") && !name.endsWith(".tsv")) {
      throw CsvProblems.neitherFolderNorCsv(path);
    }
    return ImageCsv.read(path, options);
  }

  /** Checks that the options apply to images in folders, which have one class each. */
  static void requireClasses(Path folder, Options options) {
    Output output = options.outputs().get(0);
    if (options.outputs().size() > 1 || !output.columns().isEmpty()) {
      throw CsvProblems.csvOptionForFolder(folder);
    }
    List<Targets> targets = options.targets();
    Task task = task(options);
    if (targets.size() > 1 || task != null && !task.isClassification()) {
      throw CsvProblems.taskOfFolder(
          folder, targets.size() > 1 ? Optional.empty() : Optional.of(task));
    }
  }

  private static Task task(Options options) {
    List<Targets> targets = options.targets();
    return targets.size() == 1
        ? targets.get(0).task()
        : options.outputs().get(0).task().orElse(null);
  }

  private static Dataset readFolder(Path folder, Options options) {
    requireClasses(folder, options);
    if (options.images().isPresent()) {
      throw CsvProblems.csvOptionForFolder(folder);
    }
    Output output = options.outputs().get(0);
    List<Targets> targets = options.targets();
    Task task = task(options);
    ImageFolder.Options ofFolder = ImageFolder.Options.defaults().withGrouping(options.grouping());
    if (!targets.isEmpty()) {
      return readClasses(folder, ofFolder.withClasses(targets.get(0).names())).withTargets(targets);
    }
    Dataset data = readClasses(folder, ofFolder);
    Dataset named =
        output.name().isEmpty()
            ? data
            : data.withTargets(
                List.of(new Targets(output.name(), Task.CLASSIFICATION, data.classes())));
    return task == null ? named : named.withTask(task);
  }

  private static Dataset readClasses(Path folder, ImageFolder.Options options) {
    return Files.isDirectory(folder)
        ? ImageFolder.read(folder, options)
        : TarFolder.read(folder, options);
  }
}
