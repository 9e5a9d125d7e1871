package org.blockwright.engine;

import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.blockwright.engine.optimizer.Adam;
import org.blockwright.engine.optimizer.AdamW;
import org.blockwright.engine.optimizer.OptimizerState;
import org.blockwright.engine.optimizer.RmsProp;
import org.blockwright.engine.optimizer.Sgd;
import org.blockwright.engine.optimizer.UpdateRule;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.updater.UpdaterBlock;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;

/**
 * Converts update rules and their state to DL4J's own updaters, so that stock DL4J can continue the
 * training of a saved graph.
 *
 * <p>Adam, plain SGD and Nesterov momentum are the same in DL4J. The nearest updater of AdamW is
 * Adam without weight decay, that of classical momentum is Nesterov's; RMSProp loses momentum and
 * centering, and DL4J adds epsilon outside of the square root.
 */
public final class StockUpdaters {
  /** DL4J's names of state vectors, by Keras's; others do not exist in DL4J. */
  private static final UpdateRule.Visitor<ImmutableMap<String, String>> STATE_NAMES =
      new UpdateRule.Visitor<>() {
        @Override
        public ImmutableMap<String, String> adam(Adam rule) {
          return ImmutableMap.of("momentum", "M", "velocity", "V");
        }

        @Override
        public ImmutableMap<String, String> adamW(AdamW rule) {
          return adam(rule.adam());
        }

        @Override
        public ImmutableMap<String, String> sgd(Sgd rule) {
          return rule.slots().isEmpty() ? ImmutableMap.of() : ImmutableMap.of("momentum", "V");
        }

        @Override
        public ImmutableMap<String, String> rmsProp(RmsProp rule) {
          return ImmutableMap.of("velocity", "G");
        }
      };

  private StockUpdaters() {}

  /**
   * Returns the DL4J updater that is nearest to a rule; a new object each time, since DL4J shares
   * state between layers with the same object. With multiplier 0 it is plain SGD, which has no
   * state.
   */
  public static IUpdater nearest(UpdateRule rule, double learningRateMultiplier) {
    double rate = rule.learningRate() * learningRateMultiplier;
    if (learningRateMultiplier == 0) {
      return new org.nd4j.linalg.learning.config.Sgd(0);
    }
    return rule.accept(
        new UpdateRule.Visitor<IUpdater>() {
          @Override
          public IUpdater adam(Adam adam) {
            return new org.nd4j.linalg.learning.config.Adam(
                rate, adam.beta1(), adam.beta2(), adam.epsilon());
          }

          @Override
          public IUpdater adamW(AdamW adamW) {
            return adam(adamW.adam());
          }

          @Override
          public IUpdater sgd(Sgd sgd) {
            return sgd.momentum() == 0
                ? new org.nd4j.linalg.learning.config.Sgd(rate)
                : new Nesterovs(rate, sgd.momentum());
          }

          @Override
          public IUpdater rmsProp(RmsProp rmsProp) {
            return new org.nd4j.linalg.learning.config.RmsProp(
                rate, rmsProp.rho(), rmsProp.epsilon());
          }
        });
  }

  /**
   * Writes state to the updaters of a graph, to save it with the graph.
   *
   * @param state the state of the parameters of {@code trained}
   * @param target configured with {@link #nearest} for the same rule; the same graph, or one with
   *     vertices of the same names
   */
  public static void write(
      OptimizerState state, ComputationGraph trained, ComputationGraph target) {
    forEachPart(state, trained, target, (ours, theirs) -> theirs.assign(ours));
    target.getConfiguration().setIterationCount(Math.toIntExact(state.iterations()));
  }

  /**
   * Reads state from the updaters of a graph that was loaded with its updater state.
   *
   * @param state the state of the parameters of {@code graph}; receives what DL4J has, its other
   *     vectors stay as they are
   */
  public static void read(ComputationGraph graph, OptimizerState state) {
    forEachPart(state, graph, graph, (ours, theirs) -> ours.assign(theirs));
    state.setIterations(graph.getConfiguration().getIterationCount());
  }

  private interface Copier {
    void copy(INDArray ours, INDArray theirs);
  }

  private static void forEachPart(
      OptimizerState state, ComputationGraph trained, ComputationGraph target, Copier copier) {
    Map<String, String> names = state.rule().accept(STATE_NAMES);
    Map<ParameterKey, ParameterRange> targets =
        ParameterRange.of(target).stream()
            .collect(ImmutableMap.toImmutableMap(ParameterRange::key, Function.identity()));
    List<UpdaterBlock> blocks = target.getUpdater(true).getUpdaterBlocks();
    for (ParameterRange source : ParameterRange.of(trained)) {
      Map<String, INDArray> slots = state.slots(source.from(), source.to());
      if (slots.isEmpty() || !targets.containsKey(source.key())) {
        continue;
      }
      ParameterRange range = targets.get(source.key());
      for (UpdaterBlock block : blocks) {
        // Blocks are ranges of memory; their tables of parameters may have another order.
        long from = Math.max(range.from(), block.getParamOffsetStart());
        long to = Math.min(range.to(), block.getParamOffsetEnd());
        if (from < to) {
          @SuppressWarnings("unchecked")
          Map<String, INDArray> theirs = block.getGradientUpdater().getState();
          long start = block.getParamOffsetStart();
          names.forEach(
              (ours, stock) ->
                  copier.copy(
                      section(slots.get(ours), from - range.from(), to - range.from()),
                      section(theirs.get(stock), from - start, to - start)));
        }
      }
    }
  }

  private static INDArray section(INDArray vector, long from, long to) {
    return vector.reshape(vector.length()).get(NDArrayIndex.interval(from, to));
  }
}
