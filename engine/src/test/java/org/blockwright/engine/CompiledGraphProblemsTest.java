package org.blockwright.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.blockwright.base.UsageException;
import org.blockwright.engine.compiled.Unsupported;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.Test;

class CompiledGraphProblemsTest {
  private static final Unsupported NORM =
      new Unsupported("norm", "layers of type LocalResponseNormalization");

  @Test
  void libraryNotLoaded() {
    Throwable failure =
        new NoClassDefFoundError().initCause(new UnsatisfiedLinkError("no jnidnnl\nin path"));

    assertThat(CompiledGraphProblems.libraryNotLoaded(failure))
        .hasMessage(
            "oneDNN's native library cannot be loaded on "
                + Loader.getPlatform()
                + ": no jnidnnl. Add blockwright-natives for this platform to the class path, or use"
                + " the engine dl4j.")
        .hasCause(failure);
    assertThat(CompiledGraphProblems.libraryNotLoaded(new NoClassDefFoundError()))
        .hasMessageContaining(": NoClassDefFoundError. ");
  }

  @Test
  void dl4jWithoutLibrary() {
    assertThat(CompiledGraphProblems.dl4jWithoutLibrary(new UnsatisfiedLinkError("no jnidnnl")))
        .isEqualTo(
            "Networks run on DL4J, which is slower, because oneDNN's native library cannot be loaded"
                + " on "
                + Loader.getPlatform()
                + ": no jnidnnl. Add blockwright-natives for this platform to the class path; the"
                + " engine dl4j is used without this notice.");
  }

  @Test
  void dl4jInstead() {
    assertThat(CompiledGraphProblems.dl4jInstead(List.of(NORM)))
        .isEqualTo(
            "The graph cannot be compiled and runs on DL4J, which is slower: \"norm\": layers of type"
                + " LocalResponseNormalization.");
  }

  @Test
  void trainingUnsupported() {
    assertThat(CompiledGraphProblems.trainingUnsupported(List.of(NORM)))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "The training of the graph cannot be compiled: \"norm\": layers of type"
                + " LocalResponseNormalization. Use the engine auto or dl4j.");
    assertThat(CompiledGraphProblems.trainingByDl4j(List.of(NORM)))
        .isEqualTo(
            "The training of the graph cannot be compiled and runs on DL4J, which is slower: \"norm\":"
                + " layers of type LocalResponseNormalization.");
  }

  @Test
  void unsupported() {
    assertThat(
            CompiledGraphProblems.unsupported(
                List.of(NORM, new Unsupported("p", "pooling of type SUM"))))
        .hasMessage(
            "The graph cannot be compiled: \"norm\": layers of type LocalResponseNormalization;"
                + " \"p\": pooling of type SUM. Use the engine auto or dl4j.");
    assertThat(CompiledGraphProblems.unsupported(Collections.nCopies(10, NORM)))
        .hasMessageContaining("LocalResponseNormalization; and 2 more. Use");
  }

  @Test
  void notFinite() {
    assertThat(CompiledGraphProblems.notFinite())
        .isEqualTo(
            "Inputs or parameters are NaN or infinite. Such batches run on DL4J, since compiled"
                + " layers would replace NaN by numbers.");
  }

  @Test
  void unsupportedSize() {
    assertThat(
            CompiledGraphProblems.unsupportedSize(
                new Unsupported("c", "expected 3 channels, got [1, 4, 5, 5]")))
        .isEqualTo(
            "The graph cannot be compiled for this input size, and runs on DL4J: \"c\": expected 3"
                + " channels, got [1, 4, 5, 5].");
  }
}
