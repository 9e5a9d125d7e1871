package org.blockwright.app;

import com.google.common.base.Ticker;
import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;
import org.blockwright.base.Progress;
import org.blockwright.data.Split;
import org.blockwright.job.Job;
import org.blockwright.job.Setting;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The command without a sub-command, and what every sub-command knows: the common options. */
@Command(
    name = "blockwright",
    description = "Describe, reuse, train and tune convolutional networks.",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = Version.class,
    sortOptions = false,
    usageHelpAutoWidth = false,
    usageHelpWidth = 100,
    synopsisSubcommandLabel = "SUB-COMMAND",
    optionListHeading = "%nOptions:%n",
    parameterListHeading = "%n",
    commandListHeading = "%nSub-commands:%n",
    footerHeading = "%nExample:%n",
    footer = "  blockwright summary vgg16 --depth 1")
final class Session {
  @Option(
      names = "--seed",
      scope = ScopeType.INHERIT,
      paramLabel = "N",
      order = 100,
      converter = Converters.Seed.class,
      description = "what every random choice derives from (default 42)")
  private Optional<Long> seed;

  @Option(
      names = "--threads",
      scope = ScopeType.INHERIT,
      paramLabel = "N",
      order = 101,
      converter = Converters.ThreadCount.class,
      description = "threads to compute and to decode pictures on (default: one a core)")
  private Optional<Integer> threads;

  @Option(
      names = "--memory",
      scope = ScopeType.INHERIT,
      paramLabel = "SIZE",
      order = 102,
      converter = Converters.MemorySize.class,
      description = "what the process may take in all, such as 6g (default: 80 %% of the machine)")
  private String memory;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      order = 103,
      description = "where something fails, print the trace as well")
  private boolean debug;

  @Option(
      names = "--quiet",
      scope = ScopeType.INHERIT,
      order = 104,
      description = "no progress and no notices")
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

  int threads() {
    return threads.orElse(Runtime.getRuntime().availableProcessors());
  }

  boolean debug() {
    return debug;
  }

  Interruption interruption() {
    return interruption;
  }

  /** The job with the seed and the threads that were asked for; else with its own. */
  Job apply(Job job) {
    Job all = seed.isPresent() ? job.with(Setting.SEED.key(), seed()) : job;
    return threads.isPresent() ? all.with(Setting.THREADS.key(), threads()) : all;
  }

  /** The command line, for whoever wants to run it again. */
  List<String> commandLine() {
    return commandLine;
  }

  /** A result. */
  void print(String text) {
    console.out().println(text.stripTrailing());
  }

  /** Something wrong that does not end the command. */
  void printError(String line) {
    terminalProgress.note(line);
  }

  void printStackTrace(Throwable error) {
    error.printStackTrace(console.err());
  }

  Progress progress() {
    return quiet ? Progress.silent() : terminalProgress;
  }
}
