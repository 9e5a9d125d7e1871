package org.blockwright.training.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The trials of a hyperparameter search, for a report.
 *
 * @param title heading of the page
 * @param metric name of the metric
 * @param maximized whether larger values are better
 * @param parameters names of the parameters
 * @param trials by number
 */
public record StudyReport(
    String title, String metric, boolean maximized, List<String> parameters, List<Trial> trials) {
  /** Copies the lists. */
  public StudyReport {
    parameters = ImmutableList.copyOf(parameters);
    trials = ImmutableList.copyOf(trials);
  }

  /**
   * One trial.
   *
   * @param state done, pruned or failed
   * @param value the metric; empty unless the trial is done
   * @param values texts of its parameter values by name
   * @param positions place of each value in the range of its parameter, from 0 to 1, by name
   * @param reported the metric by epoch; may be NaN or infinite
   * @param seconds duration
   */
  public record Trial(
      int number,
      String state,
      OptionalDouble value,
      Map<String, String> values,
      Map<String, Double> positions,
      SortedMap<Integer, Double> reported,
      double seconds) {
    /** Copies the maps. */
    public Trial {
      values = ImmutableMap.copyOf(values);
      positions = ImmutableMap.copyOf(positions);
      reported = new TreeMap<>(reported);
    }

    boolean pruned() {
      return state.equals("pruned");
    }
  }

  /** Returns the trials that are done. */
  List<Trial> done() {
    return trials.stream().filter(t -> t.value().isPresent()).toList();
  }

  /** Returns whether a value is better than another one. */
  boolean better(double value, double other) {
    return maximized ? value > other : value < other;
  }

  /** Returns the best trial; empty if none is done. */
  Optional<Trial> best() {
    return done().stream()
        .reduce((a, b) -> better(b.value().getAsDouble(), a.value().getAsDouble()) ? b : a);
  }

  /** Returns the report as HTML: one file without scripts and external resources. */
  public String html() {
    return StudyPage.html(this);
  }
}
