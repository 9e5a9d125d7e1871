package org.blockwright.job;

import com.google.common.collect.Streams;
import com.google.common.net.UrlEscapers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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
import org.blockwright.tuning.StudyStore;
import org.blockwright.tuning.TrialRecord;
import org.blockwright.tuning.TrialResult;
import org.blockwright.tuning.importance.PedAnova;

/** Makes the report of a study. */
public final class StudyReports {
  private StudyReports() {}

  /**
   * Returns the report of a study.
   *
   * @param store the study as it is stored, for the times of its trials and the run of the best one
   * @param page file of the report, for links to the run
   */
  public static StudyReport of(String title, StudyResult study, StudyStore store, Path page) {
    Set<String> names = new LinkedHashSet<>();
    study.trials().forEach(t -> names.addAll(t.values().asMap().keySet()));
    Map<String, Map<Object, Double>> positions =
        names.stream().collect(Collectors.toMap(n -> n, n -> positions(study, n)));
    // The run of an earlier best trial is replaced by that of the next one.
    Optional<Integer> best =
        study.sorted().stream()
            .filter(t -> t.objective().isPresent())
            .findFirst()
            .map(TrialResult::number);
    return new StudyReport(
        title,
        study.metric().name(),
        study.metric().direction() == Direction.MAXIMIZE,
        List.copyOf(names),
        study.trials().stream()
            .map(
                t ->
                    trial(
                        t,
                        positions,
                        best.filter(b -> b == t.number()).flatMap(b -> run(store, b, page))))
            .toList(),
        PedAnova.importances(store.trials(), study.metric().direction()),
        timeline(store.trials()));
  }

  private static List<StudyReport.Span> timeline(List<TrialRecord> trials) {
    List<TrialRecord> ended =
        trials.stream()
            .filter(t -> t.state().ended() && t.started().isPresent() && t.ended().isPresent())
            .toList();
    Instant start =
        ended.stream().map(t -> t.started().get()).min(Instant::compareTo).orElse(Instant.EPOCH);
    return ended.stream()
        .map(
            t ->
                new StudyReport.Span(
                    t.number(),
                    state(t.state()),
                    seconds(start, t.started().get()),
                    seconds(start, t.ended().get())))
        .toList();
  }

  private static double seconds(Instant from, Instant to) {
    return Duration.between(from, to).toNanos() / 1e9;
  }

  /** Returns the name of {@link TrialResult.State} for a stored state. */
  private static String state(TrialRecord.State state) {
    return switch (state) {
      case COMPLETE -> "done";
      case PRUNED -> "pruned";
      default -> "failed";
    };
  }

  private static Optional<String> run(StudyStore store, int trial, Path page) {
    return BestTrial.folder(store, trial)
        .map(run -> run.resolve(RunFiles.REPORT))
        .filter(Files::isRegularFile)
        .map(report -> link(page, report));
  }

  /** Returns the path from a page to a file, as a link. */
  private static String link(Path page, Path file) {
    Path folder = page.toAbsolutePath().normalize().getParent();
    Path target = file.toAbsolutePath().normalize();
    if (!folder.getRoot().equals(target.getRoot())) {
      return target.toUri().toString();
    }
    return Streams.stream(folder.relativize(target))
        .map(name -> UrlEscapers.urlPathSegmentEscaper().escape(name.toString()))
        .collect(Collectors.joining("/", "./", ""));
  }

  private static StudyReport.Trial trial(
      TrialResult trial, Map<String, Map<Object, Double>> positions, Optional<String> run) {
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
        trial.seconds(),
        run);
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
