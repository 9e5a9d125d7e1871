package org.blockwright.inference.metrics;

/**
 * One class against the rest, one label, or one target of a regression: the input of class metrics.
 * The class of a label consists of the samples for which it is true.
 */
public final class OneVsRest {
  private final ScoredSamples samples;
  private final int c;

  OneVsRest(ScoredSamples samples, int c) {
    this.samples = samples;
    this.c = c;
  }

  /** Returns the weight of all samples. */
  public double total() {
    return samples.counts().total();
  }

  /** Returns the weight of the samples of the class: TP + FN. */
  public double support() {
    return samples.counts().support(c);
  }

  /** Returns the weight of the samples predicted as the class: TP + FP. */
  public double predicted() {
    return samples.counts().predicted(c);
  }

  /** Returns the weight of the samples of the class that are predicted as the class. */
  public double truePositives() {
    return samples.counts().truePositives(c);
  }

  /** Returns the weight of the samples of other classes that are predicted as other classes. */
  public double trueNegatives() {
    return total() - support() - predicted() + truePositives();
  }

  /**
   * Area under the ROC curve: the probability that a sample of the class has a higher score than a
   * sample of another class, with ties counted half (Hanley and McNeil 1982). Undefined if the
   * class or the rest has no samples.
   */
  Ratio rocAuc() {
    Ranking ranking = samples.ranking(c);
    double ordered = 0;
    double positivesAbove = 0;
    double tiedPositives = 0;
    double tiedNegatives = 0;
    for (int rank = 0; rank < ranking.size(); rank++) {
      int i = ranking.sample(rank);
      if (samples.isPositive(i, c)) {
        tiedPositives += samples.weight(i);
      } else {
        tiedNegatives += samples.weight(i);
      }
      if (!ranking.isTiedWithNext(rank)) {
        ordered += tiedNegatives * (positivesAbove + tiedPositives / 2);
        positivesAbove += tiedPositives;
        tiedPositives = 0;
        tiedNegatives = 0;
      }
    }
    return new Ratio(ordered, support() * (total() - support()));
  }

  /**
   * Average precision: the mean of the precisions at each distinct score, weighted by the increase
   * in recall, as in scikit-learn. Undefined if the class has no samples.
   */
  Ratio averagePrecision() {
    Ranking ranking = samples.ranking(c);
    double sum = 0;
    double positives = 0;
    double predicted = 0;
    double tiedPositives = 0;
    for (int rank = 0; rank < ranking.size(); rank++) {
      int i = ranking.sample(rank);
      predicted += samples.weight(i);
      if (samples.isPositive(i, c)) {
        tiedPositives += samples.weight(i);
      }
      if (tiedPositives > 0 && !ranking.isTiedWithNext(rank)) {
        positives += tiedPositives;
        sum += tiedPositives * positives / predicted;
        tiedPositives = 0;
      }
    }
    return new Ratio(sum, support());
  }

  /** Returns the errors of a target, see {@link #weights}. */
  TargetErrors errors() {
    return samples.data().errors(c);
  }

  double[] weights() {
    return samples.weights();
  }

  /** The mean loss of the unit of a label or target. */
  Ratio meanLoss() {
    SampleLoss loss = new SampleLoss(samples.data());
    double sum = 0;
    for (int i = 0; i < samples.size(); i++) {
      sum += samples.weight(i) * loss.ofUnit(i, c);
    }
    return new Ratio(sum, total());
  }

  /** The fraction of samples within the prediction interval; undefined if there is none. */
  Ratio intervalCoverage() {
    return samples
        .data()
        .intervals
        .map(intervals -> errors().coverage(weights(), total(), intervals.halfWidth(c)))
        .orElse(new Ratio(0, 0));
  }
}
