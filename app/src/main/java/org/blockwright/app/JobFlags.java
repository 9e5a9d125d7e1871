package org.blockwright.app;

import com.google.common.collect.ImmutableSet;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import org.blockwright.dsl.LearningRateMultipliers;
import org.blockwright.engine.EngineMode;
import org.blockwright.job.Job;
import org.blockwright.job.JobOptions;
import org.blockwright.job.Setting;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Command-line options for the settings of a job, with the descriptions and defaults of these. */
final class JobFlags {
  /** Options of {@link MultiplierOptions} and of all commands. */
  private static final ImmutableSet<Setting> OTHER_OPTIONS =
      ImmutableSet.of(Setting.LEARNING_RATE_MULTIPLIERS, Setting.SEED, Setting.THREADS);

  /** Settings that describe a network, without weights, images or training. */
  static final ImmutableSet<Setting> NETWORK_SETTINGS =
      ImmutableSet.of(Setting.INPUT, Setting.CUT, Setting.HEAD, Setting.HEAD_WIDTH);

  static final ImmutableSet<Setting> WEIGHTS_SETTINGS =
      ImmutableSet.of(
          Setting.WEIGHTS,
          Setting.ALLOW_PARTIAL_WEIGHTS,
          Setting.GRAY_KERNEL,
          Setting.OFFLINE,
          Setting.WEIGHTS_CACHE,
          Setting.PREPROCESSING);

  static final ImmutableSet<Setting> ALL_SETTINGS =
      Arrays.stream(Setting.values())
          .filter(setting -> !OTHER_OPTIONS.contains(setting))
          .collect(ImmutableSet.toImmutableSet());

  /** Settings whose value may be {@link ListOnStdin}. */
  private static final ImmutableSet<Setting> IMAGE_SETTINGS =
      ImmutableSet.of(Setting.TRAIN, Setting.VALIDATION, Setting.TEST);

  private JobFlags() {}

  /** Adds the options of some settings to a subcommand. */
  static void add(CommandSpec command, Collection<Setting> settings) {
    int order = 10;
    for (Setting setting : ALL_SETTINGS) {
      if (settings.contains(setting)) {
        command.addOption(option(setting, order++));
      }
    }
  }

  private static OptionSpec option(Setting setting, int order) {
    OptionSpec.Builder option =
        OptionSpec.builder(setting.flag()).order(order).description(description(setting));
    option.type(type(setting));
    if (setting.kind() == Setting.Kind.BOOL) {
      return option.build();
    }
    option.paramLabel(setting.valueLabel());
    if (setting == Setting.INPUT) {
      return option.converters(new Converters.InputShape()).build();
    }
    boolean checked =
        setting.kind() == Setting.Kind.INTEGER
            || setting.kind() == Setting.Kind.NUMBER
            || setting == Setting.ENGINE;
    return checked
        ? option.converters(new Converters.CheckedSetting(setting)).build()
        : option.build();
  }

  private static String description(Setting setting) {
    String description = setting.description().replace("%", "%%");
    boolean showDefault =
        setting.kind() != Setting.Kind.BOOL
            && !setting.defaultValue().isEmpty()
            && !setting.defaultValue().equals("0");
    return showDefault
        ? "%s (default %s)".formatted(description, setting.defaultValue())
        : description;
  }

  /** Sets the options given on the command line in a job. */
  static Job apply(Job job, ParseResult parsed, Session session) {
    Map<Setting, Object> given = new EnumMap<>(Setting.class);
    for (Setting setting : ALL_SETTINGS) {
      if (isGiven(setting, parsed)) {
        Object value = parsed.matchedOptionValue(setting.flag(), "");
        boolean list = IMAGE_SETTINGS.contains(setting) && value.equals(ListOnStdin.STDIN);
        given.put(
            setting,
            list ? ListOnStdin.resolve(Path.of(ListOnStdin.STDIN), session).toString() : value);
      }
    }
    return session.apply(JobOptions.apply(job, given, session.progress()::note));
  }

  /** Returns the engine given on the command line; auto by default and for other commands. */
  static EngineMode engine(ParseResult parsed) {
    ParseResult command = parsed;
    while (command.hasSubcommand()) {
      command = command.subcommand();
    }
    return isGiven(Setting.ENGINE, command)
        ? EngineMode.of(command.matchedOptionValue(Setting.ENGINE.flag(), "")).orElseThrow()
        : EngineMode.AUTO;
  }

  /** Returns whether a setting is given, and not an option of a command with the same name. */
  private static boolean isGiven(Setting setting, ParseResult parsed) {
    OptionSpec option = parsed.matchedOption(setting.flag());
    return option != null && option.type() == type(setting);
  }

  private static Class<?> type(Setting setting) {
    return setting.kind() == Setting.Kind.BOOL ? boolean.class : String.class;
  }

  /** Replaces the learning-rate multipliers of a job, if any are given. */
  static Job applyMultipliers(Job job, MultiplierOptions options) {
    LearningRateMultipliers multipliers = options.multipliers();
    return multipliers.rules().isEmpty() ? job : job.withLearningRateMultipliers(multipliers);
  }
}
