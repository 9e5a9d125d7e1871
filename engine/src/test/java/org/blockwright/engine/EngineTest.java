package org.blockwright.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class EngineTest {

  @Test
  void startsOnce() {
    assertThat(Engine.start()).isSameAs(Engine.start());
    assertThat(Engine.start().backend()).isEqualTo("CPU");
  }

  @Test
  void dl4jFindsOneDnnIfBuiltWithIt() {
    EngineInfo info = Engine.start();

    assertThat(info.helpersAvailable()).isEqualTo(info.builtWithOneDnn());
  }

  @Test
  void configuresAllThreadPools() throws InterruptedException {
    Engine.start();
    Threads before = Threads.read();
    AtomicReference<Threads> during = new AtomicReference<>();
    // OpenMP's number applies to one Java thread, the others to the process.
    Thread other =
        new Thread(
            () -> {
              Threads.configure(3);
              during.set(Threads.read());
            });

    other.start();
    other.join();
    assertThat(during.get())
        .isEqualTo(new Threads(before.cores(), 3, Math.min(3, before.elementWise()), 3));

    assertThat(Threads.read().openMp()).isEqualTo(before.openMp());
    Threads.configure(before.openMp());
    assertThatThrownBy(() -> Threads.configure(0)).hasMessage("threads must be positive, got 0");
  }

  @Test
  void modeOfTaskAppliesToItsThreadUntilItsEnd() {
    List<EngineMode> modes =
        Engine.callIn(
            EngineMode.DL4J,
            () ->
                List.of(
                    Engine.mode(),
                    Engine.callIn(EngineMode.COMPILED, Engine::mode),
                    Engine.mode(),
                    CompletableFuture.supplyAsync(Engine::mode).join()));

    assertThat(modes)
        .containsExactly(EngineMode.DL4J, EngineMode.COMPILED, EngineMode.DL4J, EngineMode.AUTO);
    assertThatThrownBy(
            () ->
                Engine.callIn(
                    EngineMode.DL4J,
                    () -> {
                      throw new IllegalStateException();
                    }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(Engine.mode()).isEqualTo(EngineMode.AUTO);
  }

  @Test
  void modesHaveIds() {
    assertThat(EngineMode.ids()).containsExactly("auto", "compiled", "dl4j");
    assertThat(EngineMode.of("dl4j")).contains(EngineMode.DL4J);
    assertThat(EngineMode.of("DL4J")).isEmpty();
  }

  @Test
  void noticesAreNotRepeated() {
    List<String> first = new ArrayList<>();
    List<String> second = new ArrayList<>();

    Engine.setNoticeListener(first::add);
    List.of("a", "b", "a", "b").forEach(Engine::notice);
    Engine.setNoticeListener(second::add);
    Engine.notice("a");

    assertThat(first).containsExactly("a", "b");
    assertThat(second).containsExactly("a");
  }

  /** Saying it once is enough for all executors of a training run. */
  @Test
  void graphThatRunsOnDl4jIsANoticeInModeAuto() {
    List<String> notices = new ArrayList<>();
    Engine.setNoticeListener(notices::add);

    for (int i = 0; i < 2; i++) {
      try (Executor executor = Executors.forInference(TestGraphs.unsupported())) {
        assertThat(executor.name()).isEqualTo("DL4J");
      }
    }
    Executors.forInference(TestGraphs.unsupported(), EngineMode.DL4J).close();

    assertThat(notices)
        .containsExactly(
            "The graph cannot be compiled and runs on DL4J, which is slower: \"norm\": layers of type"
                + " LocalResponseNormalization.");
  }

  @Test
  void readsMemoryLimitsOfProcess() {
    MemoryLimits limits = MemoryLimits.read();

    assertThat(limits.heap()).isEqualTo(Runtime.getRuntime().maxMemory());
    assertThat(new MemoryLimits(2L << 30, 8L << 30, 0).text())
        .isEqualTo("heap 2048 MB, off-heap 8192 MB, physical no limit");
  }
}
