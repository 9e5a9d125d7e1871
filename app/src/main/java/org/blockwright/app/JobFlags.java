package org.blockwright.app;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.util.Collection;
import java.util.List;
import org.blockwright.job.Job;
import org.blockwright.job.Setting;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * The settings of a job as flags, with the job's own words and defaults as their help; what a
 * command line says goes into the job under the setting's name.
 */
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
          new Flag("--validation", Setting.VALIDATION, "DIR|SHARE"),
          new Flag("--test", Setting.TEST, "DIR"),
          new Flag("--split", Setting.SPLIT, "A:B:C"),
          new Flag("--group-by", Setting.GROUP_BY, "REGEX"),
          new Flag("--gray", Setting.GRAY, ""),
          new Flag("--augment", Setting.AUGMENTATION, "LIST"),
          new Flag("--optimizer", Setting.OPTIMIZER, "NAME"),
          new Flag("--lr", Setting.LEARNING_RATE, "X"),
          new Flag("--momentum", Setting.MOMENTUM, "X"),
          new Flag("--standardize", Setting.STANDARDIZE, "MODE"),
          new Flag("--weight-decay", Setting.WEIGHT_DECAY, "X"),
          new Flag("--epochs", Setting.EPOCHS, "N"),
          new Flag("--batch-size", Setting.BATCH_SIZE, "N"),
          new Flag("--patience", Setting.PATIENCE, "N"),
          new Flag("--cache", Setting.CACHE, "MODE"));

  /** What describes a network and its weights, without pictures or training. */
  static final ImmutableSet<Setting> NETWORK_SETTINGS =
      ImmutableSet.of(Setting.INPUT, Setting.CUT, Setting.HEAD, Setting.HEAD_WIDTH);

  static final ImmutableSet<Setting> WEIGHTS_SETTINGS =
      ImmutableSet.of(Setting.WEIGHTS, Setting.ALLOW_PARTIAL_WEIGHTS);

  static final ImmutableSet<Setting> ALL_SETTINGS =
      FLAGS.stream().map(Flag::setting).collect(ImmutableSet.toImmutableSet());

  private JobFlags() {}

  /** Gives a sub-command the flags of these settings. */
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
    String about = setting.description().replace("%", "%%");
    boolean tell =
        setting.kind() != Setting.Kind.BOOL
            && !setting.defaultValue().isEmpty()
            && !setting.defaultValue().equals("0");
    return tell ? "%s (default %s)".formatted(about, setting.defaultValue()) : about;
  }

  /** The job with everything that the command line says about it. */
  static Job apply(Job job, ParseResult words, Session session) {
    Job all = job;
    for (Flag flag : FLAGS) {
      if (words.hasMatchedOption(flag.name())) {
        Object value = words.matchedOptionValue(flag.name(), "");
        all = all.with(flag.setting().key(), value);
      }
    }
    return session.apply(all);
  }

  /** The job with rules for rates, where there are some. */
  static Job applyMultipliers(Job job, List<String> rules) {
    return rules.isEmpty() ? job : job.with(Setting.LEARNING_RATE_MULTIPLIERS.key(), rules);
  }
}
