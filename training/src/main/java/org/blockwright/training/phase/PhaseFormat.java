package org.blockwright.training.phase;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import org.blockwright.base.DescriptionException;
import org.blockwright.base.NumberParser;
import org.blockwright.base.UsageException;
import org.blockwright.data.augment.Augmentation;
import org.blockwright.dsl.LearningRateMultipliers;
import org.blockwright.dsl.LearningRateMultipliers.Rule;
import org.blockwright.training.schedule.LearningRateSchedule;

/**
 * The text form of phases: {@code NAME=VALUE; NAME=VALUE}. The names {@code freeze}, {@code
 * unfreeze} and {@code lr-multipliers} may appear several times, and their values are lists with
 * commas; the order of the rules is that of the text.
 */
final class PhaseFormat {
  static final String EPOCHS = "epochs";
  static final String PATIENCE = "patience";
  private static final String LEARNING_RATE = "learning-rate";
  private static final String FREEZE = "freeze";
  private static final String UNFREEZE = "unfreeze";
  private static final String MULTIPLIERS = "lr-multipliers";
  private static final String AUGMENTATION = "augmentation";
  private static final String SCHEDULE = "schedule";

  private static final ImmutableMap<String, BiFunction<Phase, String, Phase>> NAMES =
      ImmutableMap.<String, BiFunction<Phase, String, Phase>>builder()
          .put(EPOCHS, (phase, text) -> phase.epochs(integer(EPOCHS, text)))
          .put(LEARNING_RATE, (phase, text) -> phase.learningRate(number(text)))
          .put(FREEZE, (phase, text) -> withRules(phase, text, Rule::freeze))
          .put(UNFREEZE, (phase, text) -> withRules(phase, text, pattern -> Rule.of(pattern, 1)))
          .put(MULTIPLIERS, (phase, text) -> withRules(phase, text, Rule::parse))
          .put(AUGMENTATION, (phase, text) -> phase.augmentation(Augmentation.parse(text)))
          .put(SCHEDULE, (phase, text) -> phase.schedule(LearningRateSchedule.parse(text)))
          .put(PATIENCE, (phase, text) -> phase.patience(integer(PATIENCE, text)))
          .buildOrThrow();

  private static final Set<String> RULES = Set.of(FREEZE, UNFREEZE, MULTIPLIERS);

  private PhaseFormat() {}

  private interface RuleParser {
    Rule parse(String text);
  }

  static Phase parse(String text) {
    Phase phase = Phase.defaults();
    Set<String> seen = new HashSet<>();
    for (String part : Splitter.on(';').trimResults().omitEmptyStrings().split(text)) {
      int separator = part.indexOf('=');
      if (separator < 0) {
        throw PhaseProblems.invalidPart(part);
      }
      String name = part.substring(0, separator).strip();
      if (!seen.add(name) && !RULES.contains(name)) {
        throw PhaseProblems.duplicate(name);
      }
      phase = with(phase, name, part.substring(separator + 1).strip());
    }
    return phase;
  }

  static Phase with(Phase phase, String name, String value) {
    BiFunction<Phase, String, Phase> setter = NAMES.get(name);
    if (setter == null) {
      throw PhaseProblems.unknownName(name, NAMES.keySet());
    }
    try {
      return setter.apply(phase, value);
    } catch (DescriptionException e) {
      throw new UsageException(PhaseProblems.inPart(name, e), e);
    }
  }

  private static Phase withRules(Phase phase, String text, RuleParser parser) {
    List<Rule> rules = new ArrayList<>(phase.multipliers().rules());
    for (String pattern : Splitter.on(',').trimResults().omitEmptyStrings().split(text)) {
      rules.add(parser.parse(pattern));
    }
    return phase.multipliers(new LearningRateMultipliers(rules));
  }

  private static int integer(String name, String text) {
    return NumberParser.parseLong(text, 0, Integer.MAX_VALUE)
        .map(Math::toIntExact)
        .orElseThrow(() -> PhaseProblems.notANumber(name, "a whole number", text));
  }

  private static double number(String text) {
    return NumberParser.parseDouble(text)
        .orElseThrow(() -> PhaseProblems.notANumber(LEARNING_RATE, "a number", text));
  }

  static String format(Phase phase) {
    List<String> parts = new ArrayList<>();
    phase.epochs().ifPresent(n -> parts.add(EPOCHS + "=" + n));
    phase.learningRate().ifPresent(rate -> parts.add(LEARNING_RATE + "=" + rate));
    for (Rule rule : phase.multipliers().rules()) {
      parts.add(format(rule));
    }
    phase.augmentation().ifPresent(steps -> parts.add(AUGMENTATION + "=" + steps));
    phase.schedule().ifPresent(schedule -> parts.add(SCHEDULE + "=" + schedule));
    phase.patience().ifPresent(n -> parts.add(PATIENCE + "=" + n));
    return String.join("; ", parts);
  }

  private static String format(Rule rule) {
    String text = rule.toString();
    String freeze = FREEZE + " ";
    return text.startsWith(freeze)
        ? FREEZE + "=" + text.substring(freeze.length())
        : rule.multiplier() == 1 ? UNFREEZE + "=" + rule.pattern() : MULTIPLIERS + "=" + text;
  }
}
