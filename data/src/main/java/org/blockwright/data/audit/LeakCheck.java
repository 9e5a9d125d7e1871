package org.blockwright.data.audit;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.List;

/**
 * Whether trivial cues tell the classes apart: a high score shows that a network could learn
 * something else than the content. It does not show that it does, since brightness can be part of
 * the content.
 *
 * @param verdict the conclusion from {@code all}
 * @param classes number of classes
 * @param all the score of all cues together, by logistic regression in five folds by group
 * @param form the score of the cues of size, shape and color
 * @param tone the score of the cues of brightness
 * @param recalls the recall of each class with all cues
 * @param single the balanced accuracy of each cue alone, with a small decision tree, the highest
 *     first
 * @param small whether most images are smaller than {@value #SMALL_SIDE} pixels, so that brightness
 *     is mostly content and only counts if it tells the classes apart nearly perfectly
 * @param examples for each class the images that all cues predict correctly, the most confident
 *     ones first, at most {@value #MAX_EXAMPLES}
 */
public record LeakCheck(
    Verdict verdict,
    int classes,
    LeakScore all,
    LeakScore form,
    LeakScore tone,
    ImmutableMap<String, Double> recalls,
    ImmutableMap<Cue, Double> single,
    boolean small,
    ImmutableMap<String, ImmutableList<LeakExample>> examples) {

  /** Skill from which on cues are a leak. */
  static final double MAX_SKILL = 0.30;

  /** Skill from which on all cues of small images are a leak. */
  static final double MAX_SMALL_SKILL = 0.75;

  /** Median of the shorter side below which images are small: their object fills them. */
  static final int SMALL_SIDE = 64;

  static final int MAX_EXAMPLES = 12;

  /** Groups that each class needs for a verdict. */
  static final int MIN_GROUPS = 30;

  /** The conclusion. */
  public enum Verdict {
    LEAK("leak"),
    NO_LEAK("no leak"),
    /** A class has too few groups. */
    UNDECIDED("undecided");

    private final String text;

    Verdict(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /** Returns the names of the best single cues, at most {@code count}. */
  public List<Cue> best(int count) {
    return single.keySet().asList().subList(0, Math.min(count, single.size()));
  }
}
