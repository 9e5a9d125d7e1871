package org.blockwright.weights.registry;

import java.util.Collection;
import org.blockwright.base.NameSuggestions;
import org.blockwright.base.UsageException;

/** Messages about entries of the registry, one line each. */
final class RegistryProblems {
  private RegistryProblems() {}

  static UsageException unknownName(String name, Collection<String> known) {
    return new UsageException(
        "Unknown weights \"%s\". %sGive a file, \"imagenet\", or a name that \"weights list\" shows."
            .formatted(name, NameSuggestions.hint(name, known)));
  }

  static String invalidText(String text) {
    return "\"%s\" is neither the name of weights nor a path. Give a file, \"imagenet\", or a name that \"weights list\" shows."
        .formatted(text);
  }

  static UsageException duplicateName(String location, String name) {
    return new UsageException(
        "%s: the name \"%s\" is used by another entry. Choose another name."
            .formatted(location, name));
  }

  static UsageException invalidName(String location, String name) {
    return new UsageException(
        "%s: \"%s\" cannot be the name of weights: use lower-case letters, digits, \"-\", \"_\" and \".\", not \"imagenet\" and not the name of a file. Choose another name."
            .formatted(location, name));
  }

  static UsageException secondDefault(String location, String name, String other) {
    return new UsageException(
        "%s: \"%s\" and \"%s\" are both the default of their network. Remove \"default\" from one of them."
            .formatted(location, name, other));
  }
}
