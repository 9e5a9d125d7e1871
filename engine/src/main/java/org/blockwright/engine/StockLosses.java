package org.blockwright.engine;

import com.google.common.primitives.ImmutableDoubleArray;
import org.blockwright.engine.loss.BinaryCrossEntropy;
import org.blockwright.engine.loss.CategoricalCrossEntropy;
import org.blockwright.engine.loss.Huber;
import org.blockwright.engine.loss.LossFunction;
import org.blockwright.engine.loss.MeanAbsoluteError;
import org.blockwright.engine.loss.MeanSquaredError;
import org.blockwright.engine.loss.OutputLoss;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossBinaryXENT;
import org.nd4j.linalg.lossfunctions.impl.LossMAE;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.nd4j.linalg.lossfunctions.impl.LossMSE;

/**
 * Converts losses to DL4J's own, so that stock DL4J can continue the training of a saved graph.
 *
 * <p>Cross-entropies, mean squared and mean absolute error have the same gradient in DL4J, also
 * with weights of units and outputs. Differences: DL4J has no label smoothing; its binary
 * cross-entropy has no gradient where the sigmoid is 0 or 1 in floating point, and one weight for a
 * label, here the mean of those for present and absent labels; and it has no Huber loss, whose
 * nearest is half of the squared error, equal for errors up to delta.
 */
public final class StockLosses {
  private StockLosses() {}

  /**
   * Returns the DL4J loss that is nearest to a loss.
   *
   * @param units number of units of the output
   * @throws org.blockwright.base.UsageException if the loss has weights for another number of units
   */
  public static ILossFunction nearest(String output, OutputLoss loss, int units) {
    LossFunction function = loss.loss();
    function
        .units()
        .filter(weights -> weights != units)
        .ifPresent(
            weights -> {
              throw EngineProblems.unitWeightCountMismatch(output, function, units, weights);
            });
    return function.accept(new Nearest(units, loss.weight()));
  }

  private record Nearest(int units, double weight) implements LossFunction.Visitor<ILossFunction> {
    @Override
    public ILossFunction categoricalCrossEntropy(CategoricalCrossEntropy loss) {
      return new LossMCXENT(weights(loss.classWeights(), weight));
    }

    /** DL4J's is the sum over the units. */
    @Override
    public ILossFunction binaryCrossEntropy(BinaryCrossEntropy loss) {
      return new LossBinaryXENT(weights(meanWeights(loss), weight / units));
    }

    private static ImmutableDoubleArray meanWeights(BinaryCrossEntropy loss) {
      ImmutableDoubleArray.Builder means = ImmutableDoubleArray.builder();
      for (int label = 0; label < loss.presentWeights().length(); label++) {
        means.add(loss.weight(label, 0.5));
      }
      return means.build();
    }

    @Override
    public ILossFunction meanSquaredError(MeanSquaredError loss) {
      return new LossMSE(weights(ImmutableDoubleArray.of(), weight));
    }

    @Override
    public ILossFunction meanAbsoluteError(MeanAbsoluteError loss) {
      return new LossMAE(weights(ImmutableDoubleArray.of(), weight));
    }

    @Override
    public ILossFunction huber(Huber loss) {
      return new LossMSE(weights(ImmutableDoubleArray.of(), weight / 2));
    }

    /** Returns a row of weights, or null, as DL4J expects it, if all are 1. */
    private INDArray weights(ImmutableDoubleArray unitWeights, double factor) {
      if (factor == 1 && unitWeights.stream().allMatch(weight -> weight == 1)) {
        return null;
      }
      float[] row = new float[units];
      for (int i = 0; i < units; i++) {
        row[i] = (float) (factor * (unitWeights.isEmpty() ? 1 : unitWeights.get(i)));
      }
      return Nd4j.create(row, new long[] {1, units}, DataType.FLOAT);
    }
  }
}
