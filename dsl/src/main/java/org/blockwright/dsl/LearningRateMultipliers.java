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
   * A multiplier for the layers that match a pattern.
   *
   * @param multiplier at least 0; 0 freezes the layers
   * @param excludesHead whether the rule does not apply to the head, as with {@code --freeze '*'}
   */
  public record Rule(Glob pattern, double multiplier, boolean excludesHead) {
    private static final String FREEZE = "freeze ";

    /**
     * Checks the multiplier.
     *
     * @throws org.blockwright.base.DescriptionException if it is negative, NaN or infinite
     */
    public Rule {
      Checks.require(
          multiplier >= 0 && Double.isFinite(multiplier),
          () -> DslProblems.invalidMultiplierRule(pattern + "=" + multiplier));
    }

    /** Returns a rule that freezes layers; the pattern {@code *} does not match the head. */
    public static Rule freeze(String pattern) {
      Glob glob = new Glob(pattern);
      return new Rule(glob, 0, glob.matchesEverything());
    }

    /**
     * Returns a rule with a multiplier.
     *
     * @throws org.blockwright.base.DescriptionException if the multiplier is negative, NaN or
     *     infinite
     */
    public static Rule of(String pattern, double multiplier) {
      return new Rule(new Glob(pattern), multiplier, false);
    }

    /**
     * Parses {@code freeze PATTERN} or {@code PATTERN=MULTIPLIER}, for instance {@code
     * block1*=0.1}. Blanks around the pattern and the multiplier are ignored.
     *
     * @throws org.blockwright.base.DescriptionException if the text is neither, or the multiplier
     *     is negative, NaN or infinite
     */
    public static Rule parse(String text) {
      String rule = text.strip();
      if (rule.startsWith(FREEZE)) {
        return freeze(rule.substring(FREEZE.length()).strip());
      }
      int equals = rule.lastIndexOf('=');
      if (equals > 0) {
        try {
          String pattern = rule.substring(0, equals).strip();
          return of(pattern, Double.parseDouble(rule.substring(equals + 1)));
        } catch (NumberFormatException e) {
          // Same message as for a rule without a number.
        }
      }
      throw new InvalidDescriptionException(DslProblems.invalidMultiplierRule(rule));
    }

    /** Formats the rule such that {@link #parse} reads it. */
    @Override
    public String toString() {
      if (multiplier == 0 && excludesHead == pattern.matchesEverything()) {
        return FREEZE + pattern;
      }
      boolean integral = multiplier == Math.rint(multiplier) && multiplier < 1e15;
      return pattern + "=" + (integral ? String.valueOf((long) multiplier) : multiplier);
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
    return append(Rule.freeze(pattern));
  }

  /**
   * Appends a rule.
   *
   * @param multiplier at least 0
   */
  public LearningRateMultipliers multiplier(String pattern, double multiplier) {
    return append(Rule.of(pattern, multiplier));
  }

  private LearningRateMultipliers append(Rule rule) {
    return new LearningRateMultipliers(
        ImmutableList.<Rule>builder().addAll(rules).add(rule).build());
  }

  /**
   * Checks that the pattern of every rule matches a layer.
   *
   * @throws org.blockwright.base.DescriptionException if a pattern matches nothing
   */
  public void validate(LayerGraph graph) {
    for (Rule rule : rules) {
      Checks.require(
          rule.excludesHead() || !matching(rule, graph).isEmpty(),
          () ->
              NameProblems.matchesNothing(
                  rule.pattern().pattern(),
                  graph.networkName(),
                  graph.nodes().stream().map(Node::path).toList()));
    }
  }

  /**
   * Returns the multiplier of every layer by its vertex name.
   *
   * @throws InvalidDescriptionException if a pattern matches nothing
   */
  public Map<String, Double> resolve(LayerGraph graph) {
    validate(graph);
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
    Set<Node> nodes = new LinkedHashSet<>(graph.matching(rule.pattern()));
    if (rule.excludesHead()) {
      nodes.removeIf(Node::isInHead);
    }
    return nodes;
  }
}
