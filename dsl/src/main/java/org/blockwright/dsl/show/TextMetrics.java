package org.blockwright.dsl.show;

/**
 * How wide a text gets, without a font at hand: whoever looks at a picture has Helvetica, Arial or
 * DejaVu Sans, and each character counts as its widest, that of DejaVu Sans Bold where the text is
 * bold. A text is rather too narrow for its place than too wide.
 */
final class TextMetrics {
  private static final String NARROW = "iljI.,:;'|! ";
  private static final String SEMI_NARROW = "ftr()[]{}/\\-\"J1";
  private static final String WIDE = "mwMWQ%@+=<>~#_&OGDNH";

  private static final double BOLD = 1.12;
  private static final String ELLIPSIS = "...";

  private TextMetrics() {}

  /** The width of a text in a font of this size, in the size's unit. */
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

  /** The text, or as much of its beginning and end as has room. */
  static String truncate(String text, double room, double size, boolean bold) {
    if (width(text, size, bold) <= room) {
      return text;
    }
    int[] letters = text.codePoints().toArray();
    for (int kept = letters.length - 1; kept > 0; kept--) {
      int head = (kept + 1) / 2;
      String shorter =
          new String(letters, 0, head)
              + ELLIPSIS
              + new String(letters, letters.length - (kept - head), kept - head);
      if (width(shorter, size, bold) <= room) {
        return shorter;
      }
    }
    return ELLIPSIS;
  }
}
