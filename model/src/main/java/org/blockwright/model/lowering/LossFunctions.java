package org.blockwright.model.lowering;

import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableDoubleArray;
import java.util.List;
import java.util.Map;
import org.blockwright.dsl.Loss;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Output;
import org.blockwright.dsl.OutputSettings;
import org.blockwright.dsl.layer.Activation;
import org.blockwright.engine.loss.BinaryCrossEntropy;
import org.blockwright.engine.loss.CategoricalCrossEntropy;
import org.blockwright.engine.loss.Huber;
import org.blockwright.engine.loss.LossFunction;
import org.blockwright.engine.loss.MeanAbsoluteError;
import org.blockwright.engine.loss.MeanSquaredError;
import org.blockwright.engine.loss.OutputLoss;

/** Lowers losses to the loss functions of the engine. */
final class LossFunctions implements Loss.Visitor<LossFunction> {
  private static final LossFunctions VISITOR = new LossFunctions();

  private LossFunctions() {}

  static LossFunction of(Loss loss) {
    return loss.accept(VISITOR);
  }

  /**
   * Returns the losses of outputs by vertex name. An output with another activation than softmax,
   * sigmoid or none has one only if it is set: it is more likely meant as features.
   */
  static Map<String, OutputLoss> of(Network network) {
    ImmutableMap.Builder<String, OutputLoss> losses = ImmutableMap.builder();
    for (Output output : network.outputs()) {
      if (hasDefaultLoss(output.activation()) || isSet(network, output)) {
        losses.put(output.name(), new OutputLoss(of(output.loss()), output.weight()));
      }
    }
    return losses.buildOrThrow();
  }

  private static boolean hasDefaultLoss(Activation activation) {
    return activation.equals(Activation.SOFTMAX)
        || activation.equals(Activation.SIGMOID)
        || activation.equals(Activation.LINEAR);
  }

  private static boolean isSet(Network network, Output output) {
    String key = network.graph().outputs().size() == 1 ? "" : output.name();
    return network.outputSettings().getOrDefault(key, OutputSettings.DEFAULT).loss().isPresent();
  }

  @Override
  public LossFunction categoricalCrossEntropy(Loss.CategoricalCrossEntropy l) {
    return new CategoricalCrossEntropy(l.labelSmoothing(), weights(l.unitWeights()));
  }

  @Override
  public LossFunction binaryCrossEntropy(Loss.BinaryCrossEntropy l) {
    return new BinaryCrossEntropy(
        l.labelSmoothing(), weights(l.unitWeights()), weights(l.absentWeights()));
  }

  @Override
  public LossFunction meanSquaredError(Loss.MeanSquaredError l) {
    return new MeanSquaredError();
  }

  @Override
  public LossFunction meanAbsoluteError(Loss.MeanAbsoluteError l) {
    return new MeanAbsoluteError();
  }

  @Override
  public LossFunction huber(Loss.Huber l) {
    return new Huber(l.delta());
  }

  private static ImmutableDoubleArray weights(List<Double> weights) {
    return ImmutableDoubleArray.copyOf(weights);
  }
}
