package org.blockwright.training;

import com.google.common.collect.ImmutableList;
import java.nio.FloatBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockwright.data.BatchArrays;
import org.blockwright.data.Dataset;
import org.blockwright.data.Sample;
import org.blockwright.data.SampleOrder;
import org.blockwright.data.SkippedFile;
import org.blockwright.inference.Feed;
import org.blockwright.model.OutputArrays;
import org.blockwright.training.features.Features;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;

/**
 * Batches of cached features, in the same order as the images would have; images that could not be
 * decoded are skipped.
 */
final class FeatureFeed implements Feed {
  private final Features features;
  private final Dataset data;
  private final int batchSize;
  private final SampleOrder order;
  private final Standardization standardization;

  /** The feature row of each sample of the data set, -1 for skipped samples. */
  private final int[] rows;

  /** The samples of the current epoch that are not skipped, in order. */
  private int[] indices = {};

  /** The row that is copied. */
  private final float[] row;

  private int position;
  private List<Sample> current = ImmutableList.of();
  private Optional<INDArray> last = Optional.empty();

  FeatureFeed(
      Features features,
      Dataset data,
      int batchSize,
      SampleOrder order,
      Standardization standardization) {
    this.features = features;
    this.data = data;
    this.batchSize = batchSize;
    this.order = order;
    this.standardization = standardization;
    this.row = new float[Math.toIntExact(features.shape().size())];
    Map<String, Integer> rowOfKey = new HashMap<>();
    features.samples().forEach(sample -> rowOfKey.put(sample.key(), rowOfKey.size()));
    this.rows = data.samples().stream().mapToInt(s -> rowOfKey.getOrDefault(s.key(), -1)).toArray();
    startEpoch(0);
  }

  @Override
  public void startEpoch(int number) {
    position = 0;
    indices =
        Arrays.stream(order.indices(number, data.size()))
            .filter(index -> rows[index] >= 0)
            .toArray();
  }

  /** The features of all images are computed before, so that their skipped files are known. */
  @Override
  public void startEpoch(int number, int first, List<SkippedFile> undecodable) {
    startEpoch(number);
    position = Math.min(first, indices.length);
  }

  @Override
  public boolean hasNext() {
    return position < indices.length;
  }

  @Override
  public MultiDataSet next() {
    int end = Math.min(position + batchSize, indices.length);
    List<Sample> samples = new ArrayList<>();
    INDArray batch = array(end - position);
    FloatBuffer values = batch.data().asNioFloat();
    for (; position < end; position++) {
      int index = indices[position];
      features.copy(rows[index], row, 0);
      standardization.apply(row, 0);
      values.put(row);
      samples.add(data.samples().get(index));
    }
    current = samples;
    return new MultiDataSet(new INDArray[] {batch}, BatchArrays.targets(samples, data.targets()));
  }

  /** Returns the array of the last batch, or a new one if it has another number of rows. */
  private INDArray array(int size) {
    if (last.isEmpty() || last.orElseThrow().size(0) != size) {
      close();
      last = Optional.of(BatchArrays.uninitialized(size, features.shape()));
    }
    return last.orElseThrow();
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
  public void close() {
    last.ifPresent(OutputArrays::free);
    last = Optional.empty();
  }
}
