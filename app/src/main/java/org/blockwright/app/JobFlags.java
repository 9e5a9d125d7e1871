package org.blockwright.app;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.util.Collection;
import org.blockwright.dsl.LearningRateMultipliers;
import org.blockwright.job.Job;
import org.blockwright.job.Setting;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Command-line options for the settings of a job, with the descriptions and defaults of these. */
final class JobFlags {
  private record Flag(String name, Setting setting, String label) {}

  private static final ImmutableList<Flag> FLAGS =
      ImmutableList.of(
          new Flag("--model", Setting.MODEL, "NETWORK"),
          new Flag("--input", Setting.INPUT, "HxWxC"),
          new Flag("--cut", Setting.CUT, "LAYER"),
          new Flag("--head", Setting.HEAD, "HEAD"),
          new Flag("--head-width", Setting.HEAD_WIDTH, "N"),
          new Flag("--keep-head", Setting.HEAD_KEEP, ""),
          new Flag("--weights", Setting.WEIGHTS, "FILE"),
          new Flag("--allow-partial-weights", Setting.ALLOW_PARTIAL_WEIGHTS, ""),
          new Flag("--data", Setting.TRAIN, "DIR"),
          new Flag("--validation", Setting.VALIDATION, "DIR|FRACTION"),
          new Flag("--test", Setting.TEST, "DIR"),
          new Flag("--split", Setting.SPLIT, "A:B:C"),
          new Flag("--group-by", Setting.GROUP_BY, "REGEX"),
          new Flag("--gray", Setting.GRAY, ""),
          new Flag("--augment", Setting.AUGMENTATION, "LIST"),
          new Flag("--optimizer", Setting.OPTIMIZER, "NAME"),
          new Flag("--lr", Setting.LEARNING_RATE, "X"),
          new Flag("--momentum", Setting.MOMENTUM, "X"),
          new Flag("--nesterov", Setting.NESTEROV, ""),
          new Flag("--standardize", Setting.STANDARDIZE, "MODE"),
          new Flag("--weight-decay", Setting.WEIGHT_DECAY, "X"),
          new Flag("--epochs", Setting.EPOCHS, "N"),
          new Flag("--batch-size", Setting.BATCH_SIZE, "N"),
          new Flag("--patience", Setting.PATIENCE, "N"),
          new Flag("--monitor", Setting.MONITOR, "METRIC"),
          new Flag("--cache", Setting.CACHE, "MODE"));

  /** Settings that describe a network, without weights, images or training. */
  static final ImmutableSet<Setting> NETWORK_SETTINGS =
      ImmutableSet.of(Setting.INPUT, Setting.CUT, Setting.HEAD, Setting.HEAD_WIDTH);

  static final ImmutableSet<Setting> WEIGHTS_SETTINGS =
      ImmutableSet.of(Setting.WEIGHTS, Setting.ALLOW_PARTIAL_WEIGHTS);

  static final ImmutableSet<Setting> ALL_SETTINGS =
      FLAGS.stream().map(Flag::setting).collect(ImmutableSet.toImmutableSet());

  private JobFlags() {}

  /** Adds the options of some settings to a subcommand. */
  static void add(CommandSpec command, Collection<Setting> settings) {
    int order = 10;
    for (Flag flag : FLAGS) {
      if (settings.contains(flag.setting())) {
        command.addOption(option(flag, order++));
      }
    }
  }

  private static OptionSpec option(Flag flag, int order) {
    Setting setting = flag.setting();
    OptionSpec.Builder option =
        OptionSpec.builder(flag.name()).order(order).description(description(setting));
    if (setting.kind() == Setting.Kind.BOOL) {
      return option.type(boolean.class).build();
    }
    option.paramLabel(flag.label());
    if (setting == Setting.INPUT) {
      return option.type(String.class).converters(new Converters.InputShape()).build();
    }
    return switch (setting.kind()) {
      case INTEGER, NUMBER ->
          option.type(String.class).converters(new Converters.NumericSetting(setting)).build();
      default -> option.type(String.class).build();
    };
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
    Job updated = job;
    for (Flag flag : FLAGS) {
      if (parsed.hasMatchedOption(flag.name())) {
        Object value = parsed.matchedOptionValue(flag.name(), "");
        updated = updated.with(flag.setting().key(), value);
      }
    }
    return session.apply(updated);
  }

  /** Replaces the learning-rate multipliers of a job, if any are given. */
  static Job applyMultipliers(Job job, MultiplierOptions options) {
    LearningRateMultipliers multipliers = options.multipliers();
    return multipliers.rules().isEmpty() ? job : job.withLearningRateMultipliers(multipliers);
  }
}
