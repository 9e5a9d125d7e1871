package org.blockwright.engine;

import org.nd4j.linalg.factory.Nd4j;

/**
 * How many threads a native operation runs on.
 *
 * @param cores what the machine, or its container, has
 * @param openMp what OpenMP uses for an operation
 */
public record Threads(int cores, int openMp) {

  static Threads read() {
    return new Threads(
        Runtime.getRuntime().availableProcessors(), Nd4j.getEnvironment().maxThreads());
  }
}
