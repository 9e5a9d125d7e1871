package org.blockwright.dsl.show;

/**
 * Estimates the width of text without a font. An SVG file is shown in Helvetica, Arial or DejaVu
 * Sans, so each character has the largest of its widths in these fonts (DejaVu Sans Bold for bold
 * text): text may be narrower than estimated, but not wider.
 */
final class TextMetrics {
  private static final String NARROW = "iljI.,:;'|! ";
  private static final String SEMI_NARROW = "ftr()[]{}/\\-\"J1";
  private static final String WIDE = "mwMWQ%@+=<>~#_&OGDNH";

  private static final double BOLD = 1.12;
  private static final String ELLIPSIS = "...";

  private TextMetrics() {}

  /** Returns the width of a text, in the unit of the font size. */
  static double width(String text, double size, boolean bold) {
    double ems = text.codePoints().mapToDouble(TextMetrics::widthInEm).sum();
    return ems * size * (bold ? BOLD : 1);
  }

  private static double widthInEm(int character) {
    if (character > 0x7e) {
      return 1.05;
    }
    if (NARROW.indexOf(character) >= 0) {
      return 0.4;
    }
    if (SEMI_NARROW.indexOf(character) >= 0) {
      return 0.52;
    }
    if (WIDE.indexOf(character) >= 0) {
      return 0.99;
    }
    return Character.isUpperCase(character) ? 0.72 : 0.64;
  }

  /** Returns the text, shortened in the middle if it is wider than {@code maxWidth}. */
  static String truncate(String text, double maxWidth, double size, boolean bold) {
    if (width(text, size, bold) <= maxWidth) {
      return text;
    }
    int[] characters = text.codePoints().toArray();
    for (int kept = characters.length - 1; kept > 0; kept--) {
      int start = (kept + 1) / 2;
      String shorter =
          new String(characters, 0, start)
              + ELLIPSIS
              + new String(characters, characters.length - (kept - start), kept - start);
      if (width(shorter, size, bold) <= maxWidth) {
        return shorter;
      }
    }
    return ELLIPSIS;
  }
}
