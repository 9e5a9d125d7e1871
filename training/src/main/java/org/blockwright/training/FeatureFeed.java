package org.blockwright.training;

import com.google.common.collect.ImmutableList;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.blockwright.base.Seeds;
import org.blockwright.data.Sample;
import org.blockwright.data.Skipped;
import org.blockwright.dsl.Layout;
import org.blockwright.training.features.Features;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Features that are kept, in the order in which the pictures would come. */
final class FeatureFeed implements Feed {
  private final Features features;
  private final int classes;
  private final int batch;
  private final long seed;
  private final boolean shuffled;
  private int[] order = {};
  private int at;
  private List<Sample> current = ImmutableList.of();

  FeatureFeed(Features features, int classes, int batch, long seed, boolean shuffled) {
    this.features = features;
    this.classes = classes;
    this.batch = batch;
    this.seed = seed;
    this.shuffled = shuffled;
    epoch(0);
  }

  @Override
  public void epoch(int number) {
    at = 0;
    order = Seeds.random("order", seed, number).permutation(size());
    if (!shuffled) {
      Arrays.setAll(order, i -> i);
    }
  }

  @Override
  public boolean hasNext() {
    return at < order.length;
  }

  @Override
  public DataSet next() {
    int rows = Math.min(batch, order.length - at);
    int rowSize = Math.toIntExact(features.shape().size());
    float[] values = new float[rows * rowSize];
    INDArray labels = Nd4j.zeros(rows, classes);
    List<Sample> samples = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      int index = order[at++];
      features.copy(index, values, row * rowSize);
      Sample sample = features.samples().get(index);
      labels.putScalar(row, sample.label(), 1);
      samples.add(sample);
    }
    current = samples;
    return new DataSet(Nd4j.create(values, Layout.batch(rows, features.shape()), 'c'), labels);
  }

  @Override
  public List<Sample> samples() {
    return current;
  }

  @Override
  public int size() {
    return features.samples().size();
  }

  @Override
  public Duration waited() {
    return Duration.ZERO;
  }

  @Override
  public List<Skipped> skipped() {
    return features.skipped();
  }

  @Override
  public void close() {}
}
