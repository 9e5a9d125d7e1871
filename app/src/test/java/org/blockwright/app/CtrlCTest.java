package org.blockwright.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Ctrl-C sent to a child process. */
@Timeout(120)
class CtrlCTest {
  private static final String READY = "ready";
  private static final String NOTICE = "stopping";

  /** Work that is asked to stop, but stays in native code for minutes. */
  static final class NativeLoopProgram {
    private NativeLoopProgram() {}

    public static void main(String[] arguments) {
      INDArray large = Nd4j.ones(3000, 3000);
      Interruption interruption = new Interruption();
      BooleanSupplier stop = interruption.stopCondition();
      interruption.listen(() -> System.out.println(NOTICE));
      System.out.println(READY);
      for (int i = 0; i < 10_000; i++) {
        large.mmul(large);
      }
      System.out.println(stop.getAsBoolean());
    }
  }

  /** Work that polls the stop condition. */
  static final class CooperativeProgram {
    private CooperativeProgram() {}

    public static void main(String[] arguments) throws InterruptedException {
      Interruption interruption = new Interruption();
      BooleanSupplier stop = interruption.stopCondition();
      interruption.listen(() -> System.out.println(NOTICE));
      System.out.println(READY);
      while (!stop.getAsBoolean()) {
        Thread.sleep(20);
      }
      System.out.println("saved");
      interruption.markFinished();
      System.exit(Main.INTERRUPTED);
    }
  }

  @BeforeEach
  void requireCtrlC() throws IOException {
    CommandProcess.requireCtrlC();
  }

  private static Process start(Class<?> program) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName()));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("OMP_NUM_THREADS", "1");
    return builder.start();
  }

  private static void await(BufferedReader out, String line) throws IOException {
    String read = out.readLine();
    while (read != null && !read.equals(line)) {
      read = out.readLine();
    }
    assertThat(read).isEqualTo(line);
  }

  @Test
  void secondCtrlCHaltsNativeCode() throws Exception {
    Process process = start(NativeLoopProgram.class);
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      await(out, READY);
      CommandProcess.interrupt(process);
      await(out, NOTICE);
      assertThat(process.waitFor(1, TimeUnit.SECONDS)).isFalse();

      CommandProcess.interrupt(process);

      assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(130);
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void firstCtrlCLetsWorkFinish() throws Exception {
    Process process = start(CooperativeProgram.class);
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      await(out, READY);
      CommandProcess.interrupt(process);
      await(out, NOTICE);
      await(out, "saved");

      assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(130);
    } finally {
      process.destroyForcibly();
    }
  }
}
