package org.blockwright.training.report;

import java.awt.Color;
import java.util.List;

/**
 * Colors of a chart. Line colors are from the palette of Okabe and Ito, which is safe for all
 * common forms of color blindness; the heat map varies the lightness of one hue.
 */
record Palette(
    Color background,
    Color foreground,
    Color muted,
    Color grid,
    Color low,
    Color high,
    List<Color> lines) {
  static final Palette LIGHT =
      new Palette(
          new Color(0xFFFFFF),
          new Color(0x1F2933),
          new Color(0x5B6774),
          new Color(0xE3E8ED),
          new Color(0xF4F8FB),
          new Color(0x7DB8E3),
          List.of(
              new Color(0x0072B2), new Color(0xD55E00), new Color(0x009E73), new Color(0xCC79A7)));

  static final Palette DARK =
      new Palette(
          new Color(0x171C23),
          new Color(0xE6EAEE),
          new Color(0x9AA6B2),
          new Color(0x2B333D),
          new Color(0x1E252E),
          new Color(0x1C669F),
          List.of(
              new Color(0x56B4E9), new Color(0xE69F00), new Color(0x2BC79A), new Color(0xCC79A7)));
}
