package org.blockwright.base;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A file system in memory of any size, which only the administrator can mount. */
public final class MemoryDisk implements AutoCloseable {
  private final Path path;

  private MemoryDisk(Path path) {
    this.path = path;
  }

  /**
   * Mounts a disk; the test is skipped if that is not possible.
   *
   * @param path a folder that does not exist
   * @param options such as {@code size=1m}
   */
  public static MemoryDisk mount(Path path, String options) throws IOException {
    Files.createDirectory(path);
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", options, "tmpfs", path.toString()), "cannot mount");
    return new MemoryDisk(path);
  }

  /** Changes the options, such as the size, or {@code ro} for read-only. */
  public void remount(String options) throws IOException {
    if (!run("mount", "-o", "remount," + options, path.toString())) {
      throw new IOException("cannot change " + path);
    }
  }

  @Override
  public void close() {
    run("umount", path.toString());
  }

  private static boolean run(String... command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
