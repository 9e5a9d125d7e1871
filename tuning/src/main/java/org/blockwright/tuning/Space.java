package org.blockwright.tuning;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What may vary: parameters by name, in order. Immutable data, whichever way it was made.
 *
 * <p><b>By running the user's code</b> ({@link #from}), so that a parameter stands where it is
 * used:
 *
 * <pre>{@code
 * Space space = Space.from(t -> network(t));
 * Network network(Trial t) { return base.head(pool(), dense(t.integer("head.width", 32, 128)), ...); }
 * }</pre>
 *
 * Samplers need the whole space before the first trial (a grid could not be laid out otherwise), so
 * the code runs once, dry, with every parameter at its first value ({@code at(0)}), and what it
 * asks for becomes the space. Give it the code that builds, not the code that trains.
 *
 * <p>A parameter that the dry pass does not reach, since an {@code if} on another one hides it, is
 * not in the space and no sampler proposes it. When a trial first asks for it, it gets a value
 * drawn uniformly from (study's seed, trial number, name) alone: reproducible, independent of the
 * order of asking. Its definition is remembered, and every later trial must ask for it in the same
 * words. So does one that only the objective asks for; {@link #empty} leaves every parameter to
 * this rule.
 *
 * <p><b>As data</b>: {@link #of}, or {@link #read} from YAML (JSON is read as well, as part of it):
 *
 * <pre>{@code
 * optimizer.learning-rate: {real: [1e-5, 1e-1], log: true}   # ends included; log is false unless said
 * head.width: {integer: [32, 256]}                   # ends included
 * head: {choice: [pool, linear]}                     # words; numbers are taken as words
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

  /** The parameters as given; two of one name are a usage error. */
  public static Space of(Parameter... parameters) {
    return of(List.of(parameters));
  }

  /** The parameters as given; two of one name are a usage error. */
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

  /** Nothing is known before: each trial draws what it asks for. */
  public static Space empty() {
    return new Space(List.of());
  }

  /**
   * What the code asks for when it is run with every parameter at its first value, as trial 0.
   * Whatever it throws comes out as a usage error that shows these values.
   */
  public static Space from(Consumer<Trial> code) {
    var asked = new ParameterDefinitions(empty());
    var trial = new Trial(0, Values.of(ImmutableMap.of()), asked, p -> p.valueAt(0), "");
    try {
      code.accept(trial);
    } catch (RuntimeException e) {
      throw TuningProblems.dryRunFailed(trial.values(), e);
    }
    return new Space(asked.all());
  }

  /**
   * Reads YAML as shown above. A key or word that is not known, a missing end, a wrong range: each
   * is a usage error with file, line and column; an unreadable file is a storage error.
   */
  public static Space read(Path file) {
    return SpaceFormat.read(file);
  }

  /** The parameters in order. */
  public ImmutableList<Parameter> parameters() {
    return byName.values().asList();
  }

  /** The parameter of that name; an unknown one is a usage error that names the nearest. */
  public Parameter parameter(String name) {
    Parameter p = byName.get(name);
    if (p == null) {
      throw TuningProblems.unknownParameter(name, byName.keySet());
    }
    return p;
  }

  /** As {@link #read} reads it, as maps, lists, texts and numbers. */
  public Map<String, Object> toMap() {
    return SpaceFormat.toMap(this);
  }

  /** As {@link #read} reads it. */
  public String toYaml() {
    return SpaceFormat.write(this);
  }

  /** Fails unless there is one value for each parameter, of its type and in its range. */
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
