package org.blockwright.app;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.blockwright.engine.compiled.Unsupported;
import org.blockwright.model.Model;

/**
 * Whether a network can be compiled.
 *
 * @param unsupported the layers that keep it on DL4J, with the reasons
 */
record Compilation(List<Unsupported> unsupported) {
  Compilation {
    unsupported = ImmutableList.copyOf(unsupported);
  }

  static Compilation of(Model model) {
    return new Compilation(model.unsupported());
  }

  /** Returns one line, and one more per unsupported layer. */
  String text(String network) {
    return unsupported.isEmpty()
        ? AppProblems.canBeCompiled(network)
        : AppProblems.cannotBeCompiled(
            network, unsupported.stream().map(Unsupported::text).toList());
  }

  Object toJson() {
    return Json.object("compiled", unsupported.isEmpty(), "unsupported", unsupported);
  }
}
