package org.blockwright.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class InterruptionTest {
  private final Interruption interruption = new Interruption();

  @Test
  void waitsForCooperativeWork() throws Exception {
    ExecutorService other = Executors.newSingleThreadExecutor();
    try {
      BooleanSupplier stop = interruption.stopCondition();
      CountDownLatch noticed = new CountDownLatch(1);
      assertThat(stop.getAsBoolean()).isFalse();

      Future<?> request = other.submit(() -> interruption.request(noticed::countDown));
      noticed.await();

      assertThat(stop.getAsBoolean()).isTrue();
      assertThat(request.isDone()).isFalse();

      interruption.markFinished();
      request.get(5, TimeUnit.SECONDS);
    } finally {
      other.shutdownNow();
    }
  }

  @Test
  void doesNotWaitForOtherWork() {
    interruption.request(() -> {});

    assertThat(interruption.isRequested()).isTrue();
  }

  @Test
  void ignoresRequestAfterFinish() {
    interruption.stopCondition();
    interruption.markFinished();
    interruption.request(() -> {});

    assertThat(interruption.isRequested()).isFalse();
  }

  @Test
  void interruptedCommandExitsWith130() {
    interruption.request(() -> {});

    assertThat(CommandResult.run(interruption, "zoo").code()).isEqualTo(130);
  }

  @Test
  void secondCtrlCHaltsImmediately() {
    List<String> events = new ArrayList<>();
    interruption.stopCondition();
    Runnable ctrlC =
        () ->
            interruption.interrupt(
                () -> events.add("notice"),
                code -> events.add("exit " + code),
                code -> events.add("halt " + code));

    ctrlC.run();
    assertThat(interruption.isRequested()).isTrue();
    ctrlC.run();

    assertThat(events).containsExactly("notice", "halt 130");
  }

  @Test
  void firstCtrlCExitsIfWorkDoesNotPoll() {
    List<String> events = new ArrayList<>();

    interruption.interrupt(
        () -> events.add("notice"),
        code -> events.add("exit " + code),
        code -> events.add("halt " + code));

    assertThat(events).containsExactly("exit 130");
  }
}
