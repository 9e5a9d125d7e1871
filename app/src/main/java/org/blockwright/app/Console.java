package org.blockwright.app;

import java.io.PrintStream;

/**
 * Where the command speaks.
 *
 * @param out results
 * @param err progress, notices, errors
 * @param interactive whether {@code err} is a terminal on which a line can be drawn anew
 * @param color whether {@code out} takes colours
 */
record Console(PrintStream out, PrintStream err, boolean interactive, boolean color) {

  /** The process's own streams; the start script says whether they are terminals. */
  static Console system() {
    return new Console(
        System.out,
        System.err,
        Boolean.getBoolean("blockwright.bars"),
        Boolean.getBoolean("blockwright.colour"));
  }

  /** Two streams that are no terminals. */
  static Console plain(PrintStream out, PrintStream err) {
    return new Console(out, err, false, false);
  }
}
