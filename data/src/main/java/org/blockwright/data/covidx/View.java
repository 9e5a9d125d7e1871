package org.blockwright.data.covidx;

import com.google.common.collect.ImmutableList;
import java.util.Locale;

/** Names of projections, which the sources spell in several ways. */
final class View {
  /** Frontal projections. Lateral images and slices of a CT are other ones. */
  static final ImmutableList<String> FRONTAL =
      ImmutableList.of("PA", "AP", "AP Supine", "AP semi erect", "AP erect");

  private View() {}

  /** Returns whether a view is in a list, ignoring case and blanks; {@code APS} is AP Supine. */
  static boolean isIn(ImmutableList<String> views, String view) {
    String normalized = normalized(view);
    return views.stream().map(View::normalized).anyMatch(normalized::equals);
  }

  /** Returns the usual spelling of a frontal view, another view unchanged. */
  static String name(String view) {
    return FRONTAL.stream()
        .filter(known -> normalized(known).equals(normalized(view)))
        .findFirst()
        .orElse(view.strip());
  }

  private static String normalized(String view) {
    String lower = view.strip().replaceAll("\\s+", " ").toLowerCase(Locale.ROOT);
    return lower.equals("aps") ? "ap supine" : lower;
  }
}
