package org.blockwright.tuning;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
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
 * head.width: {integer: [32, 256]}                   # bounds included
 * head: {choice: [global-average, flatten]}                     # strings; numbers are read as strings
 * early: bool                                        # false, true
 * }</pre>
 */
public final class Space {
  private final ImmutableMap<String, Parameter> byName;

  private Space(Collection<Parameter> parameters) {
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
    return new Space(parameters);
  }

  /** Returns a space without parameters: each trial draws the values that it requests. */
  public static Space empty() {
    return new Space(List.of());
  }

  /**
   * Returns the parameters that the code requests when it is run as trial 0 with every parameter at
   * its first value. An exception becomes a usage error with these values.
   */
  public static Space from(Consumer<Trial> code) {
    var definitions = new ParameterDefinitions(empty());
    var trial = new Trial(0, Values.of(ImmutableMap.of()), definitions, p -> p.valueAt(0), "");
    try {
      code.accept(trial);
    } catch (RuntimeException e) {
      throw TuningProblems.dryRunFailed(trial.values(), e);
    }
    return new Space(definitions.all());
  }

  /**
   * Reads a YAML file. An unknown key, a missing bound or an invalid range is a usage error with
   * file, line and column; an unreadable file is a storage error.
   */
  public static Space read(Path file) {
    return SpaceFormat.read(file);
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

  /** Returns the structure of the YAML file as maps, lists, strings and numbers. */
  public Map<String, Object> toMap() {
    return SpaceFormat.toMap(this);
  }

  /** Returns the YAML text that {@link #read} reads. */
  public String toYaml() {
    return SpaceFormat.write(this);
  }

  /** Throws unless there is a value for each parameter, of its type and in its range. */
  void validate(String sampler, Values values) {
    if (!values.asMap().keySet().equals(byName.keySet())) {
      throw TuningProblems.proposedWrongParameters(
          sampler, values.asMap().keySet(), byName.keySet());
    }
    for (Parameter p : byName.values()) {
      Object value = values.asMap().get(p.name());
      if (!p.contains(value)) {
        throw TuningProblems.proposedOutOfRange(sampler, p, value);
      }
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Space s && parameters().equals(s.parameters());
  }

  @Override
  public int hashCode() {
    return byName.hashCode();
  }

  @Override
  public String toString() {
    return byName.values().toString();
  }
}
