package org.blockwright.engine;

import com.google.common.base.Throwables;
import java.util.List;
import java.util.stream.Collectors;
import org.blockwright.base.UsageException;
import org.blockwright.engine.compiled.Unsupported;
import org.bytedeco.javacpp.Loader;

/** Messages about graphs that cannot be compiled. */
final class CompiledGraphProblems {
  private static final int MAX_VERTICES = 8;

  private CompiledGraphProblems() {}

  static UsageException libraryNotLoaded(Throwable failure) {
    return new UsageException(
        "oneDNN's native library cannot be loaded on %s: %s. Add blockwright-natives for this platform to the class path, or use the engine dl4j."
            .formatted(Loader.getPlatform(), reason(failure)),
        failure);
  }

  static String dl4jWithoutLibrary(Throwable failure) {
    return "Networks run on DL4J, which is slower, because oneDNN's native library cannot be loaded on %s: %s. Add blockwright-natives for this platform to the class path; the engine dl4j is used without this notice."
        .formatted(Loader.getPlatform(), reason(failure));
  }

  static UsageException unsupported(List<Unsupported> vertices) {
    return new UsageException(
        "The graph cannot be compiled: %s. Use the engine auto or dl4j.".formatted(list(vertices)));
  }

  static String dl4jInstead(List<Unsupported> vertices) {
    return "The graph cannot be compiled and runs on DL4J, which is slower: %s."
        .formatted(list(vertices));
  }

  static UsageException trainingUnsupported(List<Unsupported> vertices) {
    return new UsageException(
        "The training of the graph cannot be compiled: %s. Use the engine auto or dl4j."
            .formatted(list(vertices)));
  }

  static String trainingByDl4j(List<Unsupported> vertices) {
    return "The training of the graph cannot be compiled and runs on DL4J, which is slower: %s."
        .formatted(list(vertices));
  }

  private static String list(List<Unsupported> vertices) {
    int more = vertices.size() - MAX_VERTICES;
    return vertices.stream()
            .limit(MAX_VERTICES)
            .map(Unsupported::text)
            .collect(Collectors.joining("; "))
        + (more > 0 ? "; and " + more + " more" : "");
  }

  static String unsupportedSize(Unsupported vertex) {
    return "The graph cannot be compiled for this input size, and runs on DL4J: %s."
        .formatted(vertex.text());
  }

  static String notFinite() {
    return "Inputs or parameters are NaN or infinite. Such batches run on DL4J, since compiled layers would replace NaN by numbers.";
  }

  /** Returns why the library cannot be loaded, in one line. */
  static String reason(Throwable failure) {
    return firstLine(Throwables.getRootCause(failure));
  }

  private static String firstLine(Throwable failure) {
    String message = failure.getMessage();
    return message == null
        ? failure.getClass().getSimpleName()
        : message.lines().findFirst().orElse("").strip();
  }
}
