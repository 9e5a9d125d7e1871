package org.blockwright.training;

import com.google.common.collect.ImmutableList;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.blockwright.base.Seeds;
import org.blockwright.data.Dataset;
import org.blockwright.data.Sample;
import org.blockwright.data.SkippedFile;
import org.blockwright.dsl.layer.Layout;
import org.blockwright.inference.Feed;
import org.blockwright.training.features.Features;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Batches of cached features, in the same order as the images would have; images that could not be
 * decoded are skipped.
 */
final class FeatureFeed implements Feed {
  private final Features features;
  private final int classes;
  private final int batchSize;
  private final long seed;
  private final boolean shuffled;
  private final Standardization standardization;

  /** The feature row of each sample of the data set, -1 for skipped samples. */
  private final int[] rows;

  private int[] order = {};
  private int position;
  private List<Sample> current = ImmutableList.of();

  FeatureFeed(
      Features features,
      Dataset data,
      int batchSize,
      long seed,
      boolean shuffled,
      Standardization standardization) {
    this.features = features;
    this.classes = data.classes().size();
    this.batchSize = batchSize;
    this.seed = seed;
    this.shuffled = shuffled;
    this.standardization = standardization;
    Map<String, Integer> rowOfKey = new HashMap<>();
    features.samples().forEach(sample -> rowOfKey.put(sample.key(), rowOfKey.size()));
    this.rows = data.samples().stream().mapToInt(s -> rowOfKey.getOrDefault(s.key(), -1)).toArray();
    startEpoch(0);
  }

  @Override
  public void startEpoch(int number) {
    position = 0;
    int[] indices =
        shuffled
            ? Seeds.random("order", seed, number).permutation(rows.length)
            : IntStream.range(0, rows.length).toArray();
    order = Arrays.stream(indices).map(index -> rows[index]).filter(row -> row >= 0).toArray();
  }

  @Override
  public boolean hasNext() {
    return position < order.length;
  }

  @Override
  public MultiDataSet next() {
    int count = Math.min(batchSize, order.length - position);
    int rowSize = Math.toIntExact(features.shape().size());
    float[] values = new float[count * rowSize];
    INDArray labels = Nd4j.zeros(count, classes);
    List<Sample> samples = new ArrayList<>();
    for (int row = 0; row < count; row++) {
      int index = order[position++];
      features.copy(index, values, row * rowSize);
      standardization.apply(values, row * rowSize);
      Sample sample = features.samples().get(index);
      labels.putScalar(row, sample.label(), 1);
      samples.add(sample);
    }
    current = samples;
    return new MultiDataSet(
        Nd4j.create(values, Layout.batchShape(count, features.shape()), 'c'), labels);
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
  public Duration waitTime() {
    return Duration.ZERO;
  }

  @Override
  public List<SkippedFile> skipped() {
    return features.skipped();
  }

  @Override
  public void close() {}
}
