package org.blockwright.engine;

/** Sets the number of threads before anything has loaded ND4J, and prints it. */
final class FirstCallProgram {
  private FirstCallProgram() {}

  public static void main(String[] arguments) {
    Threads.configureOpenMp(1);
    System.out.println("threads=" + Threads.read().openMp());
  }
}
