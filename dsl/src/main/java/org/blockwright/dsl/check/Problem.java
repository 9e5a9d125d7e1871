package org.blockwright.dsl.check;

import java.io.Serializable;

/**
 * A problem of a description, as a value: code that handles a problem decides by its kind and
 * location, never by its text.
 *
 * @param location path of the layer or block, or name of the input; empty if the problem is not
 *     bound to one
 * @param message what is wrong, what was expected, what was found, and how to fix it
 * @param advice further sentences that depend on more than the place of the problem, for instance
 *     valid input sizes; empty if there are none
 */
public record Problem(Kind kind, String location, String message, String advice)
    implements Serializable {

  /** What is wrong. */
  public enum Kind {
    /** A name or label is invalid, reserved or used twice. */
    NAME,
    /** A name or pattern refers to nothing, or to something of the wrong kind. */
    UNKNOWN_NAME,
    /** An argument is not valid. */
    ARGUMENT,
    /** An array or a network is larger than supported. */
    SIZE_LIMIT,
    /** An input has the wrong shape, for instance a vector instead of a feature map. */
    INPUT_SHAPE,
    /** A feature map is smaller than a window or a crop; a larger input of the network may help. */
    SHRINKS_TO_NOTHING,
    /** The inputs of a sum differ in shape. */
    CANNOT_ADD,
    /** The inputs of a concatenation differ in size. */
    CANNOT_CONCATENATE,
    /** The units of a flattened feature map are used where their order matters. */
    UNIT_ORDER,
    /** Blocks are connected in a wrong way, or not at all. */
    CONNECTION,
    /** The inputs, the outputs, the head or the labels of a network are missing or do not match. */
    NETWORK,
    /** A row of a block table is not valid. */
    TABLE,
    /** An edit cannot be applied to the network. */
    EDIT,
    /** Networks cannot be merged. */
    MERGE,
    /** A file is not a valid description. */
    FORMAT
  }

  /** Creates a problem without advice. */
  public static Problem of(Kind kind, String location, String message) {
    return new Problem(kind, location, message, "");
  }

  /** Returns a copy with other advice. */
  public Problem withAdvice(String newAdvice) {
    return new Problem(kind, location, message, newAdvice);
  }

  /** Returns message and advice. */
  public String text() {
    return advice.isEmpty() ? message : message + " " + advice;
  }
}
