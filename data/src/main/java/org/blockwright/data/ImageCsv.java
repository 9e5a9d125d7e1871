package org.blockwright.data;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.blockwright.base.DataException;
import org.blockwright.base.NumberParser;
import org.blockwright.data.decode.Decoder;
import org.blockwright.data.decode.ImageSource;
import org.blockwright.dsl.Task;

/**
 * Reads a CSV file with one row per image: its path, and its class, labels or regression targets.
 *
 * <pre>
 * file,label          file,labels            file,ink [px],width [px]
 * a.png,cat           a.png,edema;nodule     a.png,120,17
 * b.png,dog           b.png,                 b.png,94,15
 * </pre>
 *
 * <p>The file has a header, is encoded in UTF-8, and separates cells by commas or tabs. The column
 * {@code file} (or {@code path}, {@code image}, {@code filename}) is relative to the folder of the
 * CSV file or to the folder in the options. The columns {@code group}, {@code subset} and {@code
 * weight} are optional: the group that must stay in one subset, the subset (train, validation,
 * test), and the factor of the loss in training (at least 0). If there is a column {@code label},
 * {@code labels}, {@code class} or {@code target}, it is the target; else all others are, unless
 * the options name the columns, or have the targets of a model, which are all columns of the file.
 * Columns that are no targets are {@link Sample#attributes}. Without a task in the options, these
 * rules apply:
 *
 * <ul>
 *   <li>One column {@code label} or {@code class}, or one column of text with any name: {@link
 *       Task#CLASSIFICATION}. If a cell has several labels, separated by {@code ;}, or the column
 *       is {@code labels}: {@link Task#MULTI_LABEL}; an empty cell means no label.
 *   <li>One column with 0 and 1: {@link Task#BINARY}; the classes of a column {@code x} are {@code
 *       not x} and {@code x}.
 *   <li>Several columns with 0 and 1: {@link Task#MULTI_LABEL}, a label per column.
 *   <li>Columns with other numbers, or with a unit in brackets: {@link Task#REGRESSION}.
 *   <li>Columns with fractions that are all from 0 to 1 are an error: set the task.
 * </ul>
 *
 * <p>With a task, there are also soft targets: one column per class with probabilities that sum to
 * 1, one column with the probability of the second of two classes, or one column per label with
 * probabilities.
 *
 * <p>As in {@link ImageFolder}, files that are not complete images are skipped and listed. A file
 * that does not exist is an error.
 */
public final class ImageCsv {
  private static final String GROUP = "group";
  private static final String WEIGHT = "weight";
  private static final String TARGET = "target";

  private static final Set<String> OPTIONAL = Set.of(GROUP, WEIGHT, SubsetColumn.NAME);

  private final CsvTable table;
  private final ImageData.Options options;
  private final CsvErrors errors;
  private final Set<String> targetColumns = new HashSet<>();

  private ImageCsv(CsvTable table, ImageData.Options options) {
    this.table = table;
    this.options = options;
    this.errors = new CsvErrors(table.file());
  }

  /**
   * Reads a CSV file.
   *
   * @throws DataException if the file cannot be read, a column is missing or unknown, a cell is
   *     invalid, an image does not exist or is listed twice, no image can be decoded, or the
   *     targets do not match those in the options; errors in cells are listed together, one line
   *     each
   */
  public static Dataset read(Path csv, ImageData.Options options) {
    return new ImageCsv(CsvTable.read(csv), options).read();
  }

  private Dataset read() {
    List<TargetReader.Result> outputs = readOutputs();
    double[] weights = weights();
    checkSubsets();
    ImageList files = ImageList.of(table, options.images().orElseGet(this::folderOfCsv), errors);
    errors.throwIfAny();
    Dataset data = dataset(outputs, weights, files);
    requireImagesOfEachClass(data, outputs, files);
    ImmutableList.Builder<String> warnings = ImmutableList.builder();
    outputs.forEach(output -> warnings.addAll(output.warnings()));
    warnings.addAll(ignoredColumns());
    Dataset matched = options.targets().isEmpty() ? data : data.withTargets(options.targets());
    warnings.addAll(DatasetWarnings.of(matched));
    warnings.addAll(groupWarnings(data));
    return matched.withWarnings(warnings.build());
  }

  private Path folderOfCsv() {
    Path parent = table.file().getParent();
    return parent == null ? Path.of("") : parent;
  }

  /** The outputs: those of the options, with the targets of a model if they are set. */
  private List<TargetReader.Result> readOutputs() {
    List<Targets> known = options.targets();
    List<ImageData.Output> outputs = options.outputs();
    boolean single = outputs.size() == 1 && known.size() <= 1;
    if (!single) {
      for (Targets target : known) {
        if (outputs.stream().noneMatch(output -> output.name().equals(target.name()))) {
          throw CsvProblems.missingOutputColumns(table.file(), target.name());
        }
      }
    }
    List<TargetReader.Result> results = new ArrayList<>();
    for (ImageData.Output output : outputs) {
      Optional<Targets> ofOutput =
          known.stream().filter(t -> single || t.name().equals(output.name())).findFirst();
      List<CsvColumn> columns = columns(output, ofOutput);
      columns.forEach(column -> targetColumns.add(column.name()));
      results.add(TargetReader.read(table, output, columns, ofOutput, errors));
    }
    return results;
  }

  private List<CsvColumn> columns(ImageData.Output output, Optional<Targets> known) {
    List<CsvColumn> columns = new ArrayList<>();
    if (!output.columns().isEmpty()) {
      for (String name : output.columns()) {
        int index = table.column(name);
        if (index <= 0) {
          throw CsvProblems.missingColumn(table.file(), output.name(), name, table.header());
        }
        columns.add(CsvColumn.of(table, index));
      }
      return columns;
    }
    for (int i = 1; i < table.header().size(); i++) {
      if (i != table.column(GROUP)
          && i != table.column(WEIGHT)
          && i != table.column(SubsetColumn.NAME)) {
        columns.add(CsvColumn.of(table, i));
      }
    }
    if (columns.isEmpty()) {
      throw CsvProblems.noTargetColumns(table.file(), table.header());
    }
    Optional<List<CsvColumn>> ofModel = known.flatMap(targets -> columnsOf(targets, columns));
    if (ofModel.isPresent()) {
      return ofModel.get();
    }
    List<CsvColumn> labels = columns.stream().filter(CsvColumn::hasLabelName).toList();
    if (labels.size() > 1) {
      throw CsvProblems.twoLabelColumns(table.file(), labels.get(1).name(), labels.get(0).name());
    }
    List<CsvColumn> named =
        labels.isEmpty()
            ? columns.stream().filter(c -> c.name().equalsIgnoreCase(TARGET)).toList()
            : labels;
    return named.isEmpty() ? columns : named;
  }

  /** The columns that are named after the targets of a model; empty if one is missing. */
  private static Optional<List<CsvColumn>> columnsOf(Targets known, List<CsvColumn> columns) {
    if (known.task() == Task.BINARY) {
      Optional<CsvColumn> second =
          columns.stream()
              .filter(column -> CsvForm.classesOf(column.name()).equals(known.names()))
              .findFirst();
      if (second.isPresent()) {
        return second.map(List::of);
      }
    }
    List<CsvColumn> named =
        columns.stream().filter(column -> known.names().contains(column.name())).toList();
    return Optional.of(named).filter(found -> found.size() == known.names().size());
  }

  /** Whether a column is named as a target, so that it is neither group nor weight. */
  private boolean isTarget(String column) {
    return options.outputs().stream()
        .flatMap(output -> output.columns().stream())
        .anyMatch(column::equalsIgnoreCase);
  }

  /** The index of the column of groups or weights; -1 if there is none. */
  private int optionalColumn(String name) {
    return isTarget(name) ? -1 : table.column(name);
  }

  private double[] weights() {
    double[] weights = new double[table.rows().size()];
    Arrays.fill(weights, 1);
    int index = optionalColumn(WEIGHT);
    if (index < 0) {
      return weights;
    }
    CsvColumn column = CsvColumn.of(table, index);
    boolean valid = true;
    for (int row = 0; row < weights.length; row++) {
      String cell = column.cells().get(row);
      Optional<Double> weight =
          NumberParser.parseDouble(cell).filter(w -> w >= 0 && Float.isFinite(w.floatValue()));
      if (weight.isEmpty()) {
        errors.add(
            table.line(row),
            column.name(),
            cell.isEmpty() ? CsvCellProblems.empty("a weight") : CsvCellProblems.weight(cell));
        valid = false;
      }
      weights[row] = weight.orElse(1.0);
    }
    if (valid && IntStream.range(0, weights.length).allMatch(row -> weights[row] == 0)) {
      throw CsvProblems.noWeight(table.file());
    }
    return weights;
  }

  /** Each row has a subset, or none has one, as in manifests of datasets that are not split. */
  private void checkSubsets() {
    int index = optionalColumn(SubsetColumn.NAME);
    if (index < 0 || table.cells(index).stream().allMatch(String::isBlank)) {
      return;
    }
    for (int row = 0; row < table.rows().size(); row++) {
      String cell = table.rows().get(row).cells().get(index).strip();
      if (Subset.ofCell(cell).isEmpty()) {
        errors.add(table.line(row), table.header().get(index), CsvCellProblems.subset(cell));
      }
    }
  }

  /** The columns that are no targets, by name; the standard ones in lower case. */
  private ImmutableMap<String, String> attributes(int row) {
    ImmutableMap.Builder<String, String> attributes = ImmutableMap.builder();
    for (int i = 1; i < table.header().size(); i++) {
      String name = table.header().get(i);
      if (!targetColumns.contains(name)) {
        boolean standard = i == optionalColumn(name.toLowerCase(Locale.ROOT));
        attributes.put(
            standard && OPTIONAL.contains(name.toLowerCase(Locale.ROOT))
                ? name.toLowerCase(Locale.ROOT)
                : name,
            FolderWalk.toNfc(table.rows().get(row).cells().get(i).strip()));
      }
    }
    return attributes.buildKeepingLast();
  }

  private Dataset dataset(List<TargetReader.Result> outputs, double[] weights, ImageList files) {
    List<Decoder.Check> checks =
        files.paths().parallelStream().map(file -> Decoder.check(ImageSource.of(file))).toList();
    ImmutableList<Targets> targets =
        outputs.stream().map(TargetReader.Result::targets).collect(ImmutableList.toImmutableList());
    int groupColumn = optionalColumn(GROUP);
    List<String> groups = groupColumn < 0 ? List.of() : table.cells(groupColumn);
    List<Sample> samples = new ArrayList<>();
    List<SkippedFile> skipped = new ArrayList<>();
    for (int i = 0; i < checks.size(); i++) {
      int row = i;
      String key = files.keys().get(row);
      Path path = files.paths().get(row);
      if (checks.get(row).problem().isPresent()) {
        skipped.add(new SkippedFile(key, checks.get(row).problem().get()));
        continue;
      }
      String group =
          groupColumn < 0
              ? options.grouping().groupOf(FolderWalk.fileName(path)).orElse(key)
              : groups.get(row).isEmpty() ? key : groups.get(row);
      samples.add(
          new Sample(
              ImageSource.of(path),
              key,
              outputs.stream()
                  .map(output -> output.ofRows().get(row))
                  .collect(ImmutableList.toImmutableList()),
              group,
              checks.get(row).sha256(),
              weights[row],
              attributes(row)));
    }
    if (samples.isEmpty()) {
      throw DataProblems.noDecodableImages(table.file().toString(), skipped);
    }
    samples.sort(ListedImages.order(targets));
    skipped.sort(Comparator.comparing(SkippedFile::key));
    return new Dataset(
        Optional.of(table.file()),
        targets,
        ImmutableList.copyOf(samples),
        ImmutableList.copyOf(skipped),
        ImmutableList.of());
  }

  /** Rejects classes of which all images are skipped, unless a model has them anyway. */
  private void requireImagesOfEachClass(
      Dataset data, List<TargetReader.Result> outputs, ImageList files) {
    if (!options.targets().isEmpty()) {
      return;
    }
    for (SkippedFile file : data.skipped()) {
      int row = files.keys().indexOf(file.key());
      for (int output = 0; output < outputs.size(); output++) {
        Targets targets = outputs.get(output).targets();
        int label = outputs.get(output).ofRows().get(row).classIndex();
        if (targets.task().isClassification() && data.count(output, label) == 0) {
          throw CsvProblems.emptyClass(table.file(), targets.names().get(label), file);
        }
      }
    }
  }

  /** A warning about columns that are not used, if the options or a model name others. */
  private List<String> ignoredColumns() {
    List<String> ignored =
        table.header().stream()
            .skip(1)
            .filter(column -> !targetColumns.contains(column))
            .filter(column -> !OPTIONAL.contains(column.toLowerCase(Locale.ROOT)))
            .toList();
    return ignored.isEmpty()
        ? List.of()
        : List.of(CsvProblems.ignoredColumns(table.file(), ignored));
  }

  private List<String> groupWarnings(Dataset data) {
    long ungrouped =
        data.samples().stream().filter(sample -> sample.group().equals(sample.key())).count();
    if (ungrouped == 0) {
      return List.of();
    }
    if (optionalColumn(GROUP) >= 0) {
      return List.of(CsvProblems.withoutGroup(ungrouped, data.size()));
    }
    return options.grouping().hasPattern()
        ? List.of(DataProblems.ungrouped(ungrouped, data.size()))
        : List.of();
  }
}
