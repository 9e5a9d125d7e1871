package org.blockwright.data.audit;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How much of a dataset is audited before a training run. */
public enum AuditMode {
  /**
   * Files, groups and classes of all images, and the pixels of at most {@value Audit#QUICK_IMAGES}:
   * a random sample of a larger dataset.
   */
  AUTO,
  /** All pixels of all images. */
  FULL,
  /** No audit. */
  OFF;

  /** Returns the value in files and options. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the mode of a value in files and options; empty if there is none. */
  public static Optional<AuditMode> of(String id) {
    return Arrays.stream(values()).filter(mode -> mode.id().equals(id)).findFirst();
  }

  /** Returns all values in files and options. */
  public static List<String> ids() {
    return Arrays.stream(values()).map(AuditMode::id).toList();
  }
}
