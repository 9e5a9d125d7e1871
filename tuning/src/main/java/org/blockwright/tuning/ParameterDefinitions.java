package org.blockwright.tuning;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Every parameter that a study has met so far: one name, one definition, for all its trials. */
final class ParameterDefinitions {
  private final Map<String, Parameter> byName = new LinkedHashMap<>();

  ParameterDefinitions(Space space) {
    space.parameters().forEach(this::register);
  }

  /** Notes a parameter, or fails when its name stands for another one. */
  synchronized void register(Parameter asked) {
    Parameter before = byName.putIfAbsent(asked.name(), asked);
    if (before != null && !before.equals(asked)) {
      throw TuningProblems.redefined(before, asked);
    }
  }

  synchronized boolean contains(String name) {
    return byName.containsKey(name);
  }

  synchronized Collection<Parameter> all() {
    return Collections.unmodifiableCollection(new LinkedHashMap<>(byName).values());
  }
}
