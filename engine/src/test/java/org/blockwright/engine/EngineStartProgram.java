package org.blockwright.engine;

import org.blockwright.base.UsageException;

/** Starts the engine and prints the result, or the message that a user would see. */
final class EngineStartProgram {
  private EngineStartProgram() {}

  public static void main(String[] arguments) {
    try {
      System.out.println("started=" + Engine.start().backend());
    } catch (UsageException e) {
      System.out.println("failed=" + e.getMessage());
    }
  }
}
