package org.blockwright.model.lowering;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;

/**
 * The vertices for one layer, without those that its surroundings require, and where its parameters
 * lie in them.
 */
record LayerVertices(
    List<Dl4jVertex> vertices,
    List<LoweredParameter> parameters,
    List<Constraint> constraints,
    Optional<FoldedBatchNorm> foldedBatchNorm) {

  LayerVertices {
    vertices = ImmutableList.copyOf(vertices);
    parameters = ImmutableList.copyOf(parameters);
    constraints = ImmutableList.copyOf(constraints);
  }

  static LayerVertices of(List<Dl4jVertex> vertices, List<LoweredParameter> parameters) {
    return new LayerVertices(vertices, parameters, List.of(), Optional.empty());
  }

  LayerVertices withConstraint(Constraint constraint) {
    return new LayerVertices(vertices, parameters, List.of(constraint), foldedBatchNorm);
  }

  static LayerVertices folded(Dl4jVertex vertex, FoldedBatchNorm norm) {
    return new LayerVertices(List.of(vertex), List.of(), List.of(), Optional.of(norm));
  }
}
