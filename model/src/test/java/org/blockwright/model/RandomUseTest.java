package org.blockwright.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Supplier;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;
import net.jqwik.api.statistics.Statistics;
import org.blockwright.base.TrainingException;
import org.blockwright.base.UsageException;
import org.blockwright.dsl.LearningRateMultipliers;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Optimizer;
import org.blockwright.dsl.graph.LayerGraph;
import org.blockwright.engine.EngineMode;
import org.blockwright.engine.Executor;
import org.blockwright.engine.Executors;
import org.blockwright.engine.GraphMemory;
import org.blockwright.model.lowering.LoweredNetwork;
import org.blockwright.model.lowering.Lowering;
import org.blockwright.model.lowering.TrainingPlan;
import org.bytedeco.javacpp.Pointer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;

/**
 * Random networks that are trained, used, closed and compiled again in any order, with batches of
 * any size, compute what DL4J computes in double after the same steps, and leave no memory behind.
 */
class RandomUseTest extends RandomTraining {
  private static final int USES = 10;
  private static final int LARGEST_BATCH = 7;

  /** Memory is compared after the first networks, which load libraries and fill caches. */
  private static final int FIRST_NETWORKS = 1000;

  private static final long ALLOWED_GROWTH = 300L << 20;

  private int networks;
  private long bytesAfterFirst;

  private enum Use {
    STEP,
    OUTPUT,
    PUBLISH,
    RELOAD,
    /** Closes the executor, and compiles the graph again. */
    COMPILE_AGAIN,
    /** Closes the executor, and goes on with that of DL4J for the same graph, or back. */
    OTHER_EXECUTOR,
    /**
     * The end for a few networks that DL4J itself cannot compute: a separable 1x1 convolution of
     * one pixel, or a grouped convolution after a crop.
     */
    NOT_IN_DL4J
  }

  private static final class Dl4jFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Dl4jFailure(Throwable cause) {
      super(cause);
    }
  }

  private static <T> T onDl4j(Supplier<T> task) {
    try {
      return task.get();
    } catch (TrainingException | UsageException e) {
      throw new Dl4jFailure(e);
    }
  }

  private static <T> T on(EngineMode mode, Supplier<T> task) {
    return mode == EngineMode.DL4J ? onDl4j(task) : task.get();
  }

  @Property(
      tries = 60,
      seed = "20261201",
      edgeCases = EdgeCasesMode.NONE,
      shrinking = ShrinkingMode.OFF)
  void anyOrderOfUsesMatchesDl4jInDouble(
      @ForAll("networks") RandomNetworks.Candidate<Network> candidate, @ForAll long seed) {
    withModel(candidate, model -> use(model, seed, RandomUseTest::count));
  }

  @Tag("slow")
  @Property(
      tries = 1000,
      seed = "20261202",
      edgeCases = EdgeCasesMode.NONE,
      shrinking = ShrinkingMode.OFF)
  void manyOrdersOfUsesMatchDl4jInDouble(
      @ForAll("networks") RandomNetworks.Candidate<Network> candidate, @ForAll long seed) {
    withModel(candidate, model -> use(model, seed, RandomUseTest::count));
  }

  @Tag("soak")
  @Property(
      tries = 10_000,
      seed = "20261203",
      edgeCases = EdgeCasesMode.NONE,
      shrinking = ShrinkingMode.OFF)
  void thousandsOfOrdersOfUsesMatchDl4jInDouble(
      @ForAll("networks") RandomNetworks.Candidate<Network> candidate, @ForAll long seed) {
    withModel(candidate, model -> use(model, seed, RandomUseTest::count));
    networks++;
    if (networks == FIRST_NETWORKS) {
      bytesAfterFirst = bytesOutsideOfHeap();
    } else if (networks > FIRST_NETWORKS) {
      assertThat(bytesOutsideOfHeap())
          .as("resident memory after %s networks", networks)
          .isLessThan(bytesAfterFirst + ALLOWED_GROWTH);
    }
  }

  /** The Java heap grows to its limit before it is collected. */
  private static long bytesOutsideOfHeap() {
    return Pointer.physicalBytes() - Runtime.getRuntime().totalMemory();
  }

  private static void count(Use use) {
    Statistics.label("uses")
        .collect(use)
        .coverage(coverage -> coverage.check(Use.NOT_IN_DL4J).percentage(p -> p < 3));
  }

  private static void use(Model model, long seed, Consumer<Use> counter) {
    LayerGraph description = model.network().graph();
    TrainingPlan plan =
        TrainingPlan.of(model.network(), Optimizer.sgd(0.01), LearningRateMultipliers.uniform(), 1);
    LoweredNetwork lowered = Lowering.lower(description, plan);
    ComputationGraph graph = model.trainingGraph(lowered);
    ComputationGraph exact = graph.convertDataType(DataType.DOUBLE);
    Random random = new Random(seed);
    EngineMode mode = EngineMode.COMPILED;
    Executor executor = Executors.forTraining(graph, lowered.trainingSpec(), mode);
    try (Executor reference = Executors.reference(exact, lowered.trainingSpec())) {
      for (int i = 0; i < USES; i++) {
        Use use = Use.values()[random.nextInt(Use.NOT_IN_DL4J.ordinal())];
        counter.accept(use);
        MultiDataSet batch = batch(description, 1 + random.nextInt(LARGEST_BATCH), random);
        switch (use) {
          case STEP -> {
            onDl4j(() -> reference.step(converted(batch)));
            Executor current = executor;
            on(mode, () -> current.step(batch));
          }
          case OUTPUT -> {
            INDArray[] expected = onDl4j(() -> reference.output(doubles(batch.getFeatures())));
            Executor current = executor;
            assertClose(
                on(mode, () -> current.output(batch.getFeatures())),
                expected,
                "use %s of seed %s, %s".formatted(i, seed, model.network()));
          }
          case PUBLISH -> executor.publish();
          case RELOAD -> {
            executor.publish();
            executor.reload();
          }
          case COMPILE_AGAIN, OTHER_EXECUTOR -> {
            executor.publish();
            executor.close();
            if (use == Use.OTHER_EXECUTOR) {
              mode = mode == EngineMode.DL4J ? EngineMode.COMPILED : EngineMode.DL4J;
            }
            executor = Executors.forTraining(graph, lowered.trainingSpec(), mode);
          }
          case NOT_IN_DL4J -> throw new IllegalStateException();
        }
      }
    } catch (Dl4jFailure e) {
      counter.accept(Use.NOT_IN_DL4J);
    } finally {
      executor.close();
    }
    GraphMemory.close(graph);
    GraphMemory.close(exact);
  }

  private static void assertClose(INDArray[] actual, INDArray[] expected, String description) {
    for (int k = 0; k < actual.length; k++) {
      double[] values = expected[k].dup('c').data().asDouble();
      double[] computed = actual[k].dup('c').data().asDouble();
      assertThat(computed).hasSameSizeAs(values);
      for (int i = 0; i < values.length; i++) {
        assertThat(Math.abs(computed[i] - values[i])).as(description).isLessThan(1e-3);
      }
    }
  }
}
