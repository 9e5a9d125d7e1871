package org.blockwright.job;

import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.blockwright.base.NameSuggestions;

/**
 * Common other names of settings: flags of the command, and the terms of Keras and PyTorch. They
 * are not accepted; the error message suggests the right key.
 */
final class SettingAliases {
  private static final Map<String, Setting> ALIASES =
      ImmutableMap.<String, Setting>builder()
          .put("network", Setting.MODEL)
          .put("input-shape", Setting.INPUT)
          .put("input-size", Setting.INPUT)
          .put("image-size", Setting.INPUT)
          .put("truncate", Setting.CUT)
          .put("head", Setting.HEAD)
          .put("head-kind", Setting.HEAD)
          .put("head-width", Setting.HEAD_WIDTH)
          .put("width", Setting.HEAD_WIDTH)
          .put("data", Setting.TRAIN)
          .put("train", Setting.TRAIN)
          .put("training", Setting.TRAIN)
          .put("validation", Setting.VALIDATION)
          .put("validation-data", Setting.VALIDATION)
          .put("validation-split", Setting.VALIDATION)
          .put("test", Setting.TEST)
          .put("split", Setting.SPLIT)
          .put("group", Setting.GROUP_BY)
          .put("groups", Setting.GROUP_BY)
          .put("gray", Setting.GRAY)
          .put("grey", Setting.GRAY)
          .put("grayscale", Setting.GRAY)
          .put("augment", Setting.AUGMENTATION)
          .put("partial", Setting.ALLOW_PARTIAL_WEIGHTS)
          .put("freeze", Setting.LEARNING_RATE_MULTIPLIERS)
          .put("frozen", Setting.LEARNING_RATE_MULTIPLIERS)
          .put("rates", Setting.LEARNING_RATE_MULTIPLIERS)
          .put("lr-multiplier", Setting.LEARNING_RATE_MULTIPLIERS)
          .put("learning-rate-multiplier", Setting.LEARNING_RATE_MULTIPLIERS)
          .put("learning-rate-multipliers", Setting.LEARNING_RATE_MULTIPLIERS)
          .put("optimizer", Setting.OPTIMIZER)
          .put("optimiser", Setting.OPTIMIZER)
          .put("lr", Setting.LEARNING_RATE)
          .put("learning-rate", Setting.LEARNING_RATE)
          .put("learningrate", Setting.LEARNING_RATE)
          .put("rate", Setting.LEARNING_RATE)
          .put("momentum", Setting.MOMENTUM)
          .put("nesterov", Setting.NESTEROV)
          .put("nesterovs", Setting.NESTEROV)
          .put("l2", Setting.WEIGHT_DECAY)
          .put("decay", Setting.WEIGHT_DECAY)
          .put("kernel-regularizer", Setting.WEIGHT_DECAY)
          .put("standardization", Setting.STANDARDIZE)
          .put("keep-head", Setting.HEAD_KEEP)
          .put("epoch", Setting.EPOCHS)
          .put("num-epochs", Setting.EPOCHS)
          .put("max-epochs", Setting.EPOCHS)
          .put("batch", Setting.BATCH_SIZE)
          .put("batchsize", Setting.BATCH_SIZE)
          .put("early-stopping", Setting.PATIENCE)
          .put("metric", Setting.MONITOR)
          .put("random-seed", Setting.SEED)
          .put("random-state", Setting.SEED)
          .put("workers", Setting.THREADS)
          .put("num-workers", Setting.THREADS)
          .buildOrThrow();

  private SettingAliases() {}

  /** Returns the message about an unknown key, with a suggestion where one is found. */
  static String unknownSetting(String name) {
    List<String> keys = Setting.keys();
    String hint =
        resolveAlias(name)
            .map(key -> "Did you mean \"" + key + "\"? ")
            .orElseGet(() -> NameSuggestions.hint(name, keys));
    return JobProblems.unknownSetting(name, hint, keys);
  }

  /** Returns the key that an alias stands for; a prefix, as in optimizer.lr, is ignored. */
  private static Optional<String> resolveAlias(String name) {
    String normalized = name.toLowerCase(Locale.ROOT).replaceFirst("^-+", "").replace('_', '-');
    String lastPart = normalized.substring(normalized.lastIndexOf('.') + 1);
    return Optional.ofNullable(ALIASES.get(normalized.replace('.', '-')))
        .or(() -> Optional.ofNullable(ALIASES.get(normalized)))
        .or(() -> Optional.ofNullable(ALIASES.get(lastPart)))
        .map(Setting::key);
  }
}
