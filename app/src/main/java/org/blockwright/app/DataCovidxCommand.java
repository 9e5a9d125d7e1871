package org.blockwright.app;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.blockwright.data.Ratios;
import org.blockwright.data.audit.AuditJson;
import org.blockwright.data.covidx.CovidX;
import org.blockwright.data.covidx.CovidXResult;
import org.blockwright.data.covidx.DuplicateRule;
import org.blockwright.data.covidx.Profile;
import org.blockwright.data.covidx.Source;
import org.blockwright.data.covidx.SourceSummary;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The subcommand {@code data covidx}. */
@Command(
    name = "covidx",
    description = {
      "Builds a dataset of chest x-rays from local copies of public sources: filters and labels the"
          + " rows of their metadata, removes duplicates by content, splits by patient, and copies"
          + " the images into folders with a manifest and a page of statistics. The sources are"
          + " not changed. A run that was interrupted continues."
    },
    footer = "  blockwright data covidx --figure1 figure1 --actualmed actualmed -o covidx")
final class DataCovidxCommand implements Callable<Integer> {
  private static final String NO_SPLIT = "none";

  private static <T extends Enum<T>> T choice(String text, T[] known) {
    return Arrays.stream(known)
        .filter(value -> value.toString().equals(text))
        .findFirst()
        .orElseThrow(
            () -> new TypeConversionException(AppProblems.unknownChoice(text, List.of(known))));
  }

  /** The name of a profile. */
  static final class ProfileConverter implements ITypeConverter<Profile> {
    @Override
    public Profile convert(String text) {
      return choice(text, Profile.values());
    }
  }

  /** The name of a rule for duplicates. */
  static final class DuplicatesConverter implements ITypeConverter<DuplicateRule> {
    @Override
    public DuplicateRule convert(String text) {
      return choice(text, DuplicateRule.values());
    }
  }

  private final Session session;

  @Option(
      names = "--ieee8023",
      order = 1,
      paramLabel = "DIR",
      description = "copy of covid-chestxray-dataset")
  private Optional<Path> ieee8023;

  @Option(
      names = "--figure1",
      order = 2,
      paramLabel = "DIR",
      description = "copy of Figure1-COVID-chestxray-dataset")
  private Optional<Path> figure1;

  @Option(
      names = "--actualmed",
      order = 3,
      paramLabel = "DIR",
      description = "copy of Actualmed-COVID-chestxray-dataset")
  private Optional<Path> actualmed;

  @Option(
      names = "--radiography",
      order = 4,
      paramLabel = "DIR",
      description = "copy of the COVID-19 Radiography Database, any release")
  private Optional<Path> radiography;

  @Option(
      names = {"-o", "--out"},
      order = 5,
      required = true,
      paramLabel = "DIR",
      description = "folder of the dataset, new or empty")
  private Path out;

  @Option(
      names = "--profile",
      order = 6,
      paramLabel = "NAME",
      converter = ProfileConverter.class,
      description = "how findings become classes: standard (default), or covidnet as published")
  private Profile profile = Profile.STANDARD;

  @Option(
      names = "--views",
      order = 7,
      split = ",",
      paramLabel = "VIEW",
      description =
          "views to keep, separated by commas (default: PA,AP,AP Supine,AP semi erect,AP erect);"
              + " images without a view are kept")
  private List<String> views;

  @Option(
      names = "--duplicates",
      order = 8,
      paramLabel = "RULE",
      converter = DuplicatesConverter.class,
      description = "which copies are removed: near (default), or exact for equal pixels only")
  private DuplicateRule duplicates = DuplicateRule.NEAR;

  @Option(
      names = "--split",
      order = 9,
      paramLabel = "RATIOS",
      description = "sizes of train, validation and test (default 8:1:1), or none")
  private String split = "8:1:1";

  @Option(
      names = "--split-file",
      order = 10,
      paramLabel = "FILE.csv",
      description = "split.csv of an earlier dataset, whose patients keep their subsets")
  private Optional<Path> splitFile;

  @Option(
      names = "--check-labels",
      order = 11,
      split = ",",
      paramLabel = "FILE",
      description =
          "label files of a published split, such as train_split.txt, to check against the"
              + " sources")
  private List<Path> labelFiles = List.of();

  @Option(
      names = "--require-images",
      order = 12,
      description = "fail if an image is missing or damaged (default: skip and count it)")
  private boolean requireImages;

  @Option(names = "--no-audit", order = 13, description = "do not audit the dataset")
  private boolean noAudit;

  @Option(names = "--json", order = 14, description = "print as JSON")
  private boolean json;

  @Option(
      names = "--overwrite",
      order = 60,
      description = "replace a dataset that was built from other sources or settings")
  private boolean overwrite;

  DataCovidxCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    CovidX settings = settings().build();
    CovidXResult result = session.withThreads(() -> settings.write(out, session.progress()));
    session.print(json ? Json.text(json(result)) : text(result));
    return Main.SUCCESS;
  }

  private CovidX.Builder settings() {
    CovidX.Builder builder =
        CovidX.builder().profile(profile).duplicates(duplicates).seed(session.seed());
    ieee8023.ifPresent(folder -> builder.source(Source.IEEE8023, folder));
    figure1.ifPresent(folder -> builder.source(Source.FIGURE1, folder));
    actualmed.ifPresent(folder -> builder.source(Source.ACTUALMED, folder));
    radiography.ifPresent(folder -> builder.source(Source.RADIOGRAPHY, folder));
    if (views != null) {
      builder.views(views.toArray(String[]::new));
    }
    if (split.equals(NO_SPLIT)) {
      builder.withoutSplit();
    } else {
      builder.split(Ratios.parse(split));
    }
    splitFile.ifPresent(builder::splitFile);
    builder.labelFiles(labelFiles.toArray(Path[]::new));
    if (requireImages) {
      builder.missingImages(CovidX.MissingImages.FAIL);
    }
    if (noAudit) {
      builder.withoutAudit();
    }
    if (overwrite) {
      builder.overwrite();
    }
    return builder;
  }

  private static String text(CovidXResult result) {
    return result.text()
        + "\n"
        + (result.unchanged()
            ? AppProblems.datasetUnchanged(result.folder(), result.size())
            : AppProblems.datasetWritten(result.folder(), result.size()));
  }

  private static Map<String, Object> json(CovidXResult result) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("folder", result.folder().toString());
    json.put("unchanged", result.unchanged());
    json.put("images", result.size());
    json.put("patients", result.patients());
    json.put("classes", strings(result.classes()));
    json.put("subsets", result.subsets());
    json.put("sources", result.sources().stream().map(DataCovidxCommand::source).toList());
    json.put("notes", result.notes());
    result.audit().ifPresent(audit -> json.put("audit", AuditJson.of(audit)));
    return json;
  }

  private static Map<String, Object> source(SourceSummary summary) {
    return Json.object(
        "source", summary.source().id(),
        "rows", summary.rows(),
        "images", summary.kept(),
        "patients", summary.patients(),
        "classes", strings(summary.classes()),
        "dropped", strings(summary.dropped()));
  }

  private static Map<String, Integer> strings(Map<?, Integer> counts) {
    Map<String, Integer> named = new LinkedHashMap<>();
    counts.forEach((key, count) -> named.put(key.toString(), count));
    return named;
  }
}
