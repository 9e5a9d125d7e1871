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
 * Features that are kept, in the order in which the pictures would come: what was trained on before
 * is trained on again, pictures that could not be decoded left out.
 */
final class FeatureFeed implements Feed {
  private final Features features;
  private final int classes;
  private final int batch;
  private final long seed;
  private final boolean shuffled;
  private final Standardization standardization;

  /** For each sample of the data set its row, or -1. */
  private final int[] rows;

  private int[] order = {};
  private int position;
  private List<Sample> current = ImmutableList.of();

  FeatureFeed(
      Features features,
      Dataset data,
      int batch,
      long seed,
      boolean shuffled,
      Standardization standard) {
    this.features = features;
    this.classes = data.classes().size();
    this.batch = batch;
    this.seed = seed;
    this.shuffled = shuffled;
    this.standardization = standard;
    Map<String, Integer> byKey = new HashMap<>();
    features.samples().forEach(sample -> byKey.put(sample.key(), byKey.size()));
    this.rows = data.samples().stream().mapToInt(s -> byKey.getOrDefault(s.key(), -1)).toArray();
    startEpoch(0);
  }

  @Override
  public void startEpoch(int number) {
    position = 0;
    int[] places =
        shuffled
            ? Seeds.random("order", seed, number).permutation(rows.length)
            : IntStream.range(0, rows.length).toArray();
    order = Arrays.stream(places).map(place -> rows[place]).filter(row -> row >= 0).toArray();
  }

  @Override
  public boolean hasNext() {
    return position < order.length;
  }

  @Override
  public MultiDataSet next() {
    int count = Math.min(batch, order.length - position);
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
