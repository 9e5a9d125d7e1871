package org.blockwright.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
  void readsMemoryLimitsOfProcess() {
    MemoryLimits limits = MemoryLimits.read();

    assertThat(limits.heap()).isEqualTo(Runtime.getRuntime().maxMemory());
    assertThat(new MemoryLimits(2L << 30, 8L << 30, 0).text())
        .isEqualTo("heap 2048 MB, off-heap 8192 MB, physical no limit");
  }
}
