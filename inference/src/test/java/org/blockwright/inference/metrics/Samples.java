package org.blockwright.inference.metrics;

import java.util.ArrayList;
import java.util.List;
import org.blockwright.base.SplitMix64;

/** Predictions for tests. */
final class Samples {
  static final List<String> LABELS = List.of("COVID-19", "NORMAL", "PNEUMONIA");

  private Samples() {}

  /** Returns predictions with this confusion matrix, each in its own group. */
  static List<Prediction> withMatrix(long[][] counts) {
    List<Prediction> all = new ArrayList<>();
    for (int t = 0; t < counts.length; t++) {
      for (int p = 0; p < counts.length; p++) {
        for (int i = 0; i < counts[t][p]; i++) {
          float[] probabilities = new float[counts.length];
          probabilities[p] = 1;
          String key = t + "/" + p + "/" + i;
          all.add(new Prediction(key, key, t, probabilities));
        }
      }
    }
    return all;
  }

  /**
   * Returns 200 predictions of 4 classes in up to 60 groups. A Python script makes the same ones
   * with the same random numbers: true class nextInt(4); scores 1 + nextInt(8), the true class 3
   * more, divided by their sum as floats (so that ties occur); group nextInt(60).
   */
  static List<Prediction> randomPredictions() {
    SplitMix64 random = new SplitMix64(7);
    List<Prediction> all = new ArrayList<>();
    for (int n = 0; n < 200; n++) {
      int trueClass = random.nextInt(4);
      float[] scores = new float[4];
      float sum = 0;
      for (int c = 0; c < 4; c++) {
        scores[c] = 1 + random.nextInt(8) + (c == trueClass ? 3 : 0);
        sum += scores[c];
      }
      for (int c = 0; c < 4; c++) {
        scores[c] /= sum;
      }
      all.add(new Prediction("sample" + n, "group" + random.nextInt(60), trueClass, scores));
    }
    return all;
  }
}
