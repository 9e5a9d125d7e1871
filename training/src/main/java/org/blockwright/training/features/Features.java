package org.blockwright.training.features;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.blockwright.data.Sample;
import org.blockwright.data.SkippedFile;
import org.blockwright.dsl.layer.Shape;

/**
 * The cached features of a data set.
 *
 * @param shape shape of one row
 * @param samples the samples that could be decoded; row i has the features of the i-th
 * @param skipped files that could not be decoded, with the reason
 */
public record Features(
    Shape shape, List<Sample> samples, List<SkippedFile> skipped, FeatureStore store) {
  public Features {
    samples = ImmutableList.copyOf(samples);
    skipped = ImmutableList.copyOf(skipped);
  }

  /** Copies the features of the sample with this index into a batch, starting at {@code offset}. */
  public void copy(int sample, float[] batch, int offset) {
    store.get(sample, batch, offset);
  }
}
