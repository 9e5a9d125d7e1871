package org.blockwright.engine;

/** How {@link Executors} choose the executor of a graph. */
public enum EngineMode {
  /** The compiled executor for graphs that it supports; DL4J for others. */
  AUTO("auto"),
  /** The compiled executor; graphs that it does not support are an error. */
  COMPILED("compiled"),
  /** DL4J. */
  DL4J("dl4j");

  private final String text;

  EngineMode(String text) {
    this.text = text;
  }

  /** Returns the name in options and settings, such as {@code auto}. */
  public String text() {
    return text;
  }
}
