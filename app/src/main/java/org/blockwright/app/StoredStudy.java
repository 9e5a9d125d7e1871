package org.blockwright.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.blockwright.job.StudyAttributes;
import org.blockwright.tuning.storage.StudyDatabase;
import org.blockwright.tuning.storage.StudyFolder;

/**
 * A study in a database that {@code tune} continues.
 *
 * @param name name of the study
 * @param folder its output directory, if the database is in it
 */
record StoredStudy(String name, StudyAttributes attributes, Optional<StudyFolder> folder) {
  /**
   * Finds a study.
   *
   * @param name name of the study; if empty, that of the only one is used
   * @return empty if the database or the study does not exist
   */
  static Optional<StoredStudy> find(String url, Optional<String> name) {
    if (!StudyDatabase.exists(url)) {
      return Optional.empty();
    }
    try (StudyDatabase database = StudyDatabase.open(url)) {
      List<String> names = database.studies();
      if (name.isPresent() ? !names.contains(name.get()) : names.isEmpty()) {
        return Optional.empty();
      }
      String found = name.orElseGet(() -> database.onlyStudy().name());
      return Optional.of(
          new StoredStudy(found, StudyAttributes.read(database.study(found)), folder(database)));
    }
  }

  private static Optional<StudyFolder> folder(StudyDatabase database) {
    return database
        .file()
        .filter(file -> file.endsWith(StudyFolder.DATABASE))
        .map(file -> file.toAbsolutePath().normalize().getParent())
        .filter(directory -> Files.isRegularFile(directory.resolve("study.yaml")))
        .map(directory -> new StudyFolder(relative(directory), false));
  }

  private static Path relative(Path directory) {
    Path current = Path.of("").toAbsolutePath();
    return directory.startsWith(current) ? current.relativize(directory) : directory;
  }
}
