package org.blockwright.data.augment;

import java.util.Collection;
import org.blockwright.base.NameSuggestions;
import org.blockwright.base.UsageException;

/** Every message of this package. */
final class AugmentProblems {
  private AugmentProblems() {}

  static UsageException unknown(String word, Collection<String> known) {
    return new UsageException(
        "There is no augmentation \"%s\". %sKnown: %s."
            .formatted(word, NameSuggestions.hint(word, known), String.join(", ", known)));
  }

  static UsageException invalidSyntax(String text, String usage) {
    return new UsageException(
        "\"%s\" cannot be read as an augmentation; write %s.".formatted(text, usage));
  }

  static UsageException duplicate(String name) {
    return new UsageException(
        "The augmentation \"%s\" is given twice; give it once.".formatted(name));
  }

  static UsageException outOfRange(String what, double got, double low, double high) {
    return new UsageException(
        "%s must lie in %s to %s, got %s."
            .formatted(what, Numbers.text(low), Numbers.text(high), Numbers.text(got)));
  }

  static UsageException lowAboveHigh(String what, double low, double high) {
    return new UsageException(
        "%s: low <= high must hold, got low=%s, high=%s."
            .formatted(what, Numbers.text(low), Numbers.text(high)));
  }

  static void checkRange(String what, double got, double low, double high) {
    if (!(got >= low && got <= high)) {
      throw outOfRange(what, got, low, high);
    }
  }

  static void checkOrdered(String what, double low, double high) {
    if (low > high) {
      throw lowAboveHigh(what, low, high);
    }
  }
}
