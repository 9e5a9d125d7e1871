package org.blockwright.base;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Finds the shared test data next to the checkout: golden files, weights, images. If it is missing,
 * the test is aborted, or fails if {@code BLOCKWRIGHT_SHARED=required}.
 */
public final class SharedData {
  private SharedData() {}

  /** Returns the file or folder at {@code path} in the shared data. */
  public static Path path(String path) {
    for (Path p = Path.of("").toAbsolutePath(); p != null; p = p.getParent()) {
      Path shared = p.resolve("shared");
      if (Files.isDirectory(shared.resolve("golden"))) {
        return shared.resolve(path);
      }
    }
    String message = "shared/" + path + " is missing next to this checkout: the test is skipped";
    if ("required".equals(System.getenv("BLOCKWRIGHT_SHARED"))) {
      return fail(message + ", but BLOCKWRIGHT_SHARED=required");
    }
    return abort(message);
  }
}
