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

/** The frozen backbone of a model as a model of its own, with a copy of its weights. */
public final class Backbone implements AutoCloseable {
  private final Model model;
  private final Node lastNode;

  /**
   * @param model the whole model
   * @param end the last layer of its frozen backbone
   */
  public Backbone(Model model, Node end) {
    this.model = model.cut(end.name());
    this.lastNode = end;
  }

  /** The network up to the end of the backbone. */
  public Network network() {
    return model.network();
  }

  /** The shape of the features of one image. */
  public Shape shape() {
    return lastNode.shape();
  }

  /**
   * Computes features.
   *
   * @param inputs of a batch, one array for each input of the network
   * @param samples those of the batch, in the order of its rows
   * @return one row for each sample, in memory's order
   * @throws TrainingException if one is NaN or infinite, with the image
   */
  public float[] features(INDArray[] inputs, List<Sample> samples) {
    try {
      return model.outputs(inputs)[0].dup('c').data().asFloat();
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
