package org.blockwright.app.demo;

/** The messages of the demo. */
final class DemoProblems {
  private DemoProblems() {}

  static String missingResource(String resource) {
    return "The demo's file \"%s\" is not in this build of Blockwright. Build it anew: delete app/target and run ./blockwright demo."
        .formatted(resource);
  }
}
