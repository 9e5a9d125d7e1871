package org.blockwright.app;

import com.google.common.base.Ticker;
import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.blockwright.base.AtomicFiles;
import org.blockwright.base.ParallelStreams;
import org.blockwright.base.Progress;
import org.blockwright.base.StorageException;
import org.blockwright.data.Split;
import org.blockwright.job.Job;
import org.blockwright.job.Setting;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The top-level command, with the options and output streams shared by all subcommands. */
@Command(
    name = "blockwright",
    description = "Describe, reuse, train and tune convolutional networks.",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = Version.class,
    sortOptions = false,
    usageHelpAutoWidth = false,
    usageHelpWidth = 100,
    synopsisSubcommandLabel = "COMMAND",
    optionListHeading = "%nOptions:%n",
    parameterListHeading = "%n",
    commandListHeading = "%nCommands:%n",
    footerHeading = "%nExample:%n",
    footer = "  blockwright summary vgg16 --depth 1")
final class Session {
  @Option(
      names = "--seed",
      scope = ScopeType.INHERIT,
      paramLabel = "N",
      order = 100,
      converter = Converters.Seed.class,
      description = "random seed (default 42)")
  private Optional<Long> seed;

  @Option(
      names = "--threads",
      scope = ScopeType.INHERIT,
      paramLabel = "N",
      order = 101,
      converter = Converters.ThreadCount.class,
      description = "threads for computation and image decoding (default: one per core)")
  private Optional<Integer> threads;

  @Option(
      names = "--memory",
      scope = ScopeType.INHERIT,
      paramLabel = "SIZE",
      order = 102,
      converter = Converters.MemorySize.class,
      description = "memory limit of the process, such as 6g (default: 80 %% of the machine)")
  private String memory;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      order = 103,
      description = "print the stack trace of an error")
  private boolean debug;

  @Option(
      names = "--quiet",
      scope = ScopeType.INHERIT,
      order = 104,
      description = "print no progress and no notices")
  private boolean quiet;

  private final ImmutableList<String> commandLine;
  private final Console console;
  private final Interruption interruption;
  private final TerminalProgress terminalProgress;

  Session(Console console, Interruption interruption, String... arguments) {
    this.commandLine = ImmutableList.<String>builder().add("blockwright").add(arguments).build();
    this.console = console;
    this.interruption = interruption;
    this.terminalProgress =
        new TerminalProgress(console.err(), console.interactive(), Ticker.systemTicker());
  }

  long seed() {
    return seed.orElse(Split.DEFAULT_SEED);
  }

  /** Returns the seed if it is given. */
  Optional<Long> givenSeed() {
    return seed;
  }

  int threads() {
    return threads.orElse(Runtime.getRuntime().availableProcessors());
  }

  /** Calls a function that reads images with as many threads as are set. */
  <T> T withThreads(Supplier<T> function) {
    return ParallelStreams.limit(threads(), function);
  }

  boolean debug() {
    return debug;
  }

  Interruption interruption() {
    return interruption;
  }

  /** Sets the seed and the number of threads in a job, where given. */
  Job apply(Job job) {
    Job updated = seed.isPresent() ? job.with(Setting.SEED.key(), seed()) : job;
    return threads.isPresent() ? updated.with(Setting.THREADS.key(), threads()) : updated;
  }

  /** Returns the command line, to be recorded. */
  List<String> commandLine() {
    return commandLine;
  }

  /**
   * Reads the lines of stdin, without empty ones.
   *
   * @throws StorageException if it cannot be read
   */
  List<String> readLines() {
    try {
      String text = new String(console.in().readAllBytes(), StandardCharsets.UTF_8);
      return text.lines().filter(line -> !line.isBlank()).toList();
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(Path.of("-"), e);
    }
  }

  /** Prints a result to stdout. */
  void print(String text) {
    console.out().println(text.stripTrailing());
  }

  /** Prints an error to stderr, also with {@code --quiet}. */
  void printError(String message) {
    terminalProgress.note(message);
  }

  void printStackTrace(Throwable error) {
    error.printStackTrace(console.err());
  }

  Progress progress() {
    return quiet ? Progress.silent() : terminalProgress;
  }
}
