package org.blockwright.engine;

import com.google.common.collect.ImmutableList;
import org.blockwright.engine.compiled.OneDnnLibrary;

/**
 * Diagnoses whether graphs can be compiled on this machine, and which implementation runs each type
 * of layer in DL4J, by running it.
 */
public final class Doctor {
  private Doctor() {}

  /**
   * Builds and runs one layer of each type; takes about a second. Advances ND4J's global random
   * number generator, which initializes the weights.
   */
  public static Diagnostics diagnose() {
    Engine.start();
    ImmutableList<LayerCheck> layers =
        LayerProbe.ALL.stream().map(LayerProbe::run).collect(ImmutableList.toImmutableList());
    // Read again: the helpers may have been enabled or disabled since the start.
    return new Diagnostics(
        Versions.read(),
        EngineInfo.read(),
        OneDnnLibrary.load(),
        Threads.read(),
        MemoryLimits.read(),
        layers);
  }
}
