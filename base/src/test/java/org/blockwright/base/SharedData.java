package org.blockwright.base;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Finds the shared data beside the checkout: golden files, weights, pictures. Where it is missing a
 * test is skipped and says so, unless {@code BLOCKWRIGHT_SHARED=required}: then it fails.
 */
public final class SharedData {
  private SharedData() {}

  /** The file or folder at {@code path} below the shared data. */
  public static Path path(String path) {
    for (Path p = Path.of("").toAbsolutePath(); p != null; p = p.getParent()) {
      Path shared = p.resolve("shared");
      if (Files.isDirectory(shared.resolve("golden"))) {
        return shared.resolve(path);
      }
    }
    String message = "shared/" + path + " is not beside this checkout: the test is left out";
    if ("required".equals(System.getenv("BLOCKWRIGHT_SHARED"))) {
      return fail(message + ", but BLOCKWRIGHT_SHARED=required");
    }
    return abort(message);
  }
}
