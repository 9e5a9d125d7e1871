package org.blockwright.tuning.storage;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Collection;
import org.blockwright.base.NameSuggestions;
import org.blockwright.base.StorageException;
import org.blockwright.base.UsageException;

/** The messages of this package. */
final class StorageProblems {
  private StorageProblems() {}

  static UsageException unknownUrl(String url) {
    return new UsageException(
        "\"%s\" is not the address of a database. Expected sqlite:///FILE.db, FILE.db or postgresql://USER:PASSWORD@HOST/DATABASE."
            .formatted(url));
  }

  static StorageException failed(StorageUrl url, String action, SQLException cause) {
    String reason = cause.getMessage() == null ? "unknown error" : cause.getMessage();
    String line = reason.strip().replaceAll("\\s*\\R\\s*", " ");
    return new StorageException(
        "%s: cannot %s: %s%s Finished trials are kept; run the study again to continue it."
            .formatted(url, action, line, line.endsWith(".") ? "" : "."),
        cause);
  }

  static StorageException otherVersion(StorageUrl url, String got) {
    return new StorageException(
        "%s has %s, expected the tables of Optuna with schema version %s, revision %s (Optuna 3.2 to 5). Upgrade it with `optuna storage upgrade`."
            .formatted(url, got, Schema.VERSION, Schema.REVISION));
  }

  static UsageException noDatabase(StorageUrl url) {
    return new UsageException("%s does not exist. Check --storage.".formatted(url));
  }

  static UsageException unknownStudy(StorageUrl url, String name, Collection<String> known) {
    return new UsageException(
        "%s has no study \"%s\". %sStudies: %s."
            .formatted(
                url,
                name,
                NameSuggestions.hint(name, known),
                known.isEmpty() ? "none" : String.join(", ", known)));
  }

  static UsageException studyRequired(StorageUrl url, Collection<String> known) {
    return new UsageException(
        "%s has %s studies. Choose one with --study: %s."
            .formatted(url, known.size(), known.isEmpty() ? "none" : String.join(", ", known)));
  }

  static UsageException severalObjectives(StorageUrl url, String name) {
    return new UsageException(
        "%s: the study \"%s\" has several objectives, expected one.".formatted(url, name));
  }

  static StorageException unknownDistribution(String parameter, String json) {
    return new StorageException(
        "The parameter \"%s\" has the distribution %s, which is not known."
            .formatted(parameter, json));
  }

  static UsageException directoryNotEmpty(Path folder, boolean study, int trials) {
    return new UsageException(
        study
            ? "%s contains a study with %s finished trials, which is never replaced. Continue it with --study and --storage, choose another --out, or move the directory."
                .formatted(folder, trials)
            : "%s exists already and is not empty. Choose another --out.".formatted(folder));
  }

  static UsageException notADirectory(Path folder) {
    return new UsageException(
        "%s is a file, expected a directory. Choose another --out.".formatted(folder));
  }
}
