package org.blockwright.tuning;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** All parameters of a study so far. A name has a single definition in all trials. */
final class ParameterDefinitions {
  private final Map<String, Parameter> byName = new LinkedHashMap<>();

  ParameterDefinitions(Space space) {
    space.parameters().forEach(this::register);
  }

  /** Registers a parameter; throws if its name has another definition. */
  synchronized void register(Parameter parameter) {
    Parameter known = byName.putIfAbsent(parameter.name(), parameter);
    if (known != null && !known.equals(parameter)) {
      throw TuningProblems.redefined(known, parameter);
    }
  }

  synchronized boolean contains(String name) {
    return byName.containsKey(name);
  }

  synchronized Collection<Parameter> all() {
    return Collections.unmodifiableCollection(new LinkedHashMap<>(byName).values());
  }
}
