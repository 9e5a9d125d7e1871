package org.blockwright.model.lowering;

/**
 * A condition on an array of the DL4J graph that holds at all times: it is initialized accordingly,
 * and training must maintain it.
 */
public record Constraint(Kind kind, ParameterSlice slice) {

  /** The condition. */
  public enum Kind {
    /** All values are 1: gamma of a batch norm without gamma, which DL4J's layer always has. */
    FIXED_AT_ONE
  }
}
