package org.blockwright.engine;

import com.google.common.collect.ImmutableList;

/** Diagnoses which implementation runs each type of layer on this machine, by running it. */
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
        Versions.read(), EngineInfo.read(), Threads.read(), MemoryLimits.read(), layers);
  }
}
