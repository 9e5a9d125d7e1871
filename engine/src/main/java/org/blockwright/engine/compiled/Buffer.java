package org.blockwright.engine.compiled;

import org.bytedeco.javacpp.Pointer;

/**
 * Memory of one or more tensors: a part of a program's arena from the first to the last step that
 * uses it, a weight, or an array of the caller.
 */
final class Buffer {
  private final long bytes;
  private final boolean inArena;
  private Pointer address;
  private int firstStep = Integer.MAX_VALUE;
  private int lastStep = -1;

  private Buffer(long bytes, boolean inArena, Pointer address) {
    this.bytes = bytes;
    this.inArena = inArena;
    this.address = address;
  }

  /** Memory in the arena. */
  static Buffer inArena(long bytes) {
    return new Buffer(bytes, true, null);
  }

  /** Memory that another object owns. */
  static Buffer at(Pointer address, long bytes) {
    return new Buffer(bytes, false, address);
  }

  /** Memory that is known only when the program runs. */
  static Buffer ofCaller(long bytes) {
    return new Buffer(bytes, false, null);
  }

  long bytes() {
    return bytes;
  }

  /** Returns whether it is a part of the arena, so that steps may overwrite it. */
  boolean isInArena() {
    return inArena;
  }

  /** Returns the address; null before it is known. */
  Pointer address() {
    return address;
  }

  void place(Pointer newAddress) {
    address = newAddress;
  }

  void useIn(int step) {
    firstStep = Math.min(firstStep, step);
    lastStep = Math.max(lastStep, step);
  }

  int firstStep() {
    return firstStep;
  }

  int lastStep() {
    return lastStep;
  }
}
