package org.blockwright.engine.optimizer;

import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.updater.UpdaterBlock;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;

/**
 * Converts update rules and their state to DL4J's own updaters, so that plain DL4J can continue the
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
   * state between layers with the same object.
   */
  public static IUpdater nearest(UpdateRule rule, double learningRateMultiplier) {
    double rate = rule.learningRate() * learningRateMultiplier;
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
   * @param state the state of the graph's parameters
   * @param graph configured with {@link #nearest} for the same rule
   */
  public static void write(OptimizerState state, ComputationGraph graph) {
    forEachPart(state, graph, (ours, theirs) -> theirs.assign(ours));
    graph.getConfiguration().setIterationCount(Math.toIntExact(state.iterations()));
  }

  /**
   * Reads state from the updaters of a graph that was loaded with its updater state.
   *
   * @param state receives what DL4J has; its other vectors stay as they are
   */
  public static void read(ComputationGraph graph, OptimizerState state) {
    forEachPart(state, graph, (ours, theirs) -> ours.assign(theirs));
    state.setIterations(graph.getConfiguration().getIterationCount());
  }

  private interface Copier {
    void copy(INDArray ours, INDArray theirs);
  }

  private static void forEachPart(OptimizerState state, ComputationGraph graph, Copier copier) {
    Map<String, String> names = state.rule().accept(STATE_NAMES);
    List<UpdaterBlock> blocks = new ArrayList<>(graph.getUpdater(true).getUpdaterBlocks());
    long offset = 0;
    for (Segment segment : state.segments()) {
      if (!segment.isTrained()) {
        continue;
      }
      for (UpdaterBlock block : blocks) {
        long from = Math.max(segment.from(), block.getParamOffsetStart());
        long to = Math.min(segment.to(), block.getParamOffsetEnd());
        if (from < to) {
          long start = offset + from - segment.from();
          copy(state, block, names, from, to, start, copier);
        }
      }
      offset += segment.length();
    }
  }

  /**
   * Copies the state of the parameters {@code from} to {@code to}, ours begins at {@code start}.
   */
  private static void copy(
      OptimizerState state,
      UpdaterBlock block,
      Map<String, String> names,
      long from,
      long to,
      long start,
      Copier copier) {
    @SuppressWarnings("unchecked")
    Map<String, INDArray> theirs = block.getGradientUpdater().getState();
    names.forEach(
        (ourName, theirName) -> {
          INDArray vector = Vectors.flat(theirs.get(theirName));
          copier.copy(
              Vectors.range(state.slots().get(ourName), start, start + to - from),
              Vectors.range(
                  vector, from - block.getParamOffsetStart(), to - block.getParamOffsetStart()));
        });
  }
}
