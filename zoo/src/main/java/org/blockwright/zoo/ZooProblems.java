package org.blockwright.zoo;

import java.util.Collection;
import org.blockwright.base.NameSuggestions;

/** The messages of the zoo. */
final class ZooProblems {
  private ZooProblems() {}

  static String unknownNetwork(String name, Collection<String> known) {
    return "Unknown network \"%s\". %sNetworks of the zoo: %s."
        .formatted(name, NameSuggestions.hint(name, known), String.join(", ", known));
  }

  static String unknownHead(String head, Collection<String> known) {
    return "Unknown head \"%s\". %sHeads: %s, or a .yaml file that describes one."
        .formatted(head, NameSuggestions.hint(head, known), String.join(", ", known));
  }
}
