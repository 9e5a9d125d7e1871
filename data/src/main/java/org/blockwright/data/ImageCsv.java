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
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
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
 * <p>For a network with several inputs ({@link ImageData.Options#withInputs}), a file with a column
 * for each input, with its name, has an image for each of them.
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
    return read(CsvTable.read(csv, options.inputs()), options);
  }

  /**
   * The images of a row, without targets.
   *
   * @param name the path of the file; of several inputs their keys, as in {@link Sample#key}
   * @param images one image, or one for each input
   */
  public record Row(String name, ImmutableList<ImageSource> images) {}

  /**
   * Reads the images that a CSV file lists, for instance to predict them; other columns are
   * ignored. Of the options, only the folder and the inputs apply.
   *
   * @throws DataException if the file cannot be read, or an image does not exist or is listed twice
   */
  public static List<Row> readRows(Path csv, ImageData.Options options) {
    ImageCsv reader = new ImageCsv(CsvTable.read(csv, options.inputs()), options);
    ImageList files =
        ImageList.of(reader.table, options.images().orElseGet(reader::folderOfCsv), reader.errors);
    reader.errors.throwIfAny();
    return IntStream.range(0, files.paths().size())
        .mapToObj(
            row ->
                new Row(
                    reader.table.inputs().isEmpty()
                        ? files.paths().get(row).get(0).toString()
                        : files.key(row),
                    files.paths().get(row).stream()
                        .map(ImageSource::of)
                        .collect(ImmutableList.toImmutableList())))
        .toList();
  }

  static Dataset read(CsvTable table, ImageData.Options options) {
    return new ImageCsv(table, options).read();
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
        if (index < table.fileColumns()) {
          throw CsvProblems.missingColumn(table.file(), output.name(), name, table.header());
        }
        columns.add(CsvColumn.of(table, index));
      }
      return columns;
    }
    for (int i = table.fileColumns(); i < table.header().size(); i++) {
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
      if (Subset.ofName(cell).isEmpty()) {
        errors.add(table.line(row), table.header().get(index), CsvCellProblems.subset(cell));
      }
    }
  }

  /** The columns that are no targets, by name; the standard ones in lower case. */
  private ImmutableMap<String, String> attributes(int row) {
    ImmutableMap.Builder<String, String> attributes = ImmutableMap.builder();
    for (int i = table.fileColumns(); i < table.header().size(); i++) {
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
    Map<Path, Decoder.Check> checks =
        files.paths().stream().flatMap(List::stream).distinct().toList().parallelStream()
            .collect(
                Collectors.toConcurrentMap(
                    file -> file, file -> Decoder.check(ImageSource.of(file))));
    ImmutableList<Targets> targets =
        outputs.stream().map(TargetReader.Result::targets).collect(ImmutableList.toImmutableList());
    int groupColumn = optionalColumn(GROUP);
    List<String> groups = groupColumn < 0 ? List.of() : table.cells(groupColumn);
    List<Sample> samples = new ArrayList<>();
    List<SkippedFile> skipped = new ArrayList<>();
    for (int i = 0; i < files.paths().size(); i++) {
      int row = i;
      List<Path> paths = files.paths().get(row);
      List<Optional<String>> problems =
          paths.stream().map(path -> checks.get(path).problem()).toList();
      if (problems.stream().anyMatch(Optional::isPresent)) {
        skipped.add(new SkippedFile(files.key(row), reason(problems)));
        continue;
      }
      Optional<String> group =
          groupColumn < 0
              ? options.grouping().groupOf(FolderWalk.fileName(paths.get(0)))
              : Optional.of(groups.get(row)).filter(name -> !name.isEmpty());
      ImmutableList<Target> ofRow =
          outputs.stream()
              .map(output -> output.ofRows().get(row))
              .collect(ImmutableList.toImmutableList());
      samples.add(sample(files, row, checks, ofRow, group, weights[row]));
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

  /**
   * Returns the first reason why a file of a row cannot be used, with the input if there are
   * several.
   */
  private String reason(List<Optional<String>> problems) {
    int index =
        IntStream.range(0, problems.size())
            .filter(i -> problems.get(i).isPresent())
            .findFirst()
            .orElseThrow();
    String reason = problems.get(index).orElseThrow();
    return table.inputs().isEmpty()
        ? reason
        : DataProblems.ofInput(table.inputs().get(index)) + reason;
  }

  private Sample sample(
      ImageList files,
      int row,
      Map<Path, Decoder.Check> checks,
      ImmutableList<Target> targets,
      Optional<String> group,
      double weight) {
    List<Path> paths = files.paths().get(row);
    ImmutableMap<String, String> attributes = attributes(row);
    if (table.inputs().isEmpty()) {
      Path path = paths.get(0);
      String key = files.key(row);
      return new Sample(
          ImageSource.of(path),
          key,
          targets,
          group.orElse(key),
          checks.get(path).sha256(),
          weight,
          attributes);
    }
    ImmutableList<InputImage> inputs =
        IntStream.range(0, paths.size())
            .mapToObj(
                i ->
                    new InputImage(
                        table.inputs().get(i),
                        ImageSource.of(paths.get(i)),
                        files.keys().get(row).get(i),
                        checks.get(paths.get(i)).sha256()))
            .collect(ImmutableList.toImmutableList());
    return Sample.ofInputs(inputs, targets, group, weight, attributes);
  }

  /** Rejects classes of which all images are skipped, unless a model has them anyway. */
  private void requireImagesOfEachClass(
      Dataset data, List<TargetReader.Result> outputs, ImageList files) {
    if (!options.targets().isEmpty()) {
      return;
    }
    for (SkippedFile file : data.skipped()) {
      int row = files.row(file.key());
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
            .skip(table.fileColumns())
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
