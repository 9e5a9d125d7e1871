package org.blockwright.app;

/** Which settings, images and network a resumed run uses if they differ from those of the run. */
enum ResumeWith {
  /** Those of the run; options given again are ignored. */
  CHECKPOINT,
  /** Those of the command line and the files as they are now. */
  CURRENT
}
