package org.blockwright.training;

import java.time.Duration;
import java.util.List;
import org.blockwright.data.BatchArrays;
import org.blockwright.data.Sample;
import org.blockwright.data.SkippedFile;
import org.blockwright.inference.Feed;
import org.blockwright.inference.ImageFeed;
import org.blockwright.model.OutputArrays;
import org.blockwright.training.features.Backbone;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;

/**
 * Batches of features of a frozen backbone, computed for each batch of images. The batches are
 * those of a {@link FeatureFeed}, without a cache.
 */
final class BackboneFeed implements Feed {
  private final ImageFeed images;
  private final Backbone backbone;
  private final Standardization standardization;

  /** The features of the last batch. */
  private INDArray[] last = new INDArray[0];

  BackboneFeed(ImageFeed images, Backbone backbone, Standardization standardization) {
    this.images = images;
    this.backbone = backbone;
    this.standardization = standardization;
  }

  @Override
  public MultiDataSet next() {
    OutputArrays.free(last);
    MultiDataSet batch = images.next();
    last = new INDArray[] {standardized(backbone.features(batch.getFeatures(), samples()))};
    return new MultiDataSet(last, batch.getLabels());
  }

  private INDArray standardized(INDArray features) {
    if (standardization.isIdentity()) {
      return OutputArrays.plain(features);
    }
    float[][] rows = OutputArrays.rows(features);
    OutputArrays.free(features);
    for (float[] row : rows) {
      standardization.apply(row, 0);
    }
    return BatchArrays.features(List.of(rows), backbone.shape());
  }

  @Override
  public void startEpoch(int number) {
    images.startEpoch(number);
  }

  @Override
  public void startEpoch(int number, int first, List<SkippedFile> undecodable) {
    images.startEpoch(number, first, undecodable);
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
    OutputArrays.free(last);
    images.close();
  }
}
