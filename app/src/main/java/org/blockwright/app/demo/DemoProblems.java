package org.blockwright.app.demo;

/** Messages of the demo. */
final class DemoProblems {
  private DemoProblems() {}

  static String missingResource(String resource) {
    return "The demo file \"%s\" is missing in this build of Blockwright. Rebuild it: delete app/target and run ./blockwright demo."
        .formatted(resource);
  }
}
