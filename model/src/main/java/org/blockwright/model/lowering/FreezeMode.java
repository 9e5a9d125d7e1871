package org.blockwright.model.lowering;

/** How a layer is frozen. */
public enum FreezeMode {
  /** Trained, or without parameters. */
  NOT_FROZEN,
  /** Frozen like everything before it: the backward pass stops here. */
  STOP_GRADIENT,
  /** Frozen, but a layer before it is trained: the gradient passes through. */
  PASS_GRADIENT
}
