package org.blockwright.engine;

import com.google.common.collect.ImmutableList;

/** Finds out what this machine runs the layers on, by building and running each kind. */
public final class Doctor {
  private Doctor() {}

  /** Takes about a second. Draws initial weights, hence from ND4J's random numbers. */
  public static Diagnostics diagnose() {
    Engine.start();
    ImmutableList<LayerCheck> layers =
        LayerProbe.ALL.stream().map(LayerProbe::run).collect(ImmutableList.toImmutableList());
    // Read anew: the helpers' switch may have been turned since the start.
    return new Diagnostics(
        Versions.read(), EngineInfo.read(), Threads.read(), MemoryLimits.read(), layers);
  }
}
