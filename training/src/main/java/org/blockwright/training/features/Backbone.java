package org.blockwright.training.features;

import java.util.List;
import java.util.stream.Collectors;
import org.blockwright.base.NotFiniteException;
import org.blockwright.base.TrainingException;
import org.blockwright.data.Sample;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.graph.Node;
import org.blockwright.dsl.layer.Shape;
import org.blockwright.model.Model;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The frozen backbone of a model as a separate model, with a copy of its weights. */
public final class Backbone implements AutoCloseable {
  private final Model model;
  private final Node lastNode;

  /**
   * Creates the backbone of a model.
   *
   * @param model the whole model
   * @param lastNode the last layer of its frozen backbone
   */
  public Backbone(Model model, Node lastNode) {
    this.model = model.cut(lastNode.name());
    this.lastNode = lastNode;
  }

  /** Returns the network up to the end of the backbone. */
  public Network network() {
    return model.network();
  }

  /** Returns the shape of the features of one image. */
  public Shape shape() {
    return lastNode.shape();
  }

  /**
   * Computes the features of a batch.
   *
   * @param inputs one array for each input of the network
   * @param samples the samples of the batch, in the order of its rows
   * @return one row for each sample; the caller frees the array
   * @throws TrainingException if a feature is NaN or infinite; the message names the image
   */
  public INDArray features(INDArray[] inputs, List<Sample> samples) {
    try {
      return model.outputs(inputs)[0];
    } catch (NotFiniteException e) {
      throw new TrainingException(
          FeatureProblems.notFinite(
              lastNode.name(),
              e.batchIndices().stream()
                  .map(row -> samples.get(row).key())
                  .collect(Collectors.toList())),
          e);
    }
  }

  @Override
  public void close() {
    model.close();
  }
}
