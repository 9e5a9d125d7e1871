package org.blockwright.job;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.blockwright.base.UsageException;
import org.blockwright.dsl.edit.Head;
import org.blockwright.dsl.format.Document;
import org.blockwright.dsl.format.NetworkFormat;

/**
 * Reads and writes jobs as YAML. A network or a head that was built in Java is written to a file of
 * its own beside {@code run.yaml}, which names it.
 */
final class JobFile {
  /** Key for the settings whose values were set in Java and have no text form. */
  static final String ONLY_IN_JAVA = "only-in-java";

  private static final String JOB_KEY = "job";

  private static final String KIND = "kind";

  /** A head that is read from a file is resized to the labels. */
  private static final int ANY_LABELS = 2;

  private JobFile() {}

  /** Reads a job file, or the job in the {@code run.yaml} of a run. */
  static Job read(Path file) {
    Document document = Document.read(file);
    // No setting has the key job, so a map of that name means a run.yaml.
    Optional<Document> run =
        document.isMap() ? document.find(JOB_KEY).filter(Document::isMap) : Optional.empty();
    if (run.isPresent() && document.find(ONLY_IN_JAVA).isPresent()) {
      throw new UsageException(
          JobProblems.onlyInJava(file, document.get(ONLY_IN_JAVA).map().keySet()));
    }
    // Only a run can have a network or a head in a file of its own.
    Optional<Path> folder = run.map(r -> file.toAbsolutePath().getParent());
    Job job = Job.defaults();
    for (Map.Entry<String, Document> entry : flatten("", run.orElse(document)).entrySet()) {
      Document value = entry.getValue();
      try {
        job = set(job, entry.getKey(), value, folder);
      } catch (UsageException e) {
        throw new UsageException(value.location() + ": " + e.getMessage(), e);
      }
    }
    return run.isPresent() ? job.withRecordedSplit(recordedSplit(document)) : job;
  }

  private static Optional<String> recordedSplit(Document run) {
    return run.find(RunMetadata.KEY)
        .filter(Document::isMap)
        .flatMap(metadata -> metadata.find(RunMetadata.SPLIT))
        .map(Document::text);
  }

  private static Job set(Job job, String key, Document value, Optional<Path> folder) {
    if (value.isList() && key.equals(Setting.PHASES.key())) {
      return job.with(key, value.list().stream().map(PhasesText::text).toList());
    }
    if (value.isList()) {
      return job.with(key, value.list().stream().map(Document::text).toList());
    }
    String text = value.text();
    if (key.equals(Setting.MODEL.key()) && text.equals(RunFiles.NETWORK)) {
      Optional<Path> file = folder.map(f -> f.resolve(text)).filter(Files::exists);
      if (file.isPresent()) {
        return job.with(
            Setting.MODEL, text, new NetworkReference.InCode(NetworkFormat.read(file.get())));
      }
    }
    if (key.equals(Setting.HEAD.key()) && text.equals(RunFiles.HEAD)) {
      Optional<Path> file = folder.map(f -> f.resolve(text)).filter(Files::exists);
      if (file.isPresent()) {
        return job.with(Setting.HEAD, text, NetworkFormat.readHead(file.get()));
      }
    }
    return job.with(key, text);
  }

  private static Map<String, Document> flatten(String prefix, Document document) {
    Map<String, Document> flat = new LinkedHashMap<>();
    Map<String, Document> entries = new LinkedHashMap<>();
    // Other parts of a schedule are those of its kind, wherever it stands.
    document.find(KIND).ifPresent(kind -> entries.put(KIND, kind));
    entries.putAll(document.map());
    entries.forEach(
        (key, value) -> {
          if (value.isMap()) {
            flat.putAll(flatten(prefix + key + ".", value));
          } else {
            flat.put(prefix + key, value);
          }
        });
    return flat;
  }

  /**
   * Returns the entries of {@code run.yaml} about a job: its settings, and apart from them those
   * with a value that has no text form.
   */
  static Map<String, Object> entries(Job job) {
    Map<String, Object> onlyInJava = new LinkedHashMap<>();
    for (Setting setting : Setting.values()) {
      boolean inFile = setting == Setting.MODEL || setting == Setting.HEAD;
      if (job.isSet(setting) && !inFile && !job.isExpressedByText(setting)) {
        onlyInJava.put(setting.key(), job.describe(setting));
      }
    }
    Map<String, Object> entries = new LinkedHashMap<>();
    entries.put(JOB_KEY, withWidthInHead(job).toMap());
    if (!onlyInJava.isEmpty()) {
      entries.put(ONLY_IN_JAVA, onlyInJava);
    }
    return entries;
  }

  /** Returns the files to write beside {@code run.yaml}: their contents by name. */
  static Map<String, String> files(Job job) {
    Map<String, String> files = new LinkedHashMap<>();
    if (job.isSet(Setting.MODEL) && job.network() instanceof NetworkReference.InCode inCode) {
      files.put(RunFiles.NETWORK, NetworkFormat.toYaml(inCode.network()));
    }
    if (job.text(Setting.HEAD).equals(RunFiles.HEAD)) {
      withWidthInHead(job)
          .head()
          .flatMap(JobFile::text)
          .ifPresent(text -> files.put(RunFiles.HEAD, text));
    }
    return files;
  }

  private static Optional<String> text(Head head) {
    return head instanceof Head.Several several
        ? Optional.of(NetworkFormat.toYaml(several))
        : head.layers(ANY_LABELS).map(layers -> NetworkFormat.toYaml(layers));
  }

  /** Moves the width into a head that is written to a file: it is one of the file's layers. */
  private static Job withWidthInHead(Job job) {
    if (job.headWidth() > 0
        && job.text(Setting.HEAD).equals(RunFiles.HEAD)
        && job.head().orElseThrow() instanceof Head.GlobalAverage pool) {
      return job.with(Setting.HEAD, RunFiles.HEAD, pool.hidden(job.headWidth()))
          .with(Setting.HEAD_WIDTH, 0);
    }
    return job;
  }
}
