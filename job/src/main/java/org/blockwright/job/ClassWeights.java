package org.blockwright.job;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.blockwright.base.NumberParser;
import org.blockwright.base.UsageException;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Output;
import org.blockwright.dsl.Task;

/**
 * The weights of classes or labels in the loss: by name, or by a rule from the numbers of training
 * images, see {@link BalancedLosses}. Of several outputs a name applies to each that has such a
 * class or label, and {@code OUTPUT/NAME} to one of them, which has precedence.
 *
 * @param balance the rule; empty if the weights are set by name
 * @param byName at least 0; 1 for names that are missing
 */
record ClassWeights(Optional<ClassBalance> balance, ImmutableMap<String, Double> byName) {
  /** No weights. */
  static final ClassWeights NONE = new ClassWeights(Optional.empty(), ImmutableMap.of());

  private static final double DEFAULT = 1;

  /**
   * Parses weights, for instance {@code covid-19=4,normal=1}, or a rule, see {@link
   * ClassBalance#parse}.
   *
   * @throws UsageException if one is not a name with a number of at least 0, or a name occurs twice
   */
  static ClassWeights parse(String text) {
    Optional<ClassBalance> balance = ClassBalance.parse(text);
    if (balance.isPresent()) {
      return of(balance.orElseThrow());
    }
    Map<String, Double> byName = new LinkedHashMap<>();
    for (String pair : Splitter.on(',').trimResults().split(text)) {
      int separator = pair.lastIndexOf('=');
      Optional<Double> weight =
          separator > 0
              ? NumberParser.parseDouble(pair.substring(separator + 1))
              : Optional.empty();
      if (weight.filter(ClassWeights::isValid).isEmpty()
          || byName.put(pair.substring(0, separator), weight.get()) != null) {
        throw new UsageException(JobProblems.invalidClassWeights(text));
      }
    }
    return new ClassWeights(Optional.empty(), ImmutableMap.copyOf(byName));
  }

  /** Returns weights by a rule. */
  static ClassWeights of(ClassBalance balance) {
    return new ClassWeights(Optional.of(balance), ImmutableMap.of());
  }

  /**
   * Returns weights by name.
   *
   * @throws UsageException if one is negative or not finite
   */
  static ClassWeights of(Map<String, Double> byName) {
    ClassWeights weights = new ClassWeights(Optional.empty(), ImmutableMap.copyOf(byName));
    if (byName.isEmpty() || !byName.values().stream().allMatch(ClassWeights::isValid)) {
      throw new UsageException(JobProblems.invalidClassWeights(weights.toString()));
    }
    return weights;
  }

  private static boolean isValid(double weight) {
    return weight >= 0 && Double.isFinite(weight);
  }

  /**
   * Returns a copy with the weight of one name set or replaced.
   *
   * @throws UsageException if the weight is not a number of at least 0, or these weights are set by
   *     a rule
   */
  ClassWeights with(String name, String weight) {
    if (balance.isPresent()) {
      throw new UsageException(JobProblems.invalidClassWeights(this + "," + name + "=" + weight));
    }
    Map<String, Double> copy = new LinkedHashMap<>(byName);
    copy.put(
        name,
        NumberParser.parseDouble(weight)
            .orElseThrow(
                () -> new UsageException(JobProblems.invalidClassWeights(name + "=" + weight))));
    return of(copy);
  }

  /**
   * Checks that every name is a class or label of an output whose loss can have weights.
   *
   * @throws UsageException if one is not
   */
  void requireFits(Network network) {
    List<Output> outputs = network.outputs();
    boolean several = outputs.size() > 1;
    List<Output> weighted = outputs.stream().filter(o -> o.task() != Task.REGRESSION).toList();
    if (weighted.isEmpty()) {
      throw new UsageException(JobProblems.classWeightsOfNumbers());
    }
    List<String> known =
        weighted.stream()
            .flatMap(o -> o.labels().stream().map(label -> several ? name(o, label) : label))
            .toList();
    for (String name : byName.keySet()) {
      boolean isKnown =
          weighted.stream()
              .anyMatch(o -> o.labels().stream().anyMatch(label -> isNameOf(name, o, label)));
      if (!isKnown) {
        throw new UsageException(
            JobProblems.unknownClassWeight(
                name,
                weighted.stream()
                    .flatMap(o -> o.labels().stream().map(l -> name.contains("/") ? name(o, l) : l))
                    .toList(),
                known));
      }
    }
  }

  /** Returns whether there is a weight of a class or label of an output. */
  boolean applyTo(Output output) {
    return output.task() != Task.REGRESSION
        && output.labels().stream()
            .anyMatch(label -> byName.keySet().stream().anyMatch(n -> isNameOf(n, output, label)));
  }

  /** Returns the weight of each class or label of an output. */
  ImmutableList<Double> of(Output output) {
    return output.labels().stream()
        .map(label -> byName.getOrDefault(name(output, label), byName.getOrDefault(label, DEFAULT)))
        .collect(ImmutableList.toImmutableList());
  }

  private static boolean isNameOf(String name, Output output, String label) {
    return name.equals(label) || name.equals(name(output, label));
  }

  /** Returns the name of a class or label of one of several outputs. */
  static String name(Output output, String label) {
    return name(output.name(), label);
  }

  static String name(String output, String label) {
    return output + "/" + label;
  }

  /** Returns the text, see {@link #parse}. */
  @Override
  public String toString() {
    if (balance.isPresent()) {
      return balance.orElseThrow().toString();
    }
    return byName.entrySet().stream()
        .map(entry -> entry.getKey() + "=" + entry.getValue())
        .collect(Collectors.joining(","));
  }
}
