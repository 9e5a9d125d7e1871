package org.blockwright.data.covidx;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockwright.base.DataException;
import org.blockwright.base.Progress;
import org.blockwright.base.StorageException;
import org.blockwright.base.UsageException;
import org.blockwright.data.Dataset;
import org.blockwright.data.Ratios;
import org.blockwright.data.Split;
import org.blockwright.data.Subset;
import org.blockwright.data.audit.Audit;
import org.blockwright.data.audit.AuditText;
import org.blockwright.data.output.DatasetFolder;

/**
 * Builds a dataset of chest x-rays from local copies of public sources: rows of metadata are
 * filtered and labeled, duplicates are removed by content, and images are split by patient and
 * copied into one folder per subset and class, with a manifest. The sources are never changed.
 *
 * <pre>{@code
 * CovidXResult result =
 *     CovidX.builder()
 *         .source(Source.FIGURE1, Path.of("figure1"))
 *         .source(Source.ACTUALMED, Path.of("actualmed"))
 *         .build()
 *         .write(Path.of("covidx"), Progress.silent());
 * }</pre>
 *
 * @param sources the folders of the sources
 * @param profile how findings become classes
 * @param views the views to keep; images without a view are kept
 * @param duplicates which copies are removed
 * @param ratios the sizes of the subsets; empty for a dataset without subsets
 * @param splitFile the {@code split.csv} of an earlier dataset, whose patients keep their subsets
 * @param seed the seed of the split
 * @param missingImages what happens with rows whose image is missing or damaged
 * @param labelFiles label files of a published split, which are checked against the sources
 * @param audited whether the written images are audited
 * @param overwrite whether another dataset of this kind is replaced
 */
public record CovidX(
    ImmutableMap<Source, Path> sources,
    Profile profile,
    ImmutableList<String> views,
    DuplicateRule duplicates,
    Optional<Ratios> ratios,
    Optional<Path> splitFile,
    long seed,
    MissingImages missingImages,
    ImmutableList<Path> labelFiles,
    boolean audited,
    boolean overwrite) {

  /** The file with the subset of each patient. */
  static final String SPLIT_FILE = "split.csv";

  /** The files of the dataset beside the images. */
  static final ImmutableSet<String> FILES =
      ImmutableSet.of(DatasetFolder.MANIFEST, Manifest.DROPPED_FILE, SPLIT_FILE, Statistics.FILE);

  /** How often the build starts again since an image vanished or changed meanwhile. */
  private static final int MAX_RESTARTS = 10;

  /** What happens with rows whose image is missing or cannot be decoded. */
  public enum MissingImages {
    /** The rows are dropped and counted. */
    SKIP,
    /** No dataset is built; the error lists the rows. */
    FAIL
  }

  /** Returns a builder with all settings at their defaults and no sources. */
  public static Builder builder() {
    return new Builder();
  }

  /** The settings of {@link CovidX}. */
  public static final class Builder {
    private final Map<Source, Path> sources = new EnumMap<>(Source.class);
    private Profile profile = Profile.STANDARD;
    private ImmutableList<String> views = View.FRONTAL;
    private DuplicateRule duplicates = DuplicateRule.NEAR;
    private Optional<Ratios> ratios = Optional.of(Ratios.DEFAULT);
    private Optional<Path> splitFile = Optional.empty();
    private long seed = Split.DEFAULT_SEED;
    private MissingImages missingImages = MissingImages.SKIP;
    private ImmutableList<Path> labelFiles = ImmutableList.of();
    private boolean audited = true;
    private boolean overwrite;

    private Builder() {}

    /** Adds the folder of a source. */
    public Builder source(Source source, Path folder) {
      sources.put(source, folder);
      return this;
    }

    /** Sets how findings become classes; {@link Profile#STANDARD} by default. */
    public Builder profile(Profile newProfile) {
      profile = newProfile;
      return this;
    }

    /** Sets the views to keep; by default PA, AP, AP Supine, AP semi erect and AP erect. */
    public Builder views(String... newViews) {
      views = ImmutableList.copyOf(newViews);
      return this;
    }

    /** Sets which copies are removed; {@link DuplicateRule#NEAR} by default. */
    public Builder duplicates(DuplicateRule rule) {
      duplicates = rule;
      return this;
    }

    /** Sets the sizes of the subsets; 8:1:1 by default. */
    public Builder split(Ratios newRatios) {
      ratios = Optional.of(newRatios);
      return this;
    }

    /** Writes one folder per class, without subsets. */
    public Builder withoutSplit() {
      ratios = Optional.empty();
      return this;
    }

    /** Keeps the subsets of the patients in the {@code split.csv} of an earlier dataset. */
    public Builder splitFile(Path file) {
      splitFile = Optional.of(file);
      return this;
    }

    /** Sets the seed of the split; 42 by default. */
    public Builder seed(long newSeed) {
      seed = newSeed;
      return this;
    }

    /** Sets what happens with missing and damaged images; they are skipped by default. */
    public Builder missingImages(MissingImages choice) {
      missingImages = choice;
      return this;
    }

    /** Sets label files of a published split to check. */
    public Builder labelFiles(Path... files) {
      labelFiles = ImmutableList.copyOf(files);
      return this;
    }

    /** Does not audit the written images. */
    public Builder withoutAudit() {
      audited = false;
      return this;
    }

    /** Replaces another dataset of this kind in the output folder. */
    public Builder overwrite() {
      overwrite = true;
      return this;
    }

    /**
     * Returns the settings.
     *
     * @throws UsageException if there is no source, or the list of views is empty
     */
    public CovidX build() {
      if (sources.isEmpty()) {
        throw CovidXProblems.noSources();
      }
      if (views.isEmpty() || views.stream().allMatch(String::isBlank)) {
        throw CovidXProblems.noViews();
      }
      return new CovidX(
          ImmutableMap.copyOf(sources),
          profile,
          views,
          duplicates,
          ratios,
          splitFile,
          seed,
          missingImages,
          labelFiles,
          audited,
          overwrite);
    }
  }

  /** Everything that is decided before images are copied. */
  private record Plan(
      ImmutableList<MetadataRow> rows,
      Selection selection,
      ImmutableList<OutputImage> images,
      ImmutableList<DroppedRow> dropped,
      Optional<Split> split,
      ImmutableList<String> notes) {
    ImmutableMap<String, String> hashes() {
      return images.stream()
          .collect(ImmutableMap.toImmutableMap(OutputImage::path, OutputImage::sha256));
    }
  }

  /**
   * Builds the dataset. A run that was killed is continued; a folder that is already complete stays
   * as it is.
   *
   * @param output the folder, which does not exist, is empty, or is a dataset of this kind
   * @throws DataException if a source is incomplete, no image is left, or images are missing and
   *     that is an error
   * @throws UsageException if the folder lies in a source, or is not replaced
   * @throws StorageException if a file cannot be read or written
   */
  public CovidXResult write(Path output, Progress progress) {
    try (DatasetFolder folder = DatasetFolder.open(output, sources.values(), FILES)) {
      for (int restarts = 0; ; restarts++) {
        Plan plan;
        try (ScanJournal journal = new ScanJournal(folder.openJournal())) {
          plan = plan(journal, progress);
        }
        Map<String, String> texts = texts(plan);
        if (folder.isComplete(texts, plan.hashes())) {
          folder.discard();
          return result(output, true, plan, Optional.empty(), statistics(plan));
        }
        folder.requireReplaceable(overwrite);
        Optional<Path> changed = copy(plan, folder, progress);
        if (changed.isEmpty()) {
          return finish(output, folder, plan, texts, progress);
        }
        if (missingImages == MissingImages.FAIL || restarts == MAX_RESTARTS) {
          throw CovidXProblems.changedImage(changed.get());
        }
      }
    }
  }

  /** Returns the first image of a source that vanished or changed since it was decoded. */
  private static Optional<Path> copy(Plan plan, DatasetFolder folder, Progress progress) {
    folder.keepOnly(plan.hashes().keySet());
    try (Progress.Task task = progress.start("copying images", plan.images().size())) {
      for (OutputImage image : plan.images()) {
        if (!folder.has(image.path(), image.sha256())
            && !image.copyTo(folder.partial().resolve(image.path()))) {
          return Optional.of(image.image().file());
        }
        task.advance(1, "");
      }
    }
    return Optional.empty();
  }

  private CovidXResult finish(
      Path output, DatasetFolder folder, Plan plan, Map<String, String> texts, Progress progress) {
    Optional<Audit> audit =
        audited ? Optional.of(audit(plan, folder.partial(), progress)) : Optional.empty();
    Statistics statistics = statistics(plan);
    audit.ifPresent(found -> statistics.addLines("Audit", AuditText.of(found).lines().toList()));
    plan.split()
        .ifPresent(
            split -> {
              split.write(folder.partial().resolve(SPLIT_FILE));
            });
    folder.write(Statistics.FILE, statistics.html());
    texts.forEach(folder::write);
    folder.finish();
    return result(output, false, plan, audit, statistics);
  }

  private static Map<String, String> texts(Plan plan) {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put(Manifest.DROPPED_FILE, Manifest.ofDropped(plan.dropped()));
    texts.put(DatasetFolder.MANIFEST, Manifest.of(plan.images()));
    return texts;
  }

  private Plan plan(ScanJournal journal, Progress progress) {
    List<MetadataRow> rows = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    for (Source source : Source.values()) {
      if (sources.containsKey(source)) {
        MetadataRow.Rows read = SourceReader.read(source, sources.get(source));
        rows.addAll(read.rows());
        notes.addAll(read.notes());
      } else {
        notes.add(CovidXProblems.absentSource(source));
      }
    }
    List<DroppedRow> dropped = new ArrayList<>();
    List<Candidate> candidates = new ArrayList<>();
    new RowFilter(profile, views).apply(rows, candidates, dropped);
    List<ScannedCandidate> scanned = new ArrayList<>();
    new ImageScanner(journal).scan(candidates, scanned, dropped, progress);
    requireImages(dropped);
    Selection selection = Selection.of(scanned, duplicates);
    dropped.addAll(selection.dropped());
    dropped.sort(Comparator.comparing(DroppedRow::source).thenComparing(DroppedRow::row));
    if (selection.kept().isEmpty()) {
      throw CovidXProblems.noImagesLeft(rows.size());
    }
    List<OutputImage> images = OutputImage.of(selection);
    Optional<PatientSplit> split =
        splitFile
            .map(file -> PatientSplit.of(images, file))
            .or(() -> ratios.map(r -> PatientSplit.of(images, r, seed)));
    addNotes(notes, rows, selection);
    split.ifPresent(s -> notes.addAll(s.split().warnings()));
    return new Plan(
        ImmutableList.copyOf(rows),
        selection,
        split.map(PatientSplit::images).orElse(ImmutableList.copyOf(images)),
        ImmutableList.copyOf(dropped),
        split.map(PatientSplit::split),
        ImmutableList.copyOf(notes));
  }

  private void requireImages(List<DroppedRow> dropped) {
    List<DroppedRow> unusable =
        dropped.stream()
            .filter(
                row ->
                    row.reason() == DropReason.MISSING_IMAGE
                        || row.reason() == DropReason.UNDECODABLE)
            .toList();
    if (missingImages == MissingImages.FAIL && !unusable.isEmpty()) {
      throw CovidXProblems.unusableImages(unusable);
    }
  }

  private void addNotes(List<String> notes, List<MetadataRow> rows, Selection selection) {
    long unknown = selection.kept().stream().filter(i -> i.row().patient().isEmpty()).count();
    if (unknown > 0) {
      notes.add(CovidXProblems.withoutPatient(unknown, selection.kept().size()));
    }
    for (ImageClass imageClass : ImageClass.values()) {
      if (selection.kept().stream().noneMatch(image -> image.imageClass() == imageClass)) {
        notes.add(CovidXProblems.emptyClass(imageClass));
      }
    }
    notes.addAll(LabelDefects.of(rows, selection));
    notes.addAll(PublishedLabels.check(labelFiles, rows));
  }

  private static Audit audit(Plan plan, Path root, Progress progress) {
    Dataset all = OutputImage.dataset(plan.images(), Optional.of(root));
    if (plan.split().isEmpty()) {
      return Audit.of(all, progress);
    }
    Map<String, Dataset> subsets = new LinkedHashMap<>();
    for (Subset subset : Subset.values()) {
      Dataset images = all.filter(sample -> sample.key().startsWith(subset + "/"));
      if (images.size() > 0) {
        subsets.put(subset.toString(), images);
      }
    }
    return Audit.of(subsets, progress);
  }

  private Statistics statistics(Plan plan) {
    return Statistics.of(summaries(plan), plan.images(), plan.notes());
  }

  private ImmutableList<SourceSummary> summaries(Plan plan) {
    return sources.keySet().stream()
        .map(
            source ->
                SourceSummary.of(source, plan.rows(), plan.selection().kept(), plan.dropped()))
        .collect(ImmutableList.toImmutableList());
  }

  private CovidXResult result(
      Path output, boolean unchanged, Plan plan, Optional<Audit> audit, Statistics statistics) {
    Map<String, Integer> subsets = new LinkedHashMap<>();
    for (Subset subset : Subset.values()) {
      plan.images().stream()
          .filter(image -> image.subset().equals(Optional.of(subset)))
          .forEach(image -> subsets.merge(subset.toString(), 1, Integer::sum));
    }
    return new CovidXResult(
        output,
        unchanged,
        summaries(plan),
        Arrays.stream(ImageClass.values())
            .collect(
                ImmutableMap.toImmutableMap(
                    c -> c,
                    c ->
                        (int)
                            plan.images().stream()
                                .filter(i -> i.image().imageClass() == c)
                                .count())),
        (int) plan.images().stream().map(i -> i.image().row().patientKey()).distinct().count(),
        ImmutableMap.copyOf(subsets),
        plan.dropped(),
        plan.notes(),
        audit,
        statistics.text());
  }
}
