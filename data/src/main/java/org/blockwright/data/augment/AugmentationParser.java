package org.blockwright.data.augment;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Parses the text form of an augmentation: {@code NAME=ARGUMENTS@PROBABILITY,...}. */
final class AugmentationParser {
  private static final String FILL = "fill";
  private static final String FILL_USAGE = "fill=NUMBER, fill=edge or fill=reflect";

  private AugmentationParser() {}

  static Augmentation parse(String text) {
    List<Step> steps = new ArrayList<>();
    Fill fill = Fill.BLACK;
    for (String item : text.isBlank() ? new String[0] : text.split(",", -1)) {
      String trimmed = item.trim();
      if (trimmed.equals(FILL) || trimmed.startsWith(FILL + "=")) {
        fill = fill(trimmed);
      } else {
        steps.add(step(trimmed));
      }
    }
    return new Augmentation(ImmutableList.copyOf(steps), fill);
  }

  private static Fill fill(String item) {
    String value = item.substring(item.indexOf('=') + 1);
    return switch (value) {
      case "edge" -> Fill.EDGE;
      case "reflect" -> Fill.REFLECT;
      default -> Fill.constant(Numbers.parse(value, item, FILL_USAGE));
    };
  }

  private static Step step(String item) {
    int at = item.indexOf('@');
    String body = at < 0 ? item : item.substring(0, at);
    Optional<String> probability = at < 0 ? Optional.empty() : Optional.of(item.substring(at + 1));
    int equals = body.indexOf('=');
    String name = (equals < 0 ? body : body.substring(0, equals)).trim();
    StepSyntax syntax =
        StepType.of(name)
            .map(StepType::syntax)
            .orElseThrow(() -> AugmentProblems.unknown(name, knownNames()));
    String arguments = equals < 0 ? syntax.defaults() : body.substring(equals + 1);
    return syntax.factory().apply(StepArguments.parse(item, syntax, arguments, probability));
  }

  private static List<String> knownNames() {
    List<String> names =
        Arrays.stream(StepType.values()).map(StepType::id).collect(Collectors.toList());
    names.add(FILL);
    return names;
  }
}
