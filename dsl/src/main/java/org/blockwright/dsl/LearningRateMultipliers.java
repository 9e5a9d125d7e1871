package org.blockwright.dsl;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.blockwright.base.DescriptionException;
import org.blockwright.base.Glob;
import org.blockwright.dsl.check.Problems;
import org.blockwright.dsl.graph.LayerGraph;
import org.blockwright.dsl.graph.Node;

/**
 * Learning-rate multipliers by block pattern (the article's LearningRateMultipliers): the first
 * rule that matches a layer holds, a layer that none matches has 1, and 0 freezes, batch-norm
 * statistics included.
 *
 * <pre>{@code
 * Rates.none().freeze("block*").rate("head", 2)
 * }</pre>
 */
public record LearningRateMultipliers(List<Rule> rules) {

  /**
   * One rule.
   *
   * @param excludesHead whether the head is left out, as {@code --freeze '*'} does
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

  /** Every layer at its full rate. */
  public static LearningRateMultipliers uniform() {
    return new LearningRateMultipliers(List.of());
  }

  /**
   * Adds a rule behind those that are there; the pattern {@code *} means everything but the head.
   */
  public LearningRateMultipliers freeze(String pattern) {
    return append(new Rule(new Glob(pattern), 0, new Glob(pattern).matchesEverything()));
  }

  /** Adds a rule behind those that are there. */
  public LearningRateMultipliers multiplier(String pattern, double multiplier) {
    Problems.require(
        multiplier >= 0 && Double.isFinite(multiplier),
        () -> Problems.invalidMultiplierRule(pattern + "=" + multiplier));
    return append(new Rule(new Glob(pattern), multiplier, false));
  }

  /** Adds a rule as text, {@code block1*=0.1}; blanks around pattern and number do not count. */
  public LearningRateMultipliers multiplier(String rule) {
    int at = rule.lastIndexOf('=');
    try {
      if (at > 0) {
        return multiplier(
            rule.substring(0, at).strip(), Double.parseDouble(rule.substring(at + 1)));
      }
    } catch (NumberFormatException e) {
      // falls through to the one message
    }
    throw new DescriptionException(Problems.invalidMultiplierRule(rule));
  }

  private LearningRateMultipliers append(Rule rule) {
    return new LearningRateMultipliers(
        ImmutableList.<Rule>builder().addAll(rules).add(rule).build());
  }

  /**
   * The multiplier of every layer, by vertex name.
   *
   * @throws DescriptionException where a pattern matches nothing
   */
  public Map<String, Double> resolve(LayerGraph graph) {
    List<Set<Node>> matches = rules.stream().map(rule -> matching(rule, graph)).toList();
    ImmutableMap.Builder<String, Double> rates = ImmutableMap.builder();
    for (Node node : graph.nodes()) {
      double rate = 1;
      for (int i = 0; i < rules.size(); i++) {
        if (matches.get(i).contains(node)) {
          rate = rules.get(i).multiplier();
          break;
        }
      }
      rates.put(node.name(), rate);
    }
    return rates.build();
  }

  private static Set<Node> matching(Rule rule, LayerGraph graph) {
    Set<Node> found = new LinkedHashSet<>(graph.matching(rule.pattern()));
    if (rule.excludesHead()) {
      found.removeIf(Node::isInHead);
    }
    Problems.require(
        !found.isEmpty() || rule.excludesHead(),
        () ->
            Problems.matchesNothing(
                rule.pattern().pattern(),
                graph.networkName(),
                graph.nodes().stream().map(Node::path).toList()));
    return found;
  }
}
