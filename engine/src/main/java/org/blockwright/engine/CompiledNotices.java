package org.blockwright.engine;

import org.blockwright.engine.compiled.CompiledPrograms;
import org.blockwright.engine.compiled.Unsupported;

/** Reports why DL4J computes a batch of a compiled graph; NaN once. */
final class CompiledNotices implements CompiledPrograms.Listener {
  private boolean warnedOfNotFinite;

  @Override
  public void unsupported(Unsupported vertex) {
    Engine.notice(CompiledGraphProblems.unsupportedSize(vertex));
  }

  @Override
  public void notFinite() {
    if (!warnedOfNotFinite) {
      Engine.notice(CompiledGraphProblems.notFinite());
      warnedOfNotFinite = true;
    }
  }
}
