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
            .formatted(Loader.getPlatform(), firstLine(Throwables.getRootCause(failure))),
        failure);
  }

  static UsageException unsupported(List<Unsupported> vertices) {
    int more = vertices.size() - MAX_VERTICES;
    return new UsageException(
        "The graph cannot be compiled: %s%s. Use the engine auto or dl4j."
            .formatted(
                vertices.stream()
                    .limit(MAX_VERTICES)
                    .map(Unsupported::text)
                    .collect(Collectors.joining("; ")),
                more > 0 ? "; and " + more + " more" : ""));
  }

  static String unsupportedSize(Unsupported vertex) {
    return "The graph cannot be compiled for this input size, and runs on DL4J: %s."
        .formatted(vertex.text());
  }

  static String notFinite() {
    return "Inputs or parameters are NaN or infinite. Such batches run on DL4J, since compiled layers would replace NaN by numbers.";
  }

  private static String firstLine(Throwable failure) {
    String message = failure.getMessage();
    return message == null
        ? failure.getClass().getSimpleName()
        : message.lines().findFirst().orElse("").strip();
  }
}
