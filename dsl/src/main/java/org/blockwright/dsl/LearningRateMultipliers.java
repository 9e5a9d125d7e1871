package org.blockwright.dsl;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.blockwright.base.Glob;
import org.blockwright.dsl.check.Checks;
import org.blockwright.dsl.check.InvalidDescriptionException;
import org.blockwright.dsl.check.NameProblems;
import org.blockwright.dsl.graph.LayerGraph;
import org.blockwright.dsl.graph.Node;

/**
 * Learning-rate multipliers by block pattern, as in the article. The first rule that matches a
 * layer applies; a layer that no rule matches has the multiplier 1. A multiplier of 0 freezes the
 * layer, including the statistics of batch normalization.
 *
 * <pre>{@code
 * LearningRateMultipliers.uniform().freeze("block*").multiplier("head", 2)
 * }</pre>
 */
public record LearningRateMultipliers(List<Rule> rules) {

  /**
   * One rule.
   *
   * @param excludesHead whether the rule does not apply to the head, as with {@code --freeze '*'}
   */
  public record Rule(Glob pattern, double multiplier, boolean excludesHead) {
    @Override
    public String toString() {
      return pattern + "=" + (multiplier == 0 ? "0" : String.valueOf(multiplier));
    }
  }

  public LearningRateMultipliers {
    rules = ImmutableList.copyOf(rules);
  }

  /** Returns the multiplier 1 for every layer. */
  public static LearningRateMultipliers uniform() {
    return new LearningRateMultipliers(List.of());
  }

  /**
   * Appends a rule that freezes the matching layers; the pattern {@code *} matches everything
   * except the head.
   */
  public LearningRateMultipliers freeze(String pattern) {
    return append(new Rule(new Glob(pattern), 0, new Glob(pattern).matchesEverything()));
  }

  /**
   * Appends a rule.
   *
   * @param multiplier at least 0
   */
  public LearningRateMultipliers multiplier(String pattern, double multiplier) {
    Checks.require(
        multiplier >= 0 && Double.isFinite(multiplier),
        () -> DslProblems.invalidMultiplierRule(pattern + "=" + multiplier));
    return append(new Rule(new Glob(pattern), multiplier, false));
  }

  /** Appends a rule given as text, for instance {@code block1*=0.1}. */
  public LearningRateMultipliers multiplier(String rule) {
    int equals = rule.lastIndexOf('=');
    try {
      if (equals > 0) {
        return multiplier(
            rule.substring(0, equals).strip(), Double.parseDouble(rule.substring(equals + 1)));
      }
    } catch (NumberFormatException e) {
      // falls through to the message below
    }
    throw new InvalidDescriptionException(DslProblems.invalidMultiplierRule(rule));
  }

  private LearningRateMultipliers append(Rule rule) {
    return new LearningRateMultipliers(
        ImmutableList.<Rule>builder().addAll(rules).add(rule).build());
  }

  /**
   * Returns the multiplier of every layer by its vertex name.
   *
   * @throws InvalidDescriptionException if a pattern matches nothing
   */
  public Map<String, Double> resolve(LayerGraph graph) {
    List<Set<Node>> matches = rules.stream().map(rule -> matching(rule, graph)).toList();
    ImmutableMap.Builder<String, Double> multipliers = ImmutableMap.builder();
    for (Node node : graph.nodes()) {
      double multiplier = 1;
      for (int i = 0; i < rules.size(); i++) {
        if (matches.get(i).contains(node)) {
          multiplier = rules.get(i).multiplier();
          break;
        }
      }
      multipliers.put(node.name(), multiplier);
    }
    return multipliers.build();
  }

  private static Set<Node> matching(Rule rule, LayerGraph graph) {
    Set<Node> found = new LinkedHashSet<>(graph.matching(rule.pattern()));
    if (rule.excludesHead()) {
      found.removeIf(Node::isInHead);
    }
    Checks.require(
        !found.isEmpty() || rule.excludesHead(),
        () ->
            NameProblems.matchesNothing(
                rule.pattern().pattern(),
                graph.networkName(),
                graph.nodes().stream().map(Node::path).toList()));
    return found;
  }
}
