package org.blockwright.tuning;

/** Ends a trial that {@link Trial#shouldPrune} gives up; thrown by the objective. */
public final class PrunedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Creates an exception. */
  public PrunedException() {
    super("the trial was pruned");
  }
}
