package org.blockwright.engine.compiled;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Iterables;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.graph.vertex.impl.FrozenVertex;
import org.deeplearning4j.nn.layers.FrozenLayer;
import org.deeplearning4j.nn.layers.FrozenLayerWithBackprop;

/** Reads a graph in training mode. */
final class TrainingReader {
  private final ComputationGraph graph;
  private final Set<Parameter> trained;
  private final List<Unsupported> unsupported = new ArrayList<>();

  TrainingReader(ComputationGraph graph, Set<Parameter> trained) {
    this.graph = graph;
    this.trained = ImmutableSet.copyOf(trained);
  }

  TrainingPlan read() {
    InferencePlan inference = new PlanReader(graph).read();
    unsupported.addAll(inference.unsupported());
    if (!unsupported.isEmpty()) {
      return new TrainingPlan(inference, List.of(), inference.outputs(), Set.of(), unsupported);
    }
    List<Operation> operations = new ArrayList<>();
    for (Operation operation : inference.operations()) {
      check(operation.name(), () -> operations.add(inTraining(operation, inference.outputs())));
    }
    Set<String> differentiated = TrainingPlan.differentiated(operations, trained);
    for (Operation operation : operations) {
      check(operation.name(), () -> checkGradient(operation, differentiated));
    }
    return split(inference, operations);
  }

  private void check(String vertex, Runnable task) {
    try {
      task.run();
    } catch (UnsupportedException e) {
      unsupported.add(new Unsupported(vertex, e.getMessage()));
    }
  }

  /** Divides the operations into those that training changes, and others. */
  private TrainingPlan split(InferencePlan inference, List<Operation> operations) {
    List<Operation> fixed = new ArrayList<>();
    List<Operation> changing = new ArrayList<>();
    Set<String> changed = new HashSet<>();
    for (Operation operation : operations) {
      if (isChanging(operation) || Iterables.any(operation.inputs(), changed::contains)) {
        changed.add(operation.name());
        changing.add(operation);
      } else {
        fixed.add(operation);
      }
    }
    Set<String> used = new LinkedHashSet<>(inference.outputs());
    changing.forEach(operation -> used.addAll(operation.inputs()));
    List<String> results =
        fixed.stream().map(Operation::name).filter(used::contains).distinct().toList();
    InferencePlan plan = new InferencePlan(inference.inputs(), fixed, results, List.of());
    return new TrainingPlan(
        Fusion.apply(plan),
        TrainingFusion.apply(changing, inference.outputs()),
        inference.outputs(),
        trained,
        unsupported);
  }

  private boolean isChanging(Operation operation) {
    return operation.kind() instanceof Kind.BatchNorm
        || operation.kind() instanceof Kind.Dropout
        || TrainingPlan.parameters(operation).stream().anyMatch(trained::contains);
  }

  private Operation inTraining(Operation operation, List<String> outputs) {
    if (outputs.contains(operation.name())) {
      requireLoss(operation.name());
    }
    Optional<Layer> layer = layer(operation.name());
    if (layer.isEmpty() || stopsGradient(operation.name())) {
      return operation;
    }
    Layer l = layer.get();
    boolean frozen = graph.getLayer(operation.name()) instanceof FrozenLayerWithBackprop;
    if (l instanceof DropoutLayer) {
      return frozen ? operation : dropout(operation, l.getIDropout());
    }
    if (l.getIDropout() != null) {
      throw TrainingReasons.dropoutOfInput();
    }
    if (l instanceof BatchNormalization norm) {
      return frozen ? operation : batchNorm(operation, norm);
    }
    if (l instanceof OutputLayer || l instanceof LossLayer) {
      return outputs.contains(operation.name())
          ? operation.withActivation(Nonlinearity.IDENTITY)
          : operation;
    }
    return l instanceof DepthwiseConvolution2D depthwise
        ? trainable(operation, depthwise)
        : operation;
  }

  private static Operation dropout(Operation operation, IDropout dropout) {
    if (dropout == null) {
      return operation;
    }
    if (!(dropout instanceof Dropout d)
        || dropout.getClass() != Dropout.class
        || d.getPSchedule() != null) {
      throw TrainingReasons.dropout(dropout);
    }
    return operation.withKind(new Kind.Dropout(d.getP()));
  }

  private static Operation batchNorm(Operation operation, BatchNormalization layer) {
    Kind.Scale scale = (Kind.Scale) operation.kind();
    ChannelScale.BatchNorm parameters = (ChannelScale.BatchNorm) scale.scales().get(0);
    return operation.withKind(new Kind.BatchNorm(parameters, layer.getDecay()));
  }

  /** A depthwise convolution of single pixels is a factor per channel only if it is not trained. */
  private Operation trainable(Operation operation, DepthwiseConvolution2D layer) {
    if (!(operation.kind() instanceof Kind.Scale scale)) {
      return operation;
    }
    ChannelScale.Learned learned = (ChannelScale.Learned) scale.scales().get(0);
    boolean isTrained =
        trained.contains(learned.factors())
            || learned.offsets().filter(trained::contains).isPresent();
    return isTrained
        ? operation.withKind(
            new Kind.Convolution(
                LayerReader.window(layer),
                Kind.KernelLayout.HWCM,
                learned.factors(),
                learned.offsets(),
                List.of()))
        : operation;
  }

  private void requireLoss(String output) {
    Layer layer = layer(output).orElseThrow(TrainingReasons::outputWithoutLoss);
    if (!(layer instanceof OutputLayer) && !(layer instanceof LossLayer)) {
      throw TrainingReasons.outputWithoutLoss();
    }
    if (isFrozen(output)) {
      throw TrainingReasons.frozenOutput();
    }
    if (graph.getConfiguration().getVertexInputs().values().stream()
        .anyMatch(inputs -> inputs.contains(output))) {
      throw TrainingReasons.usedOutput();
    }
  }

  private void checkGradient(Operation operation, Set<String> differentiated) {
    boolean hasGradient = Iterables.any(operation.inputs(), differentiated::contains);
    if (hasGradient && stopsGradient(operation.name())) {
      throw TrainingReasons.frozenAfterTrained();
    }
    if (hasGradient
        && operation.kind() instanceof Kind.ElementWise e
        && e.function() == Kind.ElementWise.Function.MAX
        && operation.inputs().size() > 2) {
      throw TrainingReasons.maximumOfMany();
    }
  }

  /** Returns the layer of a vertex without wrapper; parts of a vertex have none. */
  private Optional<Layer> layer(String name) {
    GraphVertex vertex = graph.getVertex(name);
    return vertex != null && vertex.hasLayer()
        ? Optional.of(PlanReader.unwrap(vertex.getLayer().conf().getLayer()))
        : Optional.empty();
  }

  private boolean isFrozen(String name) {
    return stopsGradient(name) || graph.getLayer(name) instanceof FrozenLayerWithBackprop;
  }

  private boolean stopsGradient(String name) {
    GraphVertex vertex = graph.getVertex(name);
    return vertex instanceof FrozenVertex
        || vertex != null && vertex.hasLayer() && vertex.getLayer() instanceof FrozenLayer;
  }
}
