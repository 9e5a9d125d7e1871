package org.blockwright.app;

import java.util.Set;
import org.blockwright.data.decode.Decoder;
import org.blockwright.engine.CompiledGraph;
import org.blockwright.engine.Engine;

/**
 * Loads native libraries on another thread, while the command line is parsed and a model is read.
 * ND4J comes first and alone, since other code initializes it by {@link Engine#start()}, too.
 * Failures are ignored: the code that needs a library reports them.
 */
final class Preload {
  /** Commands that read images and compute outputs, nearly always. */
  private static final Set<String> COMMANDS =
      Set.of("predict", "evaluate", "features", "serve", "train");

  private Preload() {}

  /** Starts to load if the command needs it; returns at once. */
  static void start(String... arguments) {
    if (isNeeded(arguments)) {
      Thread thread = new Thread(Preload::load, "preload");
      thread.setDaemon(true);
      thread.start();
    }
  }

  static boolean isNeeded(String... arguments) {
    return arguments.length > 1 && COMMANDS.contains(arguments[0]);
  }

  /** Loads all libraries. */
  static void load() {
    try {
      Engine.start();
      Decoder.preload();
      CompiledGraph.preload();
    } catch (RuntimeException | LinkageError e) {
      // Reported where the library is needed.
    }
  }
}
