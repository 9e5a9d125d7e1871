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
 * @param importances importance of each parameter as a fraction of their sum, the largest first;
 *     may be empty
 * @param timeline the trials that have ended, those that others repeat included; may be empty
 */
public record StudyReport(
    String title,
    String metric,
    boolean maximized,
    List<String> parameters,
    List<Trial> trials,
    Map<String, Double> importances,
    List<Span> timeline) {
  /** Copies the lists and the map. */
  public StudyReport {
    parameters = ImmutableList.copyOf(parameters);
    trials = ImmutableList.copyOf(trials);
    importances = ImmutableMap.copyOf(importances);
    timeline = ImmutableList.copyOf(timeline);
  }

  /**
   * The time of a trial.
   *
   * @param number number of the trial
   * @param state done, pruned or failed
   * @param start seconds from the start of the study to that of the trial
   * @param end seconds from the start of the study to the end of the trial
   */
  public record Span(int number, String state, double start, double end) {}

  /**
   * One trial.
   *
   * @param state done, pruned or failed
   * @param value the metric; empty unless the trial is done
   * @param values texts of its parameter values by name
   * @param positions place of each value in the range of its parameter, from 0 to 1, by name
   * @param reported the metric by epoch; may be NaN or infinite
   * @param seconds duration
   * @param run link to the page of its run, if there is one
   */
  public record Trial(
      int number,
      String state,
      OptionalDouble value,
      Map<String, String> values,
      Map<String, Double> positions,
      SortedMap<Integer, Double> reported,
      double seconds,
      Optional<String> run) {
    /** Copies the maps. */
    public Trial {
      values = ImmutableMap.copyOf(values);
      positions = ImmutableMap.copyOf(positions);
      reported = new TreeMap<>(reported);
    }

    /** Returns the finite reported values by epoch. */
    SortedMap<Integer, Double> curve() {
      TreeMap<Integer, Double> curve = new TreeMap<>(reported);
      curve.values().removeIf(v -> !Double.isFinite(v));
      return curve;
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
