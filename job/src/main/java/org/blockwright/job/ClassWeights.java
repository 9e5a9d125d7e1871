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
import org.blockwright.data.Dataset;
import org.blockwright.data.Targets;

/**
 * The weights of classes or labels in the loss.
 *
 * @param byName at least 0; 1 for names that are missing
 */
record ClassWeights(ImmutableMap<String, Double> byName) {

  /**
   * Parses weights, for instance {@code covid-19=4,normal=1}.
   *
   * @throws UsageException if one is not a name with a number of at least 0, or a name occurs twice
   */
  static ClassWeights parse(String text) {
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
    return new ClassWeights(ImmutableMap.copyOf(byName));
  }

  /**
   * Returns weights by name.
   *
   * @throws UsageException if one is negative or not finite
   */
  static ClassWeights of(Map<String, Double> byName) {
    ClassWeights weights = new ClassWeights(ImmutableMap.copyOf(byName));
    if (byName.isEmpty() || !byName.values().stream().allMatch(ClassWeights::isValid)) {
      throw new UsageException(JobProblems.invalidClassWeights(weights.toString()));
    }
    return weights;
  }

  private static boolean isValid(double weight) {
    return weight >= 0 && Double.isFinite(weight);
  }

  /**
   * Returns the weight of each class or label.
   *
   * @throws UsageException if there is a weight of another one
   */
  ImmutableList<Double> ofLabels(List<String> labels) {
    for (String name : byName.keySet()) {
      if (!labels.contains(name)) {
        throw new UsageException(JobProblems.unknownClassWeight(name, labels));
      }
    }
    return labels.stream()
        .map(label -> byName.getOrDefault(label, 1.0))
        .collect(ImmutableList.toImmutableList());
  }

  /**
   * Returns images with two classes whose sample weights are multiplied by those of their classes.
   */
  Dataset applyTo(Dataset images) {
    Targets targets = images.targets().get(0);
    List<Double> weights = ofLabels(targets.names());
    return new Dataset(
        images.root(),
        images.targets(),
        images.samples().stream()
            .map(
                sample -> {
                  double weight = weights.get(targets.isPositive(sample.target(), 1) ? 1 : 0);
                  return sample.withWeight(sample.weight() * weight);
                })
            .collect(ImmutableList.toImmutableList()),
        images.skipped(),
        images.warnings());
  }

  /** Returns the text, see {@link #parse}. */
  @Override
  public String toString() {
    return byName.entrySet().stream()
        .map(entry -> entry.getKey() + "=" + entry.getValue())
        .collect(Collectors.joining(","));
  }
}
