package org.blockwright.training.features;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.blockwright.data.Sample;
import org.blockwright.data.SkippedFile;
import org.blockwright.dsl.layer.Shape;

/**
 * What a frozen beginning made of each picture of a data set.
 *
 * @param shape of one row, in memory's order
 * @param samples those that could be decoded; row i is the i-th
 * @param skipped the others, with the reason
 */
public record Features(
    Shape shape, List<Sample> samples, List<SkippedFile> skipped, FeatureStore store) {
  public Features {
    samples = ImmutableList.copyOf(samples);
    skipped = ImmutableList.copyOf(skipped);
  }

  /** Copies the features of a sample to its place in a batch. */
  public void copy(int sample, float[] batch, int at) {
    store.get(sample, batch, at);
  }
}
