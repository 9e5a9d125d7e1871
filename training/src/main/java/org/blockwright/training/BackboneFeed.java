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
 * The features of a frozen backbone, computed for each batch of images: what a {@link FeatureFeed}
 * gives, without a cache.
 */
final class BackboneFeed implements Feed {
  private final ImageFeed images;
  private final Backbone backbone;
  private final Standardization standardization;

  BackboneFeed(ImageFeed images, Backbone backbone, Standardization standard) {
    this.images = images;
    this.backbone = backbone;
    this.standardization = standard;
  }

  @Override
  public MultiDataSet next() {
    MultiDataSet batch = images.next();
    INDArray[] inputs = batch.getFeatures();
    float[] values = backbone.features(inputs, samples());
    for (INDArray input : inputs) {
      // Not left to the collector, which sees little of what lies outside of the heap.
      if (!input.wasClosed()) {
        input.close();
      }
    }
    int rows = samples().size();
    for (int row = 0; row < rows; row++) {
      standardization.apply(values, row * values.length / rows);
    }
    return new MultiDataSet(
        Nd4j.create(values, Layout.batchShape(rows, backbone.shape()), 'c'), batch.getLabels(0));
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
