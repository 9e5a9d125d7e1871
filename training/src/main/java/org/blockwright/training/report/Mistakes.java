package org.blockwright.training.report;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.blockwright.inference.metrics.Measurements;
import org.blockwright.inference.metrics.Metrics;
import org.blockwright.inference.metrics.Prediction;
import org.blockwright.inference.metrics.TargetName;

/**
 * The worst predictions: wrong classes and labels by decreasing confidence, numbers by decreasing
 * error; equal ones by key.
 *
 * @param title heading
 * @param summary how many there are, and how many of them are shown
 * @param none text if there is no mistake
 * @param worst at most {@value #MAX_IMAGES}
 */
record Mistakes(String title, String summary, String none, List<Mistake> worst) {
  static final int MAX_IMAGES = 24;

  /**
   * A wrong prediction.
   *
   * @param severity the larger, the worse
   */
  record Mistake(String key, double severity, List<Line> lines) {}

  /** A line below the image; the value is emphasized. */
  record Line(String name, String value, String detail) {
    Line(String name, String value) {
      this(name, value, "");
    }
  }

  static Mistakes of(Measurements m) {
    return switch (m.task()) {
      case CLASSIFICATION, BINARY -> ofClasses(m);
      case MULTI_LABEL -> ofLabels(m);
      case REGRESSION -> ofNumbers(m);
    };
  }

  private static List<Mistake> worst(Stream<Mistake> mistakes) {
    return mistakes
        .sorted(
            Comparator.comparingDouble((Mistake mistake) -> -mistake.severity())
                .thenComparing(Mistake::key))
        .limit(MAX_IMAGES)
        .toList();
  }

  private static String shown(List<Mistake> worst, long total) {
    return worst.size() < total ? "the %s most confident".formatted(worst.size()) : "all of them";
  }

  private static Mistakes ofClasses(Measurements m) {
    List<Mistake> worst =
        worst(
            m.predictions().stream()
                .filter(p -> m.predictedClass(p) != p.trueClass())
                .map(p -> ofClass(m, p)));
    long total = m.matrix().total() - m.matrix().correct();
    return new Mistakes(
        "Most confident errors",
        "%s of %s misclassified; %s, in order of decreasing confidence."
            .formatted(total, RunPart.count(m.samples(), "image"), shown(worst, total)),
        "None: all images are classified correctly.",
        worst);
  }

  private static Mistake ofClass(Measurements m, Prediction p) {
    int predicted = m.predictedClass(p);
    float confidence = p.probability(predicted);
    return new Mistake(
        p.key(),
        confidence,
        List.of(
            new Line("true", m.names().get(p.trueClass())),
            new Line(
                "predicted",
                m.names().get(predicted),
                ", " + RunPart.percent(OptionalDouble.of(confidence)))));
  }

  private static Mistakes ofLabels(Measurements m) {
    int labels = m.names().size();
    List<Mistake> all =
        m.predictions().stream()
            .flatMap(
                p ->
                    IntStream.range(0, labels)
                        .filter(label -> p.isTrue(label) != m.isPredicted(p, label))
                        .mapToObj(label -> ofLabel(m, p, label)))
            .toList();
    List<Mistake> worst = worst(all.stream());
    return new Mistakes(
        "Most confident errors",
        "%s of %s wrong; %s, in order of decreasing confidence."
            .formatted(
                all.size(),
                RunPart.count((long) m.samples() * labels, "label"),
                shown(worst, all.size())),
        "None: all labels of all images are predicted correctly.",
        worst);
  }

  /** The confidence is relative to the threshold, which may differ between labels. */
  private static Mistake ofLabel(Measurements m, Prediction p, int label) {
    double probability = p.probability(label);
    double threshold = m.thresholds().get(label);
    double severity =
        m.isPredicted(p, label)
            ? (probability - threshold) / Math.max(1 - threshold, Double.MIN_NORMAL)
            : (threshold - probability) / threshold;
    return new Mistake(
        p.key(),
        severity,
        List.of(
            new Line("label", m.names().get(label)),
            new Line("true", p.isTrue(label) ? "yes" : "no"),
            new Line(
                "predicted",
                m.isPredicted(p, label) ? "yes" : "no",
                ", " + RunPart.percent(OptionalDouble.of(probability)))));
  }

  private static Mistakes ofNumbers(Measurements m) {
    int targets = m.names().size();
    // Targets may have different units: an error is relative to the mean error of its target.
    double[] scales =
        m.classes().stream()
            .mapToDouble(
                c ->
                    Metrics.ofClass(m.task()).stream()
                        .filter(metric -> metric.key().equals(Metrics.MAE.key()))
                        .map(c::get)
                        .findFirst()
                        .orElseThrow()
                        .value()
                        .orElse(0))
            .toArray();
    List<Mistake> worst =
        worst(
            m.predictions().stream()
                .flatMap(
                    p ->
                        IntStream.range(0, targets)
                            .filter(t -> p.output(t) != p.target(t))
                            .mapToObj(t -> ofNumber(m, p, t, scales[t]))));
    return new Mistakes(
        "Largest errors",
        targets == 1
            ? "The %s largest errors of %s."
                .formatted(worst.size(), RunPart.count(m.samples(), "image"))
            : "The %s largest errors of %s and %s, relative to the mean absolute error of each target."
                .formatted(
                    worst.size(),
                    RunPart.count(m.samples(), "image"),
                    RunPart.count(targets, "target")),
        "None: all values are predicted exactly.",
        worst);
  }

  private static Mistake ofNumber(Measurements m, Prediction p, int target, double scale) {
    TargetName name = TargetName.parse(m.names().get(target));
    double error = (double) p.output(target) - p.target(target);
    return new Mistake(
        p.key(),
        Math.abs(error) / scale,
        List.of(
            new Line("true " + name.name(), name.format(p.target(target))),
            new Line(
                "predicted",
                name.format(p.output(target)),
                String.format(Locale.ROOT, " (%s%s)", error > 0 ? "+" : "", name.format(error)))));
  }
}
