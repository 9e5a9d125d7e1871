package org.blockwright.tuning;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A search space: parameters by name, in order. Immutable.
 *
 * <p><b>From code</b> ({@link #from}), so that a parameter is defined where it is used:
 *
 * <pre>{@code
 * Space space = Space.from(t -> network(t));
 * Network network(Trial t) { return base.head(pool(), dense(t.integer("head.width", 32, 128)), ...); }
 * }</pre>
 *
 * Samplers need the whole space before the first trial (a grid, for example, needs all its points),
 * so the code runs once without training (dry run), with every parameter at its first value ({@code
 * valueAt(0)}); the parameters that it requests are the space. Pass the code that builds the
 * network, not the code that trains it.
 *
 * <p>A parameter that the dry run does not reach, because it depends on another one, is not in the
 * space and not proposed by samplers. A trial that requests it gets a uniform random value that
 * depends on the study's seed, the trial number and the name alone: reproducible, independent of
 * the order of requests. All trials must request it with the same type and range. The same applies
 * to a parameter that only the objective requests, and to all parameters with {@link #empty}.
 *
 * <p><b>From data</b>: {@link #of}, or {@link #read} from YAML or JSON:
 *
 * <pre>{@code
 * optimizer.learning-rate: {real: [1e-5, 1e-1], log: true}   # bounds included; log: default false
 * head.width: {integer: [32, 256], step: 32}         # bounds included; log is possible, too
 * optimizer.momentum: {real: [0.5, 0.99], when: {optimizer.kind: sgd}}   # conditional; or [sgd, ...]
 * head: {choice: [global-average, flatten]}                     # strings; numbers are read as strings
 * early: bool                                        # false, true
 * }</pre>
 */
public final class Space {
  private final ImmutableMap<String, Parameter> byName;
  private final ImmutableListMultimap<String, Condition> conditions;

  private Space(
      Collection<Parameter> parameters, ImmutableListMultimap<String, Condition> conditions) {
    this.conditions = conditions;
    var map = ImmutableMap.<String, Parameter>builderWithExpectedSize(parameters.size());
    for (Parameter p : parameters) {
      map.put(p.name(), p);
    }
    this.byName = map.buildOrThrow();
  }

  /** Returns a space of these parameters; duplicate names are a usage error. */
  public static Space of(Parameter... parameters) {
    return of(List.of(parameters));
  }

  /** Returns a space of these parameters; duplicate names are a usage error. */
  public static Space of(List<Parameter> parameters) {
    var known = new ParameterDefinitions(empty());
    for (Parameter p : parameters) {
      if (known.contains(p.name())) {
        throw TuningProblems.duplicateName(p.name());
      }
      known.register(p);
    }
    return new Space(parameters, ImmutableListMultimap.of());
  }

  /** Returns a space without parameters: each trial draws the values that it requests. */
  public static Space empty() {
    return new Space(List.of(), ImmutableListMultimap.of());
  }

  /**
   * Returns the parameters that the code requests when it is run as trial 0 with every parameter at
   * its first value. An exception becomes a usage error with these values.
   */
  public static Space from(Consumer<Trial> code) {
    var definitions = new ParameterDefinitions(empty());
    var trial = Trial.dryRun(definitions);
    try {
      code.accept(trial);
    } catch (RuntimeException e) {
      throw TuningProblems.dryRunFailed(trial.values(), e);
    }
    return new Space(definitions.all(), ImmutableListMultimap.of());
  }

  /**
   * Reads a YAML file. An unknown key, a missing bound or an invalid range is a usage error with
   * file, line and column; an unreadable file is a storage error.
   */
  public static Space read(Path file) {
    return SpaceFormat.read(file).space();
  }

  /**
   * Returns a copy in which a parameter has a value only if another one has one of some values; of
   * several conditions all must hold.
   *
   * <pre>{@code
   * space.when("optimizer.momentum", "optimizer.kind", "sgd")
   * }</pre>
   *
   * @param name name of the parameter
   * @param other name of the other parameter, which is before it in the space
   * @param values values of the other parameter; at least one
   * @throws org.blockwright.base.UsageException if a name is unknown, the other parameter is not
   *     before this one, or it does not have such a value
   */
  public Space when(String name, String other, Object... values) {
    Parameter condition = parameter(other);
    List<String> names = byName.keySet().asList();
    if (names.indexOf(other) >= names.indexOf(parameter(name).name())) {
      throw TuningProblems.conditionOnLaterParameter(name, other);
    }
    if (values.length == 0) {
      throw TuningProblems.conditionWithoutValues(name, other);
    }
    for (Object value : values) {
      if (!condition.contains(value)) {
        throw TuningProblems.conditionOnOtherValue(name, condition, value);
      }
    }
    return new Space(
        byName.values(),
        ImmutableListMultimap.<String, Condition>builder()
            .putAll(conditions)
            .put(name, new Condition(other, ImmutableList.copyOf(values)))
            .build());
  }

  /** Returns the conditions of a parameter; it has a value if all of them hold. */
  public ImmutableList<Condition> conditions(String name) {
    return conditions.get(name);
  }

  /** Returns whether a parameter has a condition. */
  public boolean isConditional() {
    return !conditions.isEmpty();
  }

  /**
   * Returns those of some values, in the order of the space, whose conditions hold.
   *
   * @param byName at least a value for each parameter whose conditions hold
   */
  public Values active(Map<String, ?> byName) {
    Map<String, Object> active = new LinkedHashMap<>();
    for (Parameter p : this.byName.values()) {
      if (conditions.get(p.name()).stream().allMatch(c -> c.holds(active))) {
        active.put(p.name(), byName.get(p.name()));
      }
    }
    return Values.of(active);
  }

  /** Returns the values at a point of the unit cube, see {@link Parameter#valueAt}. */
  public Values at(double[] point) {
    Map<String, Object> all = new LinkedHashMap<>();
    int axis = 0;
    for (Parameter p : byName.values()) {
      all.put(p.name(), p.valueAt(point[axis++]));
    }
    return active(all);
  }

  /** Returns the definitions of the parameters that have a value, as far as they are known. */
  ImmutableMap<String, Parameter> definitions(Values values) {
    return ImmutableMap.copyOf(Maps.filterKeys(byName, values::contains));
  }

  /**
   * Parses the text of a YAML file, see {@link #read}.
   *
   * @param source name of the text in messages
   */
  public static Space parse(String source, String text) {
    return SpaceFormat.parse(source, text).space();
  }

  /** Returns the parameters in order. */
  public ImmutableList<Parameter> parameters() {
    return byName.values().asList();
  }

  /** Returns the parameter of a name; an unknown name is a usage error with a suggestion. */
  public Parameter parameter(String name) {
    Parameter p = byName.get(name);
    if (p == null) {
      throw TuningProblems.unknownParameter(name, byName.keySet());
    }
    return p;
  }

  /**
   * Returns what differs from another space, a line per parameter; empty if they are equal.
   *
   * @param other name of the other space in the lines
   */
  public ImmutableList<String> differences(Space space, String other) {
    ImmutableList.Builder<String> lines = ImmutableList.builder();
    Set<String> names = new LinkedHashSet<>(byName.keySet());
    names.addAll(space.byName.keySet());
    for (String name : names) {
      String here = describe(name);
      String there = space.describe(name);
      if (!here.equals(there)) {
        lines.add("%s: %s, %s %s".formatted(name, here, other, there));
      }
    }
    return lines.build();
  }

  private String describe(String name) {
    Parameter p = byName.get(name);
    if (p == null) {
      return "none";
    }
    ImmutableList<Condition> when = conditions.get(name);
    return when.isEmpty() ? p.toString() : p + " when " + when;
  }

  /** Returns the structure of the YAML file as maps, lists, strings and numbers. */
  public Map<String, Object> toMap() {
    return SpaceWriter.toMap(this);
  }

  /** Returns the YAML text that {@link #read} reads. */
  public String toYaml() {
    return SpaceWriter.write(this);
  }

  /** Throws unless there is a value for each parameter, of its type and in its range. */
  void validate(String sampler, Values values) {
    Set<String> expected = new LinkedHashSet<>();
    for (Parameter p : byName.values()) {
      if (conditions.get(p.name()).stream().allMatch(c -> c.holds(values.asMap()))) {
        expected.add(p.name());
      }
    }
    if (!values.asMap().keySet().equals(expected)) {
      throw TuningProblems.proposedWrongParameters(sampler, values.asMap().keySet(), expected);
    }
    for (Parameter p : byName.values()) {
      Object value = values.asMap().get(p.name());
      if (value != null && !p.contains(value)) {
        throw TuningProblems.proposedOutOfRange(sampler, p, value);
      }
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Space s
        && parameters().equals(s.parameters())
        && conditions.equals(s.conditions);
  }

  @Override
  public int hashCode() {
    return Objects.hash(byName, conditions);
  }

  @Override
  public String toString() {
    return conditions.isEmpty()
        ? byName.values().toString()
        : byName.values() + " when " + conditions;
  }
}
