package org.blockwright.training;

import java.time.Duration;
import java.util.List;
import org.blockwright.data.Sample;
import org.blockwright.data.SkippedFile;
import org.blockwright.dsl.layer.Layout;
import org.blockwright.inference.Feed;
import org.blockwright.inference.ImageFeed;
import org.blockwright.training.features.Backbone;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Batches of features of a frozen backbone, computed for each batch of images. The batches are
 * those of a {@link FeatureFeed}, without a cache.
 */
final class BackboneFeed implements Feed {
  private final ImageFeed images;
  private final Backbone backbone;
  private final Standardization standardization;

  BackboneFeed(ImageFeed images, Backbone backbone, Standardization standardization) {
    this.images = images;
    this.backbone = backbone;
    this.standardization = standardization;
  }

  @Override
  public MultiDataSet next() {
    MultiDataSet batch = images.next();
    INDArray[] inputs = batch.getFeatures();
    float[] values = backbone.features(inputs, samples());
    for (INDArray input : inputs) {
      // Closed here because the garbage collector does not notice memory outside of the heap.
      if (!input.wasClosed()) {
        input.close();
      }
    }
    int rows = samples().size();
    for (int row = 0; row < rows; row++) {
      standardization.apply(values, row * values.length / rows);
    }
    return new MultiDataSet(
        new INDArray[] {Nd4j.create(values, Layout.batchShape(rows, backbone.shape()), 'c')},
        batch.getLabels());
  }

  @Override
  public void startEpoch(int number) {
    images.startEpoch(number);
  }

  @Override
  public boolean hasNext() {
    return images.hasNext();
  }

  @Override
  public List<Sample> samples() {
    return images.samples();
  }

  @Override
  public int size() {
    return images.size();
  }

  @Override
  public Duration waitTime() {
    return images.waitTime();
  }

  @Override
  public List<SkippedFile> skipped() {
    return images.skipped();
  }

  @Override
  public void close() {
    images.close();
  }
}
