package org.blockwright.engine;

import java.util.Arrays;
import org.blockwright.engine.loss.LossFunction;
import org.blockwright.engine.loss.OutputLoss;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.ILossFunction;

/** The loss of an output in the form that DL4J's output layers call; checks the labels. */
final class Dl4jLoss implements ILossFunction {
  private static final long serialVersionUID = 1L;

  private final String output;
  private final transient OutputLoss loss;

  Dl4jLoss(String output, OutputLoss loss) {
    this.output = output;
    this.loss = loss;
  }

  /**
   * Losses and gradients of the rows of a batch.
   *
   * @param losses one per row
   * @param gradient with respect to the logits, the inputs of the activation
   */
  private record Result(double[] losses, INDArray gradient) {}

  @Override
  public double computeScore(
      INDArray labels, INDArray preOutput, IActivation activation, INDArray mask, boolean average) {
    double sum = Arrays.stream(evaluate(labels, preOutput, activation, mask).losses()).sum();
    return average ? sum / labels.size(0) : sum;
  }

  @Override
  public INDArray computeScoreArray(
      INDArray labels, INDArray preOutput, IActivation activation, INDArray mask) {
    double[] losses = evaluate(labels, preOutput, activation, mask).losses();
    return Nd4j.createFromArray(losses).reshape(losses.length, 1).castTo(preOutput.dataType());
  }

  @Override
  public INDArray computeGradient(
      INDArray labels, INDArray preOutput, IActivation activation, INDArray mask) {
    return evaluate(labels, preOutput, activation, mask).gradient();
  }

  @Override
  public Pair<Double, INDArray> computeGradientAndScore(
      INDArray labels, INDArray preOutput, IActivation activation, INDArray mask, boolean average) {
    return new Pair<>(
        computeScore(labels, preOutput, activation, mask, average),
        computeGradient(labels, preOutput, activation, mask));
  }

  private Result evaluate(
      INDArray labels, INDArray preOutput, IActivation activation, INDArray mask) {
    requireShapes(labels, preOutput, mask);
    LossFunction function = loss.loss();
    boolean fromLogits = function.activation().isPresent();
    INDArray outputs = fromLogits ? preOutput : activation.getActivation(preOutput.dup(), true);
    int rows = Math.toIntExact(preOutput.size(0));
    int units = Math.toIntExact(preOutput.size(1));
    double[] values = doubles(outputs);
    double[] targets = doubles(labels);
    requireTargets(targets, units);
    double[] losses = new double[rows];
    double[] gradients = new double[rows * units];
    double[] gradient = new double[units];
    for (int row = 0; row < rows; row++) {
      int from = row * units;
      losses[row] =
          loss.weight()
              * function.evaluate(
                  Arrays.copyOfRange(values, from, from + units),
                  Arrays.copyOfRange(targets, from, from + units),
                  gradient);
      for (int unit = 0; unit < units; unit++) {
        gradients[from + unit] = loss.weight() * gradient[unit];
      }
    }
    INDArray derivative =
        Nd4j.createFromArray(gradients).reshape(rows, units).castTo(preOutput.dataType());
    return new Result(
        losses,
        fromLogits ? derivative : activation.backprop(preOutput.dup(), derivative).getFirst());
  }

  private void requireShapes(INDArray labels, INDArray preOutput, INDArray mask) {
    if (preOutput.rank() != 2) {
      throw EngineProblems.lossOfFeatureMap(output);
    }
    if (!labels.equalShapes(preOutput)) {
      throw EngineProblems.labelShapeMismatch(output, EngineProblems.dimensions(preOutput), labels);
    }
    if (mask != null) {
      throw EngineProblems.unsupportedLabelMask(output, mask);
    }
    loss.loss()
        .units()
        .filter(weights -> weights != preOutput.size(1))
        .ifPresent(
            weights -> {
              throw EngineProblems.unitWeightCountMismatch(
                  output, loss.loss(), preOutput.size(1), weights);
            });
  }

  private void requireTargets(double[] targets, int units) {
    for (int i = 0; i < targets.length; i++) {
      double target = targets[i];
      boolean valid =
          loss.loss().hasProbabilityTargets()
              ? target >= 0 && target <= 1
              : Double.isFinite(target);
      if (!valid) {
        throw EngineProblems.invalidLabel(output, loss.loss(), i / units, i % units, target);
      }
    }
  }

  private static double[] doubles(INDArray array) {
    return array.dup('c').data().asDouble();
  }

  @Override
  public String name() {
    return loss.loss().displayName();
  }
}
