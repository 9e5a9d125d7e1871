package org.blockwright.model.lowering;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.blockwright.dsl.graph.Node;
import org.blockwright.engine.loss.OutputLoss;

/**
 * What one layer becomes in the DL4J graph.
 *
 * @param vertices names of its vertices, in order of execution; the last one has the layer's name
 * @param parameters all parameters, in the order of the layer; none of a folded batch norm
 * @param constraints conditions that training must maintain
 * @param freezeMode how it is frozen
 * @param foldedBatchNorm present if it is a frozen batch norm in its folded form
 * @param loss present if it is an output that computes a loss in training
 */
public record LoweredLayer(
    Node node,
    List<String> vertices,
    List<LoweredParameter> parameters,
    List<Constraint> constraints,
    FreezeMode freezeMode,
    Optional<FoldedBatchNorm> foldedBatchNorm,
    Optional<OutputLoss> loss) {

  public LoweredLayer {
    vertices = ImmutableList.copyOf(vertices);
    parameters = ImmutableList.copyOf(parameters);
    constraints = ImmutableList.copyOf(constraints);
  }

  /** The vertex name of the layer. */
  public String name() {
    return node.name();
  }

  /** Returns whether the layer is an output that computes a loss in training. */
  public boolean hasLoss() {
    return loss.isPresent();
  }

  /** Returns whether the layer is frozen, running statistics of a batch norm included. */
  public boolean isFrozen() {
    return freezeMode != FreezeMode.NOT_FROZEN;
  }

  /** Returns the parameter of a kind, if the layer has it. */
  public Optional<LoweredParameter> parameter(String kind) {
    return parameters.stream().filter(p -> p.kind().equals(kind)).findFirst();
  }

  /** Returns the names of the vertices with arrays, those of a folded batch norm included. */
  public List<String> parameterVertices() {
    return Stream.concat(
            parameters.stream().flatMap(p -> p.slices().stream()).map(ParameterSlice::vertex),
            foldedBatchNorm.stream().map(FoldedBatchNorm::vertex))
        .distinct()
        .toList();
  }
}
