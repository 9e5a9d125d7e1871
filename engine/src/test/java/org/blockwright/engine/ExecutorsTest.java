package org.blockwright.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.reflect.ClassPath;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;

class ExecutorsTest {
  /** All implementations compute the same, so a new one needs a test that extends a contract. */
  @Test
  void everyExecutorIsTestedByAContract() throws Exception {
    List<Class<?>> implementations = implementations();

    assertThat(implementations).contains(GraphExecutor.class, CompiledGraph.class);
    for (Class<?> implementation : implementations) {
      Class<?> test = Class.forName(implementation.getName() + "Test");
      assertThat(ExecutorContract.class).as(test.getName()).isAssignableFrom(test);
    }
  }

  /** An executor that no mode chooses is never used. */
  @Test
  void everyExecutorIsChosenByAMode() throws Exception {
    ComputationGraph graph = TestGraphs.twoConsumers(TestGraphs.sgd());
    Set<Class<?>> chosen = new HashSet<>();
    for (EngineMode mode : EngineMode.values()) {
      try (Executor executor = Executors.forInference(graph, mode)) {
        chosen.add(executor.getClass());
      }
    }

    assertThat(chosen).containsExactlyInAnyOrderElementsOf(implementations());
  }

  private static List<Class<?>> implementations() throws IOException {
    return ClassPath.from(Executor.class.getClassLoader())
        .getTopLevelClassesRecursive(Executor.class.getPackageName())
        .stream()
        .filter(type -> !type.getSimpleName().endsWith("Test"))
        .<Class<?>>map(ClassPath.ClassInfo::load)
        .filter(type -> Executor.class.isAssignableFrom(type) && !type.isInterface())
        .toList();
  }
}
