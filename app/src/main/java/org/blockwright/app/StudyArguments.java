package org.blockwright.app;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.blockwright.inference.metrics.Metric;
import org.blockwright.job.StudyAttributes;
import org.blockwright.tuning.Parameter;
import org.blockwright.tuning.Space;
import org.blockwright.tuning.StudyResult;
import org.blockwright.tuning.StudyStore;
import org.blockwright.tuning.storage.StudyDatabase;
import org.blockwright.tuning.storage.StudyFolder;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The study that a subcommand of {@code tune} reads. */
final class StudyArguments {
  @Parameters(
      paramLabel = "STORAGE",
      description =
          "directory of a study, FILE.db, sqlite:///FILE.db or"
              + " postgresql://USER:PASSWORD@HOST/DATABASE; also of a study of Optuna")
  private String storage;

  @Option(
      names = "--study",
      order = 1,
      paramLabel = "NAME",
      description = "name of the study, if the database has several")
  private Optional<String> name;

  /** Returns the output directory of the study, if its database is in it. */
  Optional<Path> folder() {
    return StoredStudy.find(storage, name).flatMap(StoredStudy::folder).map(StudyFolder::path);
  }

  /** Reads the study. */
  <T> T read(BiFunction<StudyResult, StudyAttributes, T> function) {
    return readStored((study, store) -> function.apply(study, StudyAttributes.read(store)));
  }

  /** Reads the study, with the store that has it. */
  <T> T readStored(BiFunction<StudyResult, StudyStore, T> function) {
    try (StudyDatabase database = StudyDatabase.openExisting(storage)) {
      StudyStore store = name.map(database::study).orElseGet(database::onlyStudy);
      StudyAttributes attributes = StudyAttributes.read(store);
      StudyResult study =
          StudyResult.of(
              store,
              new Metric(attributes.metric().orElse("value"), store.direction()),
              attributes.space().orElseGet(() -> space(store)),
              attributes.sampler().orElse(""),
              attributes.seed().orElse(0L));
      return function.apply(study, store);
    }
  }

  /** Returns the parameters of the trials of a study that does not record its space. */
  private static Space space(StudyStore store) {
    Map<String, Parameter> parameters = new LinkedHashMap<>();
    store.trials().forEach(trial -> trial.parameters().forEach(parameters::putIfAbsent));
    return Space.of(List.copyOf(parameters.values()));
  }
}
