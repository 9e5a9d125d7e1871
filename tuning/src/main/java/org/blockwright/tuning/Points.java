package org.blockwright.tuning;

import com.google.common.collect.ImmutableList;
import com.google.common.math.LongMath;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** The points of a space: which ones there are, and which ones trials have tried. */
public final class Points {
  /** Size of a finite space above which its points are not listed. */
  public static final int MAX_LISTED = 100_000;

  private Points() {}

  /**
   * Returns the number of combinations of values, an upper bound of the number of points if there
   * are conditions; empty if a range is continuous or the number exceeds 2^63.
   */
  public static OptionalLong combinations(Space space) {
    long total = 1;
    for (Parameter p : space.parameters()) {
      if (p.size().isEmpty()) {
        return OptionalLong.empty();
      }
      total = LongMath.saturatedMultiply(total, p.size().getAsLong());
    }
    return total == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(total);
  }

  /** Returns whether {@link #all} can list the points; not those of an empty space. */
  public static boolean isListed(Space space) {
    return !space.parameters().isEmpty()
        && combinations(space).orElse(Long.MAX_VALUE) <= MAX_LISTED;
  }

  /** Returns all points of a finite space, without duplicates. */
  public static ImmutableList<Values> all(Space space) {
    List<Map<String, Object>> partial = new ArrayList<>();
    partial.add(Map.of());
    for (Parameter p : space.parameters()) {
      List<Map<String, Object>> longer = new ArrayList<>();
      long size = p.size().orElseThrow();
      for (Map<String, Object> start : partial) {
        for (long i = 0; i < size; i++) {
          Map<String, Object> next = new LinkedHashMap<>(start);
          next.put(p.name(), p.valueAt((i + 0.5) / size));
          longer.add(next);
        }
      }
      partial = longer;
    }
    Set<Values> distinct = new LinkedHashSet<>();
    partial.forEach(all -> distinct.add(space.active(all)));
    return ImmutableList.copyOf(distinct);
  }

  /** Returns the values of a trial of the parameters of a space. */
  public static Values of(Space space, TrialRecord trial) {
    Map<String, Object> own = trial.values().asMap();
    Map<String, Object> values = new LinkedHashMap<>();
    for (Parameter p : space.parameters()) {
      if (own.containsKey(p.name())) {
        values.put(p.name(), own.get(p.name()));
      }
    }
    return Values.of(values);
  }
}
