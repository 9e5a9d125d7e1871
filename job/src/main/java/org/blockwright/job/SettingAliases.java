package org.blockwright.job;

import com.google.common.collect.ImmutableMap;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.blockwright.base.NameSuggestions;

/**
 * Common other names of settings, besides their options: terms of Keras and PyTorch, and misspelled
 * ones. They are not accepted; the error message suggests the right key and option.
 */
final class SettingAliases {
  private static final Map<String, Setting> ALIASES =
      ImmutableMap.<String, Setting>builder()
          .put("input-shape", Setting.INPUT)
          .put("input-size", Setting.INPUT)
          .put("image-size", Setting.INPUT)
          .put("truncate", Setting.CUT)
          .put("head-kind", Setting.HEAD)
          .put("width", Setting.HEAD_WIDTH)
          .put("train", Setting.TRAIN)
          .put("training", Setting.TRAIN)
          .put("validation-data", Setting.VALIDATION)
          .put("validation-split", Setting.VALIDATION)
          .put("group", Setting.GROUP_BY)
          .put("groups", Setting.GROUP_BY)
          .put("split-csv", Setting.SPLIT_FILE)
          .put("leak-check", Setting.AUDIT)
          .put("metrics-by-group", Setting.METRICS_BY)
          .put("grey", Setting.GRAY)
          .put("grayscale", Setting.GRAY)
          .put("grayscale-kernel", Setting.GRAY_KERNEL)
          .put("luma", Setting.GRAY_KERNEL)
          .put("partial", Setting.ALLOW_PARTIAL_WEIGHTS)
          .put("pretrained", Setting.WEIGHTS)
          .put("pretrained-weights", Setting.WEIGHTS)
          .put("cache-dir", Setting.WEIGHTS_CACHE)
          .put("freeze", Setting.LEARNING_RATE_MULTIPLIERS)
          .put("frozen", Setting.LEARNING_RATE_MULTIPLIERS)
          .put("rates", Setting.LEARNING_RATE_MULTIPLIERS)
          .put("learning-rate-multiplier", Setting.LEARNING_RATE_MULTIPLIERS)
          .put("learning-rate-multipliers", Setting.LEARNING_RATE_MULTIPLIERS)
          .put("optimiser", Setting.OPTIMIZER)
          .put("learning-rate", Setting.LEARNING_RATE)
          .put("learningrate", Setting.LEARNING_RATE)
          .put("rate", Setting.LEARNING_RATE)
          .put("nesterovs", Setting.NESTEROV)
          .put("lr-schedule", Setting.SCHEDULE)
          .put("lr-scheduler", Setting.SCHEDULE)
          .put("scheduler", Setting.SCHEDULE)
          .put("learning-rate-schedule", Setting.SCHEDULE)
          .put("warmup", Setting.SCHEDULE)
          .put("dropout", Setting.HEAD_DROPOUT)
          .put("clip", Setting.CLIP_NORM)
          .put("clipnorm", Setting.CLIP_NORM)
          .put("global-clipnorm", Setting.CLIP_NORM)
          .put("clip-grad", Setting.CLIP_NORM)
          .put("clipvalue", Setting.CLIP_VALUE)
          .put("grad-accum-steps", Setting.ACCUMULATE)
          .put("gradient-accumulation-steps", Setting.ACCUMULATE)
          .put("model-ema", Setting.EMA)
          .put("ema-momentum", Setting.EMA)
          .put("layer-decay", Setting.LR_DECAY_BY_GROUP)
          .put("phase", Setting.PHASES)
          .put("l2", Setting.WEIGHT_DECAY)
          .put("decay", Setting.WEIGHT_DECAY)
          .put("kernel-regularizer", Setting.WEIGHT_DECAY)
          .put("objective", Setting.LOSS)
          .put("criterion", Setting.LOSS)
          .put("smoothing", Setting.LABEL_SMOOTHING)
          .put("class-weight", Setting.CLASS_WEIGHTS)
          .put("label-weights", Setting.CLASS_WEIGHTS)
          .put("loss-weights", Setting.CLASS_WEIGHTS)
          .put("pos-weight", Setting.CLASS_WEIGHTS)
          .put("bias", Setting.INITIAL_BIAS)
          .put("bias-initializer", Setting.INITIAL_BIAS)
          .put("sampler", Setting.SAMPLING)
          .put("oversampling", Setting.SAMPLING)
          .put("thresholds", Setting.THRESHOLD)
          .put("target", Setting.TARGETS)
          .put("columns", Setting.TARGETS)
          .put("labels", Setting.TARGETS)
          .put("standardization", Setting.STANDARDIZE)
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
          .put("executor", Setting.ENGINE)
          .put("backend", Setting.ENGINE)
          .buildOrThrow();

  private SettingAliases() {}

  /** Returns the message about an unknown key, with a suggestion where one is found. */
  static String unknownSetting(String name) {
    List<String> keys = Setting.keys();
    String hint =
        resolve(name)
            .or(() -> NameSuggestions.closest(name, keys).flatMap(Setting::of))
            .map(setting -> "Did you mean " + setting.displayName() + "? ")
            .orElse("");
    return JobProblems.unknownSetting(name, hint, keys);
  }

  /** Returns the setting that an alias stands for; a prefix, as in optimizer.lr, is ignored. */
  static Optional<Setting> resolve(String name) {
    String normalized = name.toLowerCase(Locale.ROOT).replaceFirst("^-+", "").replace('_', '-');
    String lastPart = normalized.substring(normalized.lastIndexOf('.') + 1);
    return Setting.of(normalized)
        .or(() -> ofFlag("--" + normalized))
        .or(() -> Optional.ofNullable(ALIASES.get(normalized.replace('.', '-'))))
        .or(() -> Optional.ofNullable(ALIASES.get(normalized)))
        .or(() -> Optional.ofNullable(ALIASES.get(lastPart)))
        .or(() -> ofFlag("--" + lastPart));
  }

  private static Optional<Setting> ofFlag(String flag) {
    return Arrays.stream(Setting.values()).filter(s -> s.flag().equals(flag)).findFirst();
  }
}
