package org.blockwright.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A command line of Blockwright in a process of its own, which can be killed or interrupted. */
record CommandProcess(Process process, Path log) implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofMinutes(3);

  /**
   * Starts a command.
   *
   * @param folder its working directory
   */
  static CommandProcess start(Path folder, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx300m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
    command.addAll(List.of(arguments));
    Path log = Files.createTempFile(folder, "log", ".txt");
    return new CommandProcess(
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start(),
        log);
  }

  /** Processes of a build in the background may ignore Ctrl-C, and so do their own ones. */
  static void requireCtrlC() throws IOException {
    Path status = Path.of("/proc/self/status");
    assumeTrue(Files.exists(status), "needs /proc");
    String ignored =
        Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .map(line -> line.substring(7).strip())
            .findFirst()
            .orElse("0");
    assumeTrue(!new BigInteger(ignored, 16).testBit(1), "Ctrl-C is ignored here");
  }

  /** Sends Ctrl-C to a process. */
  static void interrupt(Process process) throws Exception {
    new ProcessBuilder("kill", "-INT", String.valueOf(process.pid())).start().waitFor();
  }

  /** Returns what the command has written so far. */
  String output() throws IOException {
    return Files.readString(log, StandardCharsets.UTF_8);
  }

  /** Returns whether the command is still running when a condition is met. */
  boolean awaitWhileRunning(BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (process.isAlive() && !condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("time limit").isLessThan(end);
      TimeUnit.MICROSECONDS.sleep(200);
    }
    return process.isAlive();
  }

  /** Returns whether the command is still running when it has written a text. */
  boolean awaitOutput(String text) throws Exception {
    return awaitWhileRunning(
        () -> {
          try {
            return output().contains(text);
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  /** Kills the process as {@code kill -9} does; returns whether it was still running. */
  boolean kill() throws InterruptedException {
    process.destroyForcibly();
    // 128 + 9
    return process.waitFor() == 137;
  }

  /** Waits for the end, and returns the exit code. */
  int exitCode() throws InterruptedException {
    assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).as("time limit").isTrue();
    return process.exitValue();
  }

  /** Waits for the end of a command that is expected to succeed. */
  void requireSuccess() throws Exception {
    assertThat(exitCode()).as(output()).isZero();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
