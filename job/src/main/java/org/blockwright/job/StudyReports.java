package org.blockwright.job;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.blockwright.inference.metrics.Direction;
import org.blockwright.training.report.StudyReport;
import org.blockwright.tuning.ChoiceParameter;
import org.blockwright.tuning.IntegerParameter;
import org.blockwright.tuning.Parameter;
import org.blockwright.tuning.RealParameter;
import org.blockwright.tuning.StudyResult;
import org.blockwright.tuning.TrialResult;

/** Makes the report of a study. */
public final class StudyReports {
  private StudyReports() {}

  /** Returns the report of a study, for its values, history and trials. */
  public static StudyReport of(String title, StudyResult study) {
    Set<String> names = new LinkedHashSet<>();
    study.trials().forEach(t -> names.addAll(t.values().asMap().keySet()));
    Map<String, Map<Object, Double>> positions =
        names.stream().collect(Collectors.toMap(n -> n, n -> positions(study, n)));
    return new StudyReport(
        title,
        study.metric().name(),
        study.metric().direction() == Direction.MAXIMIZE,
        List.copyOf(names),
        study.trials().stream().map(t -> trial(t, positions)).toList());
  }

  private static StudyReport.Trial trial(
      TrialResult trial, Map<String, Map<Object, Double>> positions) {
    Map<String, String> texts = new LinkedHashMap<>();
    Map<String, Double> places = new LinkedHashMap<>();
    trial
        .values()
        .asMap()
        .forEach(
            (name, value) -> {
              texts.put(
                  name,
                  value instanceof Double d
                      ? String.format(Locale.ROOT, "%.4g", d)
                      : String.valueOf(value));
              places.put(name, positions.get(name).get(value));
            });
    return new StudyReport.Trial(
        trial.number(),
        trial.state().name().toLowerCase(Locale.ROOT),
        trial.objective(),
        texts,
        places,
        trial.reported(),
        trial.seconds());
  }

  /** Returns the place of each value that a parameter had between the first and the last one. */
  private static Map<Object, Double> positions(StudyResult study, String name) {
    // The options of a choice are in their order, and include those that no trial had.
    Stream<Object> options =
        study.space().parameters().stream()
            .filter(p -> p.name().equals(name))
            .filter(ChoiceParameter.class::isInstance)
            .flatMap(p -> ((ChoiceParameter) p).options().stream());
    List<Object> values =
        Stream.concat(
                options,
                study.trials().stream()
                    .<Object>map(t -> t.values().asMap().get(name))
                    .filter(v -> v != null))
            .distinct()
            .toList();
    boolean log = isLogUniform(study, name);
    Map<Object, Double> numbers = new LinkedHashMap<>();
    for (Object value : values) {
      double number =
          value instanceof Number n
              ? n.doubleValue()
              : value instanceof Boolean b ? (b ? 1 : 0) : numbers.size();
      numbers.put(value, log ? Math.log(number) : number);
    }
    double low = numbers.values().stream().mapToDouble(d -> d).min().orElse(0);
    double high = numbers.values().stream().mapToDouble(d -> d).max().orElse(0);
    numbers.replaceAll((v, n) -> high > low ? (n - low) / (high - low) : 0.5);
    return numbers;
  }

  private static boolean isLogUniform(StudyResult study, String name) {
    for (Parameter p : study.space().parameters()) {
      if (p.name().equals(name)) {
        return p instanceof RealParameter real && real.logUniform()
            || p instanceof IntegerParameter integer && integer.logUniform();
      }
    }
    return false;
  }
}
