package org.blockwright.training;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.blockwright.base.UsageException;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Output;
import org.blockwright.dsl.Task;
import org.blockwright.dsl.graph.LayerGraph;
import org.blockwright.dsl.graph.Node;
import org.blockwright.dsl.layer.Activation;
import org.blockwright.dsl.layer.Dense;
import org.blockwright.dsl.layer.Parameter;
import org.blockwright.model.Model;
import org.blockwright.model.lowering.LoweredNetwork;
import org.blockwright.model.lowering.LoweredParameter;
import org.blockwright.model.lowering.Lowering;
import org.blockwright.model.lowering.TrainingPlan;
import org.blockwright.training.features.FeatureCache;
import org.blockwright.training.schedule.Decay;
import org.blockwright.training.schedule.LearningRateSchedule;

/**
 * A phase of a training that is ready to start: a {@link Trainer} with the settings of the phase
 * and a model, with everything that follows from both, computed once. A training without phases is
 * one with a single phase.
 */
final class PhaseSetup {
  private static final int EPOCHS = 30;
  private static final int PATIENCE = 5;
  private static final int FIXED_FEATURES_EPOCHS = 200;
  private static final int FIXED_FEATURES_PATIENCE = 20;
  private static final double STANDARDIZED_WEIGHT_DECAY = 0.01;

  private final Trainer trainer;
  private final Model model;
  private final Optional<Node> backboneEnd;
  private final boolean fixedFeatures;
  private final Optional<Node> standardizedLayer;
  private final ImmutableList<String> scaledOutputs;
  private final ImmutableMap<String, String> priorLayers;
  private final ResolvedSettings settings;
  private final LoweredNetwork trainedPart;
  private final SolvableHead solvableHead;

  PhaseSetup(Trainer trainer, Model model) {
    this.trainer = trainer;
    this.model = model;
    Network network = model.network();
    LayerGraph graph = network.graph();
    TrainingPlan plan =
        TrainingPlan.of(
            network, trainer.optimizer(), trainer.learningRateMultipliers(), trainer.seed());
    this.backboneEnd = FeatureCache.backboneEnd(graph, plan::isFrozen);
    this.fixedFeatures =
        backboneEnd.isPresent()
            && trainer.augmentation().isEmpty()
            && network.augmentation().isEmpty();
    this.standardizedLayer = standardizedLayer(plan);
    this.scaledOutputs = scaledOutputs(plan);
    this.priorLayers = PriorBias.layers(trainer.initialBias(), model, plan::isFrozen);
    trainer.sampling().requireFits(network);
    trainer.monitor().requireFits(network.outputs());
    double decay = weightDecay();
    this.solvableHead =
        trainer.hasAutoOptimizer() ? SolvableHead.of(this, decay) : SolvableHead.NOT_REQUESTED;
    this.settings = resolve(solvedWeightDecay(decay));
    requireFittingSchedule();
    this.trainedPart =
        Lowering.lower(
            backboneEnd.map(node -> graph.after(node.name())).orElse(graph),
            plan.regularization(trainer.regularization().withWeightDecay(settings.weightDecay())));
  }

  private Optional<Node> standardizedLayer(TrainingPlan plan) {
    StandardizedLayer candidate =
        StandardizedLayer.of(model.network().graph(), backboneEnd, plan::isFrozen);
    return switch (trainer.standardize()) {
      case OFF -> Optional.empty();
      case AUTO ->
          candidate
              .layer()
              .filter(node -> fixedFeatures && model.newlyInitialized().contains(node.name()));
      case ON -> {
        if (candidate.layer().isEmpty()) {
          throw new UsageException(
              TrainingProblems.cannotStandardize(model.network().name(), candidate.reason()));
        }
        yield candidate.layer();
      }
    };
  }

  /** Returns the names of the output layers that are trained on standardized targets. */
  private ImmutableList<String> scaledOutputs(TrainingPlan plan) {
    StandardizationMode mode = trainer.standardizeTargets();
    if (mode == StandardizationMode.OFF) {
      return ImmutableList.of();
    }
    List<Node> outputs =
        regressionOutputs().map(output -> model.network().graph().node(output.name())).toList();
    if (mode == StandardizationMode.ON) {
      requireScalable(outputs, plan);
    }
    return outputs.stream()
        .filter(node -> isScalable(node, plan))
        .map(Node::name)
        .filter(name -> mode == StandardizationMode.ON || model.newlyInitialized().contains(name))
        .collect(ImmutableList.toImmutableList());
  }

  private Stream<Output> regressionOutputs() {
    return model.network().outputs().stream().filter(output -> output.task() == Task.REGRESSION);
  }

  private void requireScalable(List<Node> outputs, TrainingPlan plan) {
    Network network = model.network();
    if (outputs.isEmpty()) {
      throw new UsageException(
          TrainingProblems.cannotStandardizeTargets(
              network.name(), TrainingProblems.noRegression(network.outputs())));
    }
    for (Node output : outputs) {
      if (!isScalable(output, plan)) {
        throw new UsageException(
            TrainingProblems.cannotStandardizeTargets(
                network.name(), TrainingProblems.notLinearOutput(output.name())));
      }
    }
  }

  private static boolean isScalable(Node output, TrainingPlan plan) {
    return output.layer() instanceof Dense dense
        && dense.bias()
        && dense.activation().equals(Activation.LINEAR)
        && !plan.isFrozen(output);
  }

  private double weightDecay() {
    boolean penalized =
        standardizedLayer.isPresent() && trainer.optimizer().decoupledWeightDecay().isEmpty();
    return trainer.weightDecay().orElse(penalized ? STANDARDIZED_WEIGHT_DECAY : 0);
  }

  /** The default of a head that is solved is that of scikit-learn, so that the minimum is, too. */
  private double solvedWeightDecay(double decay) {
    if (solvedLayer().isEmpty()
        || trainer.weightDecay().isPresent()
        || trainer.trainingImages().isEmpty()) {
      return decay;
    }
    return solvableHead.unitPenalty(model.network(), trainer.trainingImages().getAsInt());
  }

  private ResolvedSettings resolve(double weightDecay) {
    return new ResolvedSettings(
        trainer.epochs().orElse(fixedFeatures ? FIXED_FEATURES_EPOCHS : EPOCHS),
        trainer.patience().orElse(fixedFeatures ? FIXED_FEATURES_PATIENCE : PATIENCE),
        standardizedLayer.isPresent(),
        scaledOutputs.isEmpty()
            ? StandardizationMode.OFF
            : scaledOutputs.size() == regressionOutputs().count()
                ? StandardizationMode.ON
                : StandardizationMode.AUTO,
        weightDecay);
  }

  /** Rejects a schedule that the training would end before, or that would never act. */
  private void requireFittingSchedule() {
    LearningRateSchedule schedule = trainer.schedule();
    double needed = schedule.minimumEpochs();
    if (needed > settings.epochs()) {
      throw new UsageException(
          TrainingProblems.scheduleTooLong(schedule.toString(), needed, settings.epochs()));
    }
    if (!(schedule.decay() instanceof Decay.Constant) && schedule.warmUp() >= settings.epochs()) {
      throw new UsageException(TrainingProblems.onlyWarmUp(schedule.toString(), settings.epochs()));
    }
    if (schedule.decay() instanceof Decay.Plateau plateau
        && settings.patience() > 0
        && plateau.patience() >= settings.patience()) {
      throw new UsageException(
          TrainingProblems.plateauAfterEarlyStopping(plateau.patience(), settings.patience()));
    }
  }

  /** Returns the settings, with the defaults that depend on the model. */
  ResolvedSettings resolvedSettings() {
    return settings;
  }

  /** Returns the maximum number of epochs: a single one if the head is solved. */
  int epochs() {
    return solvedLayer().isPresent() ? 1 : settings.epochs();
  }

  /** The dense layer that is solved to convergence, if it is. */
  Optional<Node> solvedLayer() {
    return solvableHead.layer();
  }

  /** Returns which optimizer is used and why, if it is {@code auto}. */
  Optional<String> notice() {
    return trainer.hasAutoOptimizer()
        ? Optional.of(
            solvedLayer()
                .map(layer -> TrainingProblems.headIsSolved(layer.name()))
                .orElseGet(
                    () ->
                        TrainingProblems.headIsTrained(trainer.optimizer(), solvableHead.reason())))
        : Optional.empty();
  }

  Trainer trainer() {
    return trainer;
  }

  Model model() {
    return model;
  }

  /** The last node of the frozen backbone, if there is one. */
  Optional<Node> backboneEnd() {
    return backboneEnd;
  }

  /** Whether the backbone is frozen and its features are the same in every epoch. */
  boolean hasFixedFeatures() {
    return fixedFeatures;
  }

  /** The dense layer that is trained on standardized features, if there is one. */
  Optional<Node> standardizedLayer() {
    return standardizedLayer;
  }

  /** The layers of regression outputs that are trained on standardized targets. */
  List<String> scaledOutputs() {
    return scaledOutputs;
  }

  /** The layers whose bias starts at the frequencies of classes or labels, by output. */
  ImmutableMap<String, String> priorLayers() {
    return priorLayers;
  }

  /** Returns the number of parameters that the optimizer updates. */
  long trainedParameters() {
    return trainedPart.layers().stream()
        .filter(layer -> !layer.isFrozen())
        .flatMap(layer -> layer.parameters().stream())
        .map(LoweredParameter::parameter)
        .filter(Parameter::trainable)
        .mapToLong(Parameter::size)
        .sum();
  }

  /** The layers after the frozen backbone, or the whole network, lowered for training. */
  LoweredNetwork trainedPart() {
    return trainedPart;
  }
}
