package org.blockwright.app;

/** Defaults and descriptions of the options for augmented copies. */
final class CopyOptions {
  static final int COPIES = 4;

  static final String AUGMENT =
      "article (default): rotated, reflected, cropped and blurred copies; article=left-right to"
          + " reflect only the sides; or steps as in training, such as flip,rotate=10";

  private CopyOptions() {}
}
