package org.blockwright.engine;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How {@link Executors} choose the executor of a graph. */
public enum EngineMode {
  /** The compiled executor for graphs that it supports; DL4J for others, with a notice. */
  AUTO,
  /** The compiled executor; graphs that it does not support are an error. */
  COMPILED,
  /** DL4J. */
  DL4J;

  /** Returns the value in files and options: {@code auto}, {@code compiled} or {@code dl4j}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the mode of a value in files and options; empty if there is none. */
  public static Optional<EngineMode> of(String id) {
    return Arrays.stream(values()).filter(mode -> mode.id().equals(id)).findFirst();
  }

  /** Returns all values in files and options. */
  public static List<String> ids() {
    return Arrays.stream(values()).map(EngineMode::id).toList();
  }
}
