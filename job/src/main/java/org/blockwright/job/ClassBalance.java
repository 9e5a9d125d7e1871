package org.blockwright.job;

import com.google.common.primitives.ImmutableDoubleArray;
import java.util.Optional;
import org.blockwright.base.NumberParser;
import org.blockwright.base.UsageException;

/**
 * How weights of classes follow from their numbers of training images. A class of n images has the
 * weight {@code (1 - beta) / (1 - beta^n)}, the inverse of its effective number of samples (Cui,
 * Jia, Lin, Song and Belongie, "Class-Balanced Loss Based on Effective Number of Samples", CVPR
 * 2019), or with {@link #BALANCED} its limit {@code 1 / n}.
 *
 * <p>The weights are scaled so that their mean over the training images is 1, whereas the paper
 * scales them to the sum of the number of classes: so the size of the loss, and with it that of the
 * steps, stays about the same. For {@link #BALANCED} these are {@code images / (classes * n)}, the
 * weights that scikit-learn calls balanced.
 *
 * @param beta from 0, equal weights, to 1, inverse frequencies
 */
public record ClassBalance(double beta) {
  /** Inverse frequencies: all classes have the same sum of weights. */
  public static final ClassBalance BALANCED = new ClassBalance(1);

  static final double DEFAULT_BETA = 0.999;

  private static final String BALANCED_ID = "balanced";
  static final String EFFECTIVE_ID = "effective";

  /**
   * @throws UsageException if beta is not from 0 to 1
   */
  public ClassBalance {
    if (!(beta >= 0 && beta <= 1)) {
      throw new UsageException(JobProblems.invalidBeta(String.valueOf(beta)));
    }
  }

  /**
   * Returns weights by the effective number of samples.
   *
   * @param beta at least 0 and less than 1; the paper uses 0.9 to 0.9999
   */
  public static ClassBalance effective(double beta) {
    return new ClassBalance(beta);
  }

  /** Returns weights by the effective number of samples with a beta of 0.999. */
  public static ClassBalance effective() {
    return effective(DEFAULT_BETA);
  }

  /**
   * Parses {@code balanced}, {@code effective} or {@code effective=BETA}; empty for other texts.
   *
   * @throws UsageException if beta is not a number from 0 to 1
   */
  static Optional<ClassBalance> parse(String text) {
    if (text.equals(BALANCED_ID)) {
      return Optional.of(BALANCED);
    }
    if (text.equals(EFFECTIVE_ID)) {
      return Optional.of(effective());
    }
    String prefix = EFFECTIVE_ID + "=";
    if (!text.startsWith(prefix) || text.contains(",")) {
      return Optional.empty();
    }
    String beta = text.substring(prefix.length());
    return Optional.of(
        NumberParser.parseDouble(beta)
            .filter(value -> value >= 0 && value <= 1)
            .map(ClassBalance::new)
            .orElseThrow(() -> new UsageException(JobProblems.invalidBeta(beta))));
  }

  /**
   * Returns the weight of each class.
   *
   * @param images the number of images of each class, or the sum of their weights; a class without
   *     images gets the weight 1
   */
  ImmutableDoubleArray weights(double... images) {
    double all = 0;
    double weighted = 0;
    for (double count : images) {
      all += count;
      weighted += count > 0 ? count * unscaled(count) : 0;
    }
    ImmutableDoubleArray.Builder weights = ImmutableDoubleArray.builder();
    for (double count : images) {
      weights.add(count > 0 ? unscaled(count) * all / weighted : 1);
    }
    return weights.build();
  }

  private double unscaled(double count) {
    if (beta == 0) {
      return 1;
    }
    // 1 - beta^n without cancellation for a beta close to 1.
    return beta == 1 ? 1 / count : (1 - beta) / -Math.expm1(count * Math.log(beta));
  }

  /** Returns the text, see {@link #parse}. */
  @Override
  public String toString() {
    return beta == 1 ? BALANCED_ID : EFFECTIVE_ID + "=" + beta;
  }
}
